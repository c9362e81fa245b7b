//! Letters that wait for a digest: gathered, told of together, or no longer wanted.

use super::{super::rows::letter as row, one_more};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    id::AccountId,
    letter::{LetterFault, LetterKind, LetterState},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::BTreeMap;

/// What is told to one account together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// To whom.
    pub account: AccountId,
    /// How many of each kind.
    pub counts: BTreeMap<LetterKind, i64>,
    /// When the first of them was written.
    pub first: DateTime<Utc>,
}

/// Whether a digest is due. A look costs no write lock.
///
/// # Errors
/// Whatever the database says.
pub async fn is_gathered(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, Error> {
    let found = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::State.eq(LetterState::Gathered.code()))
        .filter(row::Column::RunAt.lte(now))
        .limit(1)
        .into_tuple::<uuid::Uuid>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Takes everything whose digest is due out of those that wait, by account. The caller writes the
/// digests in the same transaction, and then ties these to them by [`tie`].
///
/// # Errors
/// Whatever the database says.
pub async fn gather(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Gathered>, Error> {
    let taken = row::Entity::update_many()
        .col_expr(
            row::Column::State,
            Expr::value(LetterState::Collected.code()),
        )
        .col_expr(row::Column::ClosedAt, Expr::value(now))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::State.eq(LetterState::Gathered.code()))
        .filter(row::Column::RunAt.lte(now))
        .exec_with_returning(tx)
        .await?;
    let mut by_account: BTreeMap<AccountId, Gathered> = BTreeMap::new();
    for row in taken {
        let account = AccountId(row.account_id);
        let gathered = by_account.entry(account).or_insert_with(|| Gathered {
            account,
            counts: BTreeMap::new(),
            first: row.created_at,
        });
        gathered.first = std::cmp::Ord::min(gathered.first, row.created_at);
        let kind = super::word(&row.kind)?;
        *gathered.counts.entry(kind).or_default() += 1;
    }
    Ok(by_account.into_values().collect())
}

/// Ties what [`gather`] took at an instant to the digests that were written then.
///
/// # Errors
/// Whatever the database says.
pub async fn tie(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), Error> {
    let digest = Query::select()
        .expr(Expr::col(("digest", "id")))
        .from_as("letter", "digest")
        .and_where(Expr::col(("digest", "kind")).eq(LetterKind::Digest.code()))
        .and_where(Expr::col(("digest", "account_id")).equals(("letter", "account_id")))
        .and_where(Expr::col(("digest", "created_at")).eq(now))
        .to_owned();
    row::Entity::update_many()
        .col_expr(
            row::Column::DigestId,
            Expr::SubQuery(None, Box::new(digest.into())),
        )
        .filter(row::Column::State.eq(LetterState::Collected.code()))
        .filter(row::Column::ClosedAt.eq(now))
        .filter(row::Column::DigestId.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Moves what waits for an account's digest to another time, or drops it where the account wants
/// none any more.
///
/// # Errors
/// Whatever the database says.
pub async fn retime(
    tx: &impl ConnectionTrait,
    account: AccountId,
    told_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let waiting = Condition::all()
        .add(row::Column::AccountId.eq(account.0))
        .add(row::Column::State.eq(LetterState::Gathered.code()));
    let change = row::Entity::update_many()
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(waiting);
    let change = match told_at {
        Some(at) => change.col_expr(row::Column::RunAt, Expr::value(at)),
        None => change
            .col_expr(row::Column::State, Expr::value(LetterState::Dropped.code()))
            .col_expr(
                row::Column::Fault,
                Expr::value(LetterFault::Unaddressed.code()),
            )
            .col_expr(row::Column::ClosedAt, Expr::value(now)),
    };
    change.exec(tx).await?;
    Ok(())
}
