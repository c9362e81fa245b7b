//! What shows that people are at work: statements, and the files that show what they state.

mod files;
mod statements;
mod store;

pub use files::{Given, give, read, receive};
pub(super) use statements::say;
pub use statements::{NewEvidence, Shown, get, list, state, withdraw};
pub use store::sweep;
