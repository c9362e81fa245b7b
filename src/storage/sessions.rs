//! Sign-ins. Read on every request, so that a revocation holds from the next one on.

use super::{
    Scope,
    accounts::stands,
    break_glass,
    rows::{account, role_grant, session},
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    grant::Grant,
    id::{AccountId, GrantId, SessionId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

/// A column beside those of a grant.
const DUE_ON: &str = "password_due_on";

/// One sign-in.
#[derive(Clone, Debug)]
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
    /// Where, in the words of the client.
    pub device: Option<String>,
    /// When it was last renewed.
    pub renewed_at: Option<DateTime<Utc>>,
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            id: SessionId(row.id),
            account: AccountId(row.account_id),
            grant: GrantId(row.grant_id),
            created_at: row.created_at,
            expires_at: row.expires_at,
            device: row.device,
            renewed_at: row.renewed_at,
        }
    }
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
        device: Set(session.device.clone()),
        renewed_at: Set(session.renewed_at),
    };
    session::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Sessions that are neither over nor ended.
fn alive(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(session::Column::RevokedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now))
}

/// The sessions of an account that are in force, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of(
    db: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, Error> {
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(alive(now))
        .order_by_asc(session::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// A session in force, with its grant, if that and the account are in force, too.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Option<(Session, Grant)>, Error> {
    let found = session::Entity::find_by_id(id.0)
        .filter(alive(now))
        .one(db)
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let grant = in_force(db, id, now, today).await?;
    Ok(grant.map(|found| (session.into(), found.grant)))
}

/// Takes note that a session was renewed.
///
/// # Errors
/// Whatever the database says.
pub async fn renewed(
    tx: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::RenewedAt, Expr::value(now))
        .filter(session::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// What a session that is in force acts under.
#[derive(Debug)]
pub struct InForce {
    /// Its grant.
    pub grant: Grant,
    /// What may be seen under it.
    pub scope: Scope,
    /// From which day on the account's password must be changed first.
    pub password_due_on: Option<NaiveDate>,
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
) -> Result<Option<InForce>, Error> {
    let mut question = role_grant::Entity::find()
        .column_as(account::Column::PasswordDueOn, DUE_ON)
        .filter(session::Column::Id.eq(id.0))
        .filter(alive(now))
        .filter(account::Column::DisabledAt.is_null())
        .filter(stands());
    QuerySelect::query(&mut question)
        .inner_join(
            session::Entity,
            Expr::col(session::Column::GrantId.as_column_ref())
                .equals(role_grant::Column::Id.as_column_ref()),
        )
        .inner_join(
            account::Entity,
            Expr::col(account::Column::Id.as_column_ref())
                .equals(session::Column::AccountId.as_column_ref()),
        );
    let Some(row) = db.query_one(question.as_query()).await? else {
        return Ok(None);
    };
    let password_due_on = row.try_get("", DUE_ON)?;
    let grant = Grant::try_from(role_grant::Model::from_query_result(&row, "")?)?;
    let seen = break_glass::open(db, &grant, now).await?;
    let scope = Scope::of(&grant).through(&seen);
    Ok(grant.holds_on(today).then_some(InForce {
        grant,
        scope,
        password_due_on,
    }))
}

/// Which sessions of those that are in force.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// This one.
    One(SessionId),
    /// All under a grant.
    Under(GrantId),
    /// All of an account.
    Of(AccountId),
    /// All of an account but this one.
    OthersOf(AccountId, SessionId),
}

/// Ends sessions at once.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke(
    db: &impl ConnectionTrait,
    which: Which,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let of = |account: AccountId| session::Column::AccountId.eq(account.0);
    let which = match which {
        Which::One(id) => session::Column::Id.eq(id.0),
        Which::Under(grant) => session::Column::GrantId.eq(grant.0),
        Which::Of(account) => of(account),
        Which::OthersOf(account, kept) => of(account).and(session::Column::Id.ne(kept.0)),
    };
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(which)
        .filter(session::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
