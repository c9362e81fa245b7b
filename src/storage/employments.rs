//! Dated jobs: those that rosters tell of, and those that placements became.

mod spans;

pub use spans::{Span, open_span, span_of_placement, spans_of};
pub(super) use spans::{ids_of, ids_of_placement, ids_within};

use super::{
    Scope,
    columns::{nothing, under},
    connection::taken,
    rows::employment as row,
    scope::Inner,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{EmploymentId, PersonId, PlacementId},
    words::{Channel, EndReason, Trade},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, Func, Query},
};

/// A job that a placement became.
#[derive(Clone, Debug)]
pub struct Started {
    /// Who works.
    pub person: PersonId,
    /// The placement.
    pub placement: PlacementId,
    /// Where.
    pub workplace: Division,
    /// For whom.
    pub employer: String,
    /// In which trade.
    pub trade: Trade,
    /// Pay as the post promised it, fen a month.
    pub pay_fen: (i64, i64),
    /// First day.
    pub on: NaiveDate,
}

/// How long somebody was at one job, as far as it was watched.
#[derive(Clone, Copy, Debug, FromQueryResult)]
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

/// Opens the job that a placement became.
///
/// # Errors
/// [`Code::HasOpenJob`] where the person has one that has not ended.
pub async fn open(
    tx: &impl ConnectionTrait,
    job: &Started,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(EmploymentId::fresh().0),
        person_id: Set(job.person.0),
        placement_id: Set(Some(job.placement.0)),
        workplace: Set(Some(job.workplace.widened())),
        place_text: Set(None),
        employer: Set(Some(job.employer.clone())),
        trade: Set(Some(job.trade.code().to_owned())),
        pay_min_fen: Set(Some(job.pay_fen.0)),
        pay_max_fen: Set(Some(job.pay_fen.1)),
        channel: Set(Some(Channel::Organised.code().to_owned())),
        started_on: Set(job.on),
        start_precision: Set("day".to_owned()),
        known_from: Set(job.on),
        ended_on: Set(None),
        end_reason: Set(None),
        import_id: Set(None),
        version: Set(1),
        created_at: Set(now),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::HasOpenJob))?;
    Ok(())
}

/// Ends the job that a placement became.
///
/// # Errors
/// Whatever the database says.
pub async fn end(
    tx: &impl ConnectionTrait,
    placement: PlacementId,
    on: NaiveDate,
    why: EndReason,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::EndedOn, Expr::value(on))
        .col_expr(row::Column::EndReason, Expr::value(why.code()))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::PlacementId.eq(placement.0))
        .filter(row::Column::EndedOn.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether somebody has a job that has not ended.
///
/// # Errors
/// Whatever the database says.
pub async fn is_open(db: &impl ConnectionTrait, person: PersonId) -> Result<bool, Error> {
    let found = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::EndedOn.is_null())
        .one(db)
        .await?;
    Ok(found.is_some())
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

/// The jobs of people whose home lies in `area` that had begun by `on`, as they were told of.
///
/// # Errors
/// Whatever the database says.
pub async fn watched(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<Division>,
    on: NaiveDate,
) -> Result<Vec<Watched>, Error> {
    let job = |column: row::Column| Expr::col((row::Entity, column));
    let last_event = Query::select()
        .expr(Func::max(Expr::col(("placement_event", "on_day"))))
        .from("placement_event")
        .and_where(
            Expr::col(("placement_event", "placement_id"))
                .equals((row::Entity, row::Column::PlacementId)),
        )
        .and_where(Expr::col(("placement_event", "on_day")).lte(on))
        .to_owned();
    let last_shown = Query::select()
        .expr(Func::max(Expr::col(("evidence", "on_day"))))
        .from("evidence")
        .and_where(Expr::col(("evidence", "employment_id")).equals((row::Entity, row::Column::Id)))
        .and_where(Expr::col(("evidence", "on_day")).lte(on))
        .and_where(Expr::col(("evidence", "withdrawn_at")).is_null())
        .to_owned();
    // A placement is told of by its own events; any other job by the roster that the person stands in.
    let last_told = Expr::case(
        job(row::Column::PlacementId).is_not_null(),
        Expr::from(last_event),
    )
    .finally(Expr::col(("person", "as_of")));
    let mut question = Query::select();
    question
        .expr_as(job(row::Column::StartedOn), Alias::new("started_on"))
        .expr_as(job(row::Column::KnownFrom), Alias::new("known_from"))
        .expr_as(job(row::Column::EndedOn), Alias::new("ended_on"))
        .expr_as(last_told, Alias::new("last_told_on"))
        .expr_as(Expr::from(last_shown), Alias::new("last_shown_on"))
        .from(row::Entity)
        .inner_join(
            "person",
            Expr::col(("person", "id")).equals((row::Entity, row::Column::PersonId)),
        )
        .cond_where(countable(scope))
        .and_where(job(row::Column::StartedOn).lte(on))
        .and_where(job(row::Column::KnownFrom).lte(on));
    if let Some(area) = area {
        question.and_where(between(("person", "home"), area));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| {
            let mut job = Watched::from_query_result(row, "")?;
            job.last_told_on = Ord::max(job.last_told_on, job.last_shown_on);
            Ok(job)
        })
        .collect()
}
