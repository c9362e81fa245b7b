//! What the service does of its own accord so that nothing is kept longer than it is needed.

use super::{evidence, imports, traces};
use crate::{
    app::App,
    error::Error,
    storage::{self, idempotency},
};
use chrono::Duration;

/// Hours for which an act sent again is recognised: field phones go offline for days.
const KEY_HOURS: i64 = 72;

/// Days for which one can see what became of a letter.
const LETTER_DAYS: i64 = 90;

/// Forgets old keys of requests, ends what waited too long, and looks whether the keys of tokens were changed.
///
/// # Errors
/// Whatever the database says.
pub async fn run(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let keys = idempotency::forget(&app.db, now - Duration::hours(KEY_HOURS)).await?;
    let jobs = storage::jobs::expire(&app.db, now).await?;
    let offers = super::placements::expire_offers(app).await?;
    super::sessions::forget(app, now).await?;
    super::claims::forget(app, now).await?;
    app.keys.reread_tokens().map_err(Error::internal)?;
    let letters = storage::letters::forget(&app.db, now - Duration::days(LETTER_DAYS)).await?;
    tracing::debug!(
        keys,
        jobs,
        offers,
        letters,
        "forgot {keys} request keys and {letters} letters, ended {jobs} jobs and {offers} offers that waited too long"
    );
    traces::export_daily(app).await?;
    imports::sweep(app).await?;
    imports::sweep_orphans(app).await?;
    evidence::sweep(app).await
}
