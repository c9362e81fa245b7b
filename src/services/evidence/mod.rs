//! What shows that people are at work: statements, and the files that show what they state.

mod files;
mod statements;
mod store;

pub use files::{Given, give, read, receive};
pub use statements::{NewEvidence, Shown, get, list, state, withdraw};
pub(super) use statements::{made, say, say_all, sound};
pub(super) use store::drop_content;
pub use store::sweep;
