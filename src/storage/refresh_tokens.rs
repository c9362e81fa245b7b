//! Tokens of one use that renew a sign-in. Only their digests are here.

use super::rows::{refresh_token, session};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::id::SessionId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QuerySelect, QueryTrait, sea_query::Expr,
};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// What it renews.
    pub session: SessionId,
    /// When it was given out.
    pub issued_at: DateTime<Utc>,
    /// Until when it may be used.
    pub expires_at: DateTime<Utc>,
}

/// Adds one.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, token: &RefreshToken) -> Result<(), Error> {
    let row = refresh_token::ActiveModel {
        digest: Set(token.digest.to_vec()),
        session_id: Set(token.session.0),
        issued_at: Set(token.issued_at),
        expires_at: Set(token.expires_at),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What the token of a digest renews, until when it may be used, and when it was.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    tx: &impl ConnectionTrait,
    digest: &[u8; 32],
) -> Result<Option<(SessionId, DateTime<Utc>, Option<DateTime<Utc>>)>, Error> {
    let row = refresh_token::Entity::find_by_id(digest.to_vec())
        .one(tx)
        .await?;
    Ok(row.map(|row| (SessionId(row.session_id), row.expires_at, row.used_at)))
}

/// Uses a token up; whether it was still unused.
///
/// # Errors
/// Whatever the database says.
pub async fn use_up(
    tx: &impl ConnectionTrait,
    digest: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::Digest.eq(digest.to_vec()))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets the tokens of sign-ins that are over; how many.
///
/// Those of a sign-in in force stay, used ones too: one that comes back tells of a theft.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, Error> {
    let over = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(
            Condition::any()
                .add(session::Column::ExpiresAt.lt(now))
                .add(session::Column::RevokedAt.is_not_null()),
        )
        .into_query();
    let gone = refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(over))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
