//! What holds of whatever strangers send, said of bytes: each function takes any bytes and panics where it does not hold.
//!
//! `fuzz/` asks them of random bytes for as long as one likes; the tests here ask them of every file in `fuzz/corpus` and of
//! bytes near it, so that they cannot rot. The service itself does not use this crate.
#![expect(
    clippy::missing_panics_doc,
    reason = "that they panic is what all of them are for"
)]

pub mod cells;
pub mod cursors;
pub mod fields;
pub mod instances;
pub mod rows;
pub mod sheets;
pub mod spells;
pub mod tokens;

/// A property, as both who fuzzes and who tests calls it.
pub type Property = fn(&[u8]);

/// All of them, each by the name of its folder in `fuzz/corpus`.
pub const ALL: [(&str, Property); 7] = [
    ("sheets", sheets::holds),
    ("cells", cells::holds),
    ("fields", fields::holds),
    ("tokens", tokens::holds),
    ("cursors", cursors::holds),
    ("spells", spells::holds),
    ("instances", instances::holds),
];
