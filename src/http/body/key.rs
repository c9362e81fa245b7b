//! The key under which an act may be sent again.

use crate::{
    error::{Code, Error},
    services::Actor,
    storage::idempotency::RequestKey,
};
use actix_web::HttpRequest;

/// Method and route template: what a key is good for.
pub fn operation(request: &HttpRequest) -> String {
    // The path, not its pattern: the same key for another object is another act.
    format!("{} {}", request.method(), request.path())
}

/// The key in its bare or its quoted form.
pub fn idempotency_key(request: &HttpRequest) -> Option<String> {
    let value = request
        .headers()
        .get("idempotency-key")?
        .to_str()
        .ok()?
        .trim();
    let bare = value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .unwrap_or(value);
    let fits = (8..=64).contains(&bare.len())
        && bare
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    fits.then(|| bare.to_owned())
}

/// Puts a request's key together.
///
/// # Errors
/// [`Code::IdempotencyKeyMissing`].
pub fn request_key(
    by: &Actor,
    key: Option<String>,
    operation: String,
    fingerprint: [u8; 32],
) -> Result<RequestKey, Error> {
    let key = key.ok_or(Error::Malformed(Code::IdempotencyKeyMissing))?;
    let (Some(account), Some(grant)) = (by.account(), by.grant()) else {
        return Err(Error::internal("an act over HTTP without an account"));
    };
    Ok(RequestKey {
        account,
        grant,
        operation,
        key,
        fingerprint,
    })
}
