//! What is told of more people than it can be true of.

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        reuse::{Finding, Thresholds},
    },
};
use domain::verification::Reuse;

/// From how many on something is told unless the caller says otherwise.
pub const USUAL: Thresholds = Thresholds {
    // Villages lend each other a phone; more than three households rarely do.
    households: 4,
    people_a_file: 2,
    starters: 5,
};

/// What is told of too many people, of one kind or of all, that which is told of most first within each kind.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    kinds: &[Reuse],
    thresholds: Thresholds,
    most: usize,
) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for kind in kinds {
        let of_kind =
            storage::reuse::list(&app.db, &app.keys, by.scope(), *kind, thresholds, most).await?;
        found.extend(of_kind);
    }
    Ok(found)
}
