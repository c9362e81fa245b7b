//! Authenticator apps, and the codes for the day on which one is lost.

use super::rows::{recovery_code, second_factor};
use crate::{
    error::{Code, Error},
    keys::Keys,
};
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

/// What an account and its app share.
#[derive(Clone)]
pub struct SecondFactor {
    /// The secret, 160 bits in Base32.
    pub secret: String,
    /// Since when a code has proved that the app has it.
    pub proved_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactor(***)")
    }
}

fn context(account: AccountId) -> String {
    format!("second_factor/secret/{account}")
}

/// The one of an account.
///
/// # Errors
/// A secret that does not open.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    account: AccountId,
) -> Result<Option<SecondFactor>, Error> {
    let Some(row) = second_factor::Entity::find_by_id(account.0).one(db).await? else {
        return Ok(None);
    };
    let secret = keys
        .open_sealed(&context(account), &row.secret_sealed)
        .map_err(Error::internal)?;
    Ok(Some(SecondFactor {
        secret,
        proved_at: row.proved_at,
    }))
}

/// Whether an account has one that was proved.
///
/// # Errors
/// Whatever the database says.
pub async fn is_proved(db: &impl ConnectionTrait, account: AccountId) -> Result<bool, Error> {
    let found = second_factor::Entity::find_by_id(account.0)
        .filter(second_factor::Column::ProvedAt.is_not_null())
        .count(db)
        .await?;
    Ok(found > 0)
}

/// Prepares one, in the place of another that was prepared and never proved.
///
/// # Errors
/// [`Code::AlreadyExists`] where one was proved.
pub async fn prepare(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    account: AccountId,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(account.0))
        .filter(second_factor::Column::ProvedAt.is_null())
        .exec(tx)
        .await?;
    if is_proved(tx, account).await? {
        return Err(Error::Conflict(Code::AlreadyExists));
    }
    let sealed = keys
        .seal(&context(account), secret)
        .map_err(Error::internal)?;
    let row = second_factor::ActiveModel {
        account_id: Set(account.0),
        secret_sealed: Set(sealed),
        proved_at: Set(None),
        last_step: Set(0),
        created_at: Set(now),
    };
    second_factor::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Uses the codes up to a step up; whether none of them was used before.
///
/// # Errors
/// Whatever the database says.
pub async fn use_step(
    tx: &impl ConnectionTrait,
    account: AccountId,
    step: i64,
) -> Result<bool, Error> {
    let done = second_factor::Entity::update_many()
        .col_expr(second_factor::Column::LastStep, Expr::value(step))
        .filter(second_factor::Column::AccountId.eq(account.0))
        .filter(second_factor::Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes note that the app has the secret.
///
/// # Errors
/// Whatever the database says.
pub async fn prove(
    tx: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::ProvedAt, Expr::value(now))
        .filter(second_factor::Column::AccountId.eq(account.0))
        .filter(second_factor::Column::ProvedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes app and codes away, so that others can be set up.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(tx: &impl ConnectionTrait, account: AccountId) -> Result<(), Error> {
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(account.0))
        .exec(tx)
        .await?;
    replace_recovery(tx, account, &[]).await
}

/// Puts digests of recovery codes in the place of those there are.
///
/// # Errors
/// Whatever the database says.
pub async fn replace_recovery(
    tx: &impl ConnectionTrait,
    account: AccountId,
    digests: &[[u8; 32]],
) -> Result<(), Error> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .exec(tx)
        .await?;
    let rows = digests.iter().map(|digest| recovery_code::ActiveModel {
        account_id: Set(account.0),
        digest: Set(digest.to_vec()),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Uses a recovery code up; whether there was such an unused one.
///
/// # Errors
/// Whatever the database says.
pub async fn use_recovery(
    tx: &impl ConnectionTrait,
    account: AccountId,
    digest: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::Digest.eq(digest.to_vec()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// How many recovery codes are unused.
///
/// # Errors
/// Whatever the database says.
pub async fn recovery_left(db: &impl ConnectionTrait, account: AccountId) -> Result<u64, Error> {
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?;
    Ok(left)
}
