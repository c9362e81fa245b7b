//! People leave together: batches of a committed run, and their roll-calls.

use super::{desk::Desk, season::Agenda};
use crate::{
    app::App,
    error::{Code, Error},
    services::{
        self, Actor, Permission,
        departures::{Absent, NewDepartures},
    },
    storage::departures::{Filter, Plan},
};
use chrono::{Days, NaiveDate, NaiveTime};
use domain::{
    departure::DepartureState,
    id::{DepartureId, PlacementId, RunId},
    placement::Life,
    words::{NoShowReason, Transport},
};
use rand::{RngExt, rngs::StdRng};

/// Days from the offer until people leave.
const UNTIL_DEPARTURE: u64 = 14;

/// From the offers of some runs to the first day of work of those who travel: batches, the call on departure, the call on
/// arrival two days later.
///
/// # Errors
/// The first refusal: what is played here is all allowed.
pub async fn travel(
    app: &App,
    county: &Desk,
    agenda: &mut Agenda,
    runs: &[RunId],
    last: NaiveDate,
    rng: &mut StdRng,
) -> Result<(), Error> {
    // Six counties play by one desk; each sees its own in what is served afterwards.
    let by = Actor::operator("the demonstration's counties send people off");
    let offered = app.clock.today();
    let leaves_on = offered + Days::new(UNTIL_DEPARTURE);
    agenda.play(app, &by, leaves_on - Days::new(1)).await?;
    for run in runs {
        let plan = Plan {
            capacity: 45,
            leaves_on,
            gathers_at: NaiveTime::from_hms_opt(7, 30, 0),
            gathering_point: Some("县人社局门口".into()),
            transport: Some(Transport::CharteredCoach),
            transport_detail: None,
            leader_name: Some("示例领队".into()),
            leader_phone: None,
        };
        let new = NewDepartures { run: *run, plan };
        match services::departures::make(app, &by, &county.key(), &new).await {
            Ok(_) | Err(Error::Conflict(Code::NobodyToLeave)) => {}
            Err(other) => return Err(other),
        }
    }

    agenda.play(app, &by, leaves_on).await?;
    for (id, version) in standing(app, &by, DepartureState::Planned).await? {
        let mut absent = Vec::new();
        for placement in placements(app, &by, id).await? {
            let reason = match rng.random_range(0..100) {
                0..3 => Some(NoShowReason::ChangedMind),
                3..5 => None,
                _ => continue,
            };
            absent.push(Absent { placement, reason });
        }
        let read = (id, version);
        services::departures::board(app, &by, &county.key(), read, None, &absent).await?;
    }

    let arrives_on = leaves_on + Days::new(2);
    agenda.play(app, &by, arrives_on).await?;
    for (id, version) in standing(app, &by, DepartureState::Departed).await? {
        let mut absent = Vec::new();
        for placement in placements(app, &by, id).await? {
            if rng.random_bool(0.01) {
                let reason = Some(NoShowReason::ChangedMind);
                absent.push(Absent { placement, reason });
            }
        }
        let (key, read) = (county.key(), (id, version));
        services::departures::arrive(app, &by, &key, read, None, &absent, &[]).await?;
        for member in services::departures::members(app, &by, id).await? {
            if matches!(member.kept.placement.life, Life::Arrived(..)) {
                let starts = arrives_on + Days::new(1);
                agenda.plan_work(&member.kept.placement, starts, last, rng);
            }
        }
    }
    Ok(())
}

async fn standing(
    app: &App,
    by: &Actor,
    state: DepartureState,
) -> Result<Vec<(DepartureId, i64)>, Error> {
    let filter = Filter {
        state: Some(state),
        ..Filter::default()
    };
    let found = services::departures::list(app, by, &filter, None, 10_000).await?;
    let listed = found
        .into_iter()
        .map(|(departure, _)| (departure.id, departure.version));
    Ok(listed.collect())
}

async fn placements(app: &App, by: &Actor, id: DepartureId) -> Result<Vec<PlacementId>, Error> {
    let members = services::departures::members(app, by, id).await?;
    Ok(members
        .iter()
        .map(|member| member.kept.placement.id)
        .collect())
}

/// How many departures there were, how many people they took, and what does not fit together, by its code.
///
/// # Errors
/// Whatever the database says.
pub async fn found(
    app: &App,
    county: &Desk,
) -> Result<(usize, i64, Vec<services::departures::Finding>), Error> {
    let by = county.may(app, Permission::DepartureRead).await?;
    let all = Filter::default();
    let departures = services::departures::list(app, &by, &all, None, 10_000).await?;
    let people = departures.iter().map(|(_, people)| people).sum();
    let findings = services::departures::findings(app, &by, &all).await?;
    Ok((departures.len(), people, findings))
}
