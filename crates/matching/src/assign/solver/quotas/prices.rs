//! The λ at which a quota is just kept.

use super::{ROUNDS, Side, broken};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::assign::solver::Solver;
use crate::quota::Quota;
use crate::watch::Watch;

/// The first λ that is tried, in points, and by how much the next is greater.
const FIRST: i64 = 64;
const FACTOR: i64 = 4;

/// So many people mostly gain together what a chain of moves gains, at most.
const CHAIN: i64 = 4;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// The best assignment when placing a member of each quota is worth λ points more, and for each quota whose price was looked for
    /// the solve in which it was last kept.
    pub(super) fn settled(
        &mut self,
        quotas: &[Quota],
        watch: &mut Watch<'_>,
    ) -> (Side, Vec<Option<Side>>) {
        let mut side = Side {
            optimum: self.solve(watch),
            lambdas: vec![0; quotas.len()],
        };
        let mut keeping: Vec<Option<Side>> = quotas.iter().map(|_| None).collect();
        for _ in 0..ROUNDS {
            let mut is_settled = true;
            for (at, quota) in quotas.iter().enumerate() {
                if !side.optimum.stopped && broken(quota, &side.optimum).is_some() {
                    let before = side.lambdas[at];
                    keeping[at] = self.settle((quota, at), &mut side, watch);
                    is_settled &= before == side.lambdas[at];
                }
            }
            // One alone is upset by none.
            if is_settled || quotas.len() == 1 {
                break;
            }
        }
        (side, keeping)
    }

    /// Finds the λ furthest from what it was at which a broken quota is still broken, unless it can't be kept at all; gives
    /// the solve beyond, which keeps it.
    fn settle(
        &mut self,
        (quota, at): (&Quota, usize),
        side: &mut Side,
        watch: &mut Watch<'_>,
    ) -> Option<Side> {
        let direction = broken(quota, &side.optimum)?;
        let (from, most) = (side.lambdas[at], self.most(direction));
        let mut keeping = None;
        // A cap's price may send home more than the floor of the same people allows.
        let mut keeps = |solver: &mut Self, side: &mut Side, by: i64| {
            solver.set((quota, at), from + direction * by, side, watch);
            let keeps = broken(quota, &side.optimum) != Some(direction);
            if keeps && !side.optimum.stopped {
                keeping = Some(side.clone());
            }
            keeps
        };
        let (mut low, mut high) = (0, FIRST.min(most));
        while !keeps(self, side, high) {
            if high == most {
                return None;
            }
            (low, high) = (high, self.beyond(high, most));
        }
        while high - low > 1 && !side.optimum.stopped {
            let middle = low.midpoint(high);
            if keeps(self, side, middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Whom it makes no difference to are placed from one side, and stay at home from the other.
        let least = (low - FACTOR).max(0);
        while keeps(self, side, low) && low > least && !side.optimum.stopped {
            low -= 1;
        }
        keeping
    }

    /// The λ to be tried after one that was not enough. What is more than a few people can gain in points outbids nobody before it comes near to what a
    /// place is worth.
    fn beyond(&self, high: i64, most: i64) -> i64 {
        let chain = self.leap() / self.auction.scale * CHAIN;
        let near = self.place / self.auction.scale - chain;
        if (chain..near).contains(&high) {
            near.min(most)
        } else {
            (high * FACTOR).min(most)
        }
    }

    /// Solves with some λ for a quota.
    fn set(
        &mut self,
        (quota, at): (&Quota, usize),
        lambda: i64,
        side: &mut Side,
        watch: &mut Watch<'_>,
    ) {
        let before = side.lambdas[at];
        if before != lambda && !side.optimum.stopped {
            self.favour(&quota.members, lambda - before);
            self.is_capped |= lambda < 0;
            side.lambdas[at] = lambda;
            side.optimum = self.solve(watch);
        }
    }
}
