//! Where uploaded files wait: readable by the service alone, under names that say nothing.

use crate::{app::App, error::Error, storage};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tokio::{fs::File, io::AsyncWriteExt};

/// Hours after which a file that no import needs is what a crash left behind.
const ORPHAN_HOURS: i64 = 1;

/// A file on its way into the spool. Dropped before it is [kept](Spooled::keep), it is gone.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    place: Place,
    digest: Sha256,
    bytes: u64,
    most: u64,
}

/// A file that has arrived whole. Dropped before it is kept, it is gone too.
#[derive(Debug)]
pub struct Spooled {
    place: Place,
    /// SHA-256 of it.
    pub digest: [u8; 32],
    /// Its length.
    pub bytes: u64,
}

#[derive(Debug)]
struct Place {
    name: String,
    path: PathBuf,
    kept: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.kept
            && let Err(cause) = fs::remove_file(&self.path)
        {
            tracing::warn!(%cause, "a broken upload was not removed");
        }
    }
}

impl Incoming {
    /// Begins a file under a random name.
    ///
    /// # Errors
    /// Whatever the system says.
    pub async fn begin(app: &App) -> Result<Self, Error> {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        let name = HEXLOWER.encode(&bytes);
        let path = app.settings.spool().join(&name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .await?;
        Ok(Self {
            file,
            place: Place {
                name,
                path,
                kept: false,
            },
            digest: Sha256::new(),
            bytes: 0,
            most: app.settings.upload_bytes,
        })
    }

    /// Adds what has arrived.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; whatever the system says.
    pub async fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.most {
            return Err(Error::TooLarge);
        }
        self.digest.update(chunk);
        Ok(self.file.write_all(chunk).await?)
    }

    /// The file, once all of it has arrived and lies on the disk.
    ///
    /// # Errors
    /// Whatever the system says.
    pub async fn whole(mut self) -> Result<Spooled, Error> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(Spooled {
            place: self.place,
            digest: self.digest.finalize().into(),
            bytes: self.bytes,
        })
    }
}

impl Spooled {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// Leaves the file to its import.
    pub fn keep(mut self) {
        self.place.kept = true;
    }
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
