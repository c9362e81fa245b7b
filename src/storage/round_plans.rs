//! In which rounds a division follows its people up.

use super::{
    Scope,
    columns::{self, division, nothing, number, under},
    connection::taken,
    rows::round_plan as row,
    scope::Inner,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    division::{Division, Level},
    follow_up::Rounds,
    grant::Capacity,
    id::{AccountId, RoundPlanId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// The rounds of a division, from a day on.
#[derive(Clone, Debug)]
pub struct RoundPlan {
    /// Identity.
    pub id: RoundPlanId,
    /// Whose people.
    pub division: Division,
    /// The rounds.
    pub rounds: Rounds,
    /// First day on which they hold.
    pub from: NaiveDate,
    /// Last day, where one is set.
    pub to: Option<NaiveDate>,
    /// Who said so.
    pub by: Option<AccountId>,
    /// Version of the row.
    pub version: i64,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for RoundPlan {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let days = row.days.split_ascii_whitespace().map(str::parse);
        let days: Result<Vec<u16>, _> = days.collect();
        let rounds = Rounds::new(
            days.map_err(Error::internal)?,
            number(row.lead_days)?,
            number(row.grace_days)?,
            number(row.tries)?,
        );
        Ok(Self {
            id: RoundPlanId(row.id),
            division: division(row.division)?,
            rounds: rounds.map_err(|_| Error::internal("columns hold no rounds"))?,
            from: row.valid_from,
            to: row.valid_to,
            by: row.account_id.map(AccountId),
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// The plans that bear on the people of `scope`: those of its division, below it and above.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => {
            let above = [Level::Province, Level::Prefecture, Level::County];
            let above = above.map(|level| d.up_to(level).widened());
            Condition::any()
                .add(under(row::Column::Division, d))
                .add(row::Column::Division.is_in(above))
        }
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Adds a plan.
///
/// # Errors
/// [`Code::AlreadyExists`] where the division has one from that day, or one that goes on.
pub async fn insert(tx: &impl ConnectionTrait, plan: &RoundPlan) -> Result<(), Error> {
    let days: Vec<String> = plan.rounds.days().iter().map(u16::to_string).collect();
    let row = row::ActiveModel {
        id: Set(plan.id.0),
        division: Set(plan.division.widened()),
        days: Set(days.join(" ")),
        lead_days: Set(plan.rounds.lead().into()),
        grace_days: Set(plan.rounds.grace().into()),
        tries: Set(plan.rounds.tries().into()),
        valid_from: Set(plan.from),
        valid_to: Set(plan.to),
        account_id: Set(plan.by.map(|id| id.0)),
        version: Set(plan.version),
        created_at: Set(plan.created_at),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::AlreadyExists))?;
    Ok(())
}

/// The latest plan of exactly this division; for those who follow it by another.
///
/// # Errors
/// Whatever the database says.
pub async fn latest_of(
    db: &impl ConnectionTrait,
    division: Division,
) -> Result<Option<RoundPlan>, Error> {
    let found = row::Entity::find()
        .filter(row::Column::Division.eq(division.widened()))
        .order_by_desc(row::Column::ValidFrom)
        .one(db)
        .await?;
    found.map(RoundPlan::try_from).transpose()
}

/// Ends a plan, where it has the version that was read; whether it had.
///
/// # Errors
/// Whatever the database says.
pub async fn end(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    (id, version): (RoundPlanId, i64),
    last: NaiveDate,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::ValidTo, Expr::value(last))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(within(scope))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The rounds that divisions follow on a day. They tell of no person.
///
/// # Errors
/// Whatever the database says.
pub async fn in_force(
    db: &impl ConnectionTrait,
    on: NaiveDate,
) -> Result<Vec<(Division, Rounds)>, Error> {
    let rows = row::Entity::find()
        .filter(columns::in_force(
            row::Column::ValidFrom,
            row::Column::ValidTo,
            on,
        ))
        .all(db)
        .await?;
    let plans = rows.into_iter().map(RoundPlan::try_from);
    plans
        .map(|plan| plan.map(|plan| (plan.division, plan.rounds)))
        .collect()
}

/// One plan within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: RoundPlanId,
) -> Result<Option<RoundPlan>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(RoundPlan::try_from).transpose()
}

/// Plans within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<RoundPlanId>,
    limit: u64,
) -> Result<Vec<RoundPlan>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(RoundPlan::try_from).collect()
}
