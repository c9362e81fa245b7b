//! Who goes where: hard limits, score, the proven optimum, and the reasons.
//!
//! [`run::run`] takes an [`run::Instance`] and gives an [`outcome::Outcome`]. On the way: [`eligible`] says what
//! forbids a pair, [`score`] what an eligible one is worth, [`assign`] finds the best
//! assignment, [`party`] keeps people together, [`season`] keeps openings for those
//! who come later, [`reasons`] explains each answer, and [`compare`] lays
//! two answers side by side. [`neutral`] reads an assignment that others wrote down.
//!
//! Nothing here reads a clock, a file or a database, and nothing is left to chance: the same
//! instance gives the same outcome to the bit.

pub mod assign;
pub mod compare;
pub mod demand;
pub mod eligible;
pub mod field;
pub mod groups;
pub mod index;
pub mod neutral;
pub mod outcome;
pub mod pairing_price;
mod parties;
pub mod party;
pub mod post;
pub mod quota;
pub mod reasons;
pub mod run;
pub mod score;
pub mod season;
pub mod seeker;
mod threads;
pub mod verdict;
pub mod watch;
pub mod wish;
