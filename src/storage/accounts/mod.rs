//! Accounts, their grants, and the code that makes the first of them.

mod grants;

pub(super) use grants::stands;
pub use grants::{
    Granted, ask_second, confirm, end_grant, granted, grants_of, held, insert_grant, of_worker,
};

use super::{
    Scope,
    columns::{nothing, under},
    connection::taken,
    enterprises,
    rows::{account, bootstrap, person, role_grant},
    scope::Inner,
    versions::stale,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{coded::Coded, division::Division, grant::Capacity, id::AccountId, words::Role};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Value,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// Somebody who signs in. Holds no password.
#[derive(Clone, Debug)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Sign-in name, unique.
    pub username: String,
    /// What colleagues call it.
    pub display_name: String,
    /// Since when it may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Version of the row.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From which day on its password must be changed before anything else.
    pub password_due_on: Option<NaiveDate>,
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            id: AccountId(row.id),
            username: row.username,
            display_name: row.display_name,
            disabled_at: row.disabled_at,
            version: row.version,
            created_at: row.created_at,
            password_due_on: row.password_due_on,
        }
    }
}

/// The accounts that `scope` may see: those with a grant within its reach.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::Sysadmin) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(_) | Capacity::CountyWest(_) | Capacity::BureauEast(_)) => {
            let ids = role_grant::Entity::find()
                .select_only()
                .column(role_grant::Column::AccountId)
                .filter(reach(scope))
                .into_query();
            Condition::all().add(account::Column::Id.in_subquery(ids))
        }
        Inner::As(
            Capacity::National | Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Auditor,
        ) => nothing(),
    }
}

/// The grants within reach: of an office those at or below its division, of an enterprise there, and of a person at
/// home there, if people are its business.
fn reach(scope: &Scope) -> Condition {
    let at = |d: Division| {
        Condition::any()
            .add(under(role_grant::Column::Division, d))
            .add(role_grant::Column::EnterpriseId.in_subquery(enterprises::ids_under(d)))
    };
    let at_home = |d: Division| {
        let people = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(under(person::Column::Home, d))
            .into_query();
        at(d).add(role_grant::Column::PersonId.in_subquery(people))
    };
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::Sysadmin) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => at_home(d),
        Inner::As(Capacity::BureauEast(d)) => at(d),
        Inner::As(
            Capacity::National | Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Whether an account holds, on a day, what lies beyond the reach of `scope`.
///
/// # Errors
/// Whatever the database says.
pub async fn holds_beyond(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: AccountId,
    today: NaiveDate,
) -> Result<bool, Error> {
    let not_over = Condition::any()
        .add(role_grant::Column::ValidTo.is_null())
        .add(role_grant::Column::ValidTo.gte(today));
    let held = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.eq(id.0))
        .filter(role_grant::Column::EndedAt.is_null())
        .filter(not_over);
    // Counted twice, not negated: what is compared with an empty column is neither within nor beyond.
    let all = held.clone().count(db).await?;
    let own = held.filter(reach(scope)).count(db).await?;
    Ok(own < all)
}

/// The identities of the accounts that `scope` may see.
pub(super) fn ids(scope: &Scope) -> SelectStatement {
    account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(within(scope))
        .into_query()
}

/// One account within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: AccountId,
) -> Result<Option<Account>, Error> {
    let row = account::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    Ok(row.map(Account::from))
}

/// Accounts within reach behind `after`, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    let rows = account::Entity::find()
        .filter(within(scope))
        .filter(
            Condition::all()
                .add_option(after.map(|id| account::Column::Id.gt(id.0)))
                .add(Expr::value(true)),
        )
        .order_by_asc(account::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Adds an account.
///
/// # Errors
/// [`Code::UsernameTaken`].
pub async fn insert(
    tx: &impl ConnectionTrait,
    account: &Account,
    password_hash: &str,
) -> Result<(), Error> {
    let row = account::ActiveModel {
        id: Set(account.id.0),
        username: Set(account.username.clone()),
        display_name: Set(account.display_name.clone()),
        password_hash: Set(password_hash.to_owned()),
        disabled_at: Set(account.disabled_at),
        version: Set(account.version),
        created_at: Set(account.created_at),
        password_due_on: Set(account.password_due_on),
    };
    account::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::UsernameTaken))?;
    Ok(())
}

/// Sets since when an account may not sign in, where it still has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where it has another.
pub async fn disable(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: AccountId,
    version: i64,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    touch(
        tx,
        scope,
        id,
        version,
        &[(account::Column::DisabledAt, at.into())],
    )
    .await
}

/// Takes note that somebody acted on an account that still has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where it has another.
pub async fn acted_on(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: AccountId,
    version: i64,
) -> Result<(), Error> {
    touch(tx, scope, id, version, &[]).await
}

async fn touch(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: AccountId,
    version: i64,
    changes: &[(account::Column, Value)],
) -> Result<(), Error> {
    let mut update = account::Entity::update_many();
    for (column, value) in changes {
        update = update.col_expr(*column, Expr::value(value.clone()));
    }
    let done = update
        .col_expr(
            account::Column::Version,
            Expr::col(account::Column::Version).add(1),
        )
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::Version.eq(version))
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get(tx, scope, id).await?;
    Err(stale(now.map(|now| now.version)))
}

/// Replaces the one-time code.
///
/// # Errors
/// [`Code::BootstrapClosed`] once there is an administrator.
pub async fn offer_bootstrap(
    tx: &impl ConnectionTrait,
    code_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    if has_sysadmin(tx).await? {
        return Err(Error::Conflict(Code::BootstrapClosed));
    }
    bootstrap::Entity::delete_many().exec(tx).await?;
    let row = bootstrap::ActiveModel {
        slot: Set(1),
        code_hash: Set(code_hash.to_vec()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    bootstrap::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Uses the one-time code up, if it is this one and still good; whether it was.
///
/// # Errors
/// Whatever the database says.
pub async fn use_bootstrap(
    tx: &impl ConnectionTrait,
    code_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    if has_sysadmin(tx).await? {
        return Ok(false);
    }
    let done = bootstrap::Entity::update_many()
        .col_expr(bootstrap::Column::UsedAt, Expr::value(now))
        .filter(bootstrap::Column::CodeHash.eq(code_hash.to_vec()))
        .filter(bootstrap::Column::UsedAt.is_null())
        .filter(bootstrap::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

async fn has_sysadmin(db: &impl ConnectionTrait) -> Result<bool, Error> {
    let found = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::Sysadmin.code()))
        .one(db)
        .await?;
    Ok(found.is_some())
}
