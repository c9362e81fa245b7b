//! Matching an area's people to posts: asking for a run, computing it, reading and comparing
//! what it proposes, and turning one into offers.

mod answers;
mod asking;
mod commitment;
mod computing;
mod digest;
mod market;
mod reading;
mod task;

pub use answers::Solved;
pub use asking::{NewRun, counties, request, request_here};
pub use commitment::{commit, commit_here};
pub use computing::{keep, solve, work};
pub use market::{Tops, catch_up, top_people, top_posts};
pub use reading::{
    Comparison, Labelled, Summary, Titled, compare, get, list, post_demand, proposals, summary,
    training_demand, unplaced,
};
pub use task::{Task, look};
