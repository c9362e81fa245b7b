//! The keys: sealing, blind indexes, cursors, tokens.
//!
//! They live in a folder beside the database and never in it. Each file is readable by its
//! owner alone. A number is *sealed* by AES-256-GCM-SIV with its table, column and row as
//! associated data, so that a ciphertext moved elsewhere no longer opens; it is *found* by an
//! HMAC under a key of its own.

use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
pub use tokens::{TokenKey, TokenKeys};

mod files;
mod tokens;

/// All keys in use.
pub struct Keys {
    seal: Aes256GcmSiv,
    index: [u8; 32],
    cursor: [u8; 32],
    refresh: [u8; 32],
    tokens: RwLock<Arc<TokenKeys>>,
    folder: PathBuf,
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
}

/// A sealed text does not open: other key, other row, or damage.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct Unopened;

/// Format of sealed values; the second byte is the key's number.
const SEAL_VERSION: [u8; 2] = [1, 1];
const NONCE_BYTES: usize = 12;

impl Keys {
    /// Reads the keys of a folder; `make` makes those that are not there.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn open(folder: &Path, make: bool) -> Result<Self, BadKeys> {
        if make {
            fs::create_dir_all(folder).map_err(|e| BadKeys::Io(folder.display().to_string(), e))?;
        }
        let seal = files::secret(folder, "seal.key", make)?;
        Ok(Self {
            seal: Aes256GcmSiv::new((&seal).into()),
            index: files::secret(folder, "index.key", make)?,
            cursor: files::secret(folder, "cursor.key", make)?,
            // Whoever lost it signs in again, no more: it may be made beside keys that are older.
            refresh: files::secret(folder, "refresh.key", true)?,
            tokens: RwLock::new(Arc::new(TokenKeys::open(folder, make)?)),
            folder: folder.to_owned(),
        })
    }

    /// Seals a text for one place: `context` is `table/column/row`.
    ///
    /// # Errors
    /// [`Unopened`] where the text is longer than the cipher takes.
    pub fn seal(&self, context: &str, text: &str) -> Result<Vec<u8>, Unopened> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: context.as_bytes(),
        };
        let sealed = self
            .seal
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Unopened)?;
        Ok([&SEAL_VERSION[..], &nonce, &sealed].concat())
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// [`Unopened`].
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Result<String, Unopened> {
        let body = sealed.strip_prefix(&SEAL_VERSION).ok_or(Unopened)?;
        let (nonce, msg) = body.split_at_checked(NONCE_BYTES).ok_or(Unopened)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unopened)?;
        let payload = Payload {
            msg,
            aad: context.as_bytes(),
        };
        let text = self
            .seal
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Unopened)?;
        String::from_utf8(text).map_err(|_| Unopened)
    }

    /// The keyed digest by which a sealed text is found; `kind` keeps kinds apart.
    #[must_use]
    pub fn blind_index(&self, kind: &str, text: &str) -> Vec<u8> {
        mac(&self.index, &[kind.as_bytes(), b"/", text.as_bytes()])[..16].to_vec()
    }

    /// Authenticates a cursor.
    #[must_use]
    pub fn cursor_mac(&self, cursor: &[u8]) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&mac(&self.cursor, &[cursor])[..16]);
        short
    }

    /// A value that only these keys give, by which a database knows its keys again.
    #[must_use]
    pub fn proof(&self) -> Vec<u8> {
        let sealing = self
            .seal
            .encrypt(&Nonce::from([0; NONCE_BYTES]), &b"proof"[..])
            .unwrap_or_default();
        mac(&self.index, &[b"proof", &sealing])[..16].to_vec()
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
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
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
        assert!(!sealed.windows(5).any(|w| w == b"15494"));
    }

    #[test]
    fn the_same_folder_gives_the_same_keys_and_an_empty_one_is_refused() {
        let (folder, keys) = keys();
        let again = Keys::open(folder.path(), false).expect("the same keys");
        assert_eq!(keys.proof(), again.proof());
        assert_eq!(keys.blind_index("id", "x"), again.blind_index("id", "x"));
        let empty = tempfile::tempdir().expect("a folder");
        assert!(matches!(
            Keys::open(empty.path(), false),
            Err(BadKeys::Missing(_))
        ));
    }
}
