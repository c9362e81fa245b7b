//! How many files an account may be sending at once: each takes a place on the disk until it has arrived.

use crate::error::Error;
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
    under_way: Arc<Mutex<HashMap<AccountId, u32>>>,
}

/// An upload under way; it ends with the value.
#[derive(Debug)]
pub struct Upload {
    of: Uploads,
    account: AccountId,
}

impl Uploads {
    /// So many at once for one account.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self {
            most,
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
        if *own >= self.most {
            return Err(Error::TooMany(WAIT));
        }
        *own += 1;
        Ok(Upload {
            of: self.clone(),
            account,
        })
    }

    fn counted(&self) -> MutexGuard<'_, HashMap<AccountId, u32>> {
        // Nobody panics between looking and counting.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut all = self.of.counted();
        if let Some(own) = all.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
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
        let uploads = Uploads::new(2);
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
}
