//! The accounts by which the person signed in, with their letters.

use super::{NOBODY, drop_all};
use crate::{
    error::Error,
    storage::{
        rows::{
            account, idempotency, letter, past_password, preference, recovery_code, refresh_token,
            role_grant, second_factor, session,
        },
        sessions::{self, Which},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    id::{AccountId, PersonId},
    words::Role,
};
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
    let own: SelectStatement = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(id))
        .into_query();
    drop_all::<refresh_token::Entity>(tx, refresh_token::Column::SessionId.in_subquery(own))
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::Device, Expr::value(Option::<String>::None))
        .filter(session::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    sessions::revoke(tx, Which::Of(AccountId(id)), now).await?;
    drop_all::<past_password::Entity>(tx, past_password::Column::AccountId.eq(id)).await?;
    drop_all::<recovery_code::Entity>(tx, recovery_code::Column::AccountId.eq(id)).await?;
    drop_all::<second_factor::Entity>(tx, second_factor::Column::AccountId.eq(id)).await?;
    drop_all::<preference::Entity>(tx, preference::Column::AccountId.eq(id)).await?;
    drop_all::<idempotency::Entity>(tx, idempotency::Column::AccountId.eq(id)).await?;
    // Those that a digest has gathered name it.
    letter::Entity::delete_many()
        .filter(letter::Column::AccountId.eq(id))
        .filter(letter::Column::DigestId.is_not_null())
        .exec(tx)
        .await?;
    drop_all::<letter::Entity>(tx, letter::Column::AccountId.eq(id)).await?;
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
