//! Who says to be a person of the registry, and the code that was sent to find out.

use super::{connection::taken, rows::claim};
use crate::{
    error::{Code, Error},
    keys::Keys,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{ClaimId, PersonId},
    phone::Phone,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

/// How many messages go to one number a day.
const A_DAY: u64 = 5;

/// How often a code may be tried.
const TRIES: i64 = 5;

/// One of them.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Identity.
    pub id: ClaimId,
    /// Who it is if the code comes back; none where nobody fits.
    pub person: Option<PersonId>,
    /// Hash of the code.
    pub code_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when the code is good.
    pub expires_at: DateTime<Utc>,
}

/// Adds one, if the number was not written to within the same minute, nor five times the same day.
///
/// # Errors
/// [`Error::TooMany`], and [`Code::Busy`] where another was faster.
pub async fn insert(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    new: &Claim,
    phone: &Phone,
    today: NaiveDate,
) -> Result<(), Error> {
    let index = keys.indexed("phone", phone.reveal()).index;
    let minute = new.created_at.timestamp().div_euclid(60);
    let to_it = claim::Entity::find()
        .filter(claim::Column::PhoneIndex.is_in(keys.sought("phone", phone.reveal())));
    let in_minute = to_it.clone().filter(claim::Column::Minute.eq(minute));
    if in_minute.count(tx).await? > 0 {
        return Err(Error::TooMany(60));
    }
    let before = to_it
        .filter(claim::Column::OnDay.eq(today))
        .count(tx)
        .await?;
    if before >= A_DAY {
        return Err(Error::TooMany(3600));
    }
    let row = claim::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.map(|id| id.0)),
        phone_index: Set(index),
        on_day: Set(today),
        number_of_day: Set(i64::try_from(before).unwrap_or(0) + 1),
        minute: Set(minute),
        code_hash: Set(new.code_hash.clone()),
        tries: Set(0),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
    };
    claim::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::Busy))?;
    Ok(())
}

/// Counts one try of a code that may still be tried; none where it may not.
///
/// # Errors
/// Whatever the database says.
pub async fn count_try(
    tx: &impl ConnectionTrait,
    id: ClaimId,
    now: DateTime<Utc>,
) -> Result<Option<Claim>, Error> {
    let counted = claim::Entity::update_many()
        .col_expr(claim::Column::Tries, Expr::col(claim::Column::Tries).add(1))
        .filter(claim::Column::Id.eq(id.0))
        .filter(claim::Column::Tries.lt(TRIES))
        .filter(claim::Column::UsedAt.is_null())
        .filter(claim::Column::ExpiresAt.gt(now))
        .exec_with_returning(tx)
        .await?;
    Ok(counted.into_iter().next().map(|row| Claim {
        id,
        person: row.person_id.map(PersonId),
        code_hash: row.code_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// Uses a code up; whether it was still unused.
///
/// # Errors
/// Whatever the database says.
pub async fn use_up(
    tx: &impl ConnectionTrait,
    id: ClaimId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = claim::Entity::update_many()
        .col_expr(claim::Column::UsedAt, Expr::value(now))
        .filter(claim::Column::Id.eq(id.0))
        .filter(claim::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets those older than `before`; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, Error> {
    let gone = claim::Entity::delete_many()
        .filter(claim::Column::CreatedAt.lt(before))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
