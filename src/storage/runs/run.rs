//! The run itself: asked for, concluded, committed.

use super::{
    super::{
        Scope,
        columns::{division, nothing, under},
        rows::matching_run as row,
        scope::Inner,
        versions::changed,
    },
    Asked, Figures, Season,
};
use crate::error::{Code, Error, unchanged};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    division::Division,
    grant::Capacity,
    id::{AccountId, RunId, StabilityModelId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// A matching run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Identity; the run's job has the same.
    pub id: RunId,
    /// Whose people it matches.
    pub area: Division,
    /// The day for which it matches them.
    pub on: NaiveDate,
    /// What it was asked for.
    pub asked: Asked,
    /// Where its bid prices come from, if it has any.
    pub season: Option<Season>,
    /// How many people it learnt bid prices from, once it has.
    pub learnt_from: Option<i64>,
    /// The model that it was scored with, once it is done and if there was one.
    pub stability_model: Option<StabilityModelId>,
    /// What came of it, once it is done.
    pub figures: Option<Figures>,
    /// When it was committed.
    pub committed_at: Option<DateTime<Utc>>,
    /// Version of the row.
    pub version: i64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for Run {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: RunId(row.id),
            area: division(row.division)?,
            on: row.on_day,
            asked: Asked::of(&row)?,
            season: Season::read(&row)?,
            learnt_from: row.learnt_from,
            stability_model: row.stability_model_id.map(StabilityModelId),
            figures: Figures::of(&row)?,
            committed_at: row.committed_at,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// The runs that `scope` may see: an office those over the people of its division.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => {
            under(row::Column::Division, d)
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

/// Adds a run that is not done yet; its job is there already.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, run: &Run) -> Result<(), Error> {
    let (expected_arrivals, prices_of) = Season::columns(run.season);
    let row = row::ActiveModel {
        id: Set(run.id.0),
        division: Set(run.area.widened()),
        on_day: Set(run.on),
        version: Set(run.version),
        created_at: Set(run.created_at),
        expected_arrivals: Set(expected_arrivals),
        prices_of: Set(prices_of),
        ..run.asked.columns()?
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One run within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: RunId,
) -> Result<Option<Run>, Error> {
    let row = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    row.map(Run::try_from).transpose()
}

/// Runs within reach before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    before: Option<RunId>,
    limit: u64,
) -> Result<Vec<Run>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(id) = before {
        question = question.filter(row::Column::Id.lt(id.0));
    }
    let rows = question
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Run::try_from).collect()
}

/// Keeps what came of a run, once.
///
/// # Errors
/// [`Code::Busy`] where another attempt has kept it already.
pub async fn conclude(
    tx: &impl ConnectionTrait,
    id: RunId,
    figures: &Figures,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .set(figures.columns()?)
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::InputDigest.is_null())
        .exec(tx)
        .await?;
    changed(&done, Error::Conflict(Code::Busy))
}

/// Marks a run that is done and no what-if as committed, once: of two that try, one waits and then finds it so.
///
/// # Errors
/// [`Error::Stale`], [`Error::NotFound`]; [`Code::NotInThisState`] where it is not done yet, a
/// what-if, or committed already.
pub async fn commit(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: RunId,
    version: i64,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::CommittedAt, Expr::value(now))
        .col_expr(row::Column::CommittedBy, Expr::value(by.map(|id| id.0)))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::InputDigest.is_not_null())
        .filter(row::Column::WhatIfOf.is_null())
        .filter(row::Column::CommittedAt.is_null())
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let run = get(tx, scope, id).await?.ok_or(Error::NotFound)?;
    unchanged(run.version, version)?;
    Err(Error::Conflict(Code::NotInThisState))
}
