//! Access tokens: signed by Ed25519, a few minutes, nothing inside but whose session it is.

use super::ed25519;
use crate::{
    app::App,
    error::{Code, Error},
    storage::sessions::Session,
};
use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use domain::id::SessionId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ISSUER: &str = "rengang";
const AUDIENCE: &str = "rengang-api";
const KIND: &str = "at+jwt";
const LEEWAY_SECONDS: i64 = 30;
/// No token of ours lives longer: the most that `token_minutes` may be.
const LIFE_SECONDS: i64 = 3600;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    gid: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The only members that a header of ours has. Everything else (`crit`, `jku`, `jwk`, `x5u` …)
/// asks the verifier for something that it will not do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    typ: String,
    alg: String,
    kid: String,
}

/// A token for a session, and the seconds for which it is good.
///
/// # Errors
/// Only a fault of our own.
pub fn issue(app: &App, session: &Session) -> Result<(String, i64), Error> {
    ed25519::install();
    let now = app.clock.now();
    let until = (now + Duration::minutes(app.settings.token_minutes)).min(session.expires_at);
    let claims = Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: session.account.0,
        gid: session.grant.0,
        sid: session.id.0,
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: until.timestamp(),
    };
    let keys = app.keys.tokens();
    let key = keys.active();
    let header = Header {
        typ: Some(KIND.into()),
        kid: Some(key.id.clone()),
        ..Header::new(Algorithm::EdDSA)
    };
    let token = encode(&header, &claims, &EncodingKey::from_ed_der(&key.private))
        .map_err(Error::internal)?;
    Ok((token, (until - now).num_seconds()))
}

/// The session that a token names, if the token is one of ours and good at this hour.
///
/// # Errors
/// [`Code::TokenInvalid`], whatever is wrong with it.
pub fn read(app: &App, token: &str) -> Result<SessionId, Error> {
    ed25519::install();
    verified(app, token).ok_or(Error::Unauthenticated(Code::TokenInvalid))
}

fn verified(app: &App, token: &str) -> Option<SessionId> {
    if token.len() > 2048 {
        return None;
    }
    let header = BASE64URL_NOPAD
        .decode(token.split('.').next()?.as_bytes())
        .ok()?;
    let header: StrictHeader = serde_json::from_slice(&header).ok()?;
    if header.typ != KIND || header.alg != "EdDSA" {
        return None;
    }
    let keys = app.keys.tokens();
    let key = keys.verifying(&header.kid)?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    // The hours are compared below, with the clock that the whole service asks.
    rules.validate_exp = false;
    rules.validate_nbf = false;
    let key = DecodingKey::from_ed_der(&key.public);
    let claims = decode::<Claims>(token, &key, &rules).ok()?.claims;
    let now = app.clock.now().timestamp();
    let is_of_now =
        claims.nbf <= now + LEEWAY_SECONDS && now < claims.exp.saturating_add(LEEWAY_SECONDS);
    let good = is_of_now && claims.exp.saturating_sub(claims.iat) <= LIFE_SECONDS;
    good.then_some(SessionId(claims.sid))
}
