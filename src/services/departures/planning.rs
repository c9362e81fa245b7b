//! Making departures, and changing them until they leave.

use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    services::{Actor, Done},
    storage::{
        self,
        departures::{Departure, Filter, Member, Plan},
        idempotency::{self, RequestKey},
        placements::Kept,
    },
};
use domain::{
    departure::{DepartureState, Traveller, batches},
    division::{Division, Level},
    id::{DepartureId, PlacementId, RunId},
    placement::{Life, Placement},
    register::register,
    trace::Act,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Departures to be made of a run's people.
#[derive(Clone, Debug)]
pub struct NewDepartures {
    /// The run, committed.
    pub run: RunId,
    /// What holds for all of them.
    pub plan: Plan,
}

/// A departure, and how many are of it as far as the caller sees.
pub type Sized = (Departure, i64);

/// Puts the people of a committed run who said yes to work away from home, and are of no departure yet, into batches by
/// origin county and destination city; households, parties and fellow villagers stay together. Answers the run.
///
/// # Errors
/// [`Code::RunUnfit`] for a run that is out of reach or not committed, [`Code::DatePast`], [`Code::NobodyToLeave`].
pub async fn make(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    new: &NewDepartures,
) -> Result<Done, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut faults = Vec::new();
    let run = storage::runs::get(&tx, by.scope(), new.run).await?;
    if run.is_none_or(|run| run.committed_at.is_none()) {
        faults.push(Fault::at("/run_id", Code::RunUnfit));
    }
    if new.plan.leaves_on < today {
        faults.push(Fault::at("/leaves_on", Code::DatePast));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let people = storage::departures::travellers(&tx, by.scope(), new.run).await?;
    if people.is_empty() {
        return Err(Error::Conflict(Code::NobodyToLeave));
    }
    let capacity = usize::try_from(new.plan.capacity).unwrap_or(usize::MAX);
    for ((origin, destination), (kept, travellers)) in by_way(people) {
        for batch in batches(&travellers, capacity) {
            let departure = Departure {
                id: DepartureId::fresh(),
                run: new.run,
                origin,
                destination,
                plan: new.plan.clone(),
                departed_on: None,
                arrived_on: None,
                cancelled_on: None,
                version: 1,
                created_at: now,
            };
            storage::departures::insert(&tx, &app.keys, &departure, by.account()).await?;
            let members: Vec<&Placement> = batch
                .into_iter()
                .map(|place| &kept[place].placement)
                .collect();
            join(app, &tx, &departure, &members).await?;
        }
    }
    idempotency::keep(&tx, key, new.run.0, now).await?;
    tx.commit(by.did(Act::DeparturesMade, new.run.0), app.clock.now())
        .await?;
    Ok(Done::now(new.run.0))
}

type Ways = BTreeMap<(Division, Division), (Vec<Kept>, Vec<Traveller>)>;

/// People by where they come from and where they go.
fn by_way(people: Vec<(Kept, Traveller)>) -> Ways {
    let mut ways = Ways::new();
    for (kept, traveller) in people {
        let (all, travellers) = ways.entry(way(&kept.placement)).or_default();
        all.push(kept);
        travellers.push(traveller);
    }
    ways
}

/// From which county to which city; to a county where that lies in no city.
fn way(placement: &Placement) -> (Division, Division) {
    let county = |division: Division| division.up_to(Level::County);
    let city = register().prefecture_of(placement.workplace);
    let destination = city.unwrap_or_else(|| county(placement.workplace));
    (county(placement.home), destination)
}

async fn join(
    app: &App,
    tx: &impl ConnectionTrait,
    departure: &Departure,
    members: &[&Placement],
) -> Result<(), Error> {
    let ids: Vec<PlacementId> = members.iter().map(|placement| placement.id).collect();
    storage::departures::add_members(tx, departure.id, &ids).await?;
    let leaves_on = departure.plan.leaves_on;
    app.outbox().departure_called(tx, members, leaves_on).await
}

/// One departure within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: DepartureId) -> Result<Sized, Error> {
    let departure = storage::departures::get(&app.db, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let sizes = storage::departures::sizes(&app.db, by.scope(), &[id]).await?;
    Ok((departure, sizes.get(&id).copied().unwrap_or(0)))
}

/// Departures within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<DepartureId>,
    limit: u64,
) -> Result<Vec<Sized>, Error> {
    let found =
        storage::departures::list(&app.db, &app.keys, by.scope(), filter, after, limit).await?;
    let ids: Vec<DepartureId> = found.iter().map(|departure| departure.id).collect();
    let sizes = storage::departures::sizes(&app.db, by.scope(), &ids).await?;
    let with_size = found.into_iter().map(|departure| {
        let size = sizes.get(&departure.id).copied().unwrap_or(0);
        (departure, size)
    });
    Ok(with_size.collect())
}

/// The people of a departure within reach, in the order of its list.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn members(app: &App, by: &Actor, id: DepartureId) -> Result<Vec<Member>, Error> {
    get(app, by, id).await?;
    storage::departures::members(&app.db, &app.keys, by.scope(), id).await
}

/// Reads a departure that has not left, to be changed on the version that was read.
pub(super) async fn planned(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: DepartureId,
    version: i64,
) -> Result<Departure, Error> {
    let departure = read(app, tx, by, id, version).await?;
    match departure.state() {
        DepartureState::Planned => Ok(departure),
        DepartureState::Departed | DepartureState::Arrived | DepartureState::Cancelled => {
            Err(Error::Conflict(Code::NotInThisState))
        }
    }
}

/// Reads a departure on the version that was read.
pub(super) async fn read(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: DepartureId,
    version: i64,
) -> Result<Departure, Error> {
    let departure = storage::departures::get(tx, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(departure.version, version)?;
    Ok(departure)
}

/// Changes what is planned for a departure that has not left.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`], [`Code::DatePast`], [`Code::OverCapacity`] where more
/// are of it than may go.
pub async fn change(
    app: &App,
    by: &Actor,
    id: DepartureId,
    version: i64,
    plan: Plan,
) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    let mut departure = planned(app, &tx, by, id, version).await?;
    let mut faults = Vec::new();
    if plan.leaves_on < app.clock.today() && plan.leaves_on != departure.plan.leaves_on {
        faults.push(Fault::at("/leaves_on", Code::DatePast));
    }
    let sizes = storage::departures::sizes(&tx, by.scope(), &[id]).await?;
    if sizes
        .get(&id)
        .is_some_and(|size| *size > plan.capacity.into())
    {
        faults.push(Fault::at("/capacity", Code::OverCapacity));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let moved = plan.leaves_on != departure.plan.leaves_on;
    departure.plan = plan;
    storage::departures::save(&tx, &app.keys, &departure, app.clock.now()).await?;
    if moved {
        let members = storage::departures::members(&tx, &app.keys, by.scope(), id).await?;
        let members: Vec<&Placement> = members
            .iter()
            .map(|member| &member.kept.placement)
            .collect();
        let leaves_on = departure.plan.leaves_on;
        app.outbox()
            .departure_called(&tx, &members, leaves_on)
            .await?;
    }
    tx.commit(by.did(Act::DepartureChanged, id.0), app.clock.now())
        .await
}

/// Adds people to a departure that has not left, and takes people out of it; all of it, or nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`]; every fault at once: [`Code::PlacementUnknown`],
/// [`Code::NotLeaving`] for somebody who has not said yes or has left, [`Code::OtherWay`] for one who goes elsewhere,
/// [`Code::NotAMember`], [`Code::OverCapacity`]; [`Code::InADeparture`].
pub async fn alter(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (DepartureId, i64),
    add: &[PlacementId],
    remove: &[PlacementId],
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let departure = planned(app, &tx, by, id, version).await?;
    let before = storage::departures::members(&tx, &app.keys, by.scope(), id).await?;
    let there: HashSet<PlacementId> = before
        .iter()
        .map(|member| member.kept.placement.id)
        .collect();
    let found = storage::placements::lock_all(&tx, by.scope(), add).await?;
    let found: HashMap<PlacementId, Kept> = found
        .into_iter()
        .map(|kept| (kept.placement.id, kept))
        .collect();
    let mut faults = Vec::new();
    for (at, placement) in add.iter().enumerate() {
        let flaw = match found.get(placement).map(|kept| &kept.placement) {
            None => Some(Code::PlacementUnknown),
            Some(one) if !matches!(one.life, Life::Accepted(_)) => Some(Code::NotLeaving),
            Some(one) if way(one) != (departure.origin, departure.destination) => {
                Some(Code::OtherWay)
            }
            Some(_) if there.contains(placement) => Some(Code::InADeparture),
            Some(_) => None,
        };
        faults.extend(flaw.map(|code| Fault::at(format!("/add/{at}"), code)));
    }
    for (at, placement) in remove.iter().enumerate() {
        if !there.contains(placement) {
            faults.push(Fault::at(format!("/remove/{at}"), Code::NotAMember));
        }
    }
    let adds: HashSet<&PlacementId> = add.iter().collect();
    let removes: HashSet<&PlacementId> = remove.iter().collect();
    let capacity = usize::try_from(departure.plan.capacity).unwrap_or(usize::MAX);
    if (there.len() + adds.len()).saturating_sub(removes.len()) > capacity {
        faults.push(Fault::at("/add", Code::OverCapacity));
    }
    if adds.len() < add.len() {
        faults.push(Fault::at("/add", Code::MembersRepeated));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    storage::departures::remove_members(&tx, id, remove).await?;
    let members: Vec<&Placement> = add
        .iter()
        .filter_map(|id| found.get(id))
        .map(|kept| &kept.placement)
        .collect();
    if !members.is_empty() {
        join(app, &tx, &departure, &members).await?;
    }
    storage::departures::save(&tx, &app.keys, &departure, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::DepartureMembersChanged, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Gives a departure up that has not left; its people may leave with another.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`].
pub async fn cancel(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: DepartureId,
    version: i64,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut departure = planned(app, &tx, by, id, version).await?;
    departure.cancelled_on = Some(app.clock.today());
    storage::departures::clear_members(&tx, id).await?;
    storage::departures::save(&tx, &app.keys, &departure, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::DepartureCancelled, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// A date that is not before another.
pub(super) fn not_before(
    on: chrono::NaiveDate,
    earliest: Option<chrono::NaiveDate>,
    today: chrono::NaiveDate,
) -> Result<(), Error> {
    if on > today {
        return Err(invalid("/on", Code::DateInFuture));
    }
    if earliest.is_some_and(|earliest| on < earliest) {
        return Err(invalid("/on", Code::DateTooEarly));
    }
    Ok(())
}
