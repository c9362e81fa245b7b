//! Access tokens of sessions, by the service's keys and clock.

use crate::{
    app::App,
    error::{Code, Error},
    storage::sessions::Session,
};
use chrono::Duration;
use domain::id::SessionId;
use signed::token::{self, Bearer};

/// A token for a session, and the seconds for which it is good.
///
/// # Errors
/// Only a fault of our own.
pub fn issue(app: &App, session: &Session) -> Result<(String, i64), Error> {
    let now = app.clock.now();
    let until = (now + Duration::minutes(app.settings.token_minutes)).min(session.expires_at);
    let of = Bearer {
        account: session.account.0,
        grant: session.grant.0,
        session: session.id.0,
    };
    let keys = app.keys.tokens();
    let key = keys.active();
    let by = (key.id.as_str(), key.private.as_slice());
    let token =
        token::issue(of, by, now.timestamp(), until.timestamp()).map_err(Error::internal)?;
    Ok((token, (until - now).num_seconds()))
}

/// The session that a token names, if the token is one of ours and good at this hour.
///
/// # Errors
/// [`Code::TokenInvalid`], whatever is wrong with it.
pub fn read(app: &App, token: &str) -> Result<SessionId, Error> {
    let keys = app.keys.tokens();
    let public = |kid: &str| keys.verifying(kid).map(|key| key.public.clone());
    token::read(token, app.clock.now().timestamp(), public)
        .map(|bearer| SessionId(bearer.session))
        .ok_or(Error::Unauthenticated(Code::TokenInvalid))
}
