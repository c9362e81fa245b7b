//! Keys in files: one a file, as hexadecimal text, readable by the owner alone.

use super::BadKeys;
use data_encoding::HEXLOWER;
use rand::Rng;
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// A secret of 32 bytes; made first where it is not there and may be made.
pub(super) fn secret(folder: &Path, name: &str, make: bool) -> Result<[u8; 32], BadKeys> {
    let bytes = stored(folder, name, make, || {
        let mut fresh = vec![0; 32];
        rand::rng().fill_bytes(&mut fresh);
        fresh
    })?;
    bytes
        .try_into()
        .map_err(|_| BadKeys::Damaged(name.to_owned()))
}

/// What a key file holds; made first where it is not there and may be made.
pub(super) fn stored(
    folder: &Path,
    name: &str,
    make: bool,
    fresh: impl Fn() -> Vec<u8>,
) -> Result<Vec<u8>, BadKeys> {
    let failed = |cause| BadKeys::Io(name.to_owned(), cause);
    if let Some(bytes) = read(folder, name)? {
        return Ok(bytes);
    }
    if !make {
        return Err(BadKeys::Missing(folder.display().to_string()));
    }
    match write(folder, name, &fresh()) {
        // Another process made it first.
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
        written => written.map_err(failed)?,
    }
    read(folder, name)?.ok_or_else(|| BadKeys::Missing(folder.display().to_string()))
}

/// What a key file holds, where it is there.
pub(super) fn read(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, BadKeys> {
    let Some(text) = text(folder, name)? else {
        return Ok(None);
    };
    let bytes = HEXLOWER.decode(text.trim().as_bytes());
    bytes
        .map(Some)
        .map_err(|_| BadKeys::Damaged(name.to_owned()))
}

/// The text of a file, where it is there.
pub(super) fn text(folder: &Path, name: &str) -> Result<Option<String>, BadKeys> {
    match fs::read_to_string(folder.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            Err(BadKeys::Damaged(name.to_owned()))
        }
        Err(cause) => Err(BadKeys::Io(name.to_owned(), cause)),
    }
}

/// Writes a file that is whole when it has its name.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = draft(folder, name, &HEXLOWER.encode(bytes))?;
    // A link, unlike a renaming, never replaces a key that is there.
    let linked = fs::hard_link(&draft, folder.join(name));
    fs::remove_file(&draft)?;
    linked?;
    settle(folder)
}

/// Writes a text in the place of what stood there.
pub(super) fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let draft = draft(folder, name, text)?;
    fs::rename(&draft, folder.join(name))?;
    settle(folder)
}

fn draft(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let draft = folder.join(format!(".{name}.{:016x}", rand::random::<u64>()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

/// Waits until the folder itself is on the disk.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
