//! What a caller sent: JSON of a bounded size, the key of the act, the version that was read.
//!
//! The parts are taken from the request at once and *read* later, after the caller's permission
//! was asked: whoever may not do a thing is told so before being told what is wrong with it.

use super::Problem;
use crate::{
    app::App,
    error::{Code, Error, Fault},
    services::Actor,
    storage::idempotency::RequestKey,
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
    web::{Bytes, Data},
};
use futures_util::future::{FutureExt, LocalBoxFuture, Ready, ready};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::timeout;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// The media type of a change; plain JSON is read as one, too.
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Longest string that is read, in bytes.
const STRING_BYTES: usize = 4096;

/// A JSON body not read yet, with what makes its act repeatable. No body at all reads as `{}`.
#[derive(Debug)]
pub struct Body {
    bytes: Bytes,
    is_packed: bool,
    is_json: bool,
    key: Option<String>,
    operation: String,
}

impl FromRequest for Body {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_packed = is_packed(request);
        // A packed body is not even unpacked: a few bytes may become any number of them.
        let bytes =
            (!is_packed).then(|| timeout(patience(request), Bytes::from_request(request, payload)));
        let is_json = match request.content_type() {
            "" | "application/json" => true,
            kind => kind == MERGE_PATCH && request.method() == Method::PATCH,
        };
        let key = idempotency_key(request);
        let operation = operation(request);
        async move {
            let bytes = match bytes {
                Some(bytes) => {
                    let in_time = bytes.await.map_err(|_| Error::Malformed(Code::TooSlow))?;
                    in_time.map_err(|_| Error::TooLarge)?
                }
                None => Bytes::new(),
            };
            Ok(Self {
                bytes,
                is_packed,
                is_json,
                key,
                operation,
            })
        }
        .boxed_local()
    }
}

/// The body of an act that needs nothing but being done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl Validate for Empty {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

/// For how long a body, or the next piece of a large one, is waited for.
pub(super) fn patience(request: &HttpRequest) -> Duration {
    let app = request.app_data::<Data<App>>();
    Duration::from_secs(app.map_or(30, |app| app.settings.request_seconds))
}

/// Whether a body is packed for its way. None is taken so: neither JSON of this size nor sheets gain by it.
pub(super) fn is_packed(request: &HttpRequest) -> bool {
    let mut told = request.headers().get_all(header::CONTENT_ENCODING);
    told.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Method and route template: what a key is good for.
pub(super) fn operation(request: &HttpRequest) -> String {
    // The path, not its pattern: the same key for another object is another act.
    format!("{} {}", request.method(), request.path())
}

/// The key in its bare or its quoted form.
pub(super) fn idempotency_key(request: &HttpRequest) -> Option<String> {
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
pub(super) fn request_key(
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

impl Body {
    /// Reads the body.
    ///
    /// # Errors
    /// [`Error::Unsupported`], [`Code::JsonMalformed`], or every fault of its values at once.
    pub fn read<T: DeserializeOwned + Validate>(&self) -> Result<T, Error> {
        self.value().and_then(into)
    }

    /// Reads the body of an act, and the key under which it may be sent again.
    ///
    /// # Errors
    /// As [`Body::read`], and [`Code::IdempotencyKeyMissing`].
    pub fn keyed<T: DeserializeOwned + Validate>(
        self,
        by: &Actor,
    ) -> Result<(RequestKey, T), Error> {
        let value = self.value()?;
        let fingerprint = Sha256::digest(value.to_string()).into();
        let key = request_key(by, self.key, self.operation, fingerprint)?;
        Ok((key, into(value)?))
    }

    pub(super) fn value(&self) -> Result<Value, Error> {
        if self.is_packed {
            return Err(Error::Unsupported);
        }
        if self.bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        if !self.is_json {
            return Err(Error::Unsupported);
        }
        let mut value: Value = serde_json::from_slice(&self.bytes)
            .map_err(|_| Error::Malformed(Code::JsonMalformed))?;
        if !value.is_object() {
            return Err(Error::Malformed(Code::JsonMalformed));
        }
        let mut faults = Vec::new();
        clean(&mut value, "", &mut faults);
        if faults.is_empty() {
            Ok(value)
        } else {
            Err(Error::Invalid(faults))
        }
    }
}

/// Puts every string into NFC and refuses characters that only deceive readers.
fn clean(value: &mut Value, pointer: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text) => {
            if text.len() > STRING_BYTES {
                faults.push(Fault::at(pointer, Code::TooLong));
            } else if text.chars().any(deceives) {
                faults.push(Fault::at(pointer, Code::ForbiddenCharacter));
            } else if !is_nfc(text) {
                *text = text.nfc().collect();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                clean(item, &format!("{pointer}/{index}"), faults);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                clean(member, &format!("{pointer}/{}", escaped(name)), faults);
            }
        }
        _ => {}
    }
}

/// Control characters but line ends and tabs, and marks that turn the direction of writing or hide a text.
fn deceives(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escaped(name: &str) -> String {
    name.chars()
        .take(64)
        .collect::<String>()
        .replace('~', "~0")
        .replace('/', "~1")
}

pub(super) fn into<T: DeserializeOwned + Validate>(value: Value) -> Result<T, Error> {
    let read: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let said = error.inner().to_string();
        let mut pointer = String::new();
        for segment in error.path() {
            pointer.push('/');
            pointer.push_str(escaped(&segment.to_string()).trim_matches(['[', ']']));
        }
        // The path ends above a missing member, at an unknown one.
        let missing = said
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        let code = if let Some(name) = missing {
            pointer = format!("{pointer}/{}", escaped(name));
            Code::Missing
        } else if said.starts_with("unknown field") {
            Code::UnknownMember
        } else if said.starts_with("unknown code") || said.starts_with("unknown variant") {
            Code::UnknownCode
        } else {
            Code::WrongType
        };
        Error::Invalid(vec![Fault::at(pointer, code)])
    })?;
    validated(read)
}

/// A value that was read, once it keeps its own rules.
///
/// # Errors
/// Every rule that it breaks.
pub(super) fn validated<T: Validate>(read: T) -> Result<T, Error> {
    read.validate().map_err(|errors| {
        let mut faults = Vec::new();
        gather(&errors, "", &mut faults);
        faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Error::Invalid(faults)
    })?;
    Ok(read)
}

/// The library's findings as ours: which member, which rule; never the value, which it also holds.
fn gather(errors: &ValidationErrors, pointer: &str, faults: &mut Vec<Fault>) {
    for (field, kind) in errors.errors() {
        let at = format!("{pointer}/{field}");
        match kind {
            ValidationErrorsKind::Struct(inner) => gather(inner, &at, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    gather(inner, &format!("{at}/{index}"), faults);
                }
            }
            ValidationErrorsKind::Field(found) => {
                faults.extend(
                    found
                        .iter()
                        .map(|error| Fault::at(at.clone(), code_of(error))),
                );
            }
        }
    }
}

fn code_of(error: &validator::ValidationError) -> Code {
    match &*error.code {
        "length" => {
            let size = |name| error.params.get(name).and_then(Value::as_u64);
            let is_long = size("max").is_some_and(|max| match error.params.get("value") {
                Some(Value::String(text)) => text.chars().count() as u64 > max,
                Some(Value::Array(items)) => items.len() as u64 > max,
                _ => false,
            });
            if is_long {
                Code::TooLong
            } else {
                Code::TooShort
            }
        }
        "range" => Code::OutOfRange,
        named => Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == named)
            .unwrap_or(Code::WrongType),
    }
}

/// The version that the caller has read, from `If-Match`.
#[derive(Debug)]
pub struct IfMatch(Option<String>);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request
            .headers()
            .get(header::IF_MATCH)
            .and_then(|v| v.to_str().ok());
        ready(Ok(Self(value.map(str::to_owned))))
    }
}

impl IfMatch {
    /// The version.
    ///
    /// # Errors
    /// [`Error::VersionMissing`] without the header; [`Code::IfMatchMalformed`] for `*`, a weak
    /// tag or anything else that is no tag of ours.
    pub fn version(&self) -> Result<i64, Error> {
        let value = self.0.as_deref().ok_or(Error::VersionMissing)?;
        value
            .trim()
            .strip_prefix("\"v")
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|digits| digits.parse().ok())
            .ok_or(Error::Malformed(Code::IfMatchMalformed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Validate, Debug)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[validate(length(min = 2, max = 4))]
        name: String,
        #[validate(range(min = 1))]
        openings: i64,
    }

    fn faults(json: &str) -> Vec<(String, Code)> {
        let body = Body {
            bytes: Bytes::from(json.to_owned()),
            is_packed: false,
            is_json: true,
            key: None,
            operation: String::new(),
        };
        match body.read::<Sample>() {
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|f| (f.pointer, f.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_place() {
        let found = faults(r#"{"name":"五个字太长","openings":0}"#);
        assert_eq!(
            found,
            [
                ("/name".into(), Code::TooLong),
                ("/openings".into(), Code::OutOfRange)
            ]
        );
    }

    #[test]
    fn unknown_missing_and_mistyped_members_are_told_apart() {
        assert_eq!(
            faults(r#"{"name":"ab","openings":1,"x":2}"#),
            [("/x".into(), Code::UnknownMember)]
        );
        assert_eq!(
            faults(r#"{"name":"ab"}"#),
            [("/openings".into(), Code::Missing)]
        );
        assert_eq!(
            faults(r#"{"name":"ab","openings":"1"}"#),
            [("/openings".into(), Code::WrongType)]
        );
    }

    #[test]
    fn marks_that_deceive_are_refused() {
        assert_eq!(
            faults("{\"name\":\"a\\u202eb\",\"openings\":1}"),
            [("/name".into(), Code::ForbiddenCharacter)]
        );
        assert_eq!(
            faults("{\"name\":\"a\\u0000\",\"openings\":1}"),
            [("/name".into(), Code::ForbiddenCharacter)]
        );
    }
}
