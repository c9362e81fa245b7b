//! How somebody wants to be told: each account says it of itself.

use super::{Actor, email_codes};
use crate::{
    app::App,
    error::Error,
    storage::{self, preferences::Preference},
};
use domain::trace::Act;

/// What holds for the actor's account.
///
/// # Errors
/// Whatever the database says.
pub async fn get(app: &App, by: &Actor) -> Result<Preference, Error> {
    let (account, role) = by.as_account()?;
    let said = storage::preferences::get(&app.db, &app.keys, account).await?;
    Ok(said.unwrap_or_else(|| Preference::unsaid(role)))
}

/// Keeps what the actor's account says; `next.version` is the one that was read. What waits for a
/// digest follows the new rhythm. To an address that is new a code is sent, and nothing else before it has come back.
///
/// # Errors
/// [`Error::Stale`]; [`Error::TooMany`] where addresses are named one after the other.
pub async fn save(app: &App, by: &Actor, mut next: Preference) -> Result<(), Error> {
    let (account, _) = by.as_account()?;
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    let said = storage::preferences::get(&tx, &app.keys, account).await?;
    let same = said.filter(|said| said.email == next.email);
    let is_new = next.email.is_some() && same.is_none();
    next.email_confirmed_at = same.and_then(|said| said.email_confirmed_at);
    storage::preferences::save(&tx, &app.keys, account, &next, now).await?;
    if is_new {
        email_codes::ask_within(app, &tx, account, true).await?;
    }
    storage::letters::retime(&tx, account, next.rhythm.told_at(now), now).await?;
    tx.commit(by.did(Act::PreferencesChanged, account.0), app.clock.now())
        .await
}
