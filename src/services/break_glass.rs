//! Breaking the glass: a look at one person out of one's own reach, for three hours, told to the office of their home.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        self, Scope,
        break_glass::BreakGlass,
        idempotency::{self, RequestKey},
        people::Wanted,
    },
};
use chrono::Duration;
use domain::{
    citizen_id::CitizenId,
    id::{BreakGlassId, PersonId},
    trace::{Act, GlassReason},
};

/// For how long one may look.
const OPEN: Duration = Duration::hours(3);

/// By what the person is named.
#[derive(Clone, Debug)]
pub enum Named {
    /// By identity.
    Id(PersonId),
    /// By the whole citizen ID.
    CitizenId(CitizenId),
}

/// Lets the actor look at one person for three hours. It counts among the five of a day whether anybody was found or not.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::WithinReach`] where no glass stands before the person; [`Error::TooMany`].
pub async fn open(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    named: Named,
    reason: GlassReason,
) -> Result<Done, Error> {
    let grant = by.whole_grant().ok_or(Error::Forbidden)?;
    let all = Scope::job("somebody breaks the glass before a person");
    let found = match named {
        Named::Id(id) => storage::people::get(&app.db, &app.keys, &all, id).await?,
        Named::CitizenId(id) => {
            let wanted = Wanted::CitizenId(id);
            let found = storage::people::find(&app.db, &app.keys, &all, &wanted, 1).await?;
            found.into_iter().next()
        }
    };
    let found = found.map(|person| (person.id, person.home));
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if let Some((person, _)) = found
        && storage::people::exists(&tx, by.scope(), person).await?
    {
        return Err(Error::Conflict(Code::WithinReach));
    }
    let id = BreakGlassId::fresh();
    let when = (app.clock.today(), now, now + OPEN);
    storage::break_glass::insert(&tx, id, grant, found, reason, when).await?;
    let Some((person, home)) = found else {
        let trace = by.did(Act::GlassRefused, id.0).for_purpose(reason);
        tx.commit(trace, now).await?;
        return Err(Error::NotFound);
    };
    app.outbox().glass_broken(&tx, id, home, reason).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    let trace = by.did(Act::GlassBroken, id.0).seeing([person]);
    tx.commit(trace.for_purpose(reason), now).await?;
    tracing::warn!(break_glass.id = %id, "the glass before a person was broken: {id}");
    Ok(Done::now(id.0))
}

/// One that the actor has just made.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, id: BreakGlassId) -> Result<BreakGlass, Error> {
    let found = storage::break_glass::get(&app.db, id).await?;
    found.ok_or(Error::NotFound)
}

/// Broken glasses before people of the actor's area, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    before: Option<BreakGlassId>,
    limit: u64,
) -> Result<Vec<BreakGlass>, Error> {
    storage::break_glass::list(&app.db, by.scope(), before, limit).await
}
