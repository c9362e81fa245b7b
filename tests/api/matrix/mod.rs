//! Who may see and do what, proven operation by operation.
//!
//! Each world is run by the service; all its rows are read beside it without any scope (`registry`), and naive rules over
//! these rows (`reach`) say what the service has to answer. `walk` asks every operation for everybody about everything; `lists`
//! turns all pages of every list (`listed`) and adds up what stands beside them (`sums`), in a world laid out by hand (`cast`) and in many thrown together (`random`); `mutation`
//! switches the service's predicates off, one by one, and wants each to be missed.

mod callers;
mod canaries;
mod cast;
mod come;
mod expected;
mod listed;
mod lists;
#[cfg(debug_assertions)]
mod mutation;
mod places;
mod random;
mod reach;
mod references;
mod registry;
mod replays;
mod seekers;
mod small;
mod sums;
mod walk;
mod world;
