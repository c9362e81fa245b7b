//! Password hashes: the present one, when it comes due, and those that must not come back.

use super::{
    accounts::Account,
    rows::{account, past_password},
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::AccountId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

/// The account with this sign-in name, and its password hash; for signing in only.
///
/// # Errors
/// Whatever the database says.
pub async fn for_sign_in(
    db: &impl ConnectionTrait,
    username: &str,
) -> Result<Option<(Account, String)>, Error> {
    let row = account::Entity::find()
        .filter(account::Column::Username.eq(username))
        .one(db)
        .await?;
    Ok(row.map(with_hash))
}

/// An account and its password hash, for its own holder only.
///
/// # Errors
/// Whatever the database says.
pub async fn of(
    db: &impl ConnectionTrait,
    id: AccountId,
) -> Result<Option<(Account, String)>, Error> {
    let row = account::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(with_hash))
}

fn with_hash(row: account::Model) -> (Account, String) {
    let hash = row.password_hash.clone();
    (row.into(), hash)
}

/// The hashes before the present one, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn past(
    db: &impl ConnectionTrait,
    id: AccountId,
    number: u64,
) -> Result<Vec<String>, Error> {
    let hashes = past_password::Entity::find()
        .select_only()
        .column(past_password::Column::Hash)
        .filter(past_password::Column::AccountId.eq(id.0))
        .order_by_desc(past_password::Column::ReplacedAt)
        .limit(number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(hashes)
}

/// Puts a hash in the place of the one that was read; whether that was still the present one.
///
/// # Errors
/// Whatever the database says.
pub async fn replace(
    tx: &impl ConnectionTrait,
    id: AccountId,
    before: &str,
    hash: &str,
    due_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .col_expr(account::Column::PasswordDueOn, Expr::value(due_on))
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::PasswordHash.eq(before))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let row = past_password::ActiveModel {
        account_id: Set(id.0),
        replaced_at: Set(now),
        hash: Set(before.to_owned()),
    };
    past_password::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(true)
}

/// Sets from which day on the password must be changed first.
///
/// # Errors
/// Whatever the database says.
pub async fn set_due(
    tx: &impl ConnectionTrait,
    id: AccountId,
    due_on: Option<NaiveDate>,
) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordDueOn, Expr::value(due_on))
        .filter(account::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}
