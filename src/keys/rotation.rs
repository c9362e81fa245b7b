//! Changing the keys that seal and those of the indexes, one step after the other. What becomes of the rows is not decided
//! here.

use super::{BadKeys, INDEX, Keys, NONCE_BYTES, Numbered, Ring, SEAL, Step, mac};
use aes_gcm_siv::{Nonce, aead::Aead};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::fs;

/// Held while keys are changed: two commands do not do it at the same time.
#[derive(Debug)]
pub struct Changing(#[expect(dead_code, reason = "it holds the lock")] fs::File);

/// What a database keeps of a key: its name, and a value that only this key gives.
pub type Proof = (String, Vec<u8>);

impl Keys {
    /// Says that keys are about to be changed.
    ///
    /// # Errors
    /// [`BadKeys::Busy`] while another command does so.
    pub fn changing(&self) -> Result<Changing, BadKeys> {
        let name = "rotation.lock";
        let failed = |cause| BadKeys::Io(name.to_owned(), cause);
        let file = fs::File::create(self.folder.join(name)).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Changing(file)),
            Err(fs::TryLockError::WouldBlock) => {
                Err(BadKeys::Busy(self.folder.display().to_string()))
            }
            Err(fs::TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }

    /// Makes the next key that seals; where one was made before, goes on with it. Its number.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn begin_sealing(&self, _: &Changing) -> Result<u8, BadKeys> {
        Ring::add(&self.folder, SEAL)?;
        self.look();
        Ok(self.held().seals.newest().number)
    }

    /// Retires the keys that sealed before: nothing is sealed by them any more.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn end_sealing(&self, _: &Changing, now: DateTime<Utc>) -> Result<(), BadKeys> {
        Ring::retire(&self.folder, SEAL, now)?;
        self.look();
        Ok(())
    }

    /// Makes the next key of the indexes; where one was made before, goes on with it. Its number, and how far the change
    /// has come.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn begin_indexing(&self, _: &Changing) -> Result<(i64, Step), BadKeys> {
        Ring::add(&self.folder, INDEX)?;
        self.look();
        let held = self.held();
        Ok((held.indexes.newest().number.into(), held.step))
    }

    /// Goes on to a step.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn step_indexing(&self, _: &Changing, step: Step) -> Result<(), BadKeys> {
        step.write(&self.folder, self.held().indexes.newest().number)?;
        self.look();
        Ok(())
    }

    /// Retires the key before: nothing is found by it any more.
    ///
    /// # Errors
    /// See [`BadKeys`].
    pub fn end_indexing(&self, _: &Changing, now: DateTime<Utc>) -> Result<(), BadKeys> {
        Ring::retire(&self.folder, INDEX, now)?;
        self.look();
        Ok(())
    }

    /// How far a change of the key of the indexes has come, while there is one.
    #[must_use]
    pub fn index_step(&self) -> Option<Step> {
        let held = self.held();
        held.indexes.leaving().map(|_| held.step)
    }

    /// Proofs of all keys in use, by which a database knows its keys again.
    #[must_use]
    pub fn proofs(&self) -> Vec<Proof> {
        let held = self.held();
        let sealing = |key: &Numbered| {
            let known = held.cipher(key.number).and_then(|cipher| {
                let nonce = Nonce::from([0; NONCE_BYTES]);
                cipher.encrypt(&nonce, &b"proof"[..]).ok()
            });
            let proof = Sha256::digest(known.unwrap_or_default())[..16].to_vec();
            (format!("{SEAL}/{}", key.number), proof)
        };
        let proved = |key: &[u8; 32]| mac(key, &[b"proof"])[..16].to_vec();
        let index = |key: &Numbered| (format!("{INDEX}/{}", key.number), proved(&key.bytes));
        let sealing = held.seals.live().map(sealing);
        let all = sealing.chain(held.indexes.live().map(index));
        all.chain([("digest".to_owned(), proved(&self.digest))])
            .collect()
    }

    /// The one proof that databases kept before keys had numbers; none once both first keys were changed.
    #[must_use]
    pub fn first_proof(&self) -> Option<Vec<u8>> {
        let held = self.held();
        let index = held.indexes.live().find(|key| key.number == 1)?;
        let cipher = held.cipher(1)?;
        let sealing = cipher
            .encrypt(&Nonce::from([0; NONCE_BYTES]), &b"proof"[..])
            .ok()?;
        Some(mac(&index.bytes, &[b"proof", &sealing])[..16].to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_at_every_step_by_whoever_is_one_step_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::open(folder.path(), true).expect("keys");
        let mut written = vec![keys.indexed("phone", "1")];
        let changing = keys.changing().expect("nobody else");
        assert!(matches!(keys.changing(), Err(BadKeys::Busy(_))));
        let (number, step) = keys.begin_indexing(&changing).expect("begun");
        assert_eq!((number, step), (2, Step::Filling));
        written.push(keys.indexed("phone", "1"));
        for step in [Step::Turning, Step::Clearing] {
            keys.step_indexing(&changing, step).expect("a step");
            assert_eq!(keys.index_step(), Some(step));
            written.push(keys.indexed("phone", "1"));
        }
        let sought = keys.sought("phone", "1");
        let now: chrono::DateTime<chrono::Utc> =
            "2020-04-01T01:00:00Z".parse().expect("an instant");
        keys.end_indexing(&changing, now).expect("ended");
        assert_eq!(keys.index_step(), None);
        assert_eq!(keys.indexed("phone", "1"), written[3]);
        assert_eq!(keys.sought("phone", "1"), [written[3].index.clone()]);

        for pair in written.windows(2) {
            let one = |indexed: &crate::keys::Indexed| {
                let next = indexed.next.clone();
                next.into_iter()
                    .chain([indexed.index.clone()])
                    .collect::<Vec<_>>()
            };
            let (before, after) = (one(&pair[0]), one(&pair[1]));
            assert!(before.iter().any(|digest| after.contains(digest)));
            assert!(after.iter().all(|digest| sought.contains(digest)));
        }
        assert_eq!(
            written.iter().map(|w| w.key).collect::<Vec<_>>(),
            [1, 1, 2, 2]
        );
    }

    #[test]
    fn what_the_key_before_sealed_opens_until_it_is_thrown_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::open(folder.path(), true).expect("keys");
        let other = Keys::open(folder.path(), false).expect("another process");
        let sealed = keys.seal("a/b/1", "text").expect("sealed");
        let now: chrono::DateTime<chrono::Utc> =
            "2020-04-01T01:00:00Z".parse().expect("an instant");
        for round in 0..2 {
            let changing = keys.changing().expect("nobody else");
            let number = keys.begin_sealing(&changing).expect("begun");
            let by_next = keys.seal("a/b/1", "text").expect("sealed");
            assert_eq!(by_next[1], number);
            assert_eq!(other.open_sealed("a/b/1", &by_next).expect("opens"), "text");
            keys.end_sealing(&changing, now + chrono::Duration::hours(3 * round))
                .expect("ended");
            let opens = keys.open_sealed("a/b/1", &sealed).is_ok();
            assert_eq!(opens, round == 0);
        }
    }
}
