//! What was told is told otherwise, or taken back. Nothing is overwritten: the new word stands in place of the old one.

use super::steps::{refused, settle, teller};
use crate::{
    app::App,
    error::{Code, Error, invalid, unchanged},
    services::{Actor, Done, Permission},
    storage::{
        self,
        idempotency::{self, RequestKey},
        placements::{Event, Kept, News, tellings},
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    id::{EventId, PlacementId},
    placement::{
        NotAllowed, Step,
        history::{Telling, Told, replay},
    },
    trace::Act,
    words::CorrectionReason,
};
use sea_orm::ConnectionTrait;

/// How something that was told is told now.
#[derive(Clone, Debug)]
pub enum Amendment {
    /// It happened on another day, or for another reason; what is not told stays.
    Correction {
        /// The day.
        on: Option<NaiveDate>,
        /// The code of the step's own reason.
        reason: Option<String>,
    },
    /// It did not happen.
    Retraction,
}

/// Corrects or takes back what was told of a placement within reach, with everything that follows: openings, the dated
/// job and its days.
///
/// Whoever may tell a step may correct it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Error::Forbidden`] for a step that the role does not tell;
/// [`Code::EventUnknown`], [`Code::AlreadyCorrected`], [`Code::NothingCorrected`]; [`Code::ImpossibleLife`] where what
/// was told around it contradicts; [`Code::DateInFuture`]; and what [`take`](super::take) says of openings and people.
pub async fn amend(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (PlacementId, i64),
    of: EventId,
    how: &Amendment,
    why: CorrectionReason,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let kept = storage::placements::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(kept.version, version)?;
    amend_on(app, &tx, by, &kept, of, how, why).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(
        by.did(Act::PlacementAmended, id.0).saying(why.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(id.0))
}

async fn amend_on(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    kept: &Kept,
    of: EventId,
    how: &Amendment,
    why: CorrectionReason,
) -> Result<(), Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let id = kept.placement.id;
    let mut events = storage::placements::events(tx, &[id], None).await?;
    let events = events.remove(&id).unwrap_or_default();
    let event = events.iter().find(|event| event.id == of);
    let event = event.ok_or_else(|| invalid("/event_id", Code::EventUnknown))?;
    may(by, event)?;
    if events.iter().any(|later| later.supersedes == Some(of)) {
        return Err(Error::Conflict(Code::AlreadyCorrected));
    }
    let (news, told) = match how {
        Amendment::Retraction => (News::retraction(of, today, why), Told::Retraction(of)),
        Amendment::Correction { on, reason } => {
            let on = on.unwrap_or(event.on);
            if on > today {
                return Err(invalid("/on", Code::DateInFuture));
            }
            let step = step(event, reason.as_deref())?;
            (
                News::correction(of, step, on, why),
                Told::Correction(of, step, on),
            )
        }
    };
    let before = &kept.placement;
    let mut all = tellings(&events)?;
    let id = EventId::fresh();
    all.push(Telling { id, told });
    let next = replay(before, &all).map_err(contradicted)?;
    storage::placements::save(tx, kept, &next, news, teller(by), now).await?;
    settle(app, tx, by, before, &next, Some(why)).await
}

/// The step of an event, for the reason told now or else the one told then.
fn step(event: &Event, reason: Option<&str>) -> Result<Step, Error> {
    let then = event.reason.as_deref();
    let Some(as_told) = Step::read(&event.kind, then) else {
        return Err(Error::Conflict(Code::NothingCorrected));
    };
    if reason.is_none() {
        return Ok(as_told);
    }
    Step::read(&event.kind, reason).ok_or_else(|| invalid("/reason", Code::UnknownCode))
}

/// Whoever may tell something may say that it was otherwise.
fn may(by: &Actor, event: &Event) -> Result<(), Error> {
    let permission = match event.kind.as_str() {
        "accepted" | "declined" => Permission::OfferAnswer,
        "confirmed" | "refused" => Permission::CandidateAnswer,
        "withdrawn" | "expired" => Permission::OfferWithdraw,
        "departed" | "no_show" => Permission::DepartureRecord,
        "arrived" | "started" | "ended" => Permission::WorkRecord,
        // An offer and what was taken back stay as they are.
        _ => return Err(Error::Conflict(Code::NothingCorrected)),
    };
    match by.role() {
        Some(role) if !permission.held_by(role) => Err(Error::Forbidden),
        _ => Ok(()),
    }
}

fn contradicted(why: NotAllowed) -> Error {
    match why {
        NotAllowed::NotInForce | NotAllowed::NoCorrection => refused(why),
        NotAllowed::Stage
        | NotAllowed::TooEarly
        | NotAllowed::Over
        | NotAllowed::Unconfirmed
        | NotAllowed::NotArrived => Error::Conflict(Code::ImpossibleLife),
    }
}
