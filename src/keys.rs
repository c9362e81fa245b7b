//! The keys: sealing, indexes, digests, cursors, tokens.
//!
//! They live in a folder beside the database and never in it. Each file is readable by its
//! owner alone. A number is *sealed* by AES-256-GCM-SIV with its table, column and row as
//! associated data, so that a ciphertext moved elsewhere no longer opens; it is *found* by an
//! HMAC under a key of its own. Both keys can be changed while services run: each process looks at the folder
//! again when it has not done so for a second, or meets a number that it does not know.

use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
pub use indexes::{Indexed, Step};
use rand::Rng;
use ring::{Numbered, Ring};
use sha2::Sha256;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
pub use tokens::{TokenKey, TokenKeys};

mod files;
mod indexes;
mod ring;
mod rotation;
mod tokens;

pub use rotation::{Changing, Proof};

const SEAL: &str = "seal";
const INDEX: &str = "index";

/// All keys in use.
pub struct Keys {
    numbered: RwLock<Arc<Held>>,
    digest: [u8; 32],
    cursor: [u8; 32],
    refresh: [u8; 32],
    tokens: RwLock<Arc<TokenKeys>>,
    folder: PathBuf,
    born: Instant,
    /// When the folder was last looked at, in milliseconds since then.
    looked: AtomicU64,
}

/// The keys that may be changed while the service runs.
struct Held {
    seals: Ring,
    ciphers: Vec<(u8, Aes256GcmSiv)>,
    indexes: Ring,
    step: Step,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadKeys {
    /// The folder or a file cannot be read or written.
    #[error("key {0}: {1}")]
    Io(String, std::io::Error),
    /// A file that holds no key.
    #[error("key {0} is damaged")]
    Damaged(String),
    /// Keys are missing although the database was written with some.
    #[error("the keys of this database are missing from {0}; bring them back from their backup")]
    Missing(String),
    /// A change of keys is under way.
    #[error("another command is changing the keys in {0}; wait for it")]
    Busy(String),
    /// There is no number left for another key.
    #[error("this key was changed 255 times; there is no number for another")]
    Exhausted,
}

/// A sealed text does not open: other key, other row, or damage.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct Unopened;

/// Format of sealed values; the byte behind it is the number of the key.
const SEAL_VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;

/// A process looks at the folder again after this time: whoever changes keys waits longer between two steps.
pub const LOOK: Duration = Duration::from_secs(1);

impl Held {
    fn open(folder: &Path, make: bool) -> Result<Self, BadKeys> {
        let seals = Ring::open(folder, SEAL, make)?;
        let indexes = Ring::open(folder, INDEX, make)?;
        let cipher = |key: &Numbered| (key.number, Aes256GcmSiv::new((&key.bytes).into()));
        Ok(Self {
            ciphers: seals.all().map(cipher).collect(),
            step: Step::read(folder, indexes.newest().number)?,
            seals,
            indexes,
        })
    }

    fn cipher(&self, number: u8) -> Option<&Aes256GcmSiv> {
        let found = self.ciphers.iter().find(|(known, _)| *known == number);
        found.map(|(_, cipher)| cipher)
    }
}

impl Keys {
    /// Reads the keys of a folder; `make` makes those that are not there.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn open(folder: &Path, make: bool) -> Result<Self, BadKeys> {
        if make {
            fs::create_dir_all(folder).map_err(|e| BadKeys::Io(folder.display().to_string(), e))?;
        }
        Ok(Self {
            numbered: RwLock::new(Arc::new(Held::open(folder, make)?)),
            cursor: files::secret(folder, "cursor.key", make)?,
            // Databases that are older have none of it; where it was lost, its proof tells.
            digest: files::secret(folder, "digest.key", true)?,
            // Whoever lost it signs in again, no more: it may be made beside keys that are older.
            refresh: files::secret(folder, "refresh.key", true)?,
            tokens: RwLock::new(Arc::new(TokenKeys::open(folder, make)?)),
            folder: folder.to_owned(),
            born: Instant::now(),
            looked: AtomicU64::new(0),
        })
    }

    /// Seals a text for one place: `context` is `table/column/row`.
    ///
    /// # Errors
    /// [`Unopened`] where the text is longer than the cipher takes.
    pub fn seal(&self, context: &str, text: &str) -> Result<Vec<u8>, Unopened> {
        let held = self.held();
        let number = held.seals.newest().number;
        let mut nonce = [0_u8; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: context.as_bytes(),
        };
        let cipher = held.cipher(number).ok_or(Unopened)?;
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Unopened)?;
        Ok([&[SEAL_VERSION, number][..], &nonce, &sealed].concat())
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// [`Unopened`].
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Result<String, Unopened> {
        let [SEAL_VERSION, number, body @ ..] = sealed else {
            return Err(Unopened);
        };
        let mut held = self.held();
        if held.cipher(*number).is_none() {
            self.look();
            held = self.held();
        }
        let cipher = held.cipher(*number).ok_or(Unopened)?;
        let (nonce, msg) = body.split_at_checked(NONCE_BYTES).ok_or(Unopened)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unopened)?;
        let payload = Payload {
            msg,
            aad: context.as_bytes(),
        };
        let text = cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Unopened)?;
        String::from_utf8(text).map_err(|_| Unopened)
    }

    /// The keyed digests by which a sealed text is found, as they are written; `kind` keeps kinds apart.
    #[must_use]
    pub fn indexed(&self, kind: &str, text: &str) -> Indexed {
        let held = self.held();
        let (newest, leaving) = (held.indexes.newest(), held.indexes.leaving());
        let of = |key: &Numbered| short(&key.bytes, kind, text);
        let (first, next) = match (leaving, held.step) {
            (Some(leaving), Step::Filling) => (leaving, Some(of(newest))),
            (Some(_), Step::Turning) => (newest, Some(of(newest))),
            (Some(_), Step::Clearing) | (None, _) => (newest, None),
        };
        Indexed {
            index: of(first),
            next,
            key: first.number.into(),
        }
    }

    /// All keyed digests by which a text may stand in a row just now: one, and two while the key is changed.
    #[must_use]
    pub fn sought(&self, kind: &str, text: &str) -> Vec<Vec<u8>> {
        let held = self.held();
        let keys = held.indexes.live();
        keys.map(|key| short(&key.bytes, kind, text)).collect()
    }

    /// A keyed digest of what is told again or shown: nobody finds a row by it, and its key stays. `kind` keeps kinds
    /// apart.
    #[must_use]
    pub fn digest(&self, kind: &str, text: &str) -> Vec<u8> {
        short(&self.digest, kind, text)
    }

    /// Authenticates a cursor.
    #[must_use]
    pub fn cursor_mac(&self, cursor: &[u8]) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&mac(&self.cursor, &[cursor])[..16]);
        short
    }

    /// What follows a refresh token when it is used: the same each time, and nobody's to guess.
    #[must_use]
    pub fn refresh_successor(&self, token: &[u8; 32]) -> [u8; 32] {
        mac(&self.refresh, &[token])
    }

    /// The keys that sign and verify access tokens.
    #[must_use]
    pub fn tokens(&self) -> Arc<TokenKeys> {
        let held = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// Looks at the folder again, where a command may have changed the keys of tokens.
    ///
    /// # Errors
    /// See [`BadKeys`]; the keys in use stay.
    pub fn reread_tokens(&self) -> Result<(), BadKeys> {
        let found = Arc::new(TokenKeys::open(&self.folder, false)?);
        *self.tokens.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }

    /// Lets the next key sign tokens from now on; those that are out stay good.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn rotate_tokens(&self, now: DateTime<Utc>) -> Result<(), BadKeys> {
        TokenKeys::rotate(&self.folder, now)?;
        self.reread_tokens()
    }

    fn held(&self) -> Arc<Held> {
        let now = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = self.looked.load(Ordering::Relaxed);
        let is_due = u128::from(now.saturating_sub(last)) >= LOOK.as_millis();
        // Of those who ask at the same time one looks.
        let mark = |looked: &AtomicU64| {
            looked.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
        };
        if is_due && mark(&self.looked).is_ok() {
            self.look();
        }
        let held = self.numbered.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// Reads the folder again; where that fails, the keys in use stay.
    fn look(&self) {
        match Held::open(&self.folder, false) {
            Ok(found) => {
                let mut held = self
                    .numbered
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                *held = Arc::new(found);
            }
            Err(cause) => tracing::warn!(%cause, "the folder of the keys cannot be read"),
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

fn short(key: &[u8; 32], kind: &str, text: &str) -> Vec<u8> {
    mac(key, &[kind.as_bytes(), b"/", text.as_bytes()])[..16].to_vec()
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so the error cannot happen; an empty digest finds nothing.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::open(folder.path(), true).expect("fresh keys");
        (folder, keys)
    }

    #[test]
    fn a_sealed_text_opens_in_its_own_place_only() {
        let (_folder, keys) = keys();
        let sealed = keys.seal("person/phone/1", "15494451206").expect("sealed");
        assert_eq!(
            keys.open_sealed("person/phone/1", &sealed).expect("opens"),
            "15494451206"
        );
        assert!(keys.open_sealed("person/phone/2", &sealed).is_err());
        assert!(keys.open_sealed("person/citizen_id/1", &sealed).is_err());
        assert!(!sealed.windows(5).any(|w| w == b"15494"));
    }

    #[test]
    fn not_a_bit_of_a_sealed_text_can_be_changed() {
        let (_folder, keys) = keys();
        let sealed = keys.seal("person/phone/1", "15494451206").expect("sealed");
        for at in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[at / 8] ^= 1 << (at % 8);
            assert!(
                keys.open_sealed("person/phone/1", &damaged).is_err(),
                "{at}"
            );
        }
        for length in 0..sealed.len() {
            let cut = &sealed[..length];
            assert!(keys.open_sealed("person/phone/1", cut).is_err(), "{length}");
        }
    }

    #[test]
    fn the_same_folder_gives_the_same_keys_and_an_empty_one_is_refused() {
        let (folder, keys) = keys();
        let again = Keys::open(folder.path(), false).expect("the same keys");
        assert_eq!(keys.proofs(), again.proofs());
        assert_eq!(keys.indexed("id", "x"), again.indexed("id", "x"));
        assert_eq!(keys.digest("id", "x"), again.digest("id", "x"));
        let empty = tempfile::tempdir().expect("a folder");
        assert!(matches!(
            Keys::open(empty.path(), false),
            Err(BadKeys::Missing(_))
        ));
    }
}
