//! Where uploaded files wait: readable by the service alone, under names that say nothing.

use crate::{app::App, error::Error, services::incoming::Incoming, storage};
use chrono::{DateTime, Duration, Utc};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Hours after which a file that no import needs is what a crash left behind.
const ORPHAN_HOURS: i64 = 1;

/// Begins to take a file into the spool.
///
/// # Errors
/// Whatever the system says.
pub async fn receive(app: &App) -> Result<Incoming, Error> {
    Incoming::begin(&app.settings.spool(), app.settings.upload_bytes).await
}

/// The path of a file in the spool.
#[must_use]
pub fn path(app: &App, name: &str) -> PathBuf {
    app.settings.spool().join(name)
}

/// Removes the files of imports that are done with, and those that a crash left behind.
///
/// # Errors
/// Whatever the database or the system says.
pub async fn sweep(app: &App) -> Result<(), Error> {
    for (id, name) in storage::imports::done_with(&app.db, app.clock.now()).await? {
        match tokio::fs::remove_file(path(app, &name)).await {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause.into()),
            _ => storage::imports::forget_file(&app.db, id).await?,
        }
    }
    Ok(())
}

/// Removes the files that a crash left behind before any import knew of them.
///
/// # Errors
/// Whatever the database or the system says.
pub async fn sweep_orphans(app: &App) -> Result<(), Error> {
    let needed = storage::imports::spool_names(&app.db).await?;
    let old = app.clock.now() - Duration::hours(ORPHAN_HOURS);
    let mut files = tokio::fs::read_dir(app.settings.spool()).await?;
    while let Some(file) = files.next_entry().await? {
        let name = file.file_name();
        let is_needed = needed.iter().any(|needed| name == needed.as_str());
        if !is_needed && touched(&file.path()).is_some_and(|at| at < old) {
            tokio::fs::remove_file(file.path()).await?;
        }
    }
    Ok(())
}

fn touched(path: &Path) -> Option<DateTime<Utc>> {
    let at = fs::metadata(path).and_then(|about| about.modified()).ok()?;
    Some(at.into())
}
