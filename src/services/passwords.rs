//! Changing one's password, and resetting a colleague's.

use super::{Actor, grants, password, second_factors};
use crate::{
    app::App,
    config::PasswordProfile,
    error::{Code, Error, invalid},
    storage::{self, Scope, accounts::Account, sessions::Which},
};
use chrono::{Days, NaiveDate};
use data_encoding::BASE32_NOPAD;
use domain::{
    grant::{Capacity, Grant},
    id::{AccountId, SessionId},
    trace::Act,
};
use rand::Rng;

/// Days after which the profile `mlps3` asks for another password.
const MLPS3_DAYS: u64 = 90;

/// How many of the last passwords that profile lets nobody use again.
const MLPS3_MEMORY: u64 = 5;

/// Changes one's own password, and ends all other sessions of the account.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::PasswordTooWeak`], [`Code::PasswordTooPlain`],
/// [`Code::PasswordUsedBefore`]; where the account has a second factor, [`Code::SecondFactorWrong`].
pub async fn change(
    app: &App,
    by: &Actor,
    session: SessionId,
    present: String,
    wanted: String,
    code: Option<&str>,
) -> Result<(), Error> {
    let id = by.account().ok_or(Error::NotFound)?;
    let (account, before) = storage::passwords::of(&app.db, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !password::matches(present, Some(before.clone())).await? {
        return Err(invalid("/current_password", Code::PasswordWrong));
    }
    let grants = storage::accounts::grants_of(&app.db, &[id]).await?;
    let about = about(app, &account, &grants).await?;
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    password::check(&wanted, &about, app.settings.password_profile)?;
    let mut past = vec![before.clone()];
    if app.settings.password_profile == PasswordProfile::Mlps3 {
        past.extend(storage::passwords::past(&app.db, id, MLPS3_MEMORY - 1).await?);
    }
    for hash in past {
        if password::matches(wanted.clone(), Some(hash)).await? {
            return Err(invalid("/password", Code::PasswordUsedBefore));
        }
    }
    let hash = password::hash(wanted).await?;
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if storage::second_factors::is_proved(&tx, id).await? {
        let spent = match code {
            Some(code) => second_factors::spend(app, &tx, id, code).await?,
            None => false,
        };
        if !spent {
            return Err(invalid("/code", Code::SecondFactorWrong));
        }
    }
    let due_on = due_on(app);
    if !storage::passwords::replace(&tx, id, &before, &hash, due_on, now).await? {
        return Err(Error::Conflict(Code::Busy));
    }
    storage::sessions::revoke(&tx, Which::OthersOf(id, session), now).await?;
    tx.commit(by.did(Act::PasswordChanged, id.0), app.clock.now())
        .await
}

/// Gives an account a password of one day's use, which its holder must change first, and ends its sessions. Its second
/// factor stays.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Error::Forbidden`] for one's own.
pub async fn reset(app: &App, by: &Actor, id: AccountId, version: i64) -> Result<String, Error> {
    if by.account() == Some(id) {
        return Err(Error::Forbidden);
    }
    let (_, before) = storage::passwords::of(&app.db, id)
        .await?
        .ok_or(Error::NotFound)?;
    let fresh = temporary();
    let hash = password::hash(fresh.clone()).await?;
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    grants::must_reach_all(app, &tx, by, id).await?;
    storage::accounts::acted_on(&tx, by.scope(), id, version).await?;
    if !storage::passwords::replace(&tx, id, &before, &hash, Some(app.clock.today()), now).await? {
        return Err(Error::Conflict(Code::Busy));
    }
    storage::sessions::revoke(&tx, Which::Of(id), now).await?;
    tx.commit(by.did(Act::PasswordReset, id.0), app.clock.now())
        .await?;
    Ok(fresh)
}

/// The day on which a password chosen today must be changed.
pub(super) fn due_on(app: &App) -> Option<NaiveDate> {
    match app.settings.password_profile {
        PasswordProfile::Asvs => None,
        PasswordProfile::Mlps3 => app.clock.today().checked_add_days(Days::new(MLPS3_DAYS)),
    }
}

/// 100 bits in five groups that can be read out.
fn temporary() -> String {
    let mut bytes = [0_u8; 13];
    rand::rng().fill_bytes(&mut bytes);
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    let groups: Vec<String> = text
        .as_bytes()
        .chunks(4)
        .take(5)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    groups.join("-")
}

/// What others know of the holder of an account and would try: names, and a job seeker's own numbers.
async fn about(app: &App, account: &Account, grants: &[Grant]) -> Result<Vec<String>, Error> {
    let mut words = vec![account.username.clone(), account.display_name.clone()];
    let scope = Scope::job("a password is held against its holder's own numbers");
    for grant in grants {
        if let Capacity::Worker(person) = grant.capacity
            && let Some(person) = storage::people::get(&app.db, &app.keys, &scope, person).await?
        {
            words.push(person.citizen_id.reveal().to_owned());
            words.extend(person.phone.map(|phone| phone.reveal().to_owned()));
            words.push(person.name);
        }
    }
    Ok(words)
}

/// Whether a first password may be given to an account that is being made.
///
/// # Errors
/// As [`password::check`].
pub(super) async fn check_first(
    app: &App,
    account: &Account,
    grant: &Grant,
    password: &str,
) -> Result<(), Error> {
    let about = about(app, account, std::slice::from_ref(grant)).await?;
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    password::check(password, &about, app.settings.password_profile)
}
