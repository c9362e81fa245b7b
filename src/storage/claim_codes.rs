//! Codes that officers print, by which somebody takes over their own row of the registry.

use super::rows::claim_code;
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ClaimCodeId, PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr,
};

/// One of them.
#[derive(Clone, Debug)]
pub struct ClaimCode {
    /// Identity.
    pub id: ClaimCodeId,
    /// Whose.
    pub person: PersonId,
    /// Keyed digest of the code.
    pub index: Vec<u8>,
    /// Who printed it.
    pub issued_by: Option<AccountId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// Adds one; the one before it is no longer good.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, new: &ClaimCode) -> Result<(), Error> {
    revoke(tx, new.person, new.created_at).await?;
    let row = claim_code::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.0),
        code_index: Set(new.index.clone()),
        issued_by: Set(new.issued_by.map(|id| id.0)),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
        revoked_at: Set(None),
    };
    claim_code::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Until when a code is good, whoever's it is.
///
/// # Errors
/// Whatever the database says.
pub async fn expiry(
    db: &impl ConnectionTrait,
    id: ClaimCodeId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let row = claim_code::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(|row| row.expires_at))
}

/// Uses a code up; whose it was, if it was still good.
///
/// # Errors
/// Whatever the database says.
pub async fn use_up(
    tx: &impl ConnectionTrait,
    index: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Error> {
    let used = claim_code::Entity::update_many()
        .col_expr(claim_code::Column::UsedAt, Expr::value(now))
        .filter(claim_code::Column::CodeIndex.eq(index.to_vec()))
        .filter(claim_code::Column::UsedAt.is_null())
        .filter(claim_code::Column::RevokedAt.is_null())
        .filter(claim_code::Column::ExpiresAt.gt(now))
        .exec_with_returning(tx)
        .await?;
    Ok(used.into_iter().next().map(|row| PersonId(row.person_id)))
}

/// Takes the open code of a person back, if there is one.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke(
    tx: &impl ConnectionTrait,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    claim_code::Entity::update_many()
        .col_expr(claim_code::Column::RevokedAt, Expr::value(now))
        .filter(claim_code::Column::PersonId.eq(person.0))
        .filter(claim_code::Column::UsedAt.is_null())
        .filter(claim_code::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
