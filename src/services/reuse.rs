//! What is told of more people than it can be true of.

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        reuse::{Finding, Place},
    },
};
use domain::{coded::Coded, verification::Reuse};

/// What is told of too many people, of these kinds one after the other, each from so many on, that which is told of most first
/// within each, behind `after`; `most` findings at most.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    kinds: &[(Reuse, u32)],
    after: Option<&(Reuse, Place)>,
    most: usize,
) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for (kind, least) in kinds {
        let after = match after {
            Some((last, _)) if kind.place() < last.place() => continue,
            Some((last, place)) if kind == last => Some(place),
            _ => None,
        };
        let (db, keys, left) = (&app.db, &app.keys, most - found.len());
        let scope = by.scope();
        found.extend(storage::reuse::list(db, keys, scope, (*kind, *least), after, left).await?);
        if found.len() >= most {
            break;
        }
    }
    Ok(found)
}
