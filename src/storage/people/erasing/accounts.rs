//! The accounts by which the person signed in, with their letters.

use super::NOBODY;
use crate::{
    error::Error,
    storage::rows::{
        account, idempotency, letter, past_password, preference, recovery_code, refresh_token,
        role_grant, second_factor, session,
    },
};
use chrono::{DateTime, Utc};
use domain::{coded::Coded, id::PersonId, words::Role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

/// Closes the accounts by which the person signed in, and empties them.
pub(super) async fn forget(
    tx: &impl ConnectionTrait,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let own: Vec<Uuid> = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::AccountId)
        .filter(role_grant::Column::PersonId.eq(id.0))
        .filter(role_grant::Column::Role.eq(Role::Worker.code()))
        .into_tuple()
        .all(tx)
        .await?;
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::EndedAt, Expr::value(now))
        .filter(role_grant::Column::PersonId.eq(id.0))
        .filter(role_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    for account in own {
        empty_account(tx, account, now).await?;
    }
    Ok(())
}

/// Takes everything out of an account that tells whose it is, and closes it.
pub(in crate::storage) async fn empty_account(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let sessions: SelectStatement = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(id))
        .into_query();
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(sessions))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::Device, Expr::value(Option::<String>::None))
        .filter(session::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::AccountId.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    past_password::Entity::delete_many()
        .filter(past_password::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    preference::Entity::delete_many()
        .filter(preference::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    // Those that a digest has gathered name it.
    letter::Entity::delete_many()
        .filter(letter::Column::AccountId.eq(id))
        .filter(letter::Column::DigestId.is_not_null())
        .exec(tx)
        .await?;
    letter::Entity::delete_many()
        .filter(letter::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    account::Entity::update_many()
        .col_expr(account::Column::Username, Expr::value(format!("gone-{id}")))
        .col_expr(account::Column::DisplayName, Expr::value(NOBODY))
        .col_expr(account::Column::PasswordHash, Expr::value("none"))
        .col_expr(account::Column::DisabledAt, Expr::value(now))
        .col_expr(
            account::Column::Version,
            Expr::col(account::Column::Version).add(1),
        )
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
