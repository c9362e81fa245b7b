//! In which rounds divisions follow their people up.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    storage::{
        self,
        idempotency::{self, RequestKey},
        round_plans::RoundPlan,
    },
};
use chrono::NaiveDate;
use domain::{
    division::{Division, Level},
    follow_up::Rounds,
    grant::Capacity,
    id::RoundPlanId,
    trace::Act,
};

/// Rounds to be followed.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// Whose people; a county, or what lies above one.
    pub division: Division,
    /// The rounds.
    pub rounds: Rounds,
    /// From which day on; today unless told.
    pub from: Option<NaiveDate>,
}

/// Sets the rounds of one's own division, or of one below it, from a day on. The plan that the
/// division had until then ends on the day before.
///
/// # Errors
/// Every fault at once: [`Code::DivisionOutOfReach`], [`Code::PlanTooDeep`], [`Code::DatePast`];
/// [`Code::AlreadyExists`] where a plan from that day or a later one stands.
pub async fn set(app: &App, by: &Actor, key: &RequestKey, new: NewPlan) -> Result<Done, Error> {
    let today = app.clock.today();
    let from = new.from.unwrap_or(today);
    may_say(by, new.division, from, today)?;
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if let Some(before) = storage::round_plans::latest_of(&tx, new.division).await? {
        if before.from >= from {
            return Err(Error::Conflict(Code::AlreadyExists));
        }
        if before.to.is_none_or(|last| last >= from) {
            let last = from.pred_opt().unwrap_or(from);
            let read = (before.id, before.version);
            if !storage::round_plans::end(&tx, by.scope(), read, last).await? {
                return Err(Error::Conflict(Code::Busy));
            }
        }
    }
    let plan = RoundPlan {
        id: RoundPlanId::fresh(),
        division: new.division,
        rounds: new.rounds,
        from,
        to: None,
        by: by.account(),
        version: 1,
        created_at: app.clock.now(),
    };
    storage::round_plans::insert(&tx, &plan).await?;
    idempotency::keep(&tx, key, plan.id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::RoundPlanSet, plan.id.0), app.clock.now())
        .await?;
    Ok(Done::now(plan.id.0))
}

/// Whether the caller may say what holds in a division from a day on: a county, or what lies above one, within the own.
///
/// # Errors
/// Every fault at once: [`Code::DivisionOutOfReach`], [`Code::PlanTooDeep`], [`Code::DatePast`].
pub(super) fn may_say(
    by: &Actor,
    division: Division,
    from: NaiveDate,
    today: NaiveDate,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    let own = by.capacity().and_then(Capacity::division);
    if own.is_some_and(|own| !own.contains(division)) {
        faults.push(Fault::at("/division", Code::DivisionOutOfReach));
    }
    if division.up_to(Level::County) != division {
        faults.push(Fault::at("/division", Code::PlanTooDeep));
    }
    if from < today {
        faults.push(Fault::at("/valid_from", Code::DatePast));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Ends a plan of one's own division, or of one below it, with a day that has not passed; from
/// then on the rounds of the division above hold.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Code::NotInThisState`] where it has an end already;
/// [`Code::DivisionOutOfReach`], [`Code::DatePast`], [`Code::DateOrder`].
pub async fn end(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (RoundPlanId, i64),
    on: Option<NaiveDate>,
) -> Result<Done, Error> {
    let today = app.clock.today();
    let last = on.unwrap_or(today);
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let plan = storage::round_plans::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(plan.version, version)?;
    let own = by.capacity().and_then(Capacity::division);
    if own.is_some_and(|own| !own.contains(plan.division)) {
        return Err(Error::Conflict(Code::DivisionOutOfReach));
    }
    if plan.to.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if last < today {
        return Err(invalid("/on", Code::DatePast));
    }
    if last < plan.from {
        return Err(invalid("/on", Code::DateOrder));
    }
    if !storage::round_plans::end(&tx, by.scope(), (id, version), last).await? {
        return Err(Error::Stale {
            current: plan.version,
        });
    }
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::RoundPlanEnded, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// One plan that bears on the caller's people.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: RoundPlanId) -> Result<RoundPlan, Error> {
    storage::round_plans::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// The plans that bear on the caller's people, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    after: Option<RoundPlanId>,
    limit: u64,
) -> Result<Vec<RoundPlan>, Error> {
    storage::round_plans::list(&app.db, by.scope(), after, limit).await
}
