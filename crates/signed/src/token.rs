//! Access tokens: signed by Ed25519, a few minutes, nothing inside but whose session it is.

use crate::ed25519;
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, errors::Error,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ISSUER: &str = "rengang";
const AUDIENCE: &str = "rengang-api";
const KIND: &str = "at+jwt";
const LEEWAY_SECONDS: i64 = 30;
/// No token of ours lives longer: the most that the service may be set to.
const LIFE_SECONDS: i64 = 3600;
/// No token of ours is longer.
const LONGEST: usize = 2048;

/// Whose session a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The account.
    pub account: Uuid,
    /// The grant under which it acts.
    pub grant: Uuid,
    /// The session.
    pub session: Uuid,
}

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

/// A token, good from `now` to `until` (seconds of the epoch), signed by a private key (PKCS#8) that `kid` names.
///
/// # Errors
/// The key is none.
pub fn issue(
    of: Bearer,
    (kid, private): (&str, &[u8]),
    now: i64,
    until: i64,
) -> Result<String, Error> {
    ed25519::install();
    let claims = Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: of.account,
        gid: of.grant,
        sid: of.session,
        iat: now,
        nbf: now,
        exp: until,
    };
    let header = Header {
        typ: Some(KIND.into()),
        kid: Some(kid.to_owned()),
        ..Header::new(Algorithm::EdDSA)
    };
    encode(&header, &claims, &EncodingKey::from_ed_der(private))
}

/// Whose session a token names, if it is signed by the key that `public` gives for its `kid` and good at `now`
/// (seconds of the epoch).
pub fn read(token: &str, now: i64, public: impl FnOnce(&str) -> Option<Vec<u8>>) -> Option<Bearer> {
    if token.len() > LONGEST {
        return None;
    }
    ed25519::install();
    let header = BASE64URL_NOPAD
        .decode(token.split('.').next()?.as_bytes())
        .ok()?;
    let header: StrictHeader = serde_json::from_slice(&header).ok()?;
    if header.typ != KIND || header.alg != "EdDSA" {
        return None;
    }
    let key = DecodingKey::from_ed_der(&public(&header.kid)?);
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    // The hours are compared below, with the clock that the whole service asks.
    rules.validate_exp = false;
    rules.validate_nbf = false;
    let claims = decode::<Claims>(token, &key, &rules).ok()?.claims;
    let is_of_now =
        claims.nbf <= now + LEEWAY_SECONDS && now < claims.exp.saturating_add(LEEWAY_SECONDS);
    let good = is_of_now && claims.exp.saturating_sub(claims.iat) <= LIFE_SECONDS;
    good.then_some(Bearer {
        account: claims.sub,
        grant: claims.gid,
        session: claims.sid,
    })
}
