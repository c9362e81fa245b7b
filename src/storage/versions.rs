//! What it means that a row was not changed: it was to be changed only as it had been read.

use crate::error::Error;
use sea_orm::UpdateResult;

/// The one row was changed that was to be.
///
/// # Errors
/// `otherwise`.
pub(super) fn changed(done: &UpdateResult, otherwise: Error) -> Result<(), Error> {
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(otherwise)
    }
}

/// Why a row within reach was not changed that was read in another version: it has `current` now, or is not there.
pub(super) fn stale(current: Option<i64>) -> Error {
    current.map_or(Error::NotFound, |current| Error::Stale { current })
}
