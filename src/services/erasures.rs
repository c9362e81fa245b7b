//! Being forgotten: asked by the person or at the counter, decided by the county, kept off by what must be kept.

use super::{Actor, Done, consents, evidence, imports};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        self,
        idempotency::{self, RequestKey},
    },
};
use domain::{
    erasure::{Erasure, ErasureRefusal, ErasureState, HoldReason, LegalHold},
    id::{ErasureId, LegalHoldId, PersonId},
    recusal::Recusal,
    trace::Act,
};
use sea_orm::DbBackend;

/// Asks that a person within reach be forgotten.
///
/// # Errors
/// [`Error::NotFound`], [`Code::AlreadyExists`] where a request waits.
pub async fn ask(app: &App, by: &Actor, key: &RequestKey, person: PersonId) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    let asked_for = storage::people::get(&tx, &app.keys, by.scope(), person).await?;
    let home = asked_for.ok_or(Error::NotFound)?.home;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let erasure = Erasure {
        id: ErasureId::fresh(),
        person,
        asked_by: by.account(),
        role: by.role(),
        state: ErasureState::Waiting,
        refusal: None,
        decided_at: None,
        version: 1,
        created_at: now,
    };
    storage::erasures::insert(&tx, &erasure).await?;
    app.outbox().erasure_asked(&tx, &erasure, home).await?;
    idempotency::keep(&tx, key, erasure.id.0, now).await?;
    tx.commit(by.did(Act::ErasureAsked, erasure.id.0), now)
        .await?;
    Ok(Done::now(erasure.id.0))
}

/// A request that was just made by whoever asks.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn made(app: &App, id: ErasureId) -> Result<Erasure, Error> {
    let found = storage::erasures::made(&app.db, id).await?;
    found.ok_or(Error::NotFound)
}

/// One request within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: ErasureId) -> Result<Erasure, Error> {
    let found = storage::erasures::get(&app.db, by.scope(), id).await?;
    found.ok_or(Error::NotFound)
}

/// Requests within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    state: Option<ErasureState>,
    after: Option<ErasureId>,
    limit: u64,
) -> Result<Vec<Erasure>, Error> {
    storage::erasures::list(&app.db, by.scope(), state, after, limit).await
}

/// Decides a request: with a reason it is refused, without one the person is forgotten at once. Offers are taken back first;
/// jobs and placements stay, with their days, under an identity that stands for nobody.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::NotInThisState`]; [`Code::Recused`] for whoever asked;
/// [`Code::LegalHold`], [`Code::WorkGoesOn`] where nothing may be erased.
pub async fn decide(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    read: (ErasureId, i64),
    refusal: Option<ErasureRefusal>,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    let (id, version) = read;
    let erasure = storage::erasures::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if erasure.version != version {
        return Err(Error::Stale {
            current: erasure.version,
        });
    }
    if erasure.state != ErasureState::Waiting {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    by.recuse(Recusal::OwnRequest, erasure.asked_by)?;
    let mut orphans = Vec::new();
    if refusal.is_none() {
        let person = erasure.person;
        storage::placements::lock_person(&tx, person).await?;
        let holds = storage::legal_holds::of(&tx, person).await?;
        if holds.iter().any(|hold| hold.released_at.is_none()) {
            return Err(Error::Conflict(Code::LegalHold));
        }
        consents::withdraw_from_matching(app, &tx, by, person).await?;
        if storage::placements::is_on_the_way(&tx, person).await?
            || storage::employments::is_open(&tx, person).await?
        {
            return Err(Error::Conflict(Code::WorkGoesOn));
        }
        orphans = storage::people::erase(&tx, &app.keys, person, now).await?;
    }
    storage::erasures::decide(&tx, read, refusal, by.account(), now).await?;
    app.outbox().erasure_decided(&tx, &erasure, refusal).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    let said = match refusal {
        None => "done",
        Some(_) => "refused",
    };
    tx.commit(by.did(Act::ErasureDecided, id.0).saying(said), now)
        .await?;
    if refusal.is_none() {
        evidence::drop_content(app, &orphans).await?;
        imports::sweep(app).await?;
    }
    Ok(Done::now(id.0))
}

/// Writes the file of a SQLite database anew where somebody was forgotten since it was last: what was taken out stands in pages
/// that were freed until then. Where others read or write for long it is tried again the next time.
///
/// # Errors
/// Whatever the database says.
pub async fn rewrite(app: &App) -> Result<(), Error> {
    if app.db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    // Asked before: whoever is forgotten meanwhile waits for the next time.
    let since = storage::erasures::not_rewritten(&app.db).await?;
    if since.is_empty() || !storage::rewrite(&app.db).await? {
        return Ok(());
    }
    tracing::info!(
        "the database file was written anew after {} erasures",
        since.len()
    );
    storage::erasures::rewritten(&app.db, &since, app.clock.now()).await
}

/// Says that what is known of a person within reach must be kept.
///
/// # Errors
/// [`Error::NotFound`], [`Code::AlreadyExists`] where it is said for the same reason.
pub async fn hold(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
    reason: HoldReason,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    // An erasure that is being decided comes first, or waits and finds the hold.
    storage::placements::lock_person(&tx, person).await?;
    let hold = LegalHold {
        id: LegalHoldId::fresh(),
        person,
        reason,
        set_at: now,
        released_at: None,
    };
    storage::legal_holds::insert(&tx, &hold, by.account()).await?;
    idempotency::keep(&tx, key, hold.id.0, now).await?;
    tx.commit(by.did(Act::LegalHoldSet, hold.id.0), now).await?;
    Ok(Done::now(hold.id.0))
}

/// The holds of a person within reach, the oldest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn holds(app: &App, by: &Actor, person: PersonId) -> Result<Vec<LegalHold>, Error> {
    if !storage::people::exists(&app.db, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    storage::legal_holds::of(&app.db, person).await
}

/// Releases a hold of a person within reach.
///
/// # Errors
/// [`Error::NotFound`], [`Code::NotInThisState`] where it does not stand.
pub async fn release(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
    id: LegalHoldId,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let holds = storage::legal_holds::of(&tx, person).await?;
    if !holds.iter().any(|hold| hold.id == id) {
        return Err(Error::NotFound);
    }
    if !storage::legal_holds::release(&tx, person, id, by.account(), now).await? {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::LegalHoldReleased, id.0), now).await?;
    Ok(Done::now(id.0))
}
