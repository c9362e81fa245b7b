//! Jobs that no placement of ours became, or that go on after one: they are told of, end, follow one another, and turn out to
//! have been otherwise. A job that a placement became is acted upon through its placement.

use super::{Actor, Done, alerts, placements};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    storage::{
        self,
        employments::{Facts, Job, Started},
        idempotency::{self, RequestKey},
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::Division,
    id::{EmploymentId, PersonId},
    placement::Step,
    roster::entry::Precision,
    trace::Act,
    words::{Channel, CorrectionReason, EndReason, Trade, WithdrawalReason},
};
use sea_orm::ConnectionTrait;

/// A job that somebody tells of.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// For whom.
    pub employer: String,
    /// Where.
    pub workplace: Division,
    /// In which trade.
    pub trade: Option<Trade>,
    /// Pay, fen a month, least and most.
    pub pay_fen: Option<(i64, i64)>,
    /// How the person came to it.
    pub channel: Channel,
    /// First day.
    pub started_on: NaiveDate,
}

/// How a job that was told of is told of now.
#[derive(Clone, Copy, Debug)]
pub enum Amendment {
    /// On other days or for another reason; what is not told stays.
    Correction {
        /// First day.
        started_on: Option<NaiveDate>,
        /// Last day of a job that has ended.
        ended_on: Option<NaiveDate>,
        /// Why it ended.
        end_reason: Option<EndReason>,
    },
    /// It has not ended.
    Reopening,
    /// It never was.
    Voiding,
}

/// One job within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: EmploymentId) -> Result<Job, Error> {
    storage::employments::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Writes down a job that a person within reach has found: what they were offered meanwhile is taken back.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::HasOpenJob`], [`Code::AlreadyPlaced`] for somebody on the way to a post;
/// [`Code::DateInFuture`]; [`Code::DateTooEarly`] before an earlier job ended.
pub async fn report(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
    job: &NewJob,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    let id = begin(app, &tx, by, person, job).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::EmploymentReported, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Ends a job within reach.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`] for one that has ended, [`Code::Voided`],
/// [`Code::DateInFuture`], [`Code::DateTooEarly`].
pub async fn end(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    read: (EmploymentId, i64),
    on: Option<NaiveDate>,
    why: EndReason,
) -> Result<Done, Error> {
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let job = standing(&tx, by, read).await?;
    end_on(app, &tx, by, &job, on, why).await?;
    idempotency::keep(&tx, key, job.id.0, app.clock.now()).await?;
    tx.commit(
        by.did(Act::EmploymentEnded, job.id.0).saying(why.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(job.id.0))
}

/// Ends a job within reach on the day on which the person begins another one. Answers the new job.
///
/// # Errors
/// As [`end`] and [`report`].
pub async fn change_job(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    read: (EmploymentId, i64),
    why: EndReason,
    next: &NewJob,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let job = standing(&tx, by, read).await?;
    end_on(app, &tx, by, &job, next.started_on, why).await?;
    let id = begin(app, &tx, by, job.person, next).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(
        by.did(Act::JobChanged, id.0).saying(why.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(id.0))
}

/// Tells a job within reach otherwise than it was told; what it said before is kept.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::Voided`], [`Code::OfPlacement`]; [`Code::NothingCorrected`];
/// [`Code::NotInThisState`] for an end of a job that has none; [`Code::ImpossibleLife`] where it would lie over another
/// job of the person; [`Code::DateInFuture`], [`Code::DateOrder`], [`Code::HasOpenJob`].
pub async fn amend(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    read: (EmploymentId, i64),
    how: Amendment,
    why: CorrectionReason,
) -> Result<Done, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let job = standing(&tx, by, read).await?;
    if job.placement.is_some() {
        return Err(Error::Conflict(Code::OfPlacement));
    }
    let is = amended(&job.facts, how, today)?;
    storage::placements::lock_person(&tx, job.person).await?;
    if !is.voided {
        apart(&tx, &job, &is).await?;
    }
    let teller = by.account().zip(by.role());
    storage::employments::save(&tx, read, (&job.facts, &is), Some(why), teller, now).await?;
    idempotency::keep(&tx, key, job.id.0, now).await?;
    alerts::renew(app, &tx, &[job.id]).await?;
    tx.commit(
        by.did(Act::EmploymentAmended, job.id.0).saying(why.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(job.id.0))
}

/// What a job says after it was told otherwise.
fn amended(was: &Facts, how: Amendment, today: NaiveDate) -> Result<Facts, Error> {
    let mut is = *was;
    match how {
        Amendment::Voiding => {
            is.voided = true;
            // What never was is over.
            is.ended_on = is.ended_on.or(Some(is.started_on));
        }
        Amendment::Reopening if was.ended_on.is_none() => {
            return Err(Error::Conflict(Code::NotInThisState));
        }
        Amendment::Reopening => (is.ended_on, is.end_reason) = (None, None),
        Amendment::Correction {
            started_on,
            ended_on,
            end_reason,
        } => {
            let ends = ended_on.is_some() || end_reason.is_some();
            if ends && was.ended_on.is_none() {
                return Err(Error::Conflict(Code::NotInThisState));
            }
            let mut faults = Vec::new();
            for (pointer, day) in [("/started_on", started_on), ("/ended_on", ended_on)] {
                if day.is_some_and(|day| day > today) {
                    faults.push(Fault::at(pointer, Code::DateInFuture));
                }
            }
            if let Some(day) = started_on {
                (is.started_on, is.precision) = (day, Precision::Day);
                is.known_from = is.known_from.max(day);
            }
            is.ended_on = ended_on.or(is.ended_on);
            is.end_reason = end_reason.or(is.end_reason);
            if is.ended_on.is_some_and(|end| end < is.started_on) {
                faults.push(Fault::at("/ended_on", Code::DateOrder));
            }
            if !faults.is_empty() {
                return Err(Error::Invalid(faults));
            }
        }
    }
    if is == *was {
        return Err(Error::Conflict(Code::NothingCorrected));
    }
    Ok(is)
}

/// A job that counts, on the version that was read.
async fn standing(
    tx: &impl ConnectionTrait,
    by: &Actor,
    (id, version): (EmploymentId, i64),
) -> Result<Job, Error> {
    let job = storage::employments::get(tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(job.version, version)?;
    if job.facts.voided {
        return Err(Error::Conflict(Code::Voided));
    }
    Ok(job)
}

/// A job that begins, after whatever the person did before.
async fn begin(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
    job: &NewJob,
) -> Result<EmploymentId, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    if job.started_on > today {
        return Err(invalid("/started_on", Code::DateInFuture));
    }
    storage::placements::lock_person(tx, person).await?;
    if storage::placements::is_on_the_way(tx, person).await? {
        return Err(Error::Conflict(Code::AlreadyPlaced));
    }
    let spans = storage::employments::all_of(tx, person).await?;
    if spans.iter().any(|span| span.ended_on.is_none()) {
        return Err(Error::Conflict(Code::HasOpenJob));
    }
    let last = spans.iter().filter_map(|span| span.ended_on).max();
    if last.is_some_and(|last| job.started_on < last) {
        return Err(invalid("/started_on", Code::DateTooEarly));
    }
    let started = Started {
        person,
        placement: None,
        workplace: job.workplace,
        employer: job.employer.clone(),
        trade: job.trade,
        pay_fen: job.pay_fen,
        channel: job.channel,
        on: job.started_on,
        // It was not watched before we were told of it.
        known_from: today,
    };
    let teller = by.account().zip(by.role());
    let id = storage::employments::report(tx, &started, teller, now).await?;
    let found = WithdrawalReason::FoundWork;
    storage::placements::close_other_offers(tx, person, None, found, today, now).await?;
    Ok(id)
}

async fn end_on(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    job: &Job,
    on: NaiveDate,
    why: EndReason,
) -> Result<(), Error> {
    if let Some(placement) = job.placement {
        return placements::step_within(app, tx, by, placement, Step::End(why), on).await;
    }
    if job.facts.ended_on.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if on > app.clock.today() {
        return Err(invalid("/on", Code::DateInFuture));
    }
    if on < job.facts.started_on {
        return Err(invalid("/on", Code::DateTooEarly));
    }
    let is = Facts {
        ended_on: Some(on),
        end_reason: Some(why),
        ..job.facts
    };
    let teller = by.account().zip(by.role());
    let read = (job.id, job.version);
    storage::employments::save(tx, read, (&job.facts, &is), None, teller, app.clock.now()).await
}

/// Two jobs of one person have an edge in common at most.
async fn apart(tx: &impl ConnectionTrait, job: &Job, is: &Facts) -> Result<(), Error> {
    let others = storage::employments::all_of(tx, job.person).await?;
    let lies_over = others
        .iter()
        .filter(|other| other.id != job.id)
        .any(|other| {
            let before = is.ended_on.is_some_and(|end| end <= other.started_on);
            let behind = other.ended_on.is_some_and(|end| end <= is.started_on);
            !before && !behind
        });
    if lies_over {
        return Err(Error::Conflict(Code::ImpossibleLife));
    }
    Ok(())
}
