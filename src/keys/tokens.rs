//! The keys that sign access tokens, and how one takes the place of another without anybody noticing.
//!
//! | file | the key |
//! |---|---|
//! | `token.key` | *active*: signs |
//! | `token-next.key` | *next*: verifies already, so that every process knows it before it signs |
//! | `token-retired-MILLISECONDS.key` | *retired* at that millisecond of the epoch: verifies until no token of it can be good |

use super::{BadKeys, files};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

const ACTIVE: &str = "token.key";
const NEXT: &str = "token-next.key";
const RETIRED: &str = "token-retired-";

/// A retired key verifies for so long: the longest life of a token, and time for every process to look
/// at the folder again.
const RETIREMENT: Duration = Duration::hours(2);

/// One key.
#[derive(Clone)]
pub struct TokenKey {
    /// The private key in PKCS#8.
    pub private: Vec<u8>,
    /// The public key.
    pub public: Vec<u8>,
    /// The name under which tokens refer to it, as `kid`.
    pub id: String,
}

/// Those in use.
pub struct TokenKeys {
    active: TokenKey,
    others: Vec<TokenKey>,
}

impl TokenKeys {
    /// Reads the keys of a folder; `make` makes the first.
    pub(super) fn open(folder: &Path, make: bool) -> Result<Self, BadKeys> {
        let active = match files::read(folder, ACTIVE)? {
            Some(bytes) => bytes,
            // A change of keys that was broken off half way is completed.
            None => match files::read(folder, NEXT)? {
                Some(bytes) => bytes,
                None => files::stored(folder, ACTIVE, make, fresh)?,
            },
        };
        let mut others = Vec::new();
        if let Some(bytes) = files::read(folder, NEXT)? {
            others.push(TokenKey::of(bytes, NEXT)?);
        }
        for name in retired(folder)? {
            // Another process may have thrown it away meanwhile.
            if let Some(bytes) = files::read(folder, &name)? {
                others.push(TokenKey::of(bytes, &name)?);
            }
        }
        Ok(Self {
            active: TokenKey::of(active, ACTIVE)?,
            others,
        })
    }

    /// The one that signs.
    #[must_use]
    pub fn active(&self) -> &TokenKey {
        &self.active
    }

    /// The one of a name, if a token may still be signed by it.
    #[must_use]
    pub fn verifying(&self, id: &str) -> Option<&TokenKey> {
        let mut all = std::iter::once(&self.active).chain(&self.others);
        all.find(|key| key.id == id)
    }

    /// Retires the active key, lets the next one sign, makes another next one, and throws those away that have been
    /// retired long enough. Broken off anywhere, the folder still has a key that signs.
    pub(super) fn rotate(folder: &Path, now: DateTime<Utc>) -> Result<(), BadKeys> {
        let failed = |cause| BadKeys::Io(folder.display().to_string(), cause);
        let path = |name: &str| folder.join(name);
        files::stored(folder, NEXT, true, fresh)?;
        if path(ACTIVE).exists() {
            let name = format!("{RETIRED}{}.key", now.timestamp_millis());
            fs::rename(path(ACTIVE), path(&name)).map_err(failed)?;
        }
        fs::rename(path(NEXT), path(ACTIVE)).map_err(failed)?;
        files::stored(folder, NEXT, true, fresh)?;
        for name in retired(folder)? {
            let since = name.trim_start_matches(RETIRED).trim_end_matches(".key");
            let until = since.parse::<i64>().ok().and_then(|millis| {
                DateTime::from_timestamp_millis(millis)?.checked_add_signed(RETIREMENT)
            });
            if until.is_none_or(|until| until < now) {
                fs::remove_file(path(&name)).map_err(failed)?;
            }
        }
        files::settle(folder).map_err(failed)
    }
}

impl TokenKey {
    fn of(private: Vec<u8>, name: &str) -> Result<Self, BadKeys> {
        let pair =
            Ed25519KeyPair::from_pkcs8(&private).map_err(|_| BadKeys::Damaged(name.to_owned()))?;
        let public = pair.public_key().as_ref().to_vec();
        let id = HEXLOWER.encode(&Sha256::digest(&public)[..8]);
        Ok(Self {
            private,
            public,
            id,
        })
    }
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKeys(***)")
    }
}

fn fresh() -> Vec<u8> {
    Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new())
        .map(|document| document.as_ref().to_vec())
        .unwrap_or_default()
}

fn retired(folder: &Path) -> Result<Vec<String>, BadKeys> {
    let failed = |cause| BadKeys::Io(folder.display().to_string(), cause);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if let Some(name) = name.to_str().filter(|name| name.starts_with(RETIRED)) {
            found.push(name.to_owned());
        }
    }
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path) -> TokenKeys {
        TokenKeys::open(folder, true).expect("keys")
    }

    fn at(hour: u32) -> DateTime<Utc> {
        let text = format!("2020-04-01T{hour:02}:00:00Z");
        text.parse().expect("an hour")
    }

    #[test]
    fn the_next_key_is_known_before_it_signs_and_the_last_one_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = open(folder.path()).active().id.clone();

        TokenKeys::rotate(folder.path(), at(1)).expect("rotated");
        let keys = open(folder.path());
        let (second, next) = (keys.active().id.clone(), keys.others[0].id.clone());
        assert!(keys.verifying(&first).is_some() && first != second);

        TokenKeys::rotate(folder.path(), at(2)).expect("rotated");
        assert_eq!(open(folder.path()).active().id, next);
        assert!(open(folder.path()).verifying(&first).is_some());

        TokenKeys::rotate(folder.path(), at(4)).expect("rotated");
        let keys = open(folder.path());
        assert!(keys.verifying(&first).is_none(), "retired for three hours");
        assert!(keys.verifying(&second).is_some(), "retired for two");
    }

    #[test]
    fn a_change_that_was_broken_off_is_completed() {
        let folder = tempfile::tempdir().expect("a folder");
        open(folder.path());
        TokenKeys::rotate(folder.path(), at(1)).expect("rotated");
        let next = open(folder.path()).others[0].id.clone();
        let path = |name: &str| folder.path().join(name);
        fs::rename(path(ACTIVE), path("token-retired-1.key")).expect("broken off here");

        assert_eq!(open(folder.path()).active().id, next);
        TokenKeys::rotate(folder.path(), at(2)).expect("rotated");
        assert_eq!(open(folder.path()).active().id, next);
    }
}
