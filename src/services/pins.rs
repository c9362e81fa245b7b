//! What officers wish about pairs.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, unchanged},
    storage::{
        self,
        idempotency::{self, RequestKey},
        pins::Pin,
    },
};
use domain::{
    id::{PersonId, PinId, VacancyId},
    trace::Act,
};

/// A wish to be kept.
#[derive(Clone, Debug)]
pub struct NewPin {
    /// The person.
    pub person: PersonId,
    /// The post.
    pub vacancy: VacancyId,
    /// Whether the pair must never be made, rather than be made.
    pub excluded: bool,
    /// What the officer writes about it.
    pub reason: Option<String>,
}

/// Pins somebody to a post, or excludes the pair; the runs from now on heed it.
///
/// # Errors
/// [`Code::PersonUnknown`], [`Code::VacancyUnknown`] where out of reach; [`Code::AlreadyExists`] where the
/// pair has a pin, or the person is pinned already.
pub async fn add(app: &App, by: &Actor, key: &RequestKey, new: NewPin) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let home = storage::pins::home_of(&tx, by.scope(), new.person).await?;
    let post = storage::vacancies::get(&tx, by.scope(), app.clock.today(), new.vacancy).await?;
    let (Some(home), Some(_)) = (home, &post) else {
        let mut faults = Vec::new();
        if home.is_none() {
            faults.push(Fault::at("/person_id", Code::PersonUnknown));
        }
        if post.is_none() {
            faults.push(Fault::at("/vacancy_id", Code::VacancyUnknown));
        }
        return Err(Error::Invalid(faults));
    };
    let pin = Pin {
        id: PinId::fresh(),
        person: new.person,
        vacancy: new.vacancy,
        excluded: new.excluded,
        reason: new.reason,
        home,
        by: by.account(),
        created_at: app.clock.now(),
    };
    storage::pins::insert(&tx, &pin).await?;
    idempotency::keep(&tx, key, pin.id.0, app.clock.now()).await?;
    tx.commit(
        by.did(Act::PinSet, pin.id.0).seeing([pin.person]),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(pin.id.0))
}

/// One pin within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: PinId) -> Result<Pin, Error> {
    storage::pins::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Pins within reach behind `after`, those of one person where one is named.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    person: Option<PersonId>,
    after: Option<PinId>,
    limit: u64,
) -> Result<Vec<Pin>, Error> {
    storage::pins::list(&app.db, by.scope(), person, after, limit).await
}

/// Forgets a pin.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn remove(app: &App, by: &Actor, id: PinId, version: i64) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    storage::pins::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(Pin::VERSION, version)?;
    if !storage::pins::delete(&tx, by.scope(), id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(by.did(Act::PinRemoved, id.0), app.clock.now())
        .await
}
