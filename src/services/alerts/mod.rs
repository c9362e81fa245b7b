//! Early warning: whose job may end soon, at which enterprises, and why.
//!
//! A job reckons everybody at work once a day; whoever tells something of a job has it [renewed](reckoning::renew) in the
//! same transaction. A request reads what lies there (decision 0032).

mod outlook;
mod reckoning;

pub(super) use reckoning::renew;
pub use reckoning::{ask_daily, work};

use super::Actor;
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    storage::{
        self,
        alerts::{Alert, Filter, Firm},
        people::Person,
    },
};
use chrono::NaiveDate;
use domain::{
    division::Division,
    id::{EmploymentId, PersonId},
    job::{JobKind, JobState},
};

/// How far the outlook looks ahead, in days.
pub const AHEAD_DAYS: u32 = 90;
/// Enterprises that are listed at most.
const MOST_FIRMS: u64 = 200;

/// Whose job within reach may end soon, the most urgent first, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn people(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<(u16, EmploymentId)>,
    limit: u64,
) -> Result<Vec<(Alert, Option<Person>)>, Error> {
    let alerts = storage::alerts::people(&app.db, by.scope(), filter, after, limit).await?;
    let ids: Vec<PersonId> = alerts.iter().map(|alert| alert.person).collect();
    let mut people = storage::people::among(&app.db, &app.keys, by.scope(), &ids).await?;
    let named = alerts.into_iter().map(|alert| {
        let person = people.remove(&alert.person);
        (alert, person)
    });
    Ok(named.collect())
}

/// The enterprises at which jobs within reach may end soon, the most urgent first, two hundred at
/// most.
///
/// # Errors
/// Whatever the database says.
pub async fn enterprises(
    app: &App,
    by: &Actor,
    area: Option<Division>,
) -> Result<Vec<Firm>, Error> {
    storage::alerts::enterprises(&app.db, by.scope(), area, MOST_FIRMS).await
}

/// The day on which all jobs were reckoned last; none where they never were.
///
/// # Errors
/// Whatever the database says.
pub async fn reckoned_on(app: &App) -> Result<Option<NaiveDate>, Error> {
    let done = [JobState::Succeeded];
    let asked = storage::jobs::newest(&app.db, JobKind::Alerts, &done).await?;
    Ok(asked.map(Clock::day_of))
}
