//! How long employment lasts, told from spells of which many are still going on.
//!
//! A [`Spell`] is what was seen of one employment: from when it was watched, until when, and whether it
//! ended there. From spells comes a [`Curve`], the share still at work after so many days, with
//! intervals. Nothing here knows people, posts or calendars; days are counted by whoever asks.
//!
//! | room | what it answers |
//! |---|---|
//! | [`spell`] | what is a sound observation? |
//! | `risk` | who was at risk when? Every estimator starts from this table |
//! | [`level`] | how sure shall an interval be, and how is it drawn? |
//! | [`kaplan_meier`] | what share is still at work after t days? |
//!
//! An estimator of its own kind gets a room of its own, beside `kaplan_meier`, on top of `risk`.

pub mod kaplan_meier;
pub mod level;
mod risk;
pub mod spell;

pub use kaplan_meier::{Curve, Estimate, Median, Point};
pub use level::{BadLevel, Level};
pub use spell::{BadSpell, Spell};
