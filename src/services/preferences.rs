//! How somebody wants to be told: each account says it of itself.

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{self, preferences::Preference},
};
use domain::{id::AccountId, words::Role};

/// What holds for the actor's account.
///
/// # Errors
/// Whatever the database says.
pub async fn get(app: &App, by: &Actor) -> Result<Preference, Error> {
    let (account, role) = own(by)?;
    let said = storage::preferences::get(&app.db, &app.keys, account).await?;
    Ok(said.unwrap_or_else(|| Preference::unsaid(role)))
}

/// Keeps what the actor's account says; `next.version` is the one that was read. What waits for a
/// digest follows the new rhythm.
///
/// # Errors
/// [`Error::Stale`].
pub async fn save(app: &App, by: &Actor, next: &Preference) -> Result<(), Error> {
    let (account, _) = own(by)?;
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    storage::preferences::save(&tx, &app.keys, account, next, now).await?;
    storage::letters::retime(&tx, account, next.rhythm.told_at(now), now).await?;
    Ok(tx.commit().await?)
}

fn own(by: &Actor) -> Result<(AccountId, Role), Error> {
    by.account()
        .zip(by.role())
        .ok_or_else(|| Error::internal("preferences without an account"))
}
