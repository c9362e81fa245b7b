//! The registry's people, one by one: reading, looking for somebody, wishes, consent.

use super::{Actor, Done, consents};
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    storage::{
        self, Scope,
        employments::Job,
        idempotency::{self, RequestKey},
        people::{Change, Filter, Now, Past, Person, Wanted},
    },
};
use chrono::NaiveDate;
use domain::{
    consent::Purpose,
    division::Division,
    id::{EmploymentId, PersonId},
    trace::{Act, RevealPurpose},
    words::Role,
};

/// Most people that a search finds.
const FOUND: u64 = 50;

/// A person, and what the person does now.
pub type Seen = (Person, Now);

/// One person within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: PersonId) -> Result<Seen, Error> {
    let person = storage::people::get(&app.db, &app.keys, by.scope(), id).await?;
    let seen = seen(app, by, by.scope(), person.into_iter().collect()).await?;
    seen.into_iter().next().ok_or(Error::NotFound)
}

/// One person as somebody reads it: within reach, or through a broken glass.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn read(app: &App, by: &Actor, id: PersonId) -> Result<Seen, Error> {
    let scope = by.scope().reading(id);
    let person = storage::people::get(&app.db, &app.keys, &scope, id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut seen = seen(app, by, &scope, vec![person]).await?;
    seen.pop().ok_or(Error::NotFound)
}

/// People within reach behind `after`, by home.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: Filter,
    after: Option<(Division, PersonId)>,
    limit: u64,
) -> Result<Vec<Seen>, Error> {
    let people =
        storage::people::list(&app.db, &app.keys, by.scope(), filter, after, limit).await?;
    seen(app, by, by.scope(), people).await
}

/// The people within reach who answer to what is looked for, fifty at most.
///
/// # Errors
/// Whatever the database says.
pub async fn search(app: &App, by: &Actor, wanted: &Wanted) -> Result<Vec<Seen>, Error> {
    let people = storage::people::find(&app.db, &app.keys, by.scope(), wanted, FOUND).await?;
    seen(app, by, by.scope(), people).await
}

/// Writes down what a person wishes for, knows and is reached at.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn change(
    app: &App,
    by: &Actor,
    id: PersonId,
    version: i64,
    change: &Change,
) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    save(app, &tx, by, (id, version), change).await?;
    tx.commit(
        by.did(Act::PersonChanged, id.0).seeing([id]),
        app.clock.now(),
    )
    .await
}

/// Writes down that a person consents to being matched, or no longer does.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn consent(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: PersonId,
    version: i64,
    given: bool,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    storage::placements::lock_person(&tx, id).await?;
    let person = storage::people::get(&tx, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if person.version != version {
        return Err(Error::Stale {
            current: person.version,
        });
    }
    consents::tell(app, &tx, by, id, &vec![(Purpose::Matching, given)]).await?;
    let act = if given {
        Act::ConsentGiven
    } else {
        Act::ConsentWithdrawn
    };
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(act, id.0), app.clock.now()).await?;
    Ok(Done::now(id.0))
}

/// A person within reach, to whose numbers somebody looks for a purpose. The trace of it is kept before they are shown.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reveal(
    app: &App,
    by: &Actor,
    id: PersonId,
    purpose: RevealPurpose,
) -> Result<Person, Error> {
    let tx = storage::begin(&app.db).await?;
    let person = storage::people::get(&tx, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let trace = by.saw(Act::PersonRevealed, [id]).upon(id.0);
    tx.commit(trace.for_purpose(purpose), app.clock.now())
        .await?;
    Ok(person)
}

/// The jobs of a person within reach, the latest first: as they are known now, or were at the end of a day.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn jobs(
    app: &App,
    by: &Actor,
    id: PersonId,
    known_on: Option<NaiveDate>,
) -> Result<Vec<Job>, Error> {
    read(app, by, id).await?;
    let scope = by.scope().reading(id);
    let mut jobs = storage::employments::of_person(&app.db, &scope, id).await?;
    if let Some(day) = known_on {
        let until = Clock::end_of(day);
        jobs.retain(|job| job.recorded_at <= until);
        let ids: Vec<EmploymentId> = jobs.iter().map(|job| job.id).collect();
        let then = storage::employments::facts_at(&app.db, until, Some(&ids)).await?;
        for job in &mut jobs {
            job.facts = then.get(&job.id).copied().unwrap_or(job.facts);
        }
    }
    jobs.retain(|job| !job.facts.voided);
    Ok(jobs)
}

/// How a person's row was changed, the latest change first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn history(app: &App, by: &Actor, id: PersonId) -> Result<Vec<Past>, Error> {
    get(app, by, id).await?;
    storage::people::history(&app.db, by.scope(), id).await
}

async fn save(
    app: &App,
    tx: &impl sea_orm::ConnectionTrait,
    by: &Actor,
    read: (PersonId, i64),
    change: &Change,
) -> Result<(), Error> {
    let when = (app.clock.today(), app.clock.now());
    storage::people::change(tx, &app.keys, by.scope(), read, change, when).await
}

/// People with what they do now, as far as the scope in which they were read reaches, and without what they let nobody see.
async fn seen(
    app: &App,
    by: &Actor,
    scope: &Scope,
    mut people: Vec<Person>,
) -> Result<Vec<Seen>, Error> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    if by.role() != Some(Role::Worker) {
        let silent = storage::consents::refusing(&app.db, &ids, Purpose::Sensitive).await?;
        for person in people.iter_mut().filter(|one| silent.contains(&one.id)) {
            person.register_category = None;
            person.labour_ability = None;
        }
    }
    let doing = storage::people::doing(&app.db, scope, &ids).await?;
    let now = |id| doing.get(&id).copied().unwrap_or(Now::OutOfWork);
    Ok(people
        .into_iter()
        .map(|person| {
            let now = now(person.id);
            (person, now)
        })
        .collect())
}
