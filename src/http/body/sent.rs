//! A JSON body of a bounded size, not read yet.

use super::{
    key::{idempotency_key, operation, request_key},
    values::{clean, into},
};
use crate::{
    app::App,
    error::{Code, Error},
    http::Problem,
    services::Actor,
    storage::idempotency::RequestKey,
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
    web::{Bytes, Data},
};
use futures_util::future::{FutureExt, LocalBoxFuture};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

/// The media type of a change; plain JSON is read as one, too.
const MERGE_PATCH: &str = "application/merge-patch+json";

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
pub fn patience(request: &HttpRequest) -> Duration {
    let app = request.app_data::<Data<App>>();
    Duration::from_secs(app.map_or(30, |app| app.settings.request_seconds))
}

/// Whether a body is packed for its way. None is taken so: neither JSON of this size nor sheets gain by it.
pub fn is_packed(request: &HttpRequest) -> bool {
    let mut told = request.headers().get_all(header::CONTENT_ENCODING);
    told.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
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

    /// The body as JSON, its strings as they are meant to be.
    ///
    /// # Errors
    /// [`Error::Unsupported`], [`Code::JsonMalformed`], or every string that deceives.
    pub fn value(&self) -> Result<Value, Error> {
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
