//! Who goes where.
pub mod assign;
pub mod watch;
