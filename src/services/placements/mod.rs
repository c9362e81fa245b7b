//! From an offer to months of work: each step is reported by somebody and dated.
//!
//! [`offering`] makes an offer by hand, [`steps`] takes a step and does what follows from it, [`corrections`] tells a step otherwise, [`together`] takes one
//! step for many, [`reading`] answers what is and what was known on a day.

mod answers;
mod corrections;
mod offering;
mod reading;
mod steps;
mod together;

pub use answers::{Answer, Given, answer};
pub use corrections::{Amendment, amend};
pub use offering::offer;
pub use reading::{events, get, get_known, heeds, list, list_known};
pub use steps::{Report, check_in, expire_offers, take, take_all};
pub(super) use steps::{expire_within, step_kept, step_within};
pub(super) use together::{end_each, end_told, take_locked};
