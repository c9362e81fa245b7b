//! How long employment lasts, told from spells of which many are still going on.
//!
//! A [`Spell`] is what was seen of one employment: from when it was watched, until when, and whether it
//! ended there. From spells comes a [`Curve`], the share still at work after so many days, with
//! intervals. Nothing here knows people, posts or calendars; days are counted by whoever asks.
//!
//! | room | what it answers |
//! |---|---|
//! | [`spell`] | what is a sound observation? |
//! | [`risk`] | who was at risk when? Every estimator starts from this table |
//! | [`level`] | how sure shall an interval be, and how is it drawn? |
//! | [`kaplan_meier`] | what share is still at work after t days? |
//! | [`nelson_aalen`] | how much hazard has gathered by then? |
//! | [`aalen_johansen`] | what share has left by then for this cause and no other? |
//! | [`restricted_mean`] | how many of the first t days are worked, on average? |
//! | [`log_rank`] | do groups differ by more than chance? |
//! | [`read`] | which spells are in a CSV file, and what is wrong with it? |
//!
//! An estimator of its own kind gets a room of its own, on top of `risk`.

pub mod aalen_johansen;
pub mod kaplan_meier;
pub mod level;
pub mod log_rank;
pub mod nelson_aalen;
pub mod read;
pub mod restricted_mean;
pub mod risk;
pub mod spell;

pub use aalen_johansen::Incidence;
pub use kaplan_meier::{Curve, Estimate, Median, Point};
pub use level::{BadLevel, Level};
pub use log_rank::LogRank;
pub use nelson_aalen::Hazard;
pub use restricted_mean::RestrictedMean;
pub use risk::{RiskTable, Tally};
pub use spell::{BadSpell, Cause, Spell};
