//! Who may see and do what, proven operation by operation.
//!
//! Each world is run by the service; all its rows are read beside it without any scope (`registry`), and naive rules over
//! these rows (`reach`) say what the service has to answer. `walk` asks every operation for everybody about everything.

mod cast;
mod expected;
mod reach;
mod registry;
mod walk;
mod world;
