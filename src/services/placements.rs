//! From an offer to months of work: each step is reported by somebody and dated.

use super::{Actor, Done, evidence};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self, Scope,
        employments::Started,
        idempotency::{self, RequestKey},
        placements::{Event, Filter, Kept},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    evidence::EvidenceKind,
    id::{AccountId, PlacementId},
    placement::{Life, NotAllowed, Placement, Step},
    words::{EndReason, Role},
};
use sea_orm::ConnectionTrait;

/// Takes a step with a placement within reach, on a day that is not in the future.
///
/// What follows from the step lies in the same transaction: a yes takes an opening and closes the
/// person's other offers, a no frees the opening, the start opens a dated job and the end closes it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], every refusal of the placement's own rules, and
/// [`Code::VacancyFull`], [`Code::AlreadyPlaced`], [`Code::HasOpenJob`] for what others did first.
pub async fn take(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: PlacementId,
    version: i64,
    step: Step,
    on: Option<NaiveDate>,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let kept = storage::placements::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if kept.version != version {
        return Err(Error::Stale {
            current: kept.version,
        });
    }
    step_on(app, &tx, by, &kept, step, on).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit().await?;
    Ok(Done::now(id.0))
}

/// What is reported of a placement.
#[derive(Clone, Copy, Debug)]
pub enum Report {
    /// A step.
    Step(Step),
    /// Somebody was seen at work.
    AtWork,
}

/// Takes what was reported for one day together: all of it, or nothing.
///
/// # Errors
/// The first refusal, as [`take`] and [`check_in`] give it.
pub async fn take_all(
    app: &App,
    by: &Actor,
    reports: &[(PlacementId, Report)],
    on: NaiveDate,
) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    for (id, report) in reports {
        let kept = storage::placements::get(&tx, by.scope(), *id)
            .await?
            .ok_or(Error::NotFound)?;
        match report {
            Report::Step(step) => step_on(app, &tx, by, &kept, *step, on).await?,
            Report::AtWork => seen_on(app, &tx, by, &kept, on).await?,
        }
    }
    Ok(tx.commit().await?)
}

/// Ends the work of people whom an office's sheet tells of, within the sheet's own transaction.
///
/// # Errors
/// The first refusal, as [`take`] gives it.
pub(super) async fn end_told(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    told: &[(PlacementId, NaiveDate, EndReason)],
) -> Result<(), Error> {
    for (id, on, why) in told {
        let kept = storage::placements::get(tx, by.scope(), *id)
            .await?
            .ok_or(Error::NotFound)?;
        step_on(app, tx, by, &kept, Step::End(*why), *on).await?;
    }
    Ok(())
}

async fn step_on(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    kept: &Kept,
    step: Step,
    on: NaiveDate,
) -> Result<(), Error> {
    let now = app.clock.now();
    if on > app.clock.today() {
        return Err(invalid("/on", Code::DateInFuture));
    }
    let before = &kept.placement;
    let next = before.clone().take(step, on).map_err(refused)?;
    if next.life.is_live() && !before.life.is_live() {
        storage::placements::lock_person(tx, next.person).await?;
        // Somebody whom a roster shows at work is not sent elsewhere before that work has ended.
        if storage::employments::is_open(tx, next.person).await? {
            return Err(Error::Conflict(Code::HasOpenJob));
        }
        if !storage::vacancies::take_opening(tx, next.vacancy).await? {
            return Err(Error::Conflict(Code::VacancyFull));
        }
        storage::placements::close_other_offers(tx, next.person, next.id, on, now).await?;
    } else if before.life.is_live() && !next.life.is_live() {
        storage::vacancies::free_opening(tx, next.vacancy).await?;
    }
    storage::placements::save(tx, kept, &next, step, on, teller(by), now).await?;
    tell(app, tx, &next, step, on).await?;
    match step {
        Step::Start => start(app, tx, &next, on, now).await,
        Step::End(why) => storage::employments::end(tx, next.id, on, why).await,
        _ => Ok(()),
    }
}

/// Tells those whom a step concerns, in its own transaction.
async fn tell(
    app: &App,
    tx: &impl ConnectionTrait,
    of: &Placement,
    step: Step,
    on: NaiveDate,
) -> Result<(), Error> {
    let outbox = app.outbox();
    match step {
        Step::Accept => outbox.answer_received(tx, of, true, on).await,
        Step::Decline(_) => outbox.answer_received(tx, of, false, on).await,
        Step::Confirm => outbox.candidate_answered(tx, of, true, on).await,
        Step::Refuse(_) => outbox.candidate_answered(tx, of, false, on).await,
        Step::Withdraw
        | Step::Expire
        | Step::Depart
        | Step::Arrive
        | Step::Start
        | Step::End(_)
        | Step::NoShow => Ok(()),
    }
}

async fn seen_on(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    kept: &Kept,
    on: NaiveDate,
) -> Result<(), Error> {
    if on > app.clock.today() {
        return Err(invalid("/on", Code::DateInFuture));
    }
    if !matches!(kept.placement.life, Life::Working(_)) {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let span = storage::employments::span_of_placement(tx, kept.placement.id)
        .await?
        .ok_or_else(|| Error::internal("work without its job"))?;
    let kind = EvidenceKind::word_of(by.role());
    evidence::say(app, tx, by, &span, kind, on).await
}

/// Opens the dated job, on the terms of the post as they stand on the first day.
async fn start(
    app: &App,
    tx: &impl ConnectionTrait,
    placement: &Placement,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let scope = Scope::job("the terms of a post where somebody starts");
    let post = storage::vacancies::get_held(tx, &scope, placement.vacancy)
        .await?
        .ok_or(Error::NotFound)?;
    let employer = storage::enterprises::get_held(tx, &app.keys, &scope, placement.enterprise)
        .await?
        .ok_or(Error::NotFound)?;
    let job = Started {
        person: placement.person,
        placement: placement.id,
        workplace: placement.workplace,
        employer: employer.particulars.name,
        trade: post.posting.trade,
        pay_fen: (post.posting.pay_min_fen, post.posting.pay_max_fen),
        on,
    };
    storage::employments::open(tx, &job, now).await
}

/// Says that somebody was seen at work on a day.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::NotInThisState`] for somebody who is not at work;
/// [`Code::DateTooEarly`], [`Code::DateInFuture`].
pub async fn check_in(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: PlacementId,
    on: Option<NaiveDate>,
) -> Result<Done, Error> {
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let kept = storage::placements::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    seen_on(app, &tx, by, &kept, on).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Done::now(id.0))
}

/// One placement within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: PlacementId) -> Result<Kept, Error> {
    storage::placements::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Placements within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<PlacementId>,
    limit: u64,
) -> Result<Vec<Kept>, Error> {
    storage::placements::list(&app.db, by.scope(), filter, after, limit).await
}

/// What happened to a placement within reach, first told first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn events(app: &App, by: &Actor, id: PlacementId) -> Result<Vec<Event>, Error> {
    let kept = get(app, by, id).await?;
    let mut events = storage::placements::events(&app.db, &kept).await?;
    let shown = storage::evidence::of_placement(&app.db, by.scope(), id).await?;
    events.extend(shown.iter().map(Event::from));
    events.sort_by_key(|event| (event.recorded_at, event.id));
    Ok(events)
}

/// Closes offers that nobody answered in time; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn expire_offers(app: &App) -> Result<usize, Error> {
    let tx = storage::begin(&app.db).await?;
    let closed = storage::placements::expire(&tx, app.clock.today(), app.clock.now()).await?;
    tx.commit().await?;
    Ok(closed)
}

fn teller(by: &Actor) -> Option<(AccountId, Role)> {
    by.account().zip(by.role())
}

fn refused(why: NotAllowed) -> Error {
    match why {
        NotAllowed::Stage => Error::Conflict(Code::NotInThisState),
        NotAllowed::TooEarly => invalid("/on", Code::DateTooEarly),
        NotAllowed::Over => Error::Conflict(Code::OfferOver),
        NotAllowed::Unconfirmed => Error::Conflict(Code::NotConfirmed),
        NotAllowed::NotArrived => Error::Conflict(Code::NotArrived),
    }
}
