//! Codes by which whoever reads an address confirms it: when one was asked for, and how often it was tried.

use super::rows::preference as row;
use crate::error::Error;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::id::AccountId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

/// How many codes an account may ask for on a day.
const A_DAY: i64 = 5;

/// How often a code may be tried.
const TRIES: i64 = 5;

/// For how long a code is good.
const GOOD: Duration = Duration::hours(24);

/// Seconds between two codes to the same address.
const REST: i64 = 60;

/// Notes that a code is asked for now; the one before is no longer good. `anew`: for an address that was named just now.
///
/// # Errors
/// [`Error::TooMany`].
pub async fn ask(
    tx: &impl ConnectionTrait,
    account: AccountId,
    anew: bool,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let is_today = || Expr::col(row::Column::EmailAskedOn).eq(today);
    let mut free = row::Column::EmailAskedOn
        .is_null()
        .or(row::Column::EmailAskedOn.ne(today))
        .or(row::Column::EmailAsked.lt(A_DAY));
    if !anew {
        let before = now - Duration::seconds(REST);
        let rested = row::Column::EmailAskedAt
            .is_null()
            .or(row::Column::EmailAskedAt.lte(before));
        free = free.and(rested);
    }
    let count = Expr::case(is_today(), Expr::col(row::Column::EmailAsked).add(1)).finally(1);
    let done = row::Entity::update_many()
        .col_expr(row::Column::EmailAsked, count.into())
        .col_expr(row::Column::EmailAskedOn, Expr::value(today))
        .col_expr(row::Column::EmailAskedAt, Expr::value(now))
        .col_expr(row::Column::EmailTries, Expr::value(0_i64))
        .filter(row::Column::AccountId.eq(account.0))
        .filter(free)
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let asked = row::Entity::find_by_id(account.0).one(tx).await?;
    let is_spent =
        asked.is_some_and(|row| row.email_asked_on == Some(today) && row.email_asked >= A_DAY);
    Err(Error::TooMany(if is_spent { 3_600 } else { 60 }))
}

/// Counts one try of the code that was asked for last; whether it may still be tried.
///
/// # Errors
/// Whatever the database says.
pub async fn count_try(
    db: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let counted = row::Entity::update_many()
        .col_expr(
            row::Column::EmailTries,
            Expr::col(row::Column::EmailTries).add(1),
        )
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::EmailSealed.is_not_null())
        .filter(row::Column::EmailConfirmedAt.is_null())
        .filter(row::Column::EmailTries.lt(TRIES))
        .filter(row::Column::EmailAskedAt.gt(now - GOOD))
        .exec(db)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Confirms the address for which a code was asked for at an instant, if that still stands; whether it did.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm(
    tx: &impl ConnectionTrait,
    account: AccountId,
    asked_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::EmailConfirmedAt, Expr::value(now))
        .col_expr(row::Column::UpdatedAt, Expr::value(now))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::EmailSealed.is_not_null())
        .filter(row::Column::EmailConfirmedAt.is_null())
        .filter(row::Column::EmailAskedAt.eq(asked_at))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
