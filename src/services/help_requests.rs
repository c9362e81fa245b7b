//! People who ask for help, and how it ends.

use super::{Actor, Done, alerts};
use crate::{
    app::App,
    error::{Code, Error, invalid, unchanged},
    storage::{
        self,
        help_requests::{Filter, HelpRequest},
        idempotency::{self, RequestKey},
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    evidence::{HelpOutcome, HelpReason},
    grant::Capacity,
    id::{EmploymentId, HelpRequestId, PersonId},
    trace::Act,
};
use sea_orm::ConnectionTrait;

/// Asks for help for somebody within reach: a person for itself, an office for whoever told it.
/// Asked again for the same while it is open, it is the same request.
///
/// # Errors
/// [`Code::PersonUnknown`], [`Code::DateInFuture`].
pub async fn ask(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: Option<PersonId>,
    reason: HelpReason,
    on: Option<NaiveDate>,
) -> Result<Done, Error> {
    let on = on.unwrap_or_else(|| app.clock.today());
    if on > app.clock.today() {
        return Err(invalid("/on", Code::DateInFuture));
    }
    let own = match by.capacity() {
        Some(Capacity::Worker(id)) => Some(id),
        _ => None,
    };
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let person = person
        .or(own)
        .ok_or_else(|| invalid("/person_id", Code::Missing))?;
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(invalid("/person_id", Code::PersonUnknown));
    }
    let job = storage::employments::open_span(&tx, by.scope(), person).await?;
    let id = ask_within(app, &tx, by, (person, job.map(|job| job.id)), reason, on).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    renew(app, &tx, by, person).await?;
    tx.commit(by.did(Act::HelpAsked, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Asks for help within a transaction, for somebody found within reach.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn ask_within(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    (person, employment): (PersonId, Option<EmploymentId>),
    reason: HelpReason,
    on: NaiveDate,
) -> Result<HelpRequestId, Error> {
    let new = HelpRequest {
        id: HelpRequestId::fresh(),
        person,
        employment,
        reason,
        asked_on: on,
        account: by.account(),
        role: by.role(),
        closed: None,
        version: 1,
        recorded_at: app.clock.now(),
    };
    storage::help_requests::insert(tx, &new).await
}

/// Writes down how a request within reach ended.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Code::NotInThisState`] where it is closed already;
/// [`Code::DateInFuture`], [`Code::DateTooEarly`].
pub async fn close(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (HelpRequestId, i64),
    outcome: HelpOutcome,
    on: Option<NaiveDate>,
) -> Result<Done, Error> {
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let known = storage::help_requests::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(known.version, version)?;
    if known.closed.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if on > app.clock.today() {
        return Err(invalid("/on", Code::DateInFuture));
    }
    if on < known.asked_on {
        return Err(invalid("/on", Code::DateTooEarly));
    }
    let read = (id, version);
    if !storage::help_requests::close(&tx, by.scope(), read, (outcome, on), by.account()).await? {
        return Err(Error::Stale {
            current: known.version,
        });
    }
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    renew(app, &tx, by, known.person).await?;
    tx.commit(
        by.did(Act::HelpClosed, id.0).saying(outcome.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(id.0))
}

/// Reckons anew how soon the job of whoever asks, or asked, may end.
async fn renew(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
) -> Result<(), Error> {
    let job = storage::employments::open_span(tx, by.scope(), person).await?;
    match job {
        Some(job) => alerts::renew(app, tx, &[job.id]).await,
        None => Ok(()),
    }
}

/// One request within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: HelpRequestId) -> Result<HelpRequest, Error> {
    storage::help_requests::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Requests within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<HelpRequestId>,
    limit: u64,
) -> Result<Vec<HelpRequest>, Error> {
    storage::help_requests::list(&app.db, by.scope(), filter, after, limit).await
}
