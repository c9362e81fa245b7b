//! Two counties that call one person their own.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, unchanged},
    storage::{
        self, Scope,
        conflicts::Conflict,
        idempotency::{self, RequestKey},
        people::Change,
    },
};
use domain::{coded::Coded, id::ConflictId, trace::Act, words::ConflictOutcome};

/// One conflict to which the caller's county is a side.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: ConflictId) -> Result<Conflict, Error> {
    storage::conflicts::get(&app.db, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Conflicts to which the caller's county is a side, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    open: Option<bool>,
    after: Option<ConflictId>,
    limit: u64,
) -> Result<Vec<Conflict>, Error> {
    storage::conflicts::list(&app.db, &app.keys, by.scope(), open, after, limit).await
}

/// Ends a conflict: the county that has the person releases it to the other, or the one that
/// claims the person withdraws.
///
/// # Errors
/// [`Code::OtherSideDecides`], [`Code::NotInThisState`], [`Error::Stale`], [`Error::NotFound`].
pub async fn resolve(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: ConflictId,
    version: i64,
    outcome: ConflictOutcome,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let conflict = storage::conflicts::get(&tx, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(conflict.version, version)?;
    let decides = match outcome {
        ConflictOutcome::Released => conflict.holder,
        ConflictOutcome::Withdrawn => conflict.claimant,
    };
    let own = by.capacity().and_then(domain::grant::Capacity::division);
    if own.is_some_and(|own| !own.contains(decides)) {
        return Err(Error::Conflict(Code::OtherSideDecides));
    }
    let now = app.clock.now();
    if outcome == ConflictOutcome::Released {
        release(app, &tx, by.scope(), &conflict).await?;
    }
    storage::conflicts::resolve(&tx, by.scope(), &conflict, outcome, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(
        by.did(Act::ConflictResolved, id.0).saying(outcome.code()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(id.0))
}

/// Moves the person to the county that claims it. A conflict that has ended moves nobody.
async fn release(
    app: &App,
    tx: &impl sea_orm::ConnectionTrait,
    scope: &Scope,
    conflict: &Conflict,
) -> Result<(), Error> {
    let ended = || Error::Conflict(Code::NotInThisState);
    if conflict.outcome.is_some() {
        return Err(ended());
    }
    let person = storage::people::get(tx, &app.keys, scope, conflict.person)
        .await?
        .ok_or_else(ended)?;
    let change = Change {
        home: Some(conflict.claimant),
        ..Change::default()
    };
    let read = (person.id, person.version);
    let when = (app.clock.today(), app.clock.now());
    storage::people::change(tx, &app.keys, scope, read, &change, when).await
}
