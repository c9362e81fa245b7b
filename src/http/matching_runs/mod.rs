//! Matching runs: asking for one, reading what it proposes, comparing two, committing one.

mod acts;
mod bodies;
mod people;
mod results;

pub use acts::{ask, commit, get, list};
pub use bodies::RunBody;
pub use results::{compare, proposals, unplaced};
