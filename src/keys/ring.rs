//! Numbered keys of one purpose, and how the next one takes the place of the one before.
//!
//! | file | the key |
//! |---|---|
//! | `seal.key` | number 1 |
//! | `seal-2.key` | number 2, and so on; the highest is in use |
//! | `seal-1-retired-MILLISECONDS.key` | retired at that millisecond of the epoch: opens still, and is thrown away later |

use super::{BadKeys, files};
use chrono::{DateTime, Duration, Utc};
use std::{fs, path::Path};

/// For how long a retired key is kept: nothing that is under way takes longer.
const RETIREMENT: Duration = Duration::hours(2);

/// One key.
#[derive(Clone)]
pub(super) struct Numbered {
    pub number: u8,
    pub bytes: [u8; 32],
}

/// Those of one purpose.
#[derive(Clone)]
pub(super) struct Ring {
    newest: Numbered,
    /// Those that are in use beside the newest while it takes their place, the lowest number first.
    older: Vec<Numbered>,
    retired: Vec<Numbered>,
}

/// A key file by its name.
struct Named {
    name: String,
    number: u8,
    retired: Option<i64>,
}

impl Ring {
    /// Reads the keys of a purpose; `make` makes the first.
    pub(super) fn open(folder: &Path, purpose: &str, make: bool) -> Result<Self, BadKeys> {
        if make && named(folder, purpose)?.is_empty() {
            files::secret(folder, &file_of(purpose, 1), true)?;
        }
        let (mut live, mut retired) = (Vec::new(), Vec::new());
        for found in named(folder, purpose)? {
            // One that is retired just now is gone under this name, and there under another.
            let Some(bytes) = files::read(folder, &found.name)? else {
                continue;
            };
            let bytes = bytes
                .try_into()
                .map_err(|_| BadKeys::Damaged(found.name.clone()))?;
            let key = Numbered {
                number: found.number,
                bytes,
            };
            match found.retired {
                Some(_) => retired.push(key),
                None => live.push(key),
            }
        }
        let newest = live
            .pop()
            .ok_or_else(|| BadKeys::Missing(folder.display().to_string()))?;
        Ok(Self {
            newest,
            older: live,
            retired,
        })
    }

    /// The one in use.
    pub(super) fn newest(&self) -> &Numbered {
        &self.newest
    }

    /// The one whose place the newest takes, while it does.
    pub(super) fn leaving(&self) -> Option<&Numbered> {
        self.older.last()
    }

    /// All that are in use.
    pub(super) fn live(&self) -> impl Iterator<Item = &Numbered> {
        self.older.iter().chain([&self.newest])
    }

    /// All there are.
    pub(super) fn all(&self) -> impl Iterator<Item = &Numbered> {
        self.live().chain(&self.retired)
    }

    /// Adds the next key, unless one is already taking the place of another.
    pub(super) fn add(folder: &Path, purpose: &str) -> Result<(), BadKeys> {
        let known = named(folder, purpose)?;
        if known.iter().filter(|key| key.retired.is_none()).count() > 1 {
            return Ok(());
        }
        let highest = known.iter().map(|key| key.number).max().unwrap_or(0);
        let next = highest.checked_add(1).ok_or(BadKeys::Exhausted)?;
        files::secret(folder, &file_of(purpose, next), true).map(drop)
    }

    /// Retires all but the newest, and throws those away that have been retired long enough.
    pub(super) fn retire(folder: &Path, purpose: &str, now: DateTime<Utc>) -> Result<(), BadKeys> {
        let failed = |cause| BadKeys::Io(folder.display().to_string(), cause);
        let known = named(folder, purpose)?;
        let mut live: Vec<&Named> = known.iter().filter(|key| key.retired.is_none()).collect();
        live.pop();
        for key in live {
            let name = format!(
                "{purpose}-{}-retired-{}.key",
                key.number,
                now.timestamp_millis()
            );
            fs::rename(folder.join(&key.name), folder.join(name)).map_err(failed)?;
        }
        let until = (now - RETIREMENT).timestamp_millis();
        for key in known
            .iter()
            .filter(|key| key.retired.is_some_and(|at| at < until))
        {
            fs::remove_file(folder.join(&key.name)).map_err(failed)?;
        }
        files::settle(folder).map_err(failed)
    }
}

fn file_of(purpose: &str, number: u8) -> String {
    if number == 1 {
        format!("{purpose}.key")
    } else {
        format!("{purpose}-{number}.key")
    }
}

/// The key files of a purpose, the lowest number first.
fn named(folder: &Path, purpose: &str) -> Result<Vec<Named>, BadKeys> {
    let failed = |cause| BadKeys::Io(folder.display().to_string(), cause);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            return Err(BadKeys::Missing(folder.display().to_string()));
        }
        Err(cause) => return Err(failed(cause)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        if let Some(key) = name.to_str().and_then(|name| parsed(name, purpose)) {
            found.push(key);
        }
    }
    found.sort_unstable_by_key(|key| key.number);
    Ok(found)
}

fn parsed(name: &str, purpose: &str) -> Option<Named> {
    let rest = name.strip_prefix(purpose)?.strip_suffix(".key")?;
    let of = |number, retired| {
        Some(Named {
            name: name.to_owned(),
            number,
            retired,
        })
    };
    if rest.is_empty() {
        return of(1, None);
    }
    let rest = rest.strip_prefix('-')?;
    match rest.split_once("-retired-") {
        Some((number, at)) => of(number.parse().ok()?, Some(at.parse().ok()?)),
        None => of(rest.parse().ok()?, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> DateTime<Utc> {
        let text = format!("2020-04-01T{hour:02}:00:00Z");
        text.parse().expect("an hour")
    }

    fn numbers<'k>(keys: impl Iterator<Item = &'k Numbered>) -> Vec<u8> {
        keys.map(|key| key.number).collect()
    }

    #[test]
    fn a_key_is_retired_before_it_is_thrown_away_and_its_number_is_never_given_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Ring::open(folder.path(), "seal", true).expect("keys");
        let first = open().newest().bytes;
        Ring::add(folder.path(), "seal").expect("added");
        Ring::add(folder.path(), "seal").expect("one at a time");
        assert_eq!(numbers(open().live()), [1, 2]);
        assert_eq!(open().leaving().expect("the first").bytes, first);

        Ring::retire(folder.path(), "seal", at(1)).expect("retired");
        assert_eq!(numbers(open().live()), [2]);
        assert_eq!(numbers(open().all()), [2, 1]);

        Ring::add(folder.path(), "seal").expect("added");
        Ring::retire(folder.path(), "seal", at(4)).expect("retired");
        assert_eq!(numbers(open().all()), [3, 2], "the first is gone");
    }
}
