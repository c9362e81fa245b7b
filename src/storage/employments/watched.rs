//! How long people were at their jobs, as far as it was watched.

use super::facts_at;
use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{nothing, under},
        rows::employment as row,
        scope::Inner,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{division::Division, grant::Capacity, id::EmploymentId};
use sea_orm::{
    Condition, ConnectionTrait, FromQueryResult,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement},
};
use uuid::Uuid;

/// How long somebody was at one job, as far as it was watched.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    /// First day of the job.
    pub started_on: NaiveDate,
    /// First day on which we knew of it.
    pub known_from: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
    /// Last day on which somebody told us of it: a step, a roster, evidence.
    pub last_told_on: Option<NaiveDate>,
    /// Last day on which evidence shows the person at it.
    pub last_shown_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    started_on: NaiveDate,
    known_from: NaiveDate,
    ended_on: Option<NaiveDate>,
    last_told_on: Option<NaiveDate>,
    last_shown_on: Option<NaiveDate>,
    voided: bool,
}

/// The jobs that `scope` may count. These are figures, not people: the national office counts too.
fn countable(scope: &Scope) -> Condition {
    let home = |d: Division| between(("person", "home"), d);
    let workplace = |d: Division| under(row::Column::Workplace, d);
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::National) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d)) => Condition::any().add(home(d)).add(workplace(d)),
        Inner::As(Capacity::CountyWest(d)) => Condition::all().add(home(d)),
        Inner::As(Capacity::BureauEast(d)) => workplace(d),
        Inner::As(
            Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor,
        ) => nothing(),
    }
}

fn between(column: (&'static str, &'static str), division: Division) -> Expr {
    let (first, last) = division.range();
    Expr::col(column).between(first, last)
}

/// The jobs of people whose home lies in `area` that had begun by the day `on`, as they were known at a moment: now, where
/// none is named.
///
/// # Errors
/// Whatever the database says.
pub async fn watched(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<Division>,
    on: NaiveDate,
    known_at: Option<DateTime<Utc>>,
) -> Result<Vec<Watched>, Error> {
    let job = |column: row::Column| Expr::col((row::Entity, column));
    // A placement is told of by its own events; any other job by the roster that the person stands in.
    let last_told = Expr::case(
        job(row::Column::PlacementId).is_not_null(),
        Expr::from(last_event(on, known_at)),
    )
    .finally(Expr::col(("person", "as_of")));
    let mut question = Query::select();
    question
        .expr_as(job(row::Column::Id), Alias::new("id"))
        .expr_as(job(row::Column::StartedOn), Alias::new("started_on"))
        .expr_as(job(row::Column::KnownFrom), Alias::new("known_from"))
        .expr_as(job(row::Column::EndedOn), Alias::new("ended_on"))
        .expr_as(job(row::Column::Voided), Alias::new("voided"))
        .expr_as(last_told, Alias::new("last_told_on"))
        .expr_as(
            Expr::from(last_shown(on, known_at)),
            Alias::new("last_shown_on"),
        )
        .from(row::Entity)
        .inner_join(
            "person",
            Expr::col(("person", "id")).equals((row::Entity, row::Column::PersonId)),
        )
        .cond_where(countable(scope));
    if let Some(area) = area {
        question.and_where(between(("person", "home"), area));
    }
    if let Some(moment) = known_at {
        question.and_where(job(row::Column::CreatedAt).lte(moment));
    }
    let rows = db.query_all(&question).await?;
    let then = match known_at {
        Some(moment) => facts_at(db, moment, None).await?,
        None => std::collections::HashMap::new(),
    };
    let mut jobs = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut found = Found::from_query_result(row, "")?;
        if let Some(facts) = then.get(&EmploymentId(found.id)) {
            found.started_on = facts.started_on;
            found.known_from = facts.known_from;
            found.ended_on = facts.ended_on;
            found.voided = facts.voided;
        }
        if !found.voided && found.started_on <= on && found.known_from <= on {
            jobs.push(Watched {
                started_on: found.started_on,
                known_from: found.known_from,
                ended_on: found.ended_on,
                last_told_on: Ord::max(found.last_told_on, found.last_shown_on),
                last_shown_on: found.last_shown_on,
            });
        }
    }
    Ok(jobs)
}

/// The day of the last event of the job's placement that was not superseded.
fn last_event(on: NaiveDate, known_at: Option<DateTime<Utc>>) -> SelectStatement {
    let event = |column: &'static str| Expr::col(("placement_event", column));
    let mut later = Query::select();
    later
        .expr(Expr::value(1))
        .from_as("placement_event", "later")
        .and_where(Expr::col(("later", "supersedes")).equals(("placement_event", "id")));
    let mut last = Query::select();
    last.expr(Func::max(event("on_day")))
        .from("placement_event")
        .and_where(event("placement_id").equals((row::Entity, row::Column::PlacementId)))
        .and_where(event("on_day").lte(on))
        // What shows somebody at work is evidence, and was an event once.
        .and_where(event("kind").is_not_in(["retracted", "check_in"]));
    if let Some(moment) = known_at {
        later.and_where(Expr::col(("later", "recorded_at")).lte(moment));
        last.and_where(event("recorded_at").lte(moment));
    }
    last.and_where(Expr::exists(later).not());
    last
}

/// The last day on which evidence shows the person at the job.
fn last_shown(on: NaiveDate, known_at: Option<DateTime<Utc>>) -> SelectStatement {
    let evidence = |column: &'static str| Expr::col(("evidence", column));
    let mut last = Query::select();
    last.expr(Func::max(evidence("on_day")))
        .from("evidence")
        .and_where(evidence("employment_id").equals((row::Entity, row::Column::Id)))
        .and_where(evidence("on_day").lte(on));
    let stands = evidence("withdrawn_at").is_null();
    match known_at {
        None => last.and_where(stands),
        Some(moment) => last
            .and_where(evidence("recorded_at").lte(moment))
            .and_where(stands.or(evidence("withdrawn_at").gt(moment))),
    };
    last
}
