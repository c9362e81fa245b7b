//! What does not fit together between roll-calls and placements.

use crate::{
    app::App,
    error::Error,
    services::Actor,
    storage::{
        self,
        departures::{Departure, Filter, Member},
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    departure::{DepartureFinding, DepartureState},
    placement::Life,
};

/// Days after a departure from which on somebody is missed who has not been called on arrival.
const TRAVEL_DAYS: u64 = 3;

/// Most departures that are looked through.
const MOST: u64 = 1_000;

/// Something that does not fit together.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The departure.
    pub departure: Departure,
    /// Whose placement.
    pub member: Member,
    /// What.
    pub what: DepartureFinding,
}

/// What does not fit together in the departures that fit a filter, cancelled ones left out, as far as the caller sees their
/// people.
///
/// # Errors
/// Whatever the database says.
pub async fn findings(app: &App, by: &Actor, filter: &Filter) -> Result<Vec<Finding>, Error> {
    let today = app.clock.today();
    let departures =
        storage::departures::list(&app.db, &app.keys, by.scope(), filter, None, MOST).await?;
    let mut found = Vec::new();
    for departure in departures {
        let members =
            storage::departures::members(&app.db, &app.keys, by.scope(), departure.id).await?;
        for member in members {
            if let Some(what) = finding(&departure, &member, today) {
                let departure = departure.clone();
                found.push(Finding {
                    departure,
                    member,
                    what,
                });
            }
        }
    }
    Ok(found)
}

fn finding(departure: &Departure, member: &Member, today: NaiveDate) -> Option<DepartureFinding> {
    let life = member.kept.placement.life;
    let has_left = match life {
        Life::Departed(..) | Life::Arrived(..) | Life::Working(_) | Life::Ended(..) => true,
        Life::Offered
        | Life::Accepted(_)
        | Life::Declined(..)
        | Life::Withdrawn(..)
        | Life::Expired(_)
        | Life::NoShow(..) => false,
    };
    match departure.state() {
        DepartureState::Cancelled => None,
        DepartureState::Planned => match life {
            _ if has_left => None,
            Life::Accepted(yes) if yes.confirmed_on.is_some() => None,
            Life::Accepted(_) => Some(DepartureFinding::Unconfirmed),
            _ => Some(DepartureFinding::NoLongerComing),
        },
        DepartureState::Departed | DepartureState::Arrived => {
            let overdue = departure
                .departed_on
                .and_then(|on| on.checked_add_days(Days::new(TRAVEL_DAYS)));
            let is_overdue = overdue.is_some_and(|last| today > last);
            match (member.boarded, member.came) {
                (_, Some(true)) if !has_left => Some(DepartureFinding::ArrivedWithoutDeparture),
                (Some(true), came) if matches!(life, Life::Departed(..)) => {
                    let is_missed = came == Some(false) || is_overdue;
                    is_missed.then_some(DepartureFinding::DepartedWithoutArrival)
                }
                (Some(false), _) if matches!(life, Life::Accepted(_)) && !member.goes_later => {
                    Some(DepartureFinding::LeftBehind)
                }
                _ => None,
            }
        }
    }
}
