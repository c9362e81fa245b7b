//! A sender's hold on letters: taken, laid down for later, ended.

use super::{super::rows::letter as row, Letter, one_more};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    letter::{LetterChannel, LetterFault, LetterState},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

/// Whether a letter of a way is due that no sender holds. A look costs no write lock.
///
/// # Errors
/// Whatever the database says.
pub async fn is_due(
    db: &impl ConnectionTrait,
    channel: LetterChannel,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let found = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(due_at(channel, now))
        .limit(1)
        .into_tuple::<uuid::Uuid>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

fn due_at(channel: LetterChannel, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(row::Column::State.eq(LetterState::Queued.code()))
        .add(row::Column::Channel.eq(channel.code()))
        .add(row::Column::RunAt.lte(now))
        .add(
            row::Column::LeasedUntil
                .is_null()
                .or(row::Column::LeasedUntil.lte(now)),
        )
}

/// Takes the letters of a way that have been due the longest and that no other sender holds, `most` of
/// them. Named work of the sender.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(
    db: &impl ConnectionTrait,
    channel: LetterChannel,
    most: u64,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Letter>, Error> {
    // SQLite knows no row locks and needs none: a statement has the database to itself there.
    let mut due = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(due_at(channel, now))
        .order_by_asc(row::Column::RunAt)
        .order_by_asc(row::Column::Id)
        .limit(most)
        .into_query();
    due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let taken = row::Entity::update_many()
        .col_expr(row::Column::Attempts, one_more(row::Column::Attempts))
        .col_expr(row::Column::LeasedUntil, Expr::value(until))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::Id.in_subquery(due))
        .exec_with_returning(db)
        .await?;
    taken.into_iter().map(Letter::try_from).collect()
}

/// Lays a letter down to be tried again; whether this attempt still held it.
///
/// # Errors
/// Whatever the database says.
pub async fn later(
    db: &impl ConnectionTrait,
    letter: &Letter,
    fault: LetterFault,
    reply: Option<&str>,
    run_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::RunAt, Expr::value(run_at))
        .col_expr(row::Column::Fault, Expr::value(fault.code()))
        .col_expr(row::Column::Reply, Expr::value(reply))
        .col_expr(row::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(in_hand(letter))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a letter: sent, dropped or dead; whether this attempt still held it.
///
/// # Errors
/// Whatever the database says.
pub async fn over(
    db: &impl ConnectionTrait,
    letter: &Letter,
    state: LetterState,
    fault: Option<LetterFault>,
    reply: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(state.code()))
        .col_expr(
            row::Column::Fault,
            Expr::value(fault.map(LetterFault::code)),
        )
        .col_expr(row::Column::Reply, Expr::value(reply))
        .col_expr(row::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::ClosedAt, Expr::value(now))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(in_hand(letter))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The letter, as long as this attempt holds it.
fn in_hand(letter: &Letter) -> Condition {
    Condition::all()
        .add(row::Column::Id.eq(letter.id.0))
        .add(row::Column::Attempts.eq(letter.attempts))
        .add(row::Column::State.eq(LetterState::Queued.code()))
}
