//! Computing a run: look, solve, keep.
//!
//! What is looked at is read in one transaction that only reads; the computation has a thread of
//! its own and holds no transaction; what came of it is stored in one with the job's end.

use super::{
    answers::Solved,
    digest::digests,
    task::{Task, look},
};
use crate::{
    app::App,
    error::Error,
    services::jobs::{InHand, Stopped},
    storage::{
        self, BulkTransaction,
        jobs::{Counts, Outcome as Ending},
    },
};
use domain::{id::RunId, job::JobState, trace::Act};
use matching::{
    pairing_price,
    run::Failed,
    watch::{Phase, Progress, Stopped as Ended, Watch},
};
use std::time::Instant;

/// Does a run's job.
///
/// # Errors
/// [`crate::error::Code::JobStopped`] where it was stopped; whatever the database says.
pub async fn work(app: &App, hand: &InHand) -> Result<(), Error> {
    let task = look(app, RunId(hand.job.id.0)).await?;
    hand.go_on()?;
    let solving = hand.clone();
    let solved = tokio::task::spawn_blocking(move || solve(task, &solving))
        .await
        .map_err(Error::internal)??;
    keep(app, hand, solved).await
}

/// Computes a run. It takes a while: call it away from the async threads.
///
/// Cancelled when it has an answer already, it gives that, marked as stopped.
///
/// # Errors
/// [`crate::error::Code::JobStopped`] where the job was stopped before, or has to be laid down.
pub fn solve(mut task: Task, hand: &InHand) -> Result<Solved, Error> {
    let begun = Instant::now();
    let mut tell = |progress: Progress| {
        let gap = progress.gap.map(in_millionths);
        hand.tell_phase(percent(progress), progress.phase, gap);
    };
    let mut watch = Watch::new(hand.stopper(), &mut tell);
    let prices = task.ahead.prices(&task.instance(), &mut watch);
    task.reserve = prices.map_err(|_| Stopped)?;
    let instance = task.instance();
    let mut outcome = matching::run::run(&instance, &mut watch).map_err(failure)?;
    let mut pairing_price = None;
    if task.run.asked.price_of_pairing && outcome.stopped != Some(Ended::Cancelled) {
        match pairing_price::pairing_price(&instance, &outcome, &watch) {
            Ok(price) => pairing_price = Some(price),
            Err(Failed::Cancelled(_)) => outcome.stopped = Some(Ended::Cancelled),
            Err(failed) => return Err(failure(failed)),
        }
    }
    if outcome.stopped == Some(Ended::Cancelled) && !hand.is_cancelled() {
        return Err(Stopped.into());
    }
    let duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let digests = digests(&task.snapshot, &instance);
    Ok(Solved {
        task,
        outcome,
        pairing_price,
        digests,
        duration_ms,
    })
}

fn failure(failed: Failed) -> Error {
    match failed {
        Failed::Cancelled(_) => Stopped.into(),
        contradiction => Error::internal(contradiction),
    }
}

/// A share in millionths, rounded up.
fn in_millionths(share: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a gap lies between 0 and 1"
    )]
    let parts = (share.clamp(0.0, 1.0) * 1e6).ceil() as i64;
    parts
}

/// How far a computation has come; what each phase takes of the whole is a rough guess.
fn percent(progress: Progress) -> i64 {
    let (from, to) = match progress.phase {
        Phase::Season => (0, 20),
        Phase::Screening => (20, 30),
        Phase::Headcount => (30, 40),
        Phase::Auction => (40, 80),
        Phase::Parties => (80, 90),
        Phase::Reasons => (90, 100),
    };
    let tenths = (0..10).filter(|tenth| f64::from(*tenth) / 10.0 < progress.fraction);
    from + (to - from) * i64::try_from(tenths.count()).unwrap_or(10) / 10
}

/// Stores what came of a run and ends its job, all or nothing.
///
/// # Errors
/// [`crate::error::Code::Busy`] where another attempt at the job has begun.
pub async fn keep(app: &App, hand: &InHand, solved: Solved) -> Result<(), Error> {
    let figures = solved.figures();
    let (training, posts) = solved.demands();
    let run = &solved.task.run;
    let tx = BulkTransaction::begin(&app.db).await?;
    if run.asked.what_if_of.is_none() {
        storage::runs::store(&tx, run.id, solved.proposed(), solved.left_out()).await?;
        storage::runs::keep_heeds(&tx, run.id, &solved.task.snapshot.heeds).await?;
    }
    let vacancies = solved.task.snapshot.vacancies.iter().copied();
    let prices = vacancies.zip(solved.task.reserve.iter().copied());
    let learnt_from = solved.task.ahead.learnt_from();
    storage::runs::keep_prices(&tx, run.id, prices, learnt_from).await?;
    storage::runs::store_demands(&tx, run.id, training, &posts).await?;
    if let Some((model, _)) = solved.task.learnt {
        storage::stability_models::scored(&tx, run.id, model).await?;
    }
    storage::runs::conclude(&tx, run.id, &figures).await?;
    hand.tell(100, Some(100));
    let counts = Counts::from([
        ("people".to_owned(), figures.people),
        ("placed".to_owned(), figures.placed),
        ("unplaced".to_owned(), figures.people - figures.placed),
    ]);
    let ending = Ending {
        state: JobState::Succeeded,
        counts,
        failure: None,
        expires_at: None,
    };
    hand.finish(app, &tx, &ending).await?;
    tx.commit(
        hand.did("a matching run is computed", Act::RunComputed),
        app.clock.now(),
    )
    .await?;
    let (made, people) = (figures.placed, figures.people);
    tracing::info!(
        run.id = %run.id, people, posts = figures.posts, duration_ms = figures.duration_ms,
        "matched run {}: {made} of {people} people proposed", run.id
    );
    Ok(())
}
