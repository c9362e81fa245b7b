//! The best pairs found so far.

use super::Prices;
use std::cmp::Reverse;

/// The best so far, in no order, and a few more.
pub(super) struct Shortlist {
    size: usize,
    /// Surplus, post, points.
    entries: Vec<(Reverse<i64>, u32, u32)>,
    /// What has less surplus is left out.
    pub(super) least: i64,
    /// Bounds below this say that a surplus is less than `least`.
    pub(super) floor: i16,
    /// Nothing that was left out has more surplus.
    rest: i64,
    pub(super) leaves_out: bool,
}

impl Shortlist {
    pub(super) fn new(size: usize, than: i64, prices: &Prices) -> Self {
        let least = match (size, than) {
            (0, _) => i64::MAX,
            (_, i64::MIN) => i64::MIN,
            (_, than) => than.saturating_add(1),
        };
        Self {
            size,
            entries: Vec::with_capacity(2 * size.max(8)),
            least,
            floor: prices.floor(least),
            rest: if size == 0 { i64::MAX } else { than },
            leaves_out: size == 0,
        }
    }

    /// Takes a pair; gives whether `least` may have risen.
    pub(super) fn offer(&mut self, surplus: i64, post: u32, points: u32) -> bool {
        if surplus < self.least {
            self.leaves_out = true;
            return false;
        }
        self.entries.push((Reverse(surplus), post, points));
        let full = self.entries.len() == self.entries.capacity();
        if full {
            self.cut();
        }
        full
    }

    /// Keeps the best; from now on they are what has to be reached.
    fn cut(&mut self) {
        if self.entries.len() > self.size {
            self.entries.select_nth_unstable(self.size);
            self.entries.truncate(self.size);
            self.leaves_out = true;
            let worst = self.entries.iter().map(|(surplus, ..)| surplus.0).min();
            self.least = worst.unwrap_or(i64::MAX);
            self.rest = self.least;
        }
    }

    pub(super) fn told(mut self, list: &mut Vec<(u32, u32)>) -> i64 {
        self.cut();
        self.entries.sort_unstable();
        list.clear();
        let told = self.entries.iter();
        list.extend(told.map(|(_, post, points)| (*post, *points)));
        if self.leaves_out { self.rest } else { i64::MIN }
    }
}
