//! Of whom what is known must be kept, and why.

use super::{columns::word, connection::taken, rows::legal_hold as row};
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    erasure::{HoldReason, LegalHold},
    id::{AccountId, LegalHoldId, PersonId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

impl TryFrom<row::Model> for LegalHold {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: LegalHoldId(row.id),
            person: PersonId(row.person_id),
            reason: word::<HoldReason>(&row.reason)?,
            set_at: row.set_at,
            released_at: row.released_at,
        })
    }
}

/// Sets a hold.
///
/// # Errors
/// [`Code::AlreadyExists`] where one stands for the same reason.
pub async fn insert(
    tx: &impl ConnectionTrait,
    hold: &LegalHold,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(hold.id.0),
        person_id: Set(hold.person.0),
        reason: Set(hold.reason.code().to_owned()),
        set_by: Set(by.map(|id| id.0)),
        set_at: Set(hold.set_at),
        released_by: Set(None),
        released_at: Set(None),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::AlreadyExists))?;
    Ok(())
}

/// The holds of a person, found within reach before, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<LegalHold>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(LegalHold::try_from).collect()
}

/// Releases a hold of a person; whether it stood.
///
/// # Errors
/// Whatever the database says.
pub async fn release(
    tx: &impl ConnectionTrait,
    person: PersonId,
    id: LegalHoldId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::ReleasedAt, Expr::value(now))
        .col_expr(row::Column::ReleasedBy, Expr::value(by.map(|id| id.0)))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::ReleasedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
