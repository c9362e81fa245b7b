//! Who is asking: from a request's token to the session, grant and scope behind it.
//!
//! The token says nothing about role or area. Those are read from the database with every
//! request, so that a revocation holds from the next one on.

pub mod address;
mod caller;
pub mod connections;
pub mod limits;
pub mod token;
pub mod uploads;

pub use caller::Caller;
