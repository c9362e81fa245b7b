//! Floors and caps on how many of some people are placed.
//!
//! Method (Lagrange): placing somebody of a group is worth λ points more for a floor, less for a cap. The least λ
//! at which the group's count is right is found by doubling and halving, one group after the other, each time going on
//! from the solve before.
//!
//! Proof of the bound: with λ, every matching that keeps the quotas is worth at least what it is worth without, once the λ of those
//! whom the quota lets stay at home is taken off again. So the bound of the last solve, corrected by λ · slack, holds for
//! all of them, and λ is the price of the quota: what one more would cost.

use super::Solver;
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use crate::quota::{Quota, QuotaPrice};
use crate::watch::Watch;

/// How often all quotas are looked at, in case one upsets another.
const ROUNDS: usize = 3;

/// The first λ that is tried, in points, and by how much the next is greater.
const FIRST: i64 = 64;
const FACTOR: i64 = 4;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// The best assignment that keeps the quotas as far as they can be kept, and what came of each.
    pub fn solve_with(
        &mut self,
        quotas: &[Quota],
        watch: &mut Watch<'_>,
    ) -> (Optimum, Vec<QuotaPrice>) {
        let mut optimum = self.solve(watch);
        let mut lambdas = vec![0_i64; quotas.len()];
        for _ in 0..ROUNDS {
            let mut is_settled = true;
            for (quota, lambda) in quotas.iter().zip(&mut lambdas) {
                if !optimum.stopped && broken(quota, &optimum).is_some() {
                    is_settled = false;
                    self.settle(quota, lambda, &mut optimum, watch);
                }
            }
            if is_settled {
                break;
            }
        }
        let slack = quotas.iter().zip(&lambdas).map(|(quota, lambda)| {
            let slack = u64::from(slack(quota, &optimum, *lambda));
            lambda.unsigned_abs().saturating_mul(slack)
        });
        let slack = slack.fold(0, u64::saturating_add);
        optimum.bound = optimum.bound.saturating_add(slack);
        let place = self.place / self.auction.scale;
        let price = |(quota, lambda): (&Quota, &i64)| QuotaPrice {
            placed: placed(quota, &optimum),
            points: match lambda.abs() {
                // So much that whoever stays at home costs a person first, and these points besides.
                people if people > place / 2 => (people - place).unsigned_abs(),
                points => points.unsigned_abs(),
            },
        };
        let told = quotas.iter().zip(&lambdas).map(price).collect();
        (optimum, told)
    }

    /// Finds the λ nearest to what it was at which a broken quota is kept.
    fn settle(
        &mut self,
        quota: &Quota,
        lambda: &mut i64,
        optimum: &mut Optimum,
        watch: &mut Watch<'_>,
    ) {
        let Some(direction) = broken(quota, optimum) else {
            return;
        };
        let from = *lambda;
        let most = 2 * (self.place + self.leap()) / self.auction.scale;
        let (mut low, mut high) = (0, FIRST);
        while !self.keeps(quota, lambda, from + direction * high, optimum, watch) && high < most {
            (low, high) = (high, (high * FACTOR).min(most));
        }
        while high - low > 1 && !optimum.stopped {
            let middle = low.midpoint(high);
            if self.keeps(quota, lambda, from + direction * middle, optimum, watch) {
                high = middle;
            } else {
                low = middle;
            }
        }
        self.keeps(quota, lambda, from + direction * high, optimum, watch);
    }

    /// Whether a quota is kept at some λ.
    fn keeps(
        &mut self,
        quota: &Quota,
        lambda: &mut i64,
        to: i64,
        optimum: &mut Optimum,
        watch: &mut Watch<'_>,
    ) -> bool {
        if *lambda != to && !optimum.stopped {
            self.favour(&quota.members, to - *lambda);
            self.is_capped |= to < 0;
            *lambda = to;
            *optimum = self.solve(watch);
        }
        broken(quota, optimum).is_none()
    }
}

/// Whether more of a group have to be placed, or fewer; nothing if the quota is kept.
fn broken(quota: &Quota, optimum: &Optimum) -> Option<i64> {
    let (placed, most) = (placed(quota, optimum), most(quota));
    let least = quota.at_least.unwrap_or(0).min(most);
    if placed < least {
        Some(1)
    } else {
        (placed > most).then_some(-1)
    }
}

/// How far a quota that has its price is from being just kept.
fn slack(quota: &Quota, optimum: &Optimum, lambda: i64) -> u32 {
    let (placed, most) = (placed(quota, optimum), most(quota));
    match lambda {
        0 => 0,
        1.. => placed.saturating_sub(quota.at_least.unwrap_or(0).min(most)),
        _ => most.saturating_sub(placed),
    }
}

fn most(quota: &Quota) -> u32 {
    quota.at_most.unwrap_or(u32::MAX)
}

fn placed(quota: &Quota, optimum: &Optimum) -> u32 {
    let members = quota.members.iter();
    let placed = members.filter(|member| optimum.post_of[**member as usize].is_some());
    u32::try_from(placed.count()).unwrap_or(u32::MAX)
}
