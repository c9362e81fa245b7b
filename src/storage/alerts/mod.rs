//! Early warnings: what a job of every night reckons of all who are at work, and lists read.
//!
//! [`Facts`] are what is known of some jobs that bears on their end; whoever judges them keeps what was [`Reckoned`]. A list
//! asks the jobs themselves whether they go on and who may see them, so that no alert outlives its job.

mod facts;
mod kept;
mod listed;

pub use facts::{Facts, Job, Shown, facts, open_jobs};
pub use kept::{Reckoned, keep, sweep};
pub use listed::{Alert, Filter, Firm, enterprises, people};
