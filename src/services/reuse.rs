//! What is told of more people than it can be true of.

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        reuse::{Finding, Place, Thresholds},
    },
};
use domain::{coded::Coded, verification::Reuse};

/// From how many on something is told unless the caller says otherwise: as the settings have it.
#[must_use]
pub fn usual(app: &App) -> Thresholds {
    let settings = &app.settings;
    Thresholds {
        households: settings.reuse_households,
        households_an_account: settings.reuse_households_an_account,
        people_a_file: settings.reuse_people_a_file,
        starters: settings.reuse_starters,
    }
}

/// What is told of too many people, of these kinds one after the other, that which is told of most first within each, behind
/// `after`; `most` findings at most.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    kinds: &[Reuse],
    thresholds: Thresholds,
    after: Option<&(Reuse, Place)>,
    most: usize,
) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for kind in kinds {
        let after = match after {
            Some((last, _)) if kind.place() < last.place() => continue,
            Some((last, place)) if kind == last => Some(place),
            _ => None,
        };
        let (db, keys, left) = (&app.db, &app.keys, most - found.len());
        let scope = by.scope();
        found.extend(storage::reuse::list(db, keys, scope, *kind, thresholds, after, left).await?);
        if found.len() >= most {
            break;
        }
    }
    Ok(found)
}
