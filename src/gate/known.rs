//! From where accounts were signed in to lately.

use sha2::{Digest, Sha256};
use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many pairs of name and address are remembered; the oldest is forgotten for the next.
const REMEMBERED: usize = 20_000;

/// Names and addresses, as digests: nobody reads from memory who sat where.
#[derive(Default)]
pub(super) struct Known(Mutex<Pairs>);

#[derive(Default)]
struct Pairs {
    all: HashSet<[u8; 32]>,
    /// The same, oldest first.
    order: VecDeque<[u8; 32]>,
}

impl Known {
    pub(super) fn holds(&self, username: &str, address: &str) -> bool {
        self.pairs().all.contains(&pair(username, address))
    }

    pub(super) fn add(&self, username: &str, address: &str) {
        let pair = pair(username, address);
        let mut pairs = self.pairs();
        if !pairs.all.insert(pair) {
            return;
        }
        pairs.order.push_back(pair);
        if pairs.order.len() > REMEMBERED
            && let Some(oldest) = pairs.order.pop_front()
        {
            pairs.all.remove(&oldest);
        }
    }

    fn pairs(&self) -> MutexGuard<'_, Pairs> {
        // Whoever panicked meanwhile left pairs behind that are as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pair(username: &str, address: &str) -> [u8; 32] {
    // An address holds no line end, whatever a name holds.
    Sha256::digest(format!("{address}\n{username}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_and_no_name_looks_like_another() {
        let known = Known::default();
        for number in 0..=REMEMBERED {
            known.add(&number.to_string(), "10.0.0.1");
            known.add(&number.to_string(), "10.0.0.1");
        }
        assert!(!known.holds("0", "10.0.0.1"));
        assert!(known.holds("1", "10.0.0.1") && known.holds("20000", "10.0.0.1"));
        assert!(!known.holds("1", "10.0.0.2"));
        assert!(!known.holds("1\n1", "10.0.0.1"));
    }
}
