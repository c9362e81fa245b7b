//! Taking out of the registry whatever tells who somebody is. What was done stays, under an identity that stands for nobody.

mod accounts;
mod files;
mod row;
mod sayings;
mod sheets;

pub(in crate::storage) use accounts::empty_account;
pub use row::erase;

/// What stands in the place of a name.
const NOBODY: &str = "已删除";
