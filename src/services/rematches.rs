//! People who have left their jobs, and putting them back into the next run.

use super::Actor;
use crate::{
    app::App,
    error::{Code, Error, Fault},
    storage::{
        self,
        idempotency::{self, RequestKey},
        people::{Change, Now, Person},
        rematches::Leaver,
    },
};
use chrono::NaiveDate;
use domain::{
    division::Division,
    id::{EmploymentId, PersonId},
    trace::Act,
    words::Willingness,
};
use uuid::Uuid;

/// Somebody to be matched again, with what of the wishes is refreshed.
#[derive(Clone, Debug)]
pub struct Rematch {
    /// Who.
    pub person: PersonId,
    /// What is to be changed; the first day of readiness is today unless told.
    pub change: Change,
}

/// Puts people within reach back into the next run, all of them or nobody: wishes are refreshed,
/// and they are ready from today unless told. That they look for work is not written down; it
/// follows from their having no job.
///
/// # Errors
/// Every fault at once: [`Code::PersonUnknown`], [`Code::HasOpenJob`], [`Code::AlreadyPlaced`],
/// [`Code::ConsentMissing`], [`Code::Unwilling`].
pub async fn put_back(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    all: &[Rematch],
) -> Result<(Vec<Person>, bool), Error> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let ids: Vec<PersonId> = all.iter().map(|one| one.person).collect();
    let tx = storage::begin(&app.db).await?;
    if idempotency::replay(&tx, key).await?.is_some() {
        return Ok((in_order(app, &tx, by, &ids).await?, true));
    }
    let people = storage::people::among(&tx, &app.keys, by.scope(), &ids).await?;
    let doing = storage::people::doing(&tx, by.scope(), &ids).await?;
    let mut faults = Vec::new();
    for (place, one) in all.iter().enumerate() {
        let found = people.get(&one.person);
        let doing = doing.get(&one.person).copied();
        for (member, code) in flaws(found, doing, &one.change) {
            faults.push(Fault::at(format!("/items/{place}{member}"), code));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    for one in all {
        let person = people.get(&one.person).ok_or(Error::NotFound)?;
        let mut change = one.change.clone();
        if change.ready_from.flatten().is_none_or(|day| day < today) {
            change.ready_from = Some(Some(today));
        }
        let read = (person.id, person.version);
        storage::people::change(&tx, &app.keys, by.scope(), read, &change, (today, now)).await?;
    }
    idempotency::keep(&tx, key, Uuid::now_v7(), now).await?;
    let after = in_order(app, &tx, by, &ids).await?;
    tx.commit(
        by.did_all(Act::PeoplePutBack, ids.iter().map(|id| id.0)),
        app.clock.now(),
    )
    .await?;
    Ok((after, false))
}

async fn in_order(
    app: &App,
    tx: &impl sea_orm::ConnectionTrait,
    by: &Actor,
    ids: &[PersonId],
) -> Result<Vec<Person>, Error> {
    let mut people = storage::people::among(tx, &app.keys, by.scope(), ids).await?;
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}

/// What keeps somebody out of the next run.
fn flaws(
    person: Option<&Person>,
    doing: Option<Now>,
    change: &Change,
) -> Vec<(&'static str, Code)> {
    let Some(person) = person else {
        return vec![("/person_id", Code::PersonUnknown)];
    };
    let mut flaws = Vec::new();
    match doing {
        Some(Now::Away(..) | Now::Elsewhere) => flaws.push(("/person_id", Code::HasOpenJob)),
        Some(Now::Placed(..)) => flaws.push(("/person_id", Code::AlreadyPlaced)),
        Some(Now::OutOfWork) | None => {}
    }
    if person.matching_consent_on.is_none() {
        flaws.push(("/person_id", Code::ConsentMissing));
    }
    let willing = change.willingness.unwrap_or(person.wishes.willingness);
    if willing == Some(Willingness::Unwilling) {
        flaws.push(("/change/willingness", Code::Unwilling));
    }
    flaws
}

/// People within reach whose last job ended on a day or later and who have no other, behind
/// `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    which: (NaiveDate, Option<Division>),
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<Leaver>, Error> {
    storage::rematches::list(&app.db, by.scope(), which, after, limit).await
}
