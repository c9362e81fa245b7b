//! The trail of acts: whether it is whole, and what it says.

mod reading;
mod seeing;
mod verify;

pub use reading::{list, viewers};
pub use seeing::saw;
pub use verify::{Broken, Exported, Finding, Verdict, export, export_daily, verify};
