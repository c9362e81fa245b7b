//! A step is reported: it is taken, and what follows from it is done.

use crate::{
    app::App,
    error::{Code, Error, invalid, unchanged},
    services::{Actor, Done, alerts, evidence},
    storage::{
        self, Scope, Untraced,
        employments::{Facts, Started},
        idempotency::{self, RequestKey},
        placements::{Kept, News, Teller},
        runs::NotOffered,
        traces::Trace,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    consent::Purpose,
    evidence::EvidenceKind,
    id::PlacementId,
    placement::{Life, NotAllowed, Placement, Step},
    trace::Act,
    words::{Channel, CorrectionReason, WithdrawalReason},
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
    unchanged(kept.version, version)?;
    step_on(app, &tx, by, &kept, step, on).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(
        by.did(Act::PlacementStepped, id.0).saying(step.code()),
        app.clock.now(),
    )
    .await?;
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
    tx.commit(
        by.did_all(Act::PlacementsStepped, reports.iter().map(|(id, _)| id.0)),
        app.clock.now(),
    )
    .await
}

/// Takes a step with a placement within reach, within a transaction.
///
/// # Errors
/// As [`take`].
pub(in crate::services) async fn step_within(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: PlacementId,
    step: Step,
    on: NaiveDate,
) -> Result<(), Error> {
    let kept = storage::placements::get(tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    step_on(app, tx, by, &kept, step, on).await
}

/// Takes a step today with a placement that was read within this transaction.
///
/// # Errors
/// As [`take`].
pub(in crate::services) async fn step_kept(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    kept: &Kept,
    step: Step,
) -> Result<(), Error> {
    step_on(app, tx, by, kept, step, app.clock.today()).await
}

pub(super) async fn step_on(
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
    }
    // A yes lets the employer know who comes.
    if step == Step::Accept
        && storage::consents::is_refused(tx, next.person, Purpose::Sharing).await?
    {
        return Err(Error::Conflict(Code::SharingRefused));
    }
    let news = News::step(step, on);
    storage::placements::save(tx, kept, &next, news, teller(by), now).await?;
    settle(app, tx, by, before, &next, None).await?;
    tell(app, tx, &next, step, on).await
}

/// Does what follows from a placement's having become another, by a step or by a correction: an opening is taken or
/// freed, the person's other offers and proposals are closed, the dated job begins, ends, or turns out to have been
/// otherwise.
///
/// # Errors
/// [`Code::HasOpenJob`], [`Code::VacancyFull`].
pub(super) async fn settle(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    before: &Placement,
    after: &Placement,
    why: Option<CorrectionReason>,
) -> Result<(), Error> {
    let now = app.clock.now();
    if after.life.is_live() && !before.life.is_live() {
        storage::placements::lock_person(tx, after.person).await?;
        // Somebody whom a roster shows at work is not sent elsewhere before that work has ended.
        if storage::employments::is_open(tx, after.person).await? {
            return Err(Error::Conflict(Code::HasOpenJob));
        }
        if !storage::vacancies::take_opening(tx, after.vacancy).await? {
            return Err(Error::Conflict(Code::VacancyFull));
        }
        let another = WithdrawalReason::AcceptedAnother;
        let (person, today) = (after.person, app.clock.today());
        let own = Some(after.id);
        storage::placements::close_other_offers(tx, person, own, another, today, now).await?;
        let another = NotOffered::AcceptedAnother;
        storage::runs::close_proposals(tx, person, after.home, another).await?;
    } else if before.life.is_live() && !after.life.is_live() {
        storage::vacancies::free_opening(tx, after.vacancy).await?;
    }
    match (before.life.work(), after.life.work()) {
        (None, None) => Ok(()),
        (None, Some((work, ended))) => {
            start(app, tx, after, work.on, now).await?;
            match ended {
                Some(_) => rework(app, tx, by, after, why).await,
                None => Ok(()),
            }
        }
        (Some(was), Some(is)) if (was.0.on, was.1) == (is.0.on, is.1) => Ok(()),
        _ => rework(app, tx, by, after, why).await,
    }
}

/// Makes the dated job of a placement what the placement says of it.
async fn rework(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    after: &Placement,
    why: Option<CorrectionReason>,
) -> Result<(), Error> {
    let job = storage::employments::of_placement(tx, after.id)
        .await?
        .ok_or_else(|| Error::internal("work without its job"))?;
    let was = job.facts;
    let is = match after.life.work() {
        Some((work, ended)) => Facts {
            started_on: work.on,
            known_from: work.on,
            ended_on: ended.map(|(on, _)| on),
            end_reason: ended.map(|(_, why)| why),
            ..was
        },
        // A job that never was ends as it began.
        None => Facts {
            ended_on: was.ended_on.or(Some(was.started_on)),
            voided: true,
            ..was
        },
    };
    let read = (job.id, job.version);
    storage::employments::save(tx, read, (&was, &is), why, teller(by), app.clock.now()).await?;
    alerts::renew(app, tx, &[job.id]).await
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
        Step::Withdraw(_) => outbox.offer_withdrawn(tx, of, on).await,
        Step::Expire
        | Step::Depart
        | Step::Arrive
        | Step::Start
        | Step::End(_)
        | Step::NoShow(_) => Ok(()),
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
    evidence::say(app, tx, by, &span, kind, on).await?;
    alerts::renew(app, tx, &[span.id]).await
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
        placement: Some(placement.id),
        workplace: placement.workplace,
        employer: employer.particulars.name,
        trade: Some(post.posting.trade),
        pay_fen: Some((post.posting.pay_min_fen, post.posting.pay_max_fen)),
        channel: Channel::Organised,
        on,
        known_from: on,
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
    tx.commit(by.did(Act::PlacementSeen, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Closes offers that nobody answered in time; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn expire_offers(app: &App) -> Result<usize, Error> {
    let tx = storage::begin(&app.db).await?;
    let closed = expire_within(app, &tx).await?;
    if closed == 0 {
        tx.commit_untraced(Untraced::NothingDone).await?;
        return Ok(0);
    }
    let trace = Trace::of_work("offers run out", None, Act::OffersExpired).counting(closed);
    tx.commit(trace, app.clock.now()).await?;
    Ok(closed)
}

/// The same within a transaction.
///
/// # Errors
/// Whatever the database says.
pub(in crate::services) async fn expire_within(
    app: &App,
    tx: &impl ConnectionTrait,
) -> Result<usize, Error> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let closed = storage::placements::expire(tx, today, now).await?;
    app.outbox().offers_expired(tx, &closed).await?;
    Ok(closed.len())
}

pub(super) fn teller(by: &Actor) -> Teller {
    by.account().zip(by.role())
}

pub(super) fn refused(why: NotAllowed) -> Error {
    match why {
        NotAllowed::Stage => Error::Conflict(Code::NotInThisState),
        NotAllowed::TooEarly => invalid("/on", Code::DateTooEarly),
        NotAllowed::Over => Error::Conflict(Code::OfferOver),
        NotAllowed::Unconfirmed => Error::Conflict(Code::NotConfirmed),
        NotAllowed::NotArrived => Error::Conflict(Code::NotArrived),
        NotAllowed::NotInForce => Error::Conflict(Code::AlreadyCorrected),
        NotAllowed::NoCorrection => Error::Conflict(Code::NothingCorrected),
    }
}
