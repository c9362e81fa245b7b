//! The digests by which sealed texts are found, and the steps in which their key is changed.

use super::{BadKeys, files};
use std::path::Path;

const FILE: &str = "index.step";

/// How far a change of the key of the indexes has come. Every process is at the same step or at the one before, and
/// whoever is at either finds every row and makes none twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Each row gets a second index by the next key; the first is by the key before.
    Filling,
    /// The first index becomes the one by the next key; the second stays.
    Turning,
    /// The second index is taken away.
    Clearing,
}

/// A text's indexes as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// The index.
    pub index: Vec<u8>,
    /// The second one, while the key is changed.
    pub next: Option<Vec<u8>>,
    /// The number of the key of the first.
    pub key: i64,
}

impl Step {
    const ALL: [(Self, &str); 3] = [
        (Self::Filling, "filling"),
        (Self::Turning, "turning"),
        (Self::Clearing, "clearing"),
    ];

    /// The step of a change to the key with this number.
    pub(super) fn read(folder: &Path, number: u8) -> Result<Self, BadKeys> {
        let text = files::text(folder, FILE)?.unwrap_or_default();
        // What an earlier change left says nothing of this one.
        let step = text.trim().strip_prefix(&format!("{number} "));
        let found = Self::ALL.iter().find(|(_, word)| step == Some(*word));
        Ok(found.map_or(Self::Filling, |(step, _)| *step))
    }

    pub(super) fn write(self, folder: &Path, number: u8) -> Result<(), BadKeys> {
        let word = Self::ALL.iter().find(|(step, _)| *step == self);
        let text = format!("{number} {}\n", word.map_or("", |(_, word)| word));
        files::replace(folder, FILE, &text).map_err(|e| BadKeys::Io(FILE.to_owned(), e))
    }
}
