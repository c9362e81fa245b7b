//! Matching runs: asking for one, reading what it proposes, comparing two, committing one.

mod acts;
mod asked;
mod bodies;
mod demands;
mod people;
mod results;
mod season;

pub use acts::{ask, commit, get, list};
pub use asked::{MOST_GAP_PPM, MOST_LOYALTY, MOST_SECONDS};
pub use bodies::RunBody;
pub use demands::{post_demand, training_demand};
pub(super) use people::{PartsBody, PostBody};
pub use results::{compare, proposals, unplaced};
pub use season::bid_prices;
