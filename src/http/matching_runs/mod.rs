//! Matching runs: asking for one, reading what it proposes, comparing two, committing one.

mod acts;
mod bodies;
mod people;
mod results;
mod season;

pub use acts::{ask, commit, get, list};
pub use bodies::RunBody;
pub use results::{compare, proposals, unplaced};
pub use season::bid_prices;
