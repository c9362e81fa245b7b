//! Signing in and out, and staying signed in.

use super::{Actor, Done, password, second_factors};
use crate::{
    app::App,
    config::SecondFactor,
    error::{Code, Error},
    storage::{
        self, Untraced,
        idempotency::{self, RequestKey},
        refresh_tokens::RefreshToken,
        sessions::{InForce, Session, Which},
        traces::Trace,
    },
};
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use domain::{
    consent::NOTICE_VERSION,
    grant::{Capacity, Grant},
    id::{GrantId, SessionId},
    trace::Act,
    words::Role,
};
use rand::Rng;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

/// For so long a refresh token that was used gives the same answer again: the first may have been lost on the way.
const GRACE: Duration = Duration::seconds(10);

/// What somebody shows to be let in.
#[derive(Debug)]
pub struct SignIn {
    /// Sign-in name.
    pub username: String,
    /// Password.
    pub password: String,
    /// A code of the second factor.
    pub code: Option<String>,
    /// Which grant to act under.
    pub grant: Option<GrantId>,
    /// Where, in the words of the client.
    pub device: Option<String>,
    /// From where; kept as a digest only.
    pub address: String,
}

/// Somebody who was let in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Under which grant.
    pub grant: Grant,
    /// What renews the session, once.
    pub refresh: String,
}

/// Whether an account was signed in to from an address lately: there it has attempts of its own.
///
/// # Errors
/// Whatever the database says.
pub async fn is_known(app: &App, username: &str, address: &str) -> Result<bool, Error> {
    storage::known_addresses::holds(&app.db, &app.keys, username, address).await
}

/// Signs an account in under one of its grants.
///
/// # Errors
/// [`Code::SignInFailed`], the same for an unknown name, a wrong password, a wrong code and a disabled account;
/// [`Code::SecondFactorMissing`] where name and password are right and a code is needed;
/// [`Error::Ambiguous`] where several grants are held and none is chosen.
pub async fn sign_in(app: &App, shown: SignIn) -> Result<SignedIn, Error> {
    let failed = || Error::Unauthenticated(Code::SignInFailed);
    let found = storage::passwords::for_sign_in(&app.db, &shown.username).await?;
    let (account, hash) = found.unzip();
    let known = password::matches(shown.password, hash).await?;
    let account = account
        .filter(|a| known && a.disabled_at.is_none())
        .ok_or_else(failed)?;

    let today = app.clock.today();
    let tx = storage::begin(&app.db).await?;
    if storage::second_factors::is_proved(&tx, account.id).await? {
        let code = shown
            .code
            .ok_or(Error::Unauthenticated(Code::SecondFactorMissing))?;
        if !second_factors::spend(app, &tx, account.id, &code).await? {
            return Err(failed());
        }
    }
    let mut grants = storage::accounts::grants_of(&tx, &[account.id]).await?;
    grants.retain(|grant| grant.holds_on(today) && shown.grant.is_none_or(|id| id == grant.id));
    let grant = match grants.len() {
        0 => return Err(failed()),
        1 => grants.swap_remove(0),
        _ => return Err(Error::Ambiguous(grants)),
    };
    let from = (shown.username.as_str(), shown.address.as_str());
    storage::known_addresses::keep(&tx, &app.keys, from, app.clock.now()).await?;
    let signed_in = begin(app, &tx, grant, shown.device).await?;
    tx.commit(
        Trace::of(&signed_in.grant, Act::SignedIn).upon(signed_in.session.id.0),
        app.clock.now(),
    )
    .await?;
    Ok(signed_in)
}

/// Begins a session of somebody who was found to be the holder of a grant.
pub(super) async fn begin(
    app: &App,
    tx: &impl ConnectionTrait,
    grant: Grant,
    device: Option<String>,
) -> Result<SignedIn, Error> {
    let now = app.clock.now();
    let session = Session {
        id: SessionId::fresh(),
        account: grant.account,
        grant: grant.id,
        created_at: now,
        expires_at: now + lifetime(app, &grant),
        device,
        renewed_at: None,
    };
    storage::sessions::insert(tx, &session).await?;
    let mut first = [0_u8; 32];
    rand::rng().fill_bytes(&mut first);
    let refresh = give(app, tx, &session, &grant, &first).await?;
    Ok(SignedIn {
        session,
        grant,
        refresh,
    })
}

/// Renews a session by its refresh token, which is used up by it.
///
/// A token that comes back after it was used, and after the time in which an answer may have been lost, was stolen from
/// somebody: the session ends for whoever holds it.
///
/// # Errors
/// [`Code::RefreshInvalid`], whatever is wrong with it.
pub async fn renew(app: &App, token: &str) -> Result<SignedIn, Error> {
    let refused = || Error::Unauthenticated(Code::RefreshInvalid);
    let token = read(token).ok_or_else(refused)?;
    let digest = Sha256::digest(token).into();
    let (now, today) = (app.clock.now(), app.clock.today());
    let tx = storage::begin(&app.db).await?;
    let found = storage::refresh_tokens::get(&tx, &digest).await?;
    let (session, until, used_at) = found.ok_or_else(refused)?;
    let found = storage::sessions::get(&tx, session, now, today).await?;
    let (session, grant) = found.ok_or_else(refused)?;
    let successor = app.keys.refresh_successor(&token);
    match used_at {
        Some(at) if now - at > GRACE => {
            storage::sessions::revoke(&tx, Which::One(session.id), now).await?;
            tx.commit(
                Trace::of(&grant, Act::SessionBurnt).upon(session.id.0),
                app.clock.now(),
            )
            .await?;
            tracing::warn!(session.id = %session.id, "a used refresh token came back: session {} ends", session.id);
            return Err(refused());
        }
        None if until <= now => return Err(refused()),
        // Another request may have used it between two looks: then that one gave the successor out.
        None if storage::refresh_tokens::use_up(&tx, &digest, now).await? => {
            give(app, &tx, &session, &grant, &successor).await?;
            storage::sessions::renewed(&tx, session.id, now).await?;
        }
        _ => {}
    }
    tx.commit_untraced(Untraced::SessionRenewed).await?;
    Ok(SignedIn {
        session,
        grant,
        refresh: spelt(&successor),
    })
}

/// Keeps the digest of a refresh token that is given out, and spells the token.
async fn give(
    app: &App,
    tx: &impl ConnectionTrait,
    session: &Session,
    grant: &Grant,
    token: &[u8; 32],
) -> Result<String, Error> {
    let now = app.clock.now();
    let row = RefreshToken {
        digest: Sha256::digest(token).into(),
        session: session.id,
        issued_at: now,
        expires_at: (now + idle(app, grant)).min(session.expires_at),
    };
    storage::refresh_tokens::insert(tx, &row).await?;
    Ok(spelt(token))
}

fn spelt(token: &[u8; 32]) -> String {
    BASE64URL_NOPAD.encode(token)
}

fn read(token: &str) -> Option<[u8; 32]> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// For how long a sign-in is good at most.
fn lifetime(app: &App, grant: &Grant) -> Duration {
    match grant.capacity.role() {
        Role::Worker => Duration::days(app.settings.worker_session_days),
        _ => Duration::hours(app.settings.session_hours),
    }
}

/// After how long without being renewed it is over.
fn idle(app: &App, grant: &Grant) -> Duration {
    match grant.capacity.role() {
        Role::Worker => Duration::days(app.settings.worker_idle_days),
        _ => Duration::minutes(app.settings.idle_minutes),
    }
}

/// What the holder of a session has to do before anything else.
///
/// # Errors
/// Whatever the database says.
pub async fn to_be_set_up(app: &App, session: &InForce) -> Result<Option<Code>, Error> {
    if session
        .password_due_on
        .is_some_and(|due| due <= app.clock.today())
    {
        return Ok(Some(Code::PasswordDue));
    }
    if let Capacity::Worker(person) = session.grant.capacity
        && storage::consents::is_asked(&app.db, person, NOTICE_VERSION).await?
    {
        return Ok(Some(Code::ConsentUndecided));
    }
    let is_asked = app.settings.second_factor == SecondFactor::Required
        && session.grant.capacity.role() != Role::Worker;
    if is_asked && !storage::second_factors::is_proved(&app.db, session.grant.account).await? {
        return Ok(Some(Code::SecondFactorUnset));
    }
    Ok(None)
}

/// One's own sessions in force, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(app: &App, by: &Actor) -> Result<Vec<Session>, Error> {
    match by.account() {
        Some(account) => storage::sessions::of(&app.db, account, app.clock.now()).await,
        None => Ok(Vec::new()),
    }
}

/// Ends one of one's own sessions at once.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke(app: &App, by: &Actor, key: &RequestKey, id: SessionId) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let account = by.account().ok_or(Error::NotFound)?;
    let own = storage::sessions::of(&tx, account, now).await?;
    if !own.iter().any(|session| session.id == id) {
        return Err(Error::NotFound);
    }
    storage::sessions::revoke(&tx, Which::One(id), now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::SessionEnded, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Ends a session at once.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_out(app: &App, grant: &Grant, id: SessionId) -> Result<(), Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    storage::sessions::revoke(&tx, Which::One(id), now).await?;
    let trace = Trace::of(grant, Act::SessionEnded).upon(id.0);
    tx.commit(trace, now).await
}

/// Forgets the refresh tokens of sessions that are over; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(app: &App, now: DateTime<Utc>) -> Result<u64, Error> {
    storage::refresh_tokens::forget(&app.db, now).await
}
