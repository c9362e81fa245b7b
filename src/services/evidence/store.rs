//! Where the content of files lies: a folder outside the database, each under its SHA-256.
//!
//! What is there is whole: a file is written elsewhere first, and takes its place at once. The
//! same content lies there once, however often it was given.

use crate::{app::App, error::Error, services::incoming::Spooled, storage};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};
use tokio::fs::{self, File};

/// Hours after which content that no file in the database stands for is what a crash left behind.
const ORPHAN_HOURS: i64 = 1;
/// Hours for which a file waits for a statement that names it.
const UNNAMED_HOURS: i64 = 24;
/// What is added to a name while it is looked at for the last time.
const GOING: &str = ".going";

fn place(app: &App, digest: &[u8]) -> PathBuf {
    let name = HEXLOWER.encode(digest);
    // Two hundred and fifty-six folders, so that none holds a million files.
    app.settings.evidence().join(&name[..2]).join(&name)
}

/// Puts a file that has arrived whole where its content belongs.
///
/// # Errors
/// Whatever the system says.
pub async fn put(app: &App, file: Spooled) -> Result<(), Error> {
    let at = place(app, &file.digest);
    if let Some(folder) = at.parent() {
        fs::create_dir_all(folder).await?;
    }
    // In the stead of the same content, so that it is young and no sweeping takes it away.
    file.settle(&at).await
}

/// Opens what lies under a digest; none where it is lost.
///
/// # Errors
/// Whatever the system says.
pub async fn open(app: &App, digest: &[u8; 32]) -> Result<Option<File>, Error> {
    match File::open(place(app, digest)).await {
        Ok(file) => Ok(Some(file)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

/// Forgets files that no statement came to name, and removes content that no file stands for.
///
/// # Errors
/// Whatever the database or the system says.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let unnamed = now - Duration::hours(UNNAMED_HOURS);
    storage::evidence_files::forget_unnamed(&app.db, unnamed).await?;
    let old = now - Duration::hours(ORPHAN_HOURS);
    let mut aged = Vec::new();
    let mut folders = fs::read_dir(app.settings.evidence()).await?;
    while let Some(folder) = folders.next_entry().await? {
        if !folder.file_type().await?.is_dir() {
            continue;
        }
        let mut files = fs::read_dir(folder.path()).await?;
        while let Some(file) = files.next_entry().await? {
            if touched(&file.path()).await.is_some_and(|at| at < old) {
                aged.push(file.path());
            }
        }
    }
    // Asked after the folders were read: what was given meanwhile is among the answers.
    let kept = storage::evidence_files::digests(&app.db).await?;
    for path in aged {
        let name = path.file_name().and_then(|name| name.to_str());
        let digest = name.and_then(|name| HEXLOWER.decode(name.as_bytes()).ok());
        if digest.is_none_or(|digest| !kept.contains(&digest)) {
            remove(&path, old).await?;
        }
    }
    Ok(())
}

/// Removes content for which no file stands any more, at once: what is left of somebody who is forgotten.
///
/// # Errors
/// Whatever the system says.
pub async fn drop_content(app: &App, digests: &[Vec<u8>]) -> Result<(), Error> {
    for digest in digests {
        match fs::remove_file(place(app, digest)).await {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Removes content, unless the same was given anew in this very moment.
async fn remove(path: &Path, old: DateTime<Utc>) -> Result<(), Error> {
    let mut going = path.as_os_str().to_owned();
    going.push(GOING);
    match fs::rename(path, &going).await {
        // Another process was faster.
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        done => done?,
    }
    if touched(Path::new(&going)).await.is_some_and(|at| at < old) {
        fs::remove_file(&going).await?;
    } else {
        fs::rename(&going, path).await?;
    }
    Ok(())
}

async fn touched(path: &Path) -> Option<DateTime<Utc>> {
    let about = fs::metadata(path).await.ok()?;
    Some(about.modified().ok()?.into())
}
