//! The outbox: letters that are to be sent, and what became of them.
//!
//! A letter holds neither an address nor a name. Where it goes is asked when it is sent.

mod digest;
mod lease;

pub use digest::{Gathered, gather, is_gathered, retime, tie};
pub use lease::{claim, is_due, later, over};

use super::{
    Scope, accounts,
    columns::{word, word_if},
    rows::letter as row,
};
use crate::error::{Code, Error, unchanged};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    id::{AccountId, LetterId},
    letter::{LetterChannel, LetterFault, LetterKind, LetterState},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

/// A letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Identity.
    pub id: LetterId,
    /// To whom.
    pub account: AccountId,
    /// On which way.
    pub channel: LetterChannel,
    /// What it is about.
    pub kind: LetterKind,
    /// What it says, as its kind spells it.
    pub facts: serde_json::Value,
    /// Where it stands.
    pub state: LetterState,
    /// When it is sent, at the earliest.
    pub run_at: DateTime<Utc>,
    /// Since when it is tried.
    pub since: DateTime<Utc>,
    /// How often it was tried; the number of the attempt in hand.
    pub attempts: i64,
    /// Why it has not arrived.
    pub fault: Option<LetterFault>,
    /// The code that the other side gave.
    pub reply: Option<String>,
    /// Version of the row.
    pub version: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was sent or given up.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A letter to be written.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// What happened: nobody is told twice of the same on one way.
    pub occasion: String,
    /// To whom.
    pub account: AccountId,
    /// On which way.
    pub channel: LetterChannel,
    /// What it is about.
    pub kind: LetterKind,
    /// What it says.
    pub facts: serde_json::Value,
    /// Whether it waits for a digest.
    pub is_gathered: bool,
    /// When it is sent, at the earliest.
    pub run_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for Letter {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: LetterId(row.id),
            account: AccountId(row.account_id),
            channel: word(&row.channel)?,
            kind: word(&row.kind)?,
            facts: row.facts,
            state: word(&row.state)?,
            run_at: row.run_at,
            since: row.since,
            attempts: row.attempts,
            fault: word_if(row.fault.as_deref())?,
            reply: row.reply,
            version: row.version,
            created_at: row.created_at,
            closed_at: row.closed_at,
        })
    }
}

/// Which letters to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<LetterState>,
    /// On this way.
    pub channel: Option<LetterChannel>,
    /// Of this kind.
    pub kind: Option<LetterKind>,
}

/// Writes letters, in the transaction of what they tell of. Those that were written before are
/// left as they are.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    tx: &impl ConnectionTrait,
    letters: Vec<NewLetter>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut rows = letters.into_iter().map(|new| active(new, now)).peekable();
    let once = [
        row::Column::Occasion,
        row::Column::AccountId,
        row::Column::Channel,
    ];
    // Seventeen columns a row; SQLite binds 32,766 values a statement.
    while rows.peek().is_some() {
        let chunk: Vec<row::ActiveModel> = rows.by_ref().take(1_500).collect();
        row::Entity::insert_many(chunk)
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn active(new: NewLetter, now: DateTime<Utc>) -> row::ActiveModel {
    let state = if new.is_gathered {
        LetterState::Gathered
    } else {
        LetterState::Queued
    };
    row::ActiveModel {
        id: Set(LetterId::fresh().0),
        occasion: Set(new.occasion),
        account_id: Set(new.account.0),
        channel: Set(new.channel.code().to_owned()),
        kind: Set(new.kind.code().to_owned()),
        facts: Set(new.facts),
        state: Set(state.code().to_owned()),
        run_at: Set(new.run_at),
        since: Set(now),
        attempts: Set(0),
        leased_until: Set(None),
        fault: Set(None),
        reply: Set(None),
        digest_id: Set(None),
        version: Set(1),
        created_at: Set(now),
        closed_at: Set(None),
    }
}

/// The letters that `scope` may see: those to the accounts that it may see.
fn within(scope: &Scope) -> sea_orm::Condition {
    sea_orm::Condition::all().add(row::Column::AccountId.in_subquery(accounts::ids(scope)))
}

/// One letter within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: LetterId,
) -> Result<Option<Letter>, Error> {
    let row = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    row.map(Letter::try_from).transpose()
}

/// Letters within reach before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: Filter,
    before: Option<LetterId>,
    limit: u64,
) -> Result<Vec<Letter>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(state) = filter.state {
        question = question.filter(row::Column::State.eq(state.code()));
    }
    if let Some(channel) = filter.channel {
        question = question.filter(row::Column::Channel.eq(channel.code()));
    }
    if let Some(kind) = filter.kind {
        question = question.filter(row::Column::Kind.eq(kind.code()));
    }
    if let Some(id) = before {
        question = question.filter(row::Column::Id.lt(id.0));
    }
    let rows = question
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Letter::try_from).collect()
}

/// Has a dead letter sent again, as if it had been written now.
///
/// # Errors
/// [`Code::NotInThisState`] where it is not dead, [`Error::Stale`], [`Error::NotFound`].
pub async fn requeue(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: LetterId,
    version: i64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(LetterState::Queued.code()))
        .col_expr(row::Column::RunAt, Expr::value(now))
        .col_expr(row::Column::Since, Expr::value(now))
        .col_expr(row::Column::ClosedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::State.eq(LetterState::Dead.code()))
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let found = get(tx, scope, id).await?.ok_or(Error::NotFound)?;
    unchanged(found.version, version)?;
    Err(Error::Conflict(Code::NotInThisState))
}

/// Drops everything that was written before an instant and is neither sent nor in a sender's
/// hands; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn drop_written(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let waiting = [LetterState::Gathered, LetterState::Queued].map(LetterState::code);
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(LetterState::Dropped.code()))
        .col_expr(row::Column::ClosedAt, Expr::value(now))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::State.is_in(waiting))
        .filter(row::Column::CreatedAt.lt(before))
        .filter(
            row::Column::LeasedUntil
                .is_null()
                .or(row::Column::LeasedUntil.lte(now)),
        )
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

/// Forgets what was over before an instant; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, Error> {
    let done = row::Entity::delete_many()
        .filter(row::Column::ClosedAt.lt(before))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

fn one_more(column: row::Column) -> Expr {
    Expr::col(column).add(1)
}
