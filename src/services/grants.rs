//! Grants of accounts: added, ended, and, where they open the service itself, confirmed by a second person.
//!
//! An account may hold several; a session acts under one. What is ended or waits for its second person holds nowhere,
//! from the next request on.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self, Scope,
        accounts::Granted,
        idempotency::{self, RequestKey},
        sessions::Which,
        traces::Trace,
    },
};
use chrono::NaiveDate;
use domain::{
    grant::{Capacity, Grant},
    id::{AccountId, GrantId},
    recusal::Recusal,
    trace::Act,
    words::Role,
};
use sea_orm::ConnectionTrait;

/// Adds a grant to an account within reach.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::RoleNotYours`], [`Code::Recused`] for one's own account,
/// [`Code::AlreadyExists`] where it is held already.
pub async fn add(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (account, version): (AccountId, i64),
    capacity: Capacity,
    until: Option<NaiveDate>,
) -> Result<Done, Error> {
    by.recuse(Recusal::OwnAccount, Some(account))?;
    let (now, today) = (app.clock.now(), app.clock.today());
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    may_grant(app, &tx, by, capacity).await?;
    storage::accounts::acted_on(&tx, by.scope(), account, version).await?;
    let held = storage::accounts::grants_of(&tx, &[account]).await?;
    if held
        .iter()
        .any(|grant| grant.capacity == capacity && grant.to.is_none_or(|last| last >= today))
    {
        return Err(Error::Conflict(Code::AlreadyExists));
    }
    let grant = Grant {
        id: GrantId::fresh(),
        account,
        capacity,
        from: today,
        to: until,
    };
    storage::accounts::insert_grant(&tx, &grant, by.account(), now).await?;
    if needs_a_second(by, capacity) {
        storage::accounts::ask_second(&tx, grant.id, now).await?;
    }
    idempotency::keep(&tx, key, grant.id.0, now).await?;
    tx.commit(by.did(Act::GrantAdded, grant.id.0), now).await?;
    Ok(Done::now(grant.id.0))
}

/// Confirms a grant that waits for a second person.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::Recused`] for whoever gave it, and for its holder; [`Code::NotInThisState`] where it
/// waits for nobody.
pub async fn confirm(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    account: AccountId,
    id: GrantId,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    let granted = of(&tx, by, account, id).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    by.recuse(Recusal::OwnAccount, Some(account))?;
    by.recuse(Recusal::OwnGrant, granted.by)?;
    let now = app.clock.now();
    if !storage::accounts::confirm(&tx, id, by.account(), now).await? {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::GrantConfirmed, id.0), now).await?;
    Ok(Done::now(id.0))
}

/// Confirms a grant at the machine itself: where there is one administrator only, nobody else can.
///
/// # Errors
/// [`Code::NotInThisState`] where no such grant waits.
pub async fn confirm_here(app: &App, id: GrantId) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    let now = app.clock.now();
    if !storage::accounts::confirm(&tx, id, None, now).await? {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let trace = Trace::of_command("a second person confirms", Act::GrantConfirmed).upon(id.0);
    tx.commit(trace, now).await
}

/// Ends a grant that is the actor's to hand out, and the sessions under it, at once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Code::RoleNotYours`], [`Code::Recused`] for one's own;
/// [`Code::NotInThisState`] where it is over.
pub async fn end(
    app: &App,
    by: &Actor,
    (account, version): (AccountId, i64),
    id: GrantId,
) -> Result<(), Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    let granted = of(&tx, by, account, id).await?;
    by.recuse(Recusal::OwnAccount, Some(account))?;
    may_grant(app, &tx, by, granted.grant.capacity).await?;
    storage::accounts::acted_on(&tx, by.scope(), account, version).await?;
    if !storage::accounts::end_grant(&tx, id, by.account(), now).await? {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    storage::sessions::revoke(&tx, Which::Under(id), now).await?;
    tx.commit(by.did(Act::GrantEnded, id.0), now).await
}

/// A grant of an account within reach.
async fn of(
    tx: &impl ConnectionTrait,
    by: &Actor,
    account: AccountId,
    id: GrantId,
) -> Result<Granted, Error> {
    storage::accounts::get(tx, by.scope(), account)
        .await?
        .ok_or(Error::NotFound)?;
    let all = storage::accounts::granted(tx, &[account]).await?;
    let found = all.into_iter().find(|granted| granted.grant.id == id);
    found.ok_or(Error::NotFound)
}

/// Whether a grant waits for a second person: those that open the service itself. Whoever sits at the machine
/// needs none.
pub(super) fn needs_a_second(by: &Actor, capacity: Capacity) -> bool {
    by.account().is_some() && matches!(capacity.role(), Role::Sysadmin | Role::Auditor)
}

/// That everything which an account holds lies within the actor's reach: an act on the account touches all of it.
///
/// # Errors
/// [`Code::HoldsMore`].
pub(super) async fn must_reach_all(
    app: &App,
    db: &impl ConnectionTrait,
    by: &Actor,
    id: AccountId,
) -> Result<(), Error> {
    if storage::accounts::holds_beyond(db, by.scope(), id, app.clock.today()).await? {
        return Err(Error::Conflict(Code::HoldsMore));
    }
    Ok(())
}

/// Whether the actor may hand this out: at or below its own division, to an enterprise that is its
/// own to change, to a person at home with it.
///
/// # Errors
/// [`Code::RoleNotYours`].
pub(super) async fn may_grant(
    app: &App,
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: Capacity,
) -> Result<(), Error> {
    let Some(own) = by.capacity() else {
        let is_there = is_there(app, db, wanted).await?;
        return is_there
            .then_some(())
            .ok_or_else(|| invalid("/role", Code::RoleNotYours));
    };
    let within_reach = match (own, wanted) {
        (Capacity::BureauEast(_) | Capacity::CountyWest(_), Capacity::Enterprise(id)) => {
            storage::enterprises::get_held(db, &app.keys, by.scope(), id)
                .await?
                .is_some()
        }
        (Capacity::CountyWest(_), Capacity::Worker(id)) => {
            storage::people::get(db, &app.keys, by.scope(), id)
                .await?
                .is_some()
        }
        _ => own.may_grant(wanted) && is_there(app, db, wanted).await?,
    };
    if within_reach {
        Ok(())
    } else {
        Err(invalid("/role", Code::RoleNotYours))
    }
}

/// Whether the person or the enterprise for whom somebody is to act is there.
async fn is_there(app: &App, db: &impl ConnectionTrait, wanted: Capacity) -> Result<bool, Error> {
    match wanted {
        Capacity::Worker(id) => storage::people::is_known(db, id).await,
        Capacity::Enterprise(id) => {
            let all = Scope::job("whether the enterprise of a grant is there");
            let found = storage::enterprises::get(db, &app.keys, &all, id).await?;
            Ok(found.is_some())
        }
        _ => Ok(true),
    }
}
