//! Matching an area's people to posts: asking for a run, computing it, reading and comparing
//! what it proposes, and turning one into offers.

mod asking;
mod commitment;
mod computing;
mod digest;
mod reading;

pub use asking::{NewRun, counties, request, request_here};
pub use commitment::{commit, commit_here};
pub use computing::{Solved, Task, keep, look, solve, work};
pub use reading::{
    Comparison, Labelled, Summary, compare, get, list, proposals, summary, unplaced,
};
