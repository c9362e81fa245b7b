//! What callers are given and bring back: access tokens and cursors. Nobody else can make or change one.
//!
//! It stands apart from the service so that random bytes can be tried on it in seconds (docs/decisions/0037).
//! Keys and hours are handed in.

pub mod cursor;
mod ed25519;
pub mod token;
