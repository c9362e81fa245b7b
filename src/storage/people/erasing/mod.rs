//! Taking out of the registry whatever tells who somebody is. What was done stays, under an identity that stands for nobody.

mod accounts;
mod files;
mod row;
mod sayings;
mod sheets;

pub(in crate::storage) use accounts::empty_account;
pub use row::erase;

use crate::error::Error;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, sea_query::IntoCondition};

/// What stands in the place of a name.
const NOBODY: &str = "已删除";

/// Deletes the rows of a table of which something is true.
async fn drop_all<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    which: impl IntoCondition,
) -> Result<(), Error> {
    E::delete_many().filter(which).exec(tx).await?;
    Ok(())
}
