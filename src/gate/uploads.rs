//! How many files an account may be sending at once, and how much room they may take on the disk together with those of its
//! files that wait there.

use crate::error::{Code, Error};
use domain::id::AccountId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Seconds after which to try again.
const WAIT: u64 = 5;

/// The uploads under way.
#[derive(Clone, Debug)]
pub struct Uploads {
    most: u32,
    most_bytes: u64,
    under_way: Arc<Mutex<HashMap<AccountId, UnderWay>>>,
}

/// What one account is sending.
#[derive(Clone, Copy, Debug, Default)]
struct UnderWay {
    files: u32,
    bytes: u64,
}

/// An upload under way; it ends with the value.
#[derive(Debug)]
pub struct Upload {
    of: Uploads,
    account: AccountId,
    /// Bytes of the account that waited when it began.
    waiting: u64,
    /// Bytes that have come.
    bytes: u64,
}

impl Uploads {
    /// So many at once for one account, and so many bytes of it on the disk.
    #[must_use]
    pub fn new(most: u32, most_bytes: u64) -> Self {
        Self {
            most,
            most_bytes,
            under_way: Arc::default(),
        }
    }

    /// Begins one.
    ///
    /// # Errors
    /// [`Error::TooMany`] where as many are under way.
    pub fn begin(&self, account: AccountId) -> Result<Upload, Error> {
        let mut all = self.counted();
        let own = all.entry(account).or_default();
        if own.files >= self.most {
            return Err(Error::TooMany(WAIT));
        }
        own.files += 1;
        Ok(Upload {
            of: self.clone(),
            account,
            waiting: 0,
            bytes: 0,
        })
    }

    fn counted(&self) -> MutexGuard<'_, HashMap<AccountId, UnderWay>> {
        // Nobody panics between looking and counting.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    /// So many bytes of the account wait on the disk already.
    pub fn beside(&mut self, waiting: u64) {
        self.waiting = waiting;
    }

    /// Makes room for bytes that have come.
    ///
    /// # Errors
    /// [`Code::SpoolFull`] where what waits leaves no room; [`Error::TooMany`] where it is others under way that leave none.
    pub fn take(&mut self, bytes: u64) -> Result<(), Error> {
        let mut all = self.of.counted();
        let own = all.entry(self.account).or_default();
        let most = self.of.most_bytes;
        if self.waiting + self.bytes + bytes > most {
            return Err(Error::Conflict(Code::SpoolFull));
        }
        if self.waiting + own.bytes + bytes > most {
            return Err(Error::TooMany(WAIT));
        }
        own.bytes += bytes;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut all = self.of.counted();
        if let Some(own) = all.get_mut(&self.account) {
            own.files -= 1;
            own.bytes -= self.bytes;
            if own.files == 0 {
                all.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_until_another_has_ended() {
        let uploads = Uploads::new(2, 100);
        let (account, other) = (AccountId::fresh(), AccountId::fresh());
        let first = uploads.begin(account).expect("the first");
        let second = uploads.begin(account).expect("the second");
        assert!(matches!(uploads.begin(account), Err(Error::TooMany(_))));
        uploads.begin(other).expect("somebody else's");
        drop(first);
        uploads.begin(account).expect("room again");
        drop(second);
        assert!(uploads.counted().is_empty(), "nothing is remembered");
    }

    #[test]
    fn what_waits_and_what_is_under_way_share_the_room() {
        let uploads = Uploads::new(3, 100);
        let account = AccountId::fresh();
        let begin = || {
            let mut upload = uploads.begin(account).expect("few are under way");
            upload.beside(40);
            upload
        };
        let (mut first, mut second) = (begin(), begin());
        first.take(50).expect("ninety in all");
        assert!(matches!(second.take(11), Err(Error::TooMany(_))));
        second.take(10).expect("a hundred");
        assert!(matches!(
            first.take(11),
            Err(Error::Conflict(Code::SpoolFull))
        ));
        drop(second);
        first.take(10).expect("room again");
        let mut of_another = uploads.begin(AccountId::fresh()).expect("somebody else's");
        of_another.take(100).expect("room of its own");
    }
}
