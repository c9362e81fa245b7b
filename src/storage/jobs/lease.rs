//! A worker's hold on a job: taken, kept, laid down, ended.

use super::{
    super::{rows::job as row, versions::changed},
    {Job, Outcome, Progress, codes, json, one_more},
};
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use domain::{coded::Coded, id::JobId, job::JobState};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, LockBehavior, LockType, Order, Query},
};

/// How many jobs of the same account are due and came before the job in question: the first of each account goes before
/// the second of any.
fn ahead_of_it() -> Expr {
    let other = |column: row::Column| Expr::col(("other", column));
    let this = |column: row::Column| Expr::col((row::Entity, column));
    let is_before = other(row::Column::RunAt)
        .lt(this(row::Column::RunAt))
        .or(other(row::Column::RunAt)
            .eq(this(row::Column::RunAt))
            .and(other(row::Column::Id).lt(this(row::Column::Id))));
    let mut ahead = Query::select();
    ahead
        .expr(Func::count(other(row::Column::Id)))
        .from_as(row::Entity, "other")
        .and_where(other(row::Column::State).is_in(codes(&JobState::DUE)))
        .and_where(other(row::Column::AccountId).eq(this(row::Column::AccountId)))
        .and_where(is_before);
    Expr::SubQuery(None, Box::new(ahead.into()))
}

/// Takes the job that is next, or `only` this one, if nobody holds it. Named work of the worker.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(
    db: &impl ConnectionTrait,
    only: Option<JobId>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Job>, Error> {
    // SQLite knows no row locks and needs none: a statement has the database to itself there.
    let mut due = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::State.is_in(codes(&JobState::DUE)))
        .filter(row::Column::RunAt.lte(now))
        .filter(
            row::Column::LeasedUntil
                .is_null()
                .or(row::Column::LeasedUntil.lt(now)),
        )
        .filter(
            Condition::all()
                .add_option(only.map(|id| row::Column::Id.eq(id.0)))
                .add(Expr::value(true)),
        )
        .order_by(ahead_of_it(), Order::Asc)
        .order_by_asc(row::Column::RunAt)
        .limit(1)
        .into_query();
    due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let begun = CaseStatement::new()
        .case(
            row::Column::State.eq(JobState::Queued.code()),
            JobState::Running.code(),
        )
        .finally(Expr::col(row::Column::State));
    let taken = row::Entity::update_many()
        .col_expr(row::Column::State, begun.into())
        .col_expr(row::Column::Attempts, one_more(row::Column::Attempts))
        .col_expr(row::Column::LeasedUntil, Expr::value(until))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::Id.in_subquery(due))
        .exec_with_returning(db)
        .await?;
    taken.into_iter().next().map(Job::try_from).transpose()
}

/// Whether a job in this state can be written while its effect is being written: on SQLite a
/// transaction has the database to itself, and the job's lease is its transaction.
#[must_use]
pub fn can_beat(db: &impl ConnectionTrait, state: JobState) -> bool {
    db.get_database_backend() != DbBackend::Sqlite || state != JobState::Committing
}

/// Renews a lease and tells how far the job has come; whether somebody wants it to stop, or
/// `None` where another attempt has begun.
///
/// # Errors
/// Whatever the database says.
pub async fn beat(
    db: &impl ConnectionTrait,
    job: &Job,
    progress: Progress,
    until: DateTime<Utc>,
) -> Result<Option<bool>, Error> {
    let kept = row::Entity::update_many()
        .col_expr(row::Column::Done, Expr::value(progress.done))
        .col_expr(row::Column::Total, Expr::value(progress.total))
        .col_expr(
            row::Column::Phase,
            Expr::value(progress.phase.map(Coded::code)),
        )
        .col_expr(row::Column::GapPpm, Expr::value(progress.gap_ppm))
        .col_expr(row::Column::LeasedUntil, Expr::value(until))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(in_hand(job))
        .exec_with_returning(db)
        .await?;
    Ok(kept.first().map(|row| row.cancel_asked))
}

/// Lays a job down to be taken again from `run_at` on.
///
/// # Errors
/// Whatever the database says.
pub async fn release(
    db: &impl ConnectionTrait,
    job: &Job,
    run_at: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::RunAt, Expr::value(run_at))
        .filter(in_hand(job))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends a worker's part of a job, in the transaction of its effect.
///
/// # Errors
/// [`Code::Busy`] where another attempt has begun: the effect must not be committed.
pub async fn finish(
    tx: &impl ConnectionTrait,
    job: &Job,
    outcome: &Outcome,
    progress: Progress,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let failure = outcome.failure.as_ref().map(json).transpose()?;
    let over = outcome.state.is_over().then_some(now);
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(outcome.state.code()))
        .col_expr(row::Column::Counts, Expr::value(json(&outcome.counts)?))
        .col_expr(row::Column::Error, Expr::value(failure))
        .col_expr(row::Column::Done, Expr::value(progress.done))
        .col_expr(row::Column::Total, Expr::value(progress.total))
        .col_expr(
            row::Column::Phase,
            Expr::value(progress.phase.map(Coded::code)),
        )
        .col_expr(row::Column::GapPpm, Expr::value(progress.gap_ppm))
        .col_expr(row::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::FinishedAt, Expr::value(over))
        .col_expr(row::Column::ExpiresAt, Expr::value(outcome.expires_at))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(in_hand(job))
        .exec(tx)
        .await?;
    changed(&done, Error::Conflict(Code::Busy))
}

/// The job, as long as this attempt holds it.
fn in_hand(job: &Job) -> Condition {
    Condition::all()
        .add(row::Column::Id.eq(job.id.0))
        .add(row::Column::Attempts.eq(job.attempts))
        .add(row::Column::State.eq(job.state.code()))
}
