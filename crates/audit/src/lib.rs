//! What is true of what was reported, told from a random sample of it.
//!
//! Somebody reports that people are at work. From all of them, the [`Frame`], some are drawn by a [seed](Frame::draw) and
//! visited; what was found tells the share that is true of all, with an [interval](rate). Where few were visited, what is
//! known of all others [steadies](shrink) the figure. Nothing here knows people, posts or databases.
//!
//! | room | what it answers |
//! |---|---|
//! | [`frame`] | from whom is drawn, which digest freezes them, and who is drawn? |
//! | [`size`] | how many of each stratum? |
//! | [`rate`] | what share of all is as reported, between which bounds? |
//! | [`shrink`] | what does a small figure say, among many others? |
//! | [`cells`] | which small figures may be shown, so that nobody is found by subtraction? |

pub mod cells;
pub mod frame;
pub mod rate;
pub mod shrink;
pub mod size;

pub use frame::{Drawn, Frame, UnitId};
pub use rate::{Interval, Visited};
pub use shrink::Prior;
pub use size::Size;

/// The two-sided 95 % quantile of the standard normal distribution.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;
