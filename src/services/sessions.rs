//! Signing in and out.

use super::password;
use crate::{
    app::App,
    error::{Code, Error},
    storage::{self, sessions::Session},
};
use chrono::Duration;
use domain::{
    grant::Grant,
    id::{GrantId, SessionId},
};

/// Signs an account in under one of its grants.
///
/// # Errors
/// [`Code::SignInFailed`], the same for an unknown name, a wrong password and a disabled account;
/// [`Code::GrantAmbiguous`] where several grants are held and none is chosen.
pub async fn sign_in(
    app: &App,
    username: &str,
    password: String,
    wanted: Option<GrantId>,
) -> Result<(Session, Grant), Error> {
    let failed = || Error::Unauthenticated(Code::SignInFailed);
    let found = storage::accounts::for_sign_in(&app.db, username).await?;
    let (account, hash) = found.unzip();
    let known = password::matches(password, hash).await?;
    let account = account
        .filter(|a| known && a.disabled_at.is_none())
        .ok_or_else(failed)?;

    let today = app.clock.today();
    let mut grants = storage::accounts::grants_of(&app.db, &[account.id]).await?;
    grants.retain(|grant| grant.holds_on(today) && wanted.is_none_or(|id| id == grant.id));
    let grant = match grants.len() {
        0 => return Err(failed()),
        1 => grants.swap_remove(0),
        _ => return Err(Error::Conflict(Code::GrantAmbiguous)),
    };

    let now = app.clock.now();
    let session = Session {
        id: SessionId::fresh(),
        account: account.id,
        grant: grant.id,
        created_at: now,
        expires_at: now + Duration::hours(app.settings.session_hours),
    };
    storage::sessions::insert(&app.db, &session).await?;
    Ok((session, grant))
}

/// Ends a session at once.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_out(app: &App, id: SessionId) -> Result<(), Error> {
    storage::sessions::revoke(&app.db, id, app.clock.now()).await
}
