//! The one question that tells how rounds stand, in the words of either database.

use super::Filter;
use crate::storage::{
    Scope,
    columns::under,
    consents, employments,
    rows::{contact, employment, evidence, person, placement},
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    consent::Purpose,
    follow_up::{ContactOutcome, RoundState},
    id::EmploymentId,
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, ValueTuple},
};

/// A day so many days behind the first of the job: the one sum of a day that the databases write
/// each in its own way.
fn day_of_job(backend: DbBackend, days: &str) -> String {
    if backend == DbBackend::Postgres {
        format!("(employment.started_on + ({days})::int)")
    } else {
        format!("date(employment.started_on, ({days}) || ' days')")
    }
}

/// A column of the rounds that are handed in as values.
fn round(column: &'static str) -> Expr {
    Expr::col((Alias::new("r"), Alias::new(column)))
}

fn job(column: employment::Column) -> Expr {
    Expr::col((employment::Entity, column))
}

/// Of the evidence about the job until a day, as far as it stands.
fn shown(what: Expr, on: NaiveDate) -> SelectStatement {
    let of = |column: evidence::Column| Expr::col((evidence::Entity, column));
    Query::select()
        .expr(what)
        .from(evidence::Entity)
        .and_where(
            of(evidence::Column::EmploymentId).equals((employment::Entity, employment::Column::Id)),
        )
        .and_where(of(evidence::Column::WithdrawnAt).is_null())
        .and_where(of(evidence::Column::OnDay).lte(on))
        .to_owned()
}

/// Of the attempts to reach whoever has the job, until a day.
fn tried(what: Expr, on: NaiveDate) -> SelectStatement {
    let of = |column: contact::Column| Expr::col((contact::Entity, column));
    Query::select()
        .expr(what)
        .from(contact::Entity)
        .and_where(
            of(contact::Column::EmploymentId).equals((employment::Entity, employment::Column::Id)),
        )
        .and_where(of(contact::Column::OnDay).lte(on))
        .to_owned()
}

/// How each job's last round so far stands, within reach and as the filter asks for jobs.
fn stands(
    backend: DbBackend,
    scope: &Scope,
    rounds: &[ValueTuple],
    filter: &Filter,
) -> SelectStatement {
    let due = day_of_job(backend, "r.column5");
    let opens = day_of_job(backend, "r.column5 - r.column6");
    let done = shown(Expr::value(1), filter.on)
        .and_where(Expr::cust(format!("evidence.on_day >= {opens}")))
        .to_owned();
    let attempt = Expr::col((contact::Entity, contact::Column::Id));
    let telling = ContactOutcome::TELLING.map(Coded::code);
    let in_vain = tried(Func::count(attempt).into(), filter.on)
        .and_where(Expr::cust(format!("contact.on_day >= {opens}")))
        .and_where(Expr::col((contact::Entity, contact::Column::Outcome)).is_not_in(telling))
        .to_owned();
    let state = Expr::case(Expr::exists(done), RoundState::Done.code())
        .case(
            Expr::from(in_vain.clone()).gte(round("column8")),
            RoundState::Unreachable.code(),
        )
        .case(
            job(employment::Column::StartedOn).lt(round("column7")),
            RoundState::Overdue.code(),
        )
        .finally(RoundState::Due.code());
    let last_shown = Expr::col((evidence::Entity, evidence::Column::OnDay));
    let last_shown = shown(Func::max(last_shown).into(), filter.on);
    let last_tried = Expr::col((contact::Entity, contact::Column::OnDay));
    let last_tried = tried(Func::max(last_tried).into(), filter.on);
    let at_work = Condition::any()
        .add(employment::Column::EndedOn.is_null())
        .add(employment::Column::EndedOn.gte(filter.on));
    let mut question = jobs_with(rounds);
    question
        .expr_as(round("column5"), Alias::new("days"))
        .expr_as(Expr::cust(due.clone()), Alias::new("due_on"))
        .expr_as(state, Alias::new("state"))
        .expr_as(Expr::from(in_vain), Alias::new("tries"))
        .expr_as(Expr::from(last_shown), Alias::new("last_shown_on"))
        .expr_as(Expr::from(last_tried), Alias::new("last_tried_on"))
        .cond_where(employments::within(scope))
        .cond_where(at_work)
        .cond_where(consents::not_refused(person::Column::Id, Purpose::FollowUp))
        .and_where(job(employment::Column::Voided).eq(false))
        .and_where(job(employment::Column::KnownFrom).lte(filter.on))
        .and_where(Expr::cust(format!("{due} >= employment.known_from")));
    if let Some(area) = filter.area {
        question.cond_where(under(person::Column::Home, area));
    }
    if let Some(id) = filter.enterprise {
        question.and_where(placement::Column::EnterpriseId.eq(id.0));
    }
    question
}

/// Jobs, each beside its last round so far; at least one round is handed in.
fn jobs_with(rounds: &[ValueTuple]) -> SelectStatement {
    let home = Expr::col((person::Entity, person::Column::Home));
    let lives_there = home.between(round("column1"), round("column2"));
    let is_theirs = job(employment::Column::PersonId).equals((person::Entity, person::Column::Id));
    let began_then = job(employment::Column::StartedOn).between(round("column3"), round("column4"));
    Query::select()
        .columns([
            (employment::Entity, employment::Column::Id),
            (employment::Entity, employment::Column::PersonId),
            (employment::Entity, employment::Column::PlacementId),
            (employment::Entity, employment::Column::Employer),
            (employment::Entity, employment::Column::Trade),
            (employment::Entity, employment::Column::Workplace),
            (employment::Entity, employment::Column::StartedOn),
        ])
        .column((placement::Entity, placement::Column::EnterpriseId))
        .column((person::Entity, person::Column::Home))
        .from_values(rounds.to_vec(), Alias::new("r"))
        .inner_join(person::Entity, lives_there)
        .inner_join(employment::Entity, is_theirs.and(began_then))
        .left_join(
            placement::Entity,
            Expr::col((placement::Entity, placement::Column::Id))
                .equals((employment::Entity, employment::Column::PlacementId)),
        )
        .to_owned()
}

/// The whole question: the longest due first, behind `after`.
pub(super) fn question(
    backend: DbBackend,
    scope: &Scope,
    rounds: &[ValueTuple],
    filter: &Filter,
    after: Option<(NaiveDate, EmploymentId)>,
    limit: u64,
) -> SelectStatement {
    let told = |column: &'static str| Expr::col((Alias::new("told"), Alias::new(column)));
    let mut question = Query::select();
    question
        .expr(Expr::cust("told.*"))
        .from_subquery(stands(backend, scope, rounds, filter), Alias::new("told"))
        .order_by((Alias::new("told"), Alias::new("due_on")), Order::Asc)
        .order_by((Alias::new("told"), Alias::new("id")), Order::Asc)
        .limit(limit);
    if filter.undone {
        question.and_where(told("state").ne(RoundState::Done.code()));
    }
    if let Some(state) = filter.state {
        question.and_where(told("state").eq(state.code()));
    }
    if let Some((due_on, id)) = after {
        let same_day = told("due_on").eq(due_on).and(told("id").gt(id.0));
        question.and_where(told("due_on").gt(due_on).or(same_day));
    }
    question
}
