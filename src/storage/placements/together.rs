//! One step of many placements, in a few statements.

use super::{Kept, News, Teller, life::active, tell, within};
use crate::{
    error::{Code, Error},
    storage::{BulkTransaction, Scope, bulk, rows::placement as row},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{PersonId, PlacementId},
    placement::{Placement, Step},
    words::{Stage, WithdrawalReason},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryIntoModel, UpdateMany,
    sea_query::{Expr, ExprTrait},
};

/// How many placements one statement names.
const NAMED: usize = 10_000;

/// Placements within reach by their identities, in that order, which nobody else changes until the transaction ends.
///
/// # Errors
/// Whatever the database says.
pub async fn lock_all(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[PlacementId],
) -> Result<Vec<Kept>, Error> {
    let mut ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    ids.sort_unstable();
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(NAMED) {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().copied()))
            .filter(within(scope))
            .order_by_asc(row::Column::Id)
            .lock_exclusive()
            .all(tx)
            .await?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Keeps that many placements, locked before and found fit for it, took one step on one day.
///
/// # Errors
/// [`Code::Busy`] where one of them has moved on since; a fault of ours for a step of which more follows than columns.
pub async fn step_all(
    tx: &impl ConnectionTrait,
    ids: &[PlacementId],
    (step, on): (Step, NaiveDate),
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for ids in ids.chunks(NAMED) {
        let which = Condition::all().add(row::Column::Id.is_in(ids.iter().map(|id| id.0)));
        let done = update(step, on, now)?.filter(which).exec(tx).await?;
        if done.rows_affected != ids.len() as u64 {
            return Err(Error::Conflict(Code::Busy));
        }
    }
    let mut news = Vec::with_capacity(ids.len());
    for id in ids {
        news.push((*id, News::step(step, on)));
    }
    tell(tx, &news, by, now).await
}

/// Keeps that placements, locked before and found fit for it, took a step each, on days of their own.
///
/// # Errors
/// [`Code::Busy`] where one of them has moved on since.
pub async fn step_each(
    tx: &BulkTransaction,
    moved: &[(Kept, Placement, (Step, NaiveDate))],
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = |(kept, next, _): &(Kept, Placement, _)| {
        active(next, kept.version + 1, kept.created_at, now)
            .try_into_model()
            .map_err(Error::from)
    };
    let rows: Result<Vec<row::Model>, Error> = moved.iter().map(row).collect();
    bulk::replace::<row::Entity>(tx, rows?).await?;
    let news: Vec<(PlacementId, News)> = moved
        .iter()
        .map(|(_, next, (step, on))| (next.id, News::step(*step, *on)))
        .collect();
    tell(tx, &news, by, now).await
}

/// Takes back every other offer that a person has, today; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn close_other_offers(
    tx: &impl ConnectionTrait,
    person: PersonId,
    but: Option<PlacementId>,
    why: WithdrawalReason,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let mut others = Condition::all()
        .add(row::Column::PersonId.eq(person.0))
        .add(row::Column::Stage.eq(Stage::Offered.code()));
    if let Some(but) = but {
        others = others.add(row::Column::Id.ne(but.0));
    }
    let closed = close(tx, others, Step::Withdraw(why), today, now).await?;
    Ok(closed.len())
}

/// An offer that nobody answered in time.
#[derive(Clone, Debug)]
pub struct Expired {
    /// Identity.
    pub id: PlacementId,
    /// To whom it was made.
    pub person: PersonId,
    /// Where they are at home.
    pub home: Division,
    /// Where the work is.
    pub workplace: Division,
    /// The last day for an answer.
    pub expires_on: NaiveDate,
}

/// Closes the offers that nobody answered in time, and tells which.
///
/// # Errors
/// Whatever the database says.
pub async fn expire(
    tx: &impl ConnectionTrait,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Expired>, Error> {
    let late = Condition::all()
        .add(row::Column::Stage.eq(Stage::Offered.code()))
        .add(row::Column::ExpiresOn.lt(today));
    let closed = close(tx, late, Step::Expire, today, now).await?;
    let expired = closed.into_iter().map(|row| {
        let Placement {
            id,
            person,
            home,
            workplace,
            expires_on,
            ..
        } = Kept::try_from(row)?.placement;
        Ok(Expired {
            id,
            person,
            home,
            workplace,
            expires_on,
        })
    });
    expired.collect()
}

async fn close(
    tx: &impl ConnectionTrait,
    which: Condition,
    step: Step,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<row::Model>, Error> {
    let closed = update(step, on, now)?
        .filter(which)
        .exec_with_returning(tx)
        .await?;
    let mut news = Vec::with_capacity(closed.len());
    for row in &closed {
        news.push((PlacementId(row.id), News::step(step, on)));
    }
    tell(tx, &news, None, now).await?;
    Ok(closed)
}

/// The columns that a step changes, by itself: what follows from it elsewhere is for the caller.
fn update(step: Step, on: NaiveDate, now: DateTime<Utc>) -> Result<UpdateMany<row::Entity>, Error> {
    let (stage, day, reason) = match step {
        Step::Confirm => (None, row::Column::ConfirmedOn, None),
        Step::Depart => (Some(Stage::Departed), row::Column::DepartedOn, None),
        Step::Arrive => (Some(Stage::Arrived), row::Column::ArrivedOn, None),
        Step::Expire => (Some(Stage::Expired), row::Column::ClosedOn, None),
        Step::Withdraw(_) => (
            Some(Stage::Withdrawn),
            row::Column::ClosedOn,
            Some(row::Column::WithdrawalReason),
        ),
        Step::NoShow(_) => (
            Some(Stage::NoShow),
            row::Column::ClosedOn,
            Some(row::Column::NoShowReason),
        ),
        Step::End(_) => (
            Some(Stage::Ended),
            row::Column::ClosedOn,
            Some(row::Column::EndReason),
        ),
        Step::Accept | Step::Start | Step::Decline(_) | Step::Refuse(_) => {
            return Err(Error::internal("a step that is taken one by one"));
        }
    };
    let mut update = row::Entity::update_many()
        .col_expr(day, Expr::value(on))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .col_expr(row::Column::UpdatedAt, Expr::value(now));
    if let Some(stage) = stage {
        update = update.col_expr(row::Column::Stage, Expr::value(stage.code()));
    }
    if let Some(column) = reason {
        update = update.col_expr(column, Expr::value(step.reason()));
    }
    Ok(update)
}
