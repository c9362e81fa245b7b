//! Whom to follow up, and the list to phone by.

mod phone_list;
mod telling;

pub use phone_list::phone_list;
pub use telling::tell_due;

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        people::Person,
        rounds::{Filter, FollowUp},
    },
};
use chrono::NaiveDate;
use domain::{
    follow_up::{Round, stretches},
    id::{EmploymentId, PersonId},
};

/// Somebody to be followed up, with the person as far as the caller may see it.
pub type Seen = (FollowUp, Option<Person>);

/// People at work within reach by how their last round so far stands, the longest due first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<(NaiveDate, EmploymentId)>,
    limit: u64,
) -> Result<Vec<Seen>, Error> {
    let plans = storage::round_plans::in_force(&app.db, filter.on).await?;
    let parted = stretches(&plans);
    let rows = storage::rounds::list(&app.db, by.scope(), &parted, filter, after, limit).await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let people = storage::people::among(&app.db, &app.keys, by.scope(), &ids).await?;
    let seen = rows.into_iter().map(|row| {
        let person = people.get(&row.person).cloned();
        (row, person)
    });
    Ok(seen.collect())
}

/// Every round of one job within reach, and how it stands on a day.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn of_job(
    app: &App,
    by: &Actor,
    id: EmploymentId,
    on: NaiveDate,
) -> Result<Vec<Round>, Error> {
    let (job, home) = storage::rounds::followed(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let plans = storage::round_plans::in_force(&app.db, on).await?;
    let number = home.widened();
    let parted = stretches(&plans);
    let own = parted
        .iter()
        .find(|stretch| stretch.homes.0 <= number && number <= stretch.homes.1);
    Ok(own.map_or_else(Vec::new, |stretch| stretch.rounds.of(&job, on)))
}
