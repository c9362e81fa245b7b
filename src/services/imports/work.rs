//! The two phases of an import: reading it through, and, once that was confirmed, committing it.

use super::{
    pipeline::{Broken, Effect, Flow},
    reading::Tally,
    spool,
};
use crate::{
    app::App,
    error::{Code, Error},
    services::jobs::{self, InHand},
    storage::{
        self, BulkTransaction,
        imports::Import,
        jobs::{Counts, Failure, Outcome},
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    job::{ImportMode, JobState},
    trace::Act,
};
use sea_orm::ConnectionTrait;
use std::sync::Arc;

/// Does the phase that is due.
///
/// # Errors
/// Whatever it runs into; nothing of it is kept then.
pub async fn go<E: Effect>(
    app: &App,
    hand: &InHand,
    import: &Import,
    effect: E,
) -> Result<(), Error> {
    let Some(name) = &import.spool_name else {
        return jobs::fail(app, hand, Code::FileGone.into()).await;
    };
    let effect = Arc::new(effect);
    let path = spool::path(app, name);
    let flow = Flow::begin(Arc::clone(&effect), path, hand.clone());
    let done = if hand.job.state == JobState::Committing {
        commit(app, hand, import, &*effect, flow).await
    } else {
        check(app, hand, import, &*effect, flow).await
    };
    match done {
        Ok(()) => Ok(()),
        Err(Broken::Refused(failure)) => jobs::fail(app, hand, failure).await,
        Err(Broken::Off(cause)) => Err(cause),
    }
}

/// Reads the file through, keeps what is wrong with it, and counts what would become of it.
async fn check<E: Effect>(
    app: &App,
    hand: &InHand,
    import: &Import,
    effect: &E,
    mut flow: Flow<E::Ready>,
) -> Result<(), Broken> {
    storage::imports::unsay(&app.db, import.id).await?;
    let mut counts = Counts::new();
    while let Some(batch) = flow.next().await {
        storage::imports::say(&app.db, import.id, &batch.findings).await?;
        add(&mut counts, effect.preview(&app.db, batch.rows).await?);
    }
    let tally = flow.end().await?;
    storage::imports::say(&app.db, import.id, &tally.late).await?;
    let bad = tally.rejected() > 0;
    let (state, failure) = match import.mode {
        ImportMode::AllOrNothing if bad => (JobState::Failed, Some(Code::RowsRejected.into())),
        ImportMode::AllOrNothing | ImportMode::SkipBadRows => {
            (JobState::AwaitingConfirmation, None)
        }
    };
    let expires_at = Some(until(app));
    end(
        app,
        hand,
        &app.db,
        &tally,
        counts,
        (state, failure, expires_at),
    )
    .await
}

/// Writes everything that is good in one transaction, the job's own end with it.
async fn commit<E: Effect>(
    app: &App,
    hand: &InHand,
    import: &Import,
    effect: &E,
    mut flow: Flow<E::Ready>,
) -> Result<(), Broken> {
    let tx = BulkTransaction::begin(&app.db).await?;
    let mut counts = Counts::new();
    while let Some(batch) = flow.next().await {
        add(&mut counts, effect.write(&tx, batch.rows).await?);
    }
    // Only now is it known that the file was read to its end.
    let tally = flow.end().await?;
    // Bad rows can still be downloaded for a while, beside what is wrong with them.
    let expires_at = (tally.rejected() > 0).then(|| until(app));
    let ending = (JobState::Succeeded, None, expires_at);
    let trace = hand
        .did("an import is committed", Act::ImportCommitted)
        .counting(usize::try_from(tally.accepted).unwrap_or_default())
        .digesting(import.file_digest);
    end(app, hand, &tx, &tally, counts, ending).await?;
    tx.commit(trace, app.clock.now()).await?;
    Ok(())
}

type Ending = (JobState, Option<Failure>, Option<DateTime<Utc>>);

async fn end(
    app: &App,
    hand: &InHand,
    tx: &impl ConnectionTrait,
    tally: &Tally,
    mut counts: Counts,
    (state, failure, expires_at): Ending,
) -> Result<(), Broken> {
    counts.insert("rows_in".into(), tally.rows_in);
    counts.insert("accepted".into(), tally.accepted);
    counts.insert("rejected".into(), tally.rejected());
    let outcome = Outcome {
        state,
        counts,
        failure,
        expires_at,
    };
    Ok(hand.finish(app, tx, &outcome).await?)
}

/// Until when an uploaded file is kept.
fn until(app: &App) -> DateTime<Utc> {
    let days = i64::try_from(app.settings.spool_days).unwrap_or(i64::MAX);
    app.clock.now() + Duration::try_days(days).unwrap_or(Duration::MAX)
}

fn add(counts: &mut Counts, more: Counts) {
    for (name, count) in more {
        *counts.entry(name).or_default() += count;
    }
}
