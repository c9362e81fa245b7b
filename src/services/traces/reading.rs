//! Reading the trail, and whoever saw oneself in it.

use crate::{
    app::App,
    error::Error,
    services::Actor,
    storage::{
        self,
        traces::{self, Filter, Record},
    },
};
use domain::id::PersonId;

/// Records within reach before a place, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: Filter,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    traces::list(&app.db, by.scope(), filter, before, limit).await
}

/// Who has seen a person within reach, the latest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn viewers(
    app: &App,
    by: &Actor,
    person: PersonId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    if !storage::people::exists(&app.db, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    traces::viewers(&app.db, person, before, limit).await
}
