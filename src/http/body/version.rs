//! The version that the caller has read.

use crate::{
    error::{Code, Error},
    http::Problem,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use std::future::{Ready, ready};

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
