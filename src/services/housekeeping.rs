//! What the service does of its own accord, so that nothing is kept longer than it is needed and nothing told too late.

use super::{alerts, erasures, evidence, imports, retention, traces};
use crate::{app::App, error::Error, storage};

/// Forgets old keys of requests, ends what waited too long, looks whether the keys of tokens were changed, and asks for the
/// early warnings of the day.
///
/// # Errors
/// Whatever the database says.
pub async fn run(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let jobs = storage::jobs::expire(&app.db, now).await?;
    let offers = super::placements::expire_offers(app).await?;
    super::sessions::forget(app, now).await?;
    super::claims::forget(app, now).await?;
    app.keys.reread_tokens().map_err(Error::internal)?;
    let gone: u64 = retention::keep(app, false)
        .await?
        .into_iter()
        .map(|(_, many)| many)
        .sum();
    tracing::debug!(
        jobs,
        offers,
        gone,
        "let {gone} rows go, ended {jobs} jobs and {offers} offers that waited too long"
    );
    alerts::ask_daily(app).await?;
    traces::export_daily(app).await?;
    imports::sweep(app).await?;
    imports::sweep_orphans(app).await?;
    evidence::sweep(app).await?;
    erasures::rewrite(app).await
}
