//! Files on their way in, streamed to the disk: each arrives whole, or nothing of it stays.

use super::Actor;
use crate::{
    app::App,
    error::{Code, Error},
    storage,
};
use chrono::Days;
use data_encoding::HEXLOWER;
use domain::id::AccountId;
use rand::Rng;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt},
};

/// Bytes that files of an account take which wait: sheets for what becomes of them, evidence for a statement that names it.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(app: &App, account: AccountId) -> Result<u64, Error> {
    of_account(app, &app.db, account).await
}

/// Finds room for one more file of whoever sends it, in the transaction that keeps it.
///
/// # Errors
/// [`Code::SpoolFull`].
pub(super) async fn room(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    file: &Spooled,
) -> Result<(), Error> {
    let Some(account) = by.account() else {
        return Ok(());
    };
    if of_account(app, tx, account).await? + file.bytes > app.settings.spool_bytes_per_account {
        return Err(Error::Conflict(Code::SpoolFull));
    }
    Ok(())
}

async fn of_account(
    app: &App,
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<u64, Error> {
    let now = app.clock.now();
    let sheets = storage::imports::bytes_of(db, account, now).await?;
    // Older ones go as they are.
    let since = now - Days::new(1);
    let evidence = storage::evidence_files::unnamed_bytes_of(db, account, since).await?;
    Ok(sheets + evidence)
}

/// A file on its way in, readable by the service alone. Dropped before it is [kept](Spooled::keep), it is gone.
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
    /// Begins a file in a folder under a random name; it takes `most` bytes.
    ///
    /// # Errors
    /// Whatever the system says.
    pub async fn begin(folder: &Path, most: u64) -> Result<Self, Error> {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        let name = HEXLOWER.encode(&bytes);
        let path = folder.join(&name);
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
            most,
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

    /// Its first bytes, `most` at most.
    ///
    /// # Errors
    /// Whatever the system says.
    pub async fn head(&self, most: usize) -> Result<Vec<u8>, Error> {
        let file = File::open(&self.place.path).await?;
        let mut head = Vec::with_capacity(most);
        file.take(most as u64).read_to_end(&mut head).await?;
        Ok(head)
    }

    /// Leaves the file where it is, to whoever knows its name.
    pub fn keep(mut self) {
        self.place.kept = true;
    }

    /// Puts the file in its lasting place, in the stead of what is there.
    ///
    /// # Errors
    /// Whatever the system says; the file is gone then.
    pub async fn settle(mut self, at: &Path) -> Result<(), Error> {
        tokio::fs::rename(&self.place.path, at).await?;
        self.place.kept = true;
        // The name is on the disk only once its folder is.
        if let Some(folder) = at.parent() {
            File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }
}
