//! Entering and ending pairings, and asking what a workplace is to a home.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    storage::{
        self,
        idempotency::{self, RequestKey},
        pairings::{Filter, Recorded},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    division::Division,
    id::PairingId,
    pairing::{Flaw, NotEnded, Pairing},
    trace::Act,
    words::Tier,
};
use sea_orm::ConnectionTrait;

/// What a workplace is to a home on a day, and why.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The day.
    pub on: NaiveDate,
    /// What it is.
    pub tier: Tier,
    /// The pairing that makes it so, for the tiers of partners.
    pub pairing: Option<PairingId>,
    /// All pairings that give the home its partners on that day, preferred ones first.
    pub partners: Vec<(PairingId, Pairing)>,
}

/// Tells what a workplace is to a home on a day; today where none is named.
///
/// # Errors
/// Whatever the database says.
pub async fn resolve(
    app: &App,
    home: Division,
    workplace: Division,
    on: Option<NaiveDate>,
) -> Result<Resolved, Error> {
    let on = on.unwrap_or_else(|| app.clock.today());
    let book = app.pairings().await?;
    let resolution = book.pairings().resolve(home, workplace, on);
    let partners = book.pairings().partners(home, on);
    Ok(Resolved {
        on,
        tier: resolution.tier,
        pairing: resolution.pairing.and_then(|at| book.id(at)),
        partners: partners
            .filter_map(|(at, pairing)| Some((book.id(at)?, pairing.clone())))
            .collect(),
    })
}

/// One pairing.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, id: PairingId) -> Result<Recorded, Error> {
    storage::pairings::get(&app.db, id).await
}

/// One pairing that the actor may end. Others look absent to whoever acts, though all may read them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn to_end(
    db: &impl ConnectionTrait,
    by: &Actor,
    id: PairingId,
) -> Result<Recorded, Error> {
    let found = storage::pairings::get(db, id).await?;
    if may(by, &found.pairing) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// Pairings behind `after`, those entered first first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    filter: Filter,
    after: Option<PairingId>,
    limit: u64,
) -> Result<Vec<Recorded>, Error> {
    storage::pairings::list(&app.db, filter, after, limit).await
}

/// Enters a pairing.
///
/// # Errors
/// Every flaw of it, [`Code::DivisionOutOfReach`], [`Code::AlreadyExists`].
pub async fn enter(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    pairing: Pairing,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut faults: Vec<Fault> = pairing.flaws().into_iter().map(fault).collect();
    if !may(by, &pairing) {
        faults.push(Fault::at("/west", Code::DivisionOutOfReach));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let id = PairingId::fresh();
    let now = app.clock.now();
    storage::pairings::insert(&tx, id, &pairing, by.account(), now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::PairingEntered, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Sets the last day of a pairing.
///
/// # Errors
/// [`Error::NotFound`], also where neither side lies in the actor's area, [`Error::Stale`], [`Code::NotInThisState`] where it has ended, [`Code::DateOrder`].
pub async fn end(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: PairingId,
    version: i64,
    last: NaiveDate,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let found = to_end(&tx, by, id).await?;
    unchanged(found.version, version)?;
    let ended = found.pairing.ended(last, app.clock.today());
    ended.map_err(|why| match why {
        NotEnded::EndedAlready => Error::Conflict(Code::NotInThisState),
        NotEnded::Flawed(flaw) => invalid("/effective_to", fault(flaw).code),
    })?;
    storage::pairings::end(&tx, id, version, last).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::PairingEnded, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Enters the pairings of a sheet, within the import's own transaction; how many were new.
/// Those whose kind, sides and first day are there already stay as they are.
///
/// # Errors
/// [`Error::Forbidden`] where one of them is not the actor's to enter.
pub async fn import(
    tx: &impl ConnectionTrait,
    by: &Actor,
    pairings: &[Pairing],
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    if !pairings.iter().all(|pairing| may(by, pairing)) {
        return Err(Error::Forbidden);
    }
    storage::pairings::insert_new(tx, pairings, by.account(), now).await
}

fn may(by: &Actor, pairing: &Pairing) -> bool {
    by.capacity()
        .is_none_or(|capacity| capacity.may_pair(pairing.east, pairing.west))
}

fn fault(flaw: Flaw) -> Fault {
    match flaw {
        Flaw::SidesOverlap => Fault::at("/west", Code::PairingSidesOverlap),
        Flaw::FirstDayOutOfRange => Fault::at("/effective_from", Code::OutOfRange),
        Flaw::LastDayOutOfRange => Fault::at("/effective_to", Code::OutOfRange),
        Flaw::EndsBeforeStart => Fault::at("/effective_to", Code::DateOrder),
    }
}
