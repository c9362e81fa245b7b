//! Roll-calls: everybody is there except those who are named.

use super::planning::{not_before, planned, read};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid},
    services::{Actor, Done, placements::take_locked},
    storage::{
        self,
        departures::{Called, Member},
        idempotency::{self, RequestKey},
        placements::Kept,
    },
};
use chrono::NaiveDate;
use domain::{
    departure::DepartureState,
    id::{DepartureId, PlacementId},
    placement::{Life, NotAllowed, Step},
    trace::Act,
    words::NoShowReason,
};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};

/// Somebody who is not there.
#[derive(Clone, Copy, Debug)]
pub struct Absent {
    /// Whose placement.
    pub placement: PlacementId,
    /// Why they do not come at all; none where they may come later, which is then found wanting.
    pub reason: Option<NoShowReason>,
}

/// The roll-call on departure: all of a departure's people leave, but for those who are absent and those who cannot (whom
/// the enterprise has not confirmed, who have said no since). They are left behind, and found by
/// [`findings`](super::findings).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`]; [`Code::NotAMember`] for each absent one who is not of
/// it; [`Code::DateInFuture`], [`Code::DateTooEarly`].
pub async fn board(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (DepartureId, i64),
    on: Option<NaiveDate>,
    absent: &[Absent],
) -> Result<Done, Error> {
    let now = app.clock.now();
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut departure = planned(app, &tx, by, id, version).await?;
    not_before(on, None, app.clock.today())?;
    let members = locked(app, &tx, by, id).await?;
    let absent = named(&members, absent, "/absent")?;
    let mut steps = Vec::new();
    let (mut left, mut stayed) = (Vec::new(), Vec::new());
    for member in members {
        let placement = &member.kept.placement;
        let place = placement.id;
        let goes = match absent.get(&place) {
            Some(Some(why)) => {
                // Who has arrived at work by another way is no missing person of this roll-call.
                if matches!(placement.life, Life::Accepted(_) | Life::Departed(..)) {
                    steps.push((member.kept, Step::NoShow(*why), on));
                }
                false
            }
            Some(None) => false,
            None => match placement.clone().take(Step::Depart, on) {
                Ok(_) => {
                    steps.push((member.kept, Step::Depart, on));
                    true
                }
                Err(NotAllowed::TooEarly) => return Err(invalid("/on", Code::DateTooEarly)),
                // Who went ahead has left all the same.
                Err(_) => matches!(
                    placement.life,
                    Life::Departed(..) | Life::Arrived(..) | Life::Working(_)
                ),
            },
        };
        if goes { &mut left } else { &mut stayed }.push(place);
    }
    take_locked(app, &tx, by, steps).await?;
    storage::departures::mark(&tx, id, &left, Called::Boarded(true)).await?;
    storage::departures::mark(&tx, id, &stayed, Called::Boarded(false)).await?;
    departure.departed_on = Some(on);
    storage::departures::save(&tx, &app.keys, &departure, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::DepartureBoarded, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// The roll-call on arrival: all who left and are within the caller's reach have come, but for those who are absent. It
/// may be made again, by the same office or by another one of the destination, for those who are still awaited. Who came
/// without having left is named in `also`, and found by [`findings`](super::findings).
///
/// # Errors
/// As [`board`]; [`Code::NotInThisState`] before the departure.
pub async fn arrive(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (DepartureId, i64),
    on: Option<NaiveDate>,
    absent: &[Absent],
    also: &[PlacementId],
) -> Result<Done, Error> {
    let now = app.clock.now();
    let on = on.unwrap_or_else(|| app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut departure = read(app, &tx, by, id, version).await?;
    match departure.state() {
        DepartureState::Departed | DepartureState::Arrived => {}
        DepartureState::Planned | DepartureState::Cancelled => {
            return Err(Error::Conflict(Code::NotInThisState));
        }
    }
    not_before(on, departure.departed_on, app.clock.today())?;
    let members = locked(app, &tx, by, id).await?;
    let absent = named(&members, absent, "/absent")?;
    let extra: Vec<Absent> = also
        .iter()
        .map(|placement| Absent {
            placement: *placement,
            reason: None,
        })
        .collect();
    let extra = named(&members, &extra, "/also")?;
    let mut steps = Vec::new();
    let (mut came, mut missing) = (Vec::new(), Vec::new());
    for member in members {
        let placement = &member.kept.placement;
        let (place, life) = (placement.id, placement.life);
        if extra.contains_key(&place) {
            came.push(place);
            if matches!(life, Life::Departed(..)) {
                steps.push((member.kept, Step::Arrive, on));
            }
            continue;
        }
        if member.boarded != Some(true) || member.came == Some(true) {
            continue;
        }
        let travels = matches!(life, Life::Departed(..));
        if let Some(why) = absent.get(&place) {
            missing.push(place);
            if let Some(why) = why.filter(|_| travels) {
                steps.push((member.kept, Step::NoShow(why), on));
            }
        } else {
            came.push(place);
            if travels {
                steps.push((member.kept, Step::Arrive, on));
            }
        }
    }
    take_locked(app, &tx, by, steps).await?;
    storage::departures::mark(&tx, id, &came, Called::Came(true)).await?;
    storage::departures::mark(&tx, id, &missing, Called::Came(false)).await?;
    if storage::departures::awaited(&tx, id).await? == 0 {
        departure.arrived_on = Some(departure.arrived_on.unwrap_or(on));
    }
    storage::departures::save(&tx, &app.keys, &departure, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::DepartureArrived, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// The members within reach, whose placements nobody else changes meanwhile, as these are now.
async fn locked(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: DepartureId,
) -> Result<Vec<Member>, Error> {
    let mut members = storage::departures::members(tx, &app.keys, by.scope(), id).await?;
    let ids: Vec<PlacementId> = members
        .iter()
        .map(|member| member.kept.placement.id)
        .collect();
    let now = storage::placements::lock_all(tx, by.scope(), &ids).await?;
    let mut now: HashMap<PlacementId, Kept> = now
        .into_iter()
        .map(|kept| (kept.placement.id, kept))
        .collect();
    for member in &mut members {
        if let Some(kept) = now.remove(&member.kept.placement.id) {
            member.kept = kept;
        }
    }
    Ok(members)
}

/// Those who are named, each a member.
fn named(
    members: &[Member],
    named: &[Absent],
    list: &str,
) -> Result<HashMap<PlacementId, Option<NoShowReason>>, Error> {
    let there: HashSet<PlacementId> = members
        .iter()
        .map(|member| member.kept.placement.id)
        .collect();
    let strange = named
        .iter()
        .enumerate()
        .filter(|(_, one)| !there.contains(&one.placement));
    let faults: Vec<Fault> = strange
        .map(|(at, _)| Fault::at(format!("{list}/{at}"), Code::NotAMember))
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(named
        .iter()
        .map(|one| (one.placement, one.reason))
        .collect())
}
