//! The jobs of the past, with what they have in common.

use super::super::{
    columns::{division, division_if, word_if},
    rows::employment as row,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    division::Division,
    id::EmploymentId,
    words::{Tier, Trade},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement},
};
use uuid::Uuid;

/// A job as it was watched.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// Identity.
    pub id: EmploymentId,
    /// For whom, where a placement led to it.
    pub enterprise: Option<Uuid>,
    /// In which trade.
    pub trade: Option<Trade>,
    /// Where the person lives; as it was when the post was offered, where one was.
    pub home: Division,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// What the workplace was to the home, where a placement led to the job.
    pub tier: Option<Tier>,
    /// Whether the person is one of those who must stay together.
    pub has_companions: bool,
    /// First day of work.
    pub started_on: NaiveDate,
    /// First day on which we knew of it.
    pub known_from: NaiveDate,
    /// Last day of work, where it has ended.
    pub ended_on: Option<NaiveDate>,
    /// Last day on which somebody told us of it.
    pub last_told_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct PastRow {
    id: Uuid,
    enterprise_id: Option<Uuid>,
    trade: Option<String>,
    person_home: i64,
    home: Option<i64>,
    workplace: Option<i64>,
    tier: Option<String>,
    has_companions: bool,
    started_on: NaiveDate,
    known_from: NaiveDate,
    ended_on: Option<NaiveDate>,
    told_on: Option<NaiveDate>,
    shown_on: Option<NaiveDate>,
}

impl TryFrom<PastRow> for Past {
    type Error = Error;

    fn try_from(row: PastRow) -> Result<Self, Error> {
        Ok(Self {
            id: EmploymentId(row.id),
            enterprise: row.enterprise_id,
            trade: word_if(row.trade.as_deref())?,
            home: division(row.home.unwrap_or(row.person_home))?,
            workplace: division_if(row.workplace)?,
            tier: word_if(row.tier.as_deref())?,
            has_companions: row.has_companions,
            started_on: row.started_on,
            known_from: row.known_from,
            ended_on: row.ended_on,
            last_told_on: Ord::max(row.told_on, row.shown_on),
        })
    }
}

/// Every job that was known of by a day, as it was told of by then, but for those that never were.
///
/// Serves the learning, which looks at all of them and gives no row away.
///
/// # Errors
/// Whatever the database says.
pub async fn jobs(db: &impl ConnectionTrait, until: NaiveDate) -> Result<Vec<Past>, Error> {
    asked(db, &question(until)).await
}

/// So many of these jobs behind `after`, in the order of their identities.
///
/// # Errors
/// Whatever the database says.
pub async fn jobs_behind(
    db: &impl ConnectionTrait,
    until: NaiveDate,
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<Past>, Error> {
    let mut question = question(until);
    question.limit(limit);
    if let Some(after) = after {
        question.and_where(row::Column::Id.gt(after.0));
    }
    asked(db, &question).await
}

/// Those of these jobs that are named.
///
/// # Errors
/// Whatever the database says.
pub async fn jobs_of(
    db: &impl ConnectionTrait,
    until: NaiveDate,
    jobs: &[EmploymentId],
) -> Result<Vec<Past>, Error> {
    let mut question = question(until);
    question.and_where(row::Column::Id.is_in(jobs.iter().map(|id| id.0)));
    asked(db, &question).await
}

async fn asked(db: &impl ConnectionTrait, question: &SelectStatement) -> Result<Vec<Past>, Error> {
    let rows = db.query_all(question).await?;
    rows.iter()
        .map(|row| PastRow::from_query_result(row, "")?.try_into())
        .collect()
}

fn question(until: NaiveDate) -> SelectStatement {
    let job = |column: row::Column| Expr::col((row::Entity, column));
    let placement = |column: &'static str| Expr::col(("placement", column));
    let together = Query::select()
        .expr(Expr::value(1))
        .from("party_member")
        .and_where(
            Expr::col(("party_member", "person_id")).equals((row::Entity, row::Column::PersonId)),
        )
        .to_owned();
    // A placement is told of by its own events; any other job by the roster that the person stands in.
    let told = Expr::case(
        job(row::Column::PlacementId).is_not_null(),
        Expr::from(last_event(until)),
    )
    .finally(Expr::col(("person", "as_of")));
    Query::select()
        .column((row::Entity, row::Column::Id))
        .expr_as(placement("enterprise_id"), Alias::new("enterprise_id"))
        .expr_as(job(row::Column::Trade), Alias::new("trade"))
        .expr_as(Expr::col(("person", "home")), Alias::new("person_home"))
        .expr_as(placement("home"), Alias::new("home"))
        .expr_as(job(row::Column::Workplace), Alias::new("workplace"))
        .expr_as(placement("tier"), Alias::new("tier"))
        .expr_as(Expr::exists(together), Alias::new("has_companions"))
        .expr_as(job(row::Column::StartedOn), Alias::new("started_on"))
        .expr_as(job(row::Column::KnownFrom), Alias::new("known_from"))
        .expr_as(job(row::Column::EndedOn), Alias::new("ended_on"))
        .expr_as(told, Alias::new("told_on"))
        .expr_as(Expr::from(last_shown(until)), Alias::new("shown_on"))
        .from(row::Entity)
        .inner_join(
            "person",
            Expr::col(("person", "id")).equals((row::Entity, row::Column::PersonId)),
        )
        .left_join(
            "placement",
            Expr::col(("placement", "id")).equals((row::Entity, row::Column::PlacementId)),
        )
        .and_where(job(row::Column::Voided).eq(false))
        .and_where(job(row::Column::StartedOn).lte(until))
        .and_where(job(row::Column::KnownFrom).lte(until))
        .order_by((row::Entity, row::Column::Id), sea_orm::Order::Asc)
        .to_owned()
}

fn last_event(until: NaiveDate) -> SelectStatement {
    Query::select()
        .expr(Func::max(Expr::col(("placement_event", "on_day"))))
        .from("placement_event")
        .and_where(
            Expr::col(("placement_event", "placement_id"))
                .equals((row::Entity, row::Column::PlacementId)),
        )
        .and_where(Expr::col(("placement_event", "on_day")).lte(until))
        .to_owned()
}

fn last_shown(until: NaiveDate) -> SelectStatement {
    Query::select()
        .expr(Func::max(Expr::col(("evidence", "on_day"))))
        .from("evidence")
        .and_where(Expr::col(("evidence", "employment_id")).equals((row::Entity, row::Column::Id)))
        .and_where(Expr::col(("evidence", "on_day")).lte(until))
        .and_where(Expr::col(("evidence", "withdrawn_at")).is_null())
        .to_owned()
}
