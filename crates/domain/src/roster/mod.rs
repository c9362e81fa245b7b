//! The rosters of labour bureaus, row by row: from what a sheet says to what is known of a person.
//!
//! [`form`] lists the columns and the headings that people write above them, [`cell`] and its
//! neighbours read single cells, and [`examine`] brings a row together, with every fault at
//! once. A fault names its column and never repeats what stands in it.
//!
//! What the service has no need of — ethnicity, health, disability, bank accounts, remarks —
//! is left unread by the form itself, so that no later carelessness can store it.

pub mod cell;
pub mod closing;
pub mod date;
pub mod entry;
pub mod examine;
pub mod form;
mod home;
mod household;
mod identity;
pub(crate) mod money;
mod phone;
pub(crate) mod row;
pub mod spelling;
mod standing;
#[cfg(test)]
mod trial;
mod vocabulary;
mod wish;
mod work;
