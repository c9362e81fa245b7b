//! An address is confirmed by a code that is sent there, before anything else is.

use super::{Actor, spoken};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    keys::Keys,
    storage::{self, preferences::Preference},
};
use domain::{id::AccountId, trace::Act};
use sea_orm::ConnectionTrait;

/// How many letters a code has: 40 bits, of which five may be tried.
const CODE_LETTERS: usize = 8;

/// Sends the actor another code to the address that it named; the one before is no longer good.
///
/// # Errors
/// [`Code::NotInThisState`] where there is no address, or it is confirmed; [`Error::TooMany`].
pub async fn ask(app: &App, by: &Actor) -> Result<(), Error> {
    let (account, _) = by.as_account()?;
    let tx = storage::begin(&app.db).await?;
    let said = storage::preferences::get(&tx, &app.keys, account).await?;
    if !said.is_some_and(|said| said.email.is_some() && said.email_confirmed_at.is_none()) {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    ask_within(app, &tx, account, false).await?;
    tx.commit(by.did(Act::EmailCodeAsked, account.0), app.clock.now())
        .await
}

/// The same within a transaction; `anew` for an address that was named in it.
pub(super) async fn ask_within(
    app: &App,
    tx: &impl ConnectionTrait,
    account: AccountId,
    anew: bool,
) -> Result<(), Error> {
    let (today, now) = (app.clock.today(), app.clock.now());
    storage::email_codes::ask(tx, account, anew, today, now).await?;
    app.outbox().email_named(tx, account).await
}

/// Confirms the actor's address by the code that came.
///
/// # Errors
/// [`Code::EmailCodeWrong`], whatever is wrong: the code, its age, or that it was tried too often.
pub async fn prove(app: &App, by: &Actor, typed: &str) -> Result<(), Error> {
    let wrong = || invalid("/code", Code::EmailCodeWrong);
    let (account, _) = by.as_account()?;
    let now = app.clock.now();
    // The try counts before it is judged, whatever becomes of the request.
    if !storage::email_codes::count_try(&app.db, account, now).await? {
        return Err(wrong());
    }
    let tx = storage::begin(&app.db).await?;
    let said = storage::preferences::get(&tx, &app.keys, account).await?;
    let said = said.ok_or_else(wrong)?;
    let is_right =
        code(&app.keys, account, &said).is_some_and(|code| code == spoken::as_typed(typed));
    let asked_at = said.email_asked_at.filter(|_| is_right).ok_or_else(wrong)?;
    if !storage::email_codes::confirm(&tx, account, asked_at, now).await? {
        return Err(wrong());
    }
    tx.commit(by.did(Act::EmailConfirmed, account.0), now).await
}

/// The code that confirms an account's address: from account, address, the instant at which it was asked for, and a key
/// beside the database. None where nothing waits to be confirmed.
#[must_use]
pub fn code(keys: &Keys, account: AccountId, said: &Preference) -> Option<String> {
    let email = said
        .email
        .as_ref()
        .filter(|_| said.email_confirmed_at.is_none())?;
    let asked_at = said.email_asked_at?.timestamp_micros();
    let digest = keys.digest(
        "email_code",
        &format!("{account}/{asked_at}/{}", email.reveal()),
    );
    Some(spoken::spelt(&digest, CODE_LETTERS))
}
