//! From where accounts were signed in to lately, as keyed digests: nobody reads here who sat where.

use super::rows::known_address as row;
use crate::{error::Error, keys::Keys};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

/// Whether an account was signed in to from an address, and that is not forgotten yet.
///
/// # Errors
/// Whatever the database says.
pub async fn holds(
    db: &impl ConnectionTrait,
    keys: &Keys,
    username: &str,
    address: &str,
) -> Result<bool, Error> {
    let found = row::Entity::find_by_id(digest(keys, username, address));
    Ok(found.one(db).await?.is_some())
}

/// Keeps that an account is signed in to from an address now.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    (username, address): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = row::ActiveModel {
        digest: Set(digest(keys, username, address)),
        seen_at: Set(now),
    };
    let again = OnConflict::column(row::Column::Digest)
        .update_column(row::Column::SeenAt)
        .to_owned();
    row::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn digest(keys: &Keys, username: &str, address: &str) -> Vec<u8> {
    // An address holds no line end, whatever a name holds.
    keys.digest("known_address", &format!("{address}\n{username}"))
}
