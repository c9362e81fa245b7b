//! The assignment itself: people to posts with openings, proven optimal.
//!
//! Knows no seeker and no vacancy, only numbers: who may go where, and for how
//! many points.

pub mod pairs;

mod auction;
mod headcount;
mod lists;
pub mod market;
pub mod optimum;
mod quotes;
mod rows;
mod sample;
pub mod solver;
