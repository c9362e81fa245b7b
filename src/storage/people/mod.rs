//! The registry of people.

mod closings;
mod jobs;
mod prepared;
mod rosters;

pub use closings::{Closings, close, plan_closings};
pub use prepared::{Origin, Prepared, prepare};
pub use rosters::{Counts, Plan, carry_out, plan};
