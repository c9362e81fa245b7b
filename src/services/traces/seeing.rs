//! Looks at people, and files that are taken out: they leave a trace before anything is shown.

use crate::{app::App, error::Error, services::Actor, storage};
use domain::{grant::Capacity, id::PersonId, trace::Act};
use sea_orm::prelude::Uuid;

/// Leaves the trace of a look, upon an object where there is one. What job seekers see of themselves
/// leaves none.
///
/// # Errors
/// Whatever the database says; then nothing may be shown.
pub async fn saw(
    app: &App,
    by: &Actor,
    act: Act,
    object: Option<Uuid>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<(), Error> {
    if matches!(by.capacity(), Some(Capacity::Worker(_))) {
        return Ok(());
    }
    let seen = by.saw(act, people);
    let trace = match object {
        Some(object) => seen.upon(object),
        None => seen,
    };
    let tx = storage::begin(&app.db).await?;
    tx.commit(trace, app.clock.now()).await
}
