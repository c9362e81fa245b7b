//! Saying who must stay together.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid},
    storage::{
        self,
        idempotency::{self, RequestKey},
        parties::Party,
    },
};
use domain::{
    id::{PartyId, PersonId},
    trace::Act,
    words::Closeness,
};
use std::collections::HashSet;

/// Keeps people together from now on; two who are to be at one post, in a couple room where they ask for one.
///
/// # Errors
/// [`Code::PersonUnknown`], [`Code::MembersRepeated`], [`Code::RoomForTwo`], [`Code::InAParty`].
pub async fn make(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    members: Vec<PersonId>,
    closeness: Closeness,
    couple_room: bool,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if members.iter().collect::<HashSet<_>>().len() < members.len() {
        return Err(invalid("/members", Code::MembersRepeated));
    }
    let mut faults = Vec::new();
    if couple_room && (members.len() != 2 || closeness != Closeness::Post) {
        faults.push(Fault::at("/couple_room", Code::RoomForTwo));
    }
    let mut home = None;
    for (index, id) in members.iter().enumerate() {
        match storage::people::get(&tx, &app.keys, by.scope(), *id).await? {
            Some(person) => home = home.or(Some(person.home)),
            None => faults.push(Fault::at(format!("/members/{index}"), Code::PersonUnknown)),
        }
    }
    let Some(home) = home.filter(|_| faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let party = Party {
        id: PartyId::fresh(),
        closeness,
        couple_room,
        home,
        members,
        version: 1,
        created_at: app.clock.now(),
    };
    storage::parties::insert(&tx, &party).await?;
    idempotency::keep(&tx, key, party.id.0, party.created_at).await?;
    tx.commit(by.did(Act::PartyMade, party.id.0), app.clock.now())
        .await?;
    Ok(Done::now(party.id.0))
}

/// One party within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: PartyId) -> Result<Party, Error> {
    storage::parties::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Parties within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    after: Option<PartyId>,
    limit: u64,
) -> Result<Vec<Party>, Error> {
    storage::parties::list(&app.db, by.scope(), after, limit).await
}

/// Lets people go separate ways.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn part(app: &App, by: &Actor, id: PartyId, version: i64) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    storage::parties::remove(&tx, by.scope(), id, version).await?;
    tx.commit(by.did(Act::PartyParted, id.0), app.clock.now())
        .await
}
