//! The person's own word: at work, and whether help is wanted.

use super::{Actor, Done, alerts, evidence, help_requests};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        self,
        idempotency::{self, RequestKey},
    },
};
use chrono::NaiveDate;
use domain::{
    evidence::{EvidenceKind, HelpReason},
    grant::Capacity,
    trace::Act,
};

/// Says that one is at work today, or was on a day; with a reason, that one wants help. The job is
/// the one that has not ended: nobody has to name it.
///
/// # Errors
/// [`Code::NoOpenJob`], and what [`evidence::say`] finds wrong with the day.
pub async fn check_in(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    on: Option<NaiveDate>,
    help: Option<HelpReason>,
) -> Result<Done, Error> {
    let Some(Capacity::Worker(person)) = by.capacity() else {
        return Err(Error::Forbidden);
    };
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let job = storage::employments::open_span(&tx, by.scope(), person)
        .await?
        .ok_or(Error::Conflict(Code::NoOpenJob))?;
    evidence::say(app, &tx, by, &job, EvidenceKind::SelfCheckIn, on).await?;
    if let Some(reason) = help {
        help_requests::ask_within(app, &tx, by, (person, Some(job.id)), reason, on).await?;
    }
    idempotency::keep(&tx, key, job.id.0, app.clock.now()).await?;
    alerts::renew(app, &tx, &[job.id]).await?;
    tx.commit(by.did(Act::CheckedIn, job.id.0), app.clock.now())
        .await?;
    Ok(Done::now(job.id.0))
}
