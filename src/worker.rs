//! Long work, one job at a time: a worker takes what is due, keeps its lease alive while the
//! work goes on, and lays it down when the service stops.
//!
//! How many workers there are, in how many processes, makes no difference to a job: its lease
//! and the number of its attempt keep a second one away from it.

use crate::{
    app::App,
    error::{Code, Error},
    services::{
        Actor, alerts, housekeeping, imports,
        jobs::{self, InHand},
        matching, rounds, stability_models,
    },
    storage::jobs::Job,
};
use domain::{
    id::JobId,
    job::{JobKind, JobState},
};
use std::{convert::Infallible, time::Duration};
use tokio::{
    select,
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

/// How often a lease is renewed; a third of it.
const BEAT: Duration = Duration::from_secs(2);
/// How soon a new job is seen.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the house is kept.
const CHORES: Duration = Duration::from_mins(5);
/// Seconds to wait for a neighbour that is away.
const PATIENCE: i64 = 5;

/// Works until it is told to stop, then ends or lays down what it has in hand.
pub async fn run(app: App, stop: CancellationToken) {
    let mut chores = Instant::now();
    let mut told_on = None;
    while !stop.is_cancelled() {
        if chores <= Instant::now() {
            chores = Instant::now() + CHORES;
            told(housekeeping::run(&app).await, "keeping the house");
            let today = Some(app.clock.today());
            if told_on != today && told(rounds::tell_due(&app).await, "telling of rounds").is_some()
            {
                told_on = today;
            }
        }
        if told(once(&app, None, &stop).await, "taking a job") != Some(true) {
            select! {
                () = stop.cancelled() => {}
                () = sleep(PAUSE) => {}
            }
        }
    }
}

/// Does every job that is due; for those who wait for it.
///
/// # Errors
/// Whatever the database says. What a job itself runs into is in its state.
pub async fn work_off(app: &App) -> Result<(), Error> {
    let stop = CancellationToken::new();
    while once(app, None, &stop).await? {}
    Ok(())
}

/// Does one job, or waits while another worker does it, until nobody has anything to do on it.
///
/// # Errors
/// Whatever the database says. What the job itself runs into is in its state.
pub async fn see_through(app: &App, id: JobId) -> Result<Job, Error> {
    let stop = CancellationToken::new();
    let by = Actor::operator("a command sees its own job through");
    loop {
        if once(app, Some(id), &stop).await? {
            continue;
        }
        let job = jobs::get(app, &by, id).await?;
        if !JobState::DUE.contains(&job.state) {
            return Ok(job);
        }
        sleep(PAUSE).await;
    }
}

fn told<T>(done: Result<T, Error>, doing: &'static str) -> Option<T> {
    done.inspect_err(|cause| tracing::warn!(%cause, "{doing} failed and is tried again"))
        .ok()
}

/// Takes one job and does it; whether there was one.
async fn once(app: &App, only: Option<JobId>, stop: &CancellationToken) -> Result<bool, Error> {
    let Some(hand) = jobs::take(app, only).await? else {
        return Ok(false);
    };
    work(app, &hand, stop).await?;
    imports::sweep(app).await?;
    Ok(true)
}

/// Why a job is stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The service stops.
    Shutdown,
    /// Somebody cancelled it.
    Cancelled,
    /// Another attempt has begun.
    Lost,
}

/// Does a job that is in hand.
async fn work(app: &App, hand: &InHand, stop: &CancellationToken) -> Result<(), Error> {
    let id = hand.job.id;
    tracing::info!(job.id = %id, attempt = hand.job.attempts, "job {id} is taken up");
    let (tell, why) = watch::channel(None);
    // Side by side: a job that holds SQLite's write lock must go on while a beat waits for it.
    let done = select! {
        done = do_job(app, hand) => done,
        never = keep(app, hand, stop, &tell) => match never {},
    };
    let why = *why.borrow();
    match (done, why) {
        (Ok(()), _) => {
            tracing::info!(job.id = %id, "job {id} is done with");
            Ok(())
        }
        (Err(_), Some(Why::Lost)) => {
            tracing::warn!(job.id = %id, "another attempt at job {id} has begun");
            Ok(())
        }
        (Err(_), Some(Why::Cancelled)) => jobs::give_up(app, hand).await,
        (Err(_), Some(Why::Shutdown)) => jobs::lay_down(app, hand, 0).await,
        // Away, or what was to be written was changed meanwhile: it is read again.
        (Err(Error::Unavailable | Error::Conflict(Code::Busy | Code::AlreadyExists)), None) => {
            jobs::lay_down(app, hand, PATIENCE).await
        }
        (Err(Error::Conflict(code)), None) => jobs::fail(app, hand, code.into()).await,
        (Err(cause), None) => {
            tracing::error!(job.id = %id, %cause, "job {id} failed by a fault of ours");
            jobs::fail(app, hand, Code::JobCrashed.into()).await
        }
    }
}

/// Does a job, and leaves it where its work ends.
async fn do_job(app: &App, hand: &InHand) -> Result<(), Error> {
    match hand.job.kind {
        JobKind::Import => imports::run(app, hand).await,
        JobKind::Matching => matching::work(app, hand).await,
        JobKind::StabilityModel => stability_models::work(app, hand).await,
        JobKind::Alerts => alerts::work(app, hand).await,
    }
}

/// Keeps a job in hand for as long as it is polled.
async fn keep(
    app: &App,
    hand: &InHand,
    stop: &CancellationToken,
    why: &watch::Sender<Option<Why>>,
) -> Infallible {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let heard = select! {
            () = stop.cancelled(), if why.borrow().is_none() => Some(Why::Shutdown),
            _ = beats.tick() => match jobs::beat(app, hand).await {
                Ok(Some(false)) => None,
                Ok(Some(true)) => Some(Why::Cancelled),
                Ok(None) => Some(Why::Lost),
                Err(cause) => {
                    tracing::warn!(job.id = %hand.job.id, %cause, "the lease of a job was not renewed");
                    None
                }
            },
        };
        if heard.is_some() {
            match heard {
                Some(Why::Cancelled) => hand.cancel(),
                _ => hand.stop(),
            }
            why.send_replace(heard);
        }
    }
}
