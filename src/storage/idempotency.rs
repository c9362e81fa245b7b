//! What was already done under a client's key.

use super::{connection::taken, rows::idempotency as row};
use crate::error::{Code, Error, invalid};
use chrono::{DateTime, Utc};
use domain::id::{AccountId, GrantId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Who sent which act under which key, and a digest of what was sent.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// Who.
    pub account: AccountId,
    /// In which capacity.
    pub grant: GrantId,
    /// Method and route template.
    pub operation: String,
    /// The client's key.
    pub key: String,
    /// SHA-256 of the canonical body.
    pub fingerprint: [u8; 32],
}

/// What the same act made when it was done before.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`] where the key stood for another request.
pub async fn replay(tx: &impl ConnectionTrait, sent: &RequestKey) -> Result<Option<Uuid>, Error> {
    let id = (
        sent.account.0,
        sent.grant.0,
        sent.operation.clone(),
        sent.key.clone(),
    );
    let Some(found) = row::Entity::find_by_id(id).one(tx).await? else {
        return Ok(None);
    };
    if found.fingerprint == sent.fingerprint {
        Ok(Some(found.resource_id))
    } else {
        Err(invalid("Idempotency-Key", Code::IdempotencyKeyReused))
    }
}

/// Keeps what an act made, in the act's own transaction. A twin that came first wins, and this
/// act is undone with its transaction.
///
/// # Errors
/// [`Code::Busy`] where a twin was first.
pub async fn keep(
    tx: &impl ConnectionTrait,
    sent: &RequestKey,
    made: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = row::ActiveModel {
        account_id: Set(sent.account.0),
        grant_id: Set(sent.grant.0),
        operation: Set(sent.operation.clone()),
        key: Set(sent.key.clone()),
        fingerprint: Set(sent.fingerprint.to_vec()),
        resource_id: Set(made),
        created_at: Set(now),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::Busy))?;
    Ok(())
}

/// Forgets keys older than `before`; the number forgotten.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, Error> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::CreatedAt.lt(before))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
