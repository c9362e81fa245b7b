//! Long work: who asked for it, where it stands, and which worker has it in hand.
//!
//! A worker holds a job by a lease and by the number of its attempt. When the lease runs out,
//! another attempt may begin; whatever the earlier one still tries is fenced off by its number.

mod lease;

pub use lease::{beat, can_beat, claim, finish, release};

use super::{
    Scope,
    columns::{division_if, nothing, under, word, word_if},
    rows::job as row,
    scope::Inner,
    versions::stale,
};
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{AccountId, EnterpriseId, GrantId, JobId},
    job::{JobKind, JobState},
};
use matching::watch::Phase;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, IntoCondition},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Long work.
#[derive(Clone, Debug)]
pub struct Job {
    /// Identity.
    pub id: JobId,
    /// What kind of work.
    pub kind: JobKind,
    /// Where it stands.
    pub state: JobState,
    /// How far it has come.
    pub progress: Progress,
    /// What it counted, by name.
    pub counts: Counts,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// How often a worker took it; the number of the attempt in hand.
    pub attempts: i64,
    /// Whether somebody wants it to stop.
    pub cancel_asked: bool,
    /// Who asked for it; nobody for commands at the machine itself.
    pub by: Option<(AccountId, GrantId)>,
    /// The division that it is about, and whose offices see it.
    pub division: Option<Division>,
    /// The enterprise that it is about, and which sees it.
    pub enterprise: Option<EnterpriseId>,
    /// Version of the row.
    pub version: i64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was over.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when it waits for a confirmation, or keeps what can be downloaded.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: i64,
    /// Units in all, where known.
    pub total: Option<i64>,
    /// What the units are, in the plural.
    pub unit: Unit,
    /// What a matching is busy with.
    pub phase: Option<Phase>,
    /// Its proven gap so far, in millionths and rounded up.
    pub gap_ppm: Option<i64>,
}

domain::coded::coded! {
    /// What a job's progress is counted in.
    #[derive(Default)]
    Unit, "job_unit" {
        #[default]
        Rows = "rows", "行";
        People = "people", "人";
        Percent = "percent", "百分比";
    }
}

/// What a job counted, by name.
pub type Counts = BTreeMap<String, i64>;

/// Why a job failed: a stable code and a sentence in two languages. Repeats no cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The code to decide by.
    pub code: String,
    /// The sentence for an officer.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self {
            code: code.as_str().into(),
            zh: code.zh().into(),
            en: code.en().into(),
        }
    }
}

/// How a job leaves a worker's hands.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Where it stands now.
    pub state: JobState,
    /// What it counted.
    pub counts: Counts,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Until when it waits, or keeps what can be downloaded.
    pub expires_at: Option<DateTime<Utc>>,
}

impl TryFrom<row::Model> for Job {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let failure = row.error.map(serde_json::from_value).transpose();
        Ok(Self {
            id: JobId(row.id),
            kind: word(&row.kind)?,
            state: word(&row.state)?,
            progress: Progress {
                done: row.done,
                total: row.total,
                unit: word(&row.unit)?,
                phase: word_if(row.phase.as_deref())?,
                gap_ppm: row.gap_ppm,
            },
            counts: serde_json::from_value(row.counts).map_err(Error::internal)?,
            failure: failure.map_err(Error::internal)?,
            attempts: row.attempts,
            cancel_asked: row.cancel_asked,
            by: row.account_id.map(AccountId).zip(row.grant_id.map(GrantId)),
            division: division_if(row.division)?,
            enterprise: row.enterprise_id.map(EnterpriseId),
            version: row.version,
            created_at: row.created_at,
            finished_at: row.finished_at,
            expires_at: row.expires_at,
        })
    }
}

/// The jobs that `scope` may see: an office those about its division, the national office
/// those about none.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::Sysadmin) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d)) => {
            under(row::Column::Division, d)
        }
        Inner::As(Capacity::Enterprise(id)) => row::Column::EnterpriseId.eq(id.0).into_condition(),
        Inner::As(Capacity::National) => Condition::all()
            .add(row::Column::Division.is_null())
            .add(row::Column::EnterpriseId.is_null()),
        Inner::As(Capacity::Worker(_) | Capacity::Auditor) => nothing(),
    }
}

/// Adds a job.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, job: &Job) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(job.id.0),
        kind: Set(job.kind.code().to_owned()),
        state: Set(job.state.code().to_owned()),
        done: Set(job.progress.done),
        total: Set(job.progress.total),
        unit: Set(job.progress.unit.code().to_owned()),
        phase: Set(None),
        gap_ppm: Set(None),
        counts: Set(json(&job.counts)?),
        error: Set(None),
        attempts: Set(job.attempts),
        run_at: Set(job.created_at),
        leased_until: Set(None),
        cancel_asked: Set(false),
        account_id: Set(job.by.map(|(account, _)| account.0)),
        grant_id: Set(job.by.map(|(_, grant)| grant.0)),
        division: Set(job.division.map(Division::widened)),
        enterprise_id: Set(job.enterprise.map(|id| id.0)),
        version: Set(job.version),
        created_at: Set(job.created_at),
        finished_at: Set(None),
        expires_at: Set(job.expires_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// How many jobs of an account are not over; for its own holder only.
///
/// # Errors
/// Whatever the database says.
pub async fn open_of(tx: &impl ConnectionTrait, account: AccountId) -> Result<u64, Error> {
    let open = JobState::ALL.iter().filter(|state| !state.is_over());
    let count = row::Entity::find()
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::State.is_in(open.map(|state| state.code())))
        .count(tx)
        .await?;
    Ok(count)
}

/// One job within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: JobId,
) -> Result<Option<Job>, Error> {
    let row = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    row.map(Job::try_from).transpose()
}

/// Jobs within reach before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    states: &[JobState],
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<Job>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if !states.is_empty() {
        question = question.filter(row::Column::State.is_in(codes(states)));
    }
    if let Some(id) = before {
        question = question.filter(row::Column::Id.lt(id.0));
    }
    let rows = question
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Job::try_from).collect()
}

/// When the newest job of a kind was asked for, of those in some states; for the service itself.
///
/// # Errors
/// Whatever the database says.
pub async fn newest(
    db: &impl ConnectionTrait,
    kind: JobKind,
    states: &[JobState],
) -> Result<Option<DateTime<Utc>>, Error> {
    let found = row::Entity::find()
        .select_only()
        .column(row::Column::CreatedAt)
        .filter(row::Column::Kind.eq(kind.code()))
        .filter(row::Column::State.is_in(codes(states)))
        .order_by_desc(row::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found)
}

/// Moves a job that nobody has in hand from the state that was read to another.
///
/// # Errors
/// [`Error::Stale`] where it has another version, [`Error::NotFound`] out of reach.
pub async fn step(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    job: &Job,
    to: JobState,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let over = to.is_over().then_some(now);
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(to.code()))
        .col_expr(row::Column::RunAt, Expr::value(now))
        .col_expr(row::Column::FinishedAt, Expr::value(over))
        // It waits no more, and has nothing to keep.
        .col_expr(row::Column::ExpiresAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::Id.eq(job.id.0))
        .filter(row::Column::Version.eq(job.version))
        .filter(row::Column::State.eq(job.state.code()))
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get(tx, scope, job.id).await?;
    Err(stale(now.map(|now| now.version)))
}

/// Asks whoever has a job in hand to stop.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_to_cancel(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: JobId,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::CancelAsked, Expr::value(true))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::State.is_in(codes(&JobState::DUE)))
        .filter(within(scope))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the jobs that waited too long for their confirmation; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn expire(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(JobState::Expired.code()))
        .col_expr(row::Column::FinishedAt, Expr::value(now))
        .col_expr(row::Column::Version, one_more(row::Column::Version))
        .filter(row::Column::State.eq(JobState::AwaitingConfirmation.code()))
        .filter(row::Column::ExpiresAt.lte(now))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

fn one_more(column: row::Column) -> Expr {
    Expr::col(column).add(1)
}

fn codes(states: &[JobState]) -> Vec<&'static str> {
    states.iter().map(|state| state.code()).collect()
}

fn json(value: &impl Serialize) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value).map_err(Error::internal)
}
