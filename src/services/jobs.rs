//! Long work: asking after it, confirming and cancelling it, and doing it.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, unchanged},
    storage::{
        self,
        idempotency::{self, RequestKey},
        jobs::{Counts, Failure, Job, Outcome, Progress, Unit},
        traces::Trace,
    },
};
use chrono::Duration;
use domain::{
    division::Division,
    id::{EnterpriseId, JobId},
    job::{JobKind, JobState},
    trace::Act,
};
use matching::watch::Phase;
use sea_orm::ConnectionTrait;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// Seconds for which a worker holds a job unless it renews its lease. A job whose worker died is
/// taken up again after as long.
const LEASE_SECONDS: i64 = 6;

/// A job whose worker has died this often is given up: the job itself may be what kills it.
const MOST_ATTEMPTS: i64 = 5;

/// One job within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: JobId) -> Result<Job, Error> {
    storage::jobs::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Jobs within reach before `before`, the newest first; in all states where none is named.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    states: &[JobState],
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<Job>, Error> {
    storage::jobs::list(&app.db, by.scope(), states, before, limit).await
}

/// Lets a job that was reviewed go on: what was read at `version` is what is committed. Commands
/// at the machine send no key.
///
/// # Errors
/// [`Code::NotInThisState`], [`Error::Stale`], [`Error::NotFound`].
pub async fn confirm(
    app: &App,
    by: &Actor,
    key: Option<&RequestKey>,
    id: JobId,
    version: i64,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(key) = key
        && let Some(id) = idempotency::replay(&tx, key).await?
    {
        return Ok(Done::before(id));
    }
    let job = within_reach(&tx, by, id).await?;
    unchanged(job.version, version)?;
    if job.state != JobState::AwaitingConfirmation {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let now = app.clock.now();
    storage::jobs::step(&tx, by.scope(), &job, JobState::Committing, now).await?;
    if let Some(key) = key {
        idempotency::keep(&tx, key, id.0, now).await?;
    }
    tx.commit(by.did(Act::JobConfirmed, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Stops a job: at once where nobody works on it, else as soon as its worker looks up. What a
/// worker has not committed by then is undone; but a matching that has an answer already stores it, marked as stopped.
///
/// Takes no version: a job under way moves on faster than anybody can read it.
///
/// # Errors
/// [`Code::NotInThisState`] once it is over, [`Error::NotFound`].
pub async fn cancel(app: &App, by: &Actor, key: &RequestKey, id: JobId) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let job = within_reach(&tx, by, id).await?;
    if job.state.is_over() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let now = app.clock.now();
    if JobState::WAITING.contains(&job.state) {
        storage::jobs::step(&tx, by.scope(), &job, JobState::Cancelled, now).await?;
    } else {
        storage::jobs::ask_to_cancel(&tx, by.scope(), id).await?;
    }
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::JobCancelled, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

async fn within_reach(tx: &impl ConnectionTrait, by: &Actor, id: JobId) -> Result<Job, Error> {
    storage::jobs::get(tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Work to be done.
#[derive(Clone, Copy, Debug)]
pub struct NewJob {
    /// What kind of work.
    pub kind: JobKind,
    /// What its progress is counted in.
    pub unit: Unit,
    /// The division that it is about.
    pub division: Option<Division>,
    /// The enterprise that it is about.
    pub enterprise: Option<EnterpriseId>,
}

/// Adds a job to those that the workers take; it is taken up once the transaction is committed.
///
/// # Errors
/// [`Code::TooManyJobs`] where the caller's account has as many that are not over.
pub async fn enqueue(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    new: NewJob,
) -> Result<Job, Error> {
    if let Some(account) = by.account()
        && storage::jobs::open_of(tx, account).await? >= app.settings.jobs_per_account.into()
    {
        return Err(Error::Conflict(Code::TooManyJobs));
    }
    let job = Job {
        id: JobId::fresh(),
        kind: new.kind,
        state: JobState::Queued,
        progress: Progress {
            unit: new.unit,
            ..Progress::default()
        },
        counts: Counts::new(),
        failure: None,
        attempts: 0,
        cancel_asked: false,
        by: by.account().zip(by.grant()),
        division: new.division,
        enterprise: new.enterprise,
        version: 1,
        created_at: app.clock.now(),
        finished_at: None,
        expires_at: None,
    };
    storage::jobs::insert(tx, &job).await?;
    Ok(job)
}

fn lease_from(app: &App) -> chrono::DateTime<chrono::Utc> {
    app.clock.now() + Duration::seconds(LEASE_SECONDS)
}

/// A job in hand: what its work looks at and tells while it goes on. Clones share one life.
#[derive(Clone, Debug)]
pub struct InHand {
    /// The job as it was taken.
    pub job: Job,
    pulse: Arc<Pulse>,
}

#[derive(Debug, Default)]
struct Pulse {
    progress: Mutex<Progress>,
    stop: AtomicBool,
    cancelled: AtomicBool,
}

/// The work was stopped from outside; nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job was stopped")]
pub struct Stopped;

impl From<Stopped> for Error {
    fn from(_: Stopped) -> Self {
        Self::Conflict(Code::JobStopped)
    }
}

impl InHand {
    /// A job that this process holds.
    #[must_use]
    pub fn new(job: Job) -> Self {
        Self {
            job,
            pulse: Arc::default(),
        }
    }

    /// Tells how far the work has come.
    pub fn tell(&self, done: i64, total: Option<i64>) {
        let progress = &mut *self.told();
        (progress.done, progress.total) = (done, total);
    }

    /// Tells how far a matching has come, in percent; the gap is the one known last.
    pub fn tell_phase(&self, percent: i64, phase: Phase, gap_ppm: Option<i64>) {
        let progress = &mut *self.told();
        (progress.done, progress.total) = (percent, Some(100));
        progress.phase = Some(phase);
        progress.gap_ppm = gap_ppm.or(progress.gap_ppm);
    }

    fn told(&self) -> MutexGuard<'_, Progress> {
        // Whoever panicked while telling left numbers behind that are as good as any.
        let told = self.pulse.progress.lock();
        told.unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the work has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            unit: self.job.progress.unit,
            ..*self.told()
        }
    }

    /// Makes the work end soon.
    pub fn stop(&self) {
        self.stopper().store(true, Ordering::Relaxed);
    }

    /// Makes the work end soon because somebody cancelled it: what it has by then may be kept.
    pub fn cancel(&self) {
        self.pulse.cancelled.store(true, Ordering::Relaxed);
        self.stop();
    }

    /// Whether somebody cancelled the work, rather than that it had to be laid down.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.pulse.cancelled.load(Ordering::Relaxed)
    }

    /// Becomes true when the work must end.
    #[must_use]
    pub fn stopper(&self) -> &AtomicBool {
        &self.pulse.stop
    }

    /// Whether the work may go on.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn go_on(&self) -> Result<(), Stopped> {
        if self.stopper().load(Ordering::Relaxed) {
            Err(Stopped)
        } else {
            Ok(())
        }
    }

    /// The trace of what the work did, which goes by the job's identity.
    #[must_use]
    pub fn did(&self, work: &'static str, act: Act) -> Trace {
        let asked_by = self.job.by.map(|(account, _)| account);
        Trace::of_work(work, asked_by, act).upon(self.job.id.0)
    }

    /// Ends the work on the job, in the transaction of its effect.
    ///
    /// # Errors
    /// [`Code::Busy`] where another attempt has begun: the effect must not be committed.
    pub async fn finish(
        &self,
        app: &App,
        tx: &impl ConnectionTrait,
        outcome: &Outcome,
    ) -> Result<(), Error> {
        storage::jobs::finish(tx, &self.job, outcome, self.progress(), app.clock.now()).await
    }
}

/// Takes the job that has been due the longest, or `only` this one; one that was begun too often
/// is given up.
///
/// # Errors
/// Whatever the database says.
pub async fn take(app: &App, only: Option<JobId>) -> Result<Option<InHand>, Error> {
    let claimed = storage::jobs::claim(&app.db, only, app.clock.now(), lease_from(app)).await?;
    let Some(job) = claimed else {
        return Ok(None);
    };
    let hand = InHand::new(job);
    if hand.job.attempts > MOST_ATTEMPTS {
        tracing::error!(job.id = %hand.job.id, "job {} was begun {MOST_ATTEMPTS} times and is given up", hand.job.id);
        fail(app, &hand, Code::JobCrashed.into()).await?;
    }
    Ok(Some(hand).filter(|hand| hand.job.attempts <= MOST_ATTEMPTS))
}

/// Keeps a job in hand: renews its lease, tells its progress, hears whether to stop.
/// Whether somebody cancelled it, or `None` where another attempt has begun.
///
/// # Errors
/// Whatever the database says.
pub async fn beat(app: &App, hand: &InHand) -> Result<Option<bool>, Error> {
    if !storage::jobs::can_beat(&app.db, hand.job.state) {
        return Ok(Some(false));
    }
    storage::jobs::beat(&app.db, &hand.job, hand.progress(), lease_from(app)).await
}

/// Lays a job down; another attempt may begin at once.
///
/// # Errors
/// Whatever the database says.
pub async fn lay_down(app: &App, hand: &InHand, seconds: i64) -> Result<(), Error> {
    let run_at = app.clock.now() + Duration::seconds(seconds);
    storage::jobs::release(&app.db, &hand.job, run_at).await
}

/// Ends a job that somebody wanted to stop.
///
/// # Errors
/// Whatever the database says.
pub async fn give_up(app: &App, hand: &InHand) -> Result<(), Error> {
    end(app, hand, JobState::Cancelled, None).await
}

/// Ends a job that cannot be done.
///
/// # Errors
/// Whatever the database says.
pub async fn fail(app: &App, hand: &InHand, failure: Failure) -> Result<(), Error> {
    end(app, hand, JobState::Failed, Some(failure)).await
}

async fn end(
    app: &App,
    hand: &InHand,
    state: JobState,
    failure: Option<Failure>,
) -> Result<(), Error> {
    let outcome = Outcome {
        state,
        counts: hand.job.counts.clone(),
        failure,
        expires_at: None,
    };
    hand.finish(app, &app.db, &outcome).await
}
