//! The auction's other half: posts with openings left lower their price.

use super::{Auction, HOME, NEVER};
use crate::watch::{Cancelled, Watch};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

impl Auction<'_> {
    /// Posts with openings left lower their price until they are full, or free of charge.
    pub(super) fn reverse(&mut self, epsilon: i64, watch: &Watch<'_>) -> Result<(), Cancelled> {
        let mut queued: Vec<bool> = (0..self.pairs.posts())
            .map(|post| self.must_sell(post))
            .collect();
        let mut sellers: VecDeque<usize> = (0..queued.len()).filter(|post| queued[*post]).collect();
        while let Some(post) = sellers.pop_front() {
            watch.check()?;
            queued[post] = false;
            for left in self.sell(post, epsilon) {
                if !queued[left] && self.must_sell(left) {
                    queued[left] = true;
                    sellers.push_back(left);
                }
            }
        }
        Ok(())
    }

    fn must_sell(&self, post: usize) -> bool {
        let free = self.taken[post] < self.terms.openings[post];
        free && (self.terms.tight[post] || self.price[post] > 0)
    }

    /// Lowers one price as far as its free openings need, and takes the people who gain
    /// most, each at least ε; gives back the posts that they left.
    fn sell(&mut self, post: usize, epsilon: i64) -> Vec<usize> {
        let free = (self.terms.openings[post] - self.taken[post]) as usize;
        let floor = if self.terms.tight[post] { NEVER } else { 0 };
        let mut keenest = self.keenest(post, free + 1, floor.saturating_add(epsilon));
        let enough = keenest.len() > free;
        let limit = keenest.last().map_or(floor, |(most, _)| most - epsilon);
        let price = if enough || self.terms.tight[post] {
            limit.max(floor)
        } else {
            floor
        };
        keenest.truncate(free);
        self.price[post] = price.min(self.price[post]);
        let mut left = Vec::new();
        for (most, person) in keenest {
            let who = person as usize;
            if self.post_of[who] != HOME {
                let from = self.post_of[who] as usize;
                self.taken[from] -= 1;
                left.push(from);
            }
            self.worth[who] = most + self.surplus(who);
            self.post_of[who] = u32::try_from(post).unwrap_or(HOME);
            self.taken[post] += 1;
        }
        left
    }

    /// The people elsewhere who could pay most for a post and still be no worse off, at
    /// least `floor`: the highest first, `wanted` of them at most.
    fn keenest(&self, post: usize, wanted: usize, floor: i64) -> Vec<(i64, u32)> {
        let mut keenest = BinaryHeap::new();
        for (person, points) in self.columns.column(post) {
            let who = person as usize;
            if self.post_of[who] as usize == post {
                continue;
            }
            let most = i64::from(points) * self.scale - self.surplus(who);
            if most < floor {
                continue;
            }
            let entry = Reverse((most, Reverse(person)));
            if keenest.len() < wanted {
                keenest.push(entry);
            } else if let Some(mut least) = keenest.peek_mut()
                && entry < *least
            {
                *least = entry;
            }
        }
        keenest
            .into_sorted_vec()
            .into_iter()
            .map(|Reverse((most, Reverse(person)))| (most, person))
            .collect()
    }
}
