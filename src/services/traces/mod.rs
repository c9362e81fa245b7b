//! The trail of acts: whether it is whole, and what it says.

mod verify;

pub use verify::{Broken, Exported, Finding, Verdict, export, export_daily, verify};
