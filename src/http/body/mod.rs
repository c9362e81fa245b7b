//! What a caller sent: JSON of a bounded size, the key of the act, the version that was read.
//!
//! The parts are taken from the request at once and *read* later, after the caller's permission
//! was asked: whoever may not do a thing is told so before being told what is wrong with it.

mod key;
mod sent;
mod values;
mod version;

pub use sent::{Body, Empty};
pub use version::IfMatch;

pub(super) use key::{idempotency_key, operation, request_key};
pub(super) use sent::{is_packed, patience};
pub(super) use values::{into, validated};
