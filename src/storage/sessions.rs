//! Sign-ins. Read on every request, so that a revocation holds from the next one on.

use super::{
    Scope,
    rows::{account, role_grant, session},
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    grant::Grant,
    id::{AccountId, GrantId, SessionId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr,
};

/// One sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Identity.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// In which capacity.
    pub grant: GrantId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// Adds a session.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(db: &impl ConnectionTrait, session: &Session) -> Result<(), Error> {
    let row = session::ActiveModel {
        id: Set(session.id.0),
        account_id: Set(session.account.0),
        grant_id: Set(session.grant.0),
        created_at: Set(session.created_at),
        expires_at: Set(session.expires_at),
        revoked_at: Set(None),
    };
    session::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The grant under which a session acts and what it may see, if session, account and grant are
/// all in force.
///
/// # Errors
/// Whatever the database says.
pub async fn in_force(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Option<(Grant, Scope)>, Error> {
    let found = session::Entity::find_by_id(id.0)
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(session.account_id)
        .filter(account::Column::DisabledAt.is_null())
        .one(db)
        .await?;
    if account.is_none() {
        return Ok(None);
    }
    let Some(row) = role_grant::Entity::find_by_id(session.grant_id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let grant = Grant::try_from(row)?;
    let scope = Scope::of(&grant);
    Ok(grant.holds_on(today).then_some((grant, scope)))
}

/// Ends a session at once.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
