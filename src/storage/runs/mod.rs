//! Matching runs: what one looks at, what came of it, and what its commitment finds still possible.

mod absence;
mod asked;
mod columns;
mod demands;
mod figures;
mod heeding;
mod homes;
mod labels;
mod left_out;
mod matchable;
mod offers;
mod proposed;
mod results;
mod rooms;
mod run;
mod season;
mod snapshot;
mod standing;
mod together;
mod wishes;

pub use absence::{Absence, why_absent};
pub use asked::{Asked, Limit, joined, split};
pub use demands::{Placed, WantedPosts, post_demand, store_demands, training_demand};
pub use figures::{Figures, LimitMet, PriceOfPairing, UnmetPin, WhatIf};
pub use heeding::{heeds_of, keep_heeds};
pub use homes::Homes;
pub use labels::{counties, names, titles};
pub use left_out::{Change, LeftOut, LimitCount};
pub use offers::{Candidates, NotOffered, Vacant, candidates, close_proposals, mark_not_offered};
pub use proposed::{Proposed, Second};
pub use results::{Chosen, by_tier, by_verdict, chosen, not_offered, proposals, store, unplaced};
pub use run::{Run, commit, conclude, get, insert, list};
pub use season::{Season, arrivals, keep_prices, kinds, prices};
pub use snapshot::{Snapshot, pair, snapshot};
