//! Guessing and flooding: what is evaluated at all, what it costs, and that whoever has business here goes on with it
//! meanwhile.
//!
//! `FLOOD=full` tries as often as the promise says; the usual run a tenth of it.

mod guesses;
mod loads;
mod often;
mod shares;
