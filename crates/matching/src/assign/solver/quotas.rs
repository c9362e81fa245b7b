//! Floors and caps on how many of some people are placed.
//!
//! Method (Lagrange): placing somebody of a group is worth λ points more for a floor, less for a cap. The greatest λ
//! that is not yet enough is found by doubling and halving, one group after the other, each time going on from the solve
//! before. The few who are missing then, because several people change sides at once, are placed or kept at home by
//! name: those who lose least by it.
//!
//! Proof of the bound: at any λ, what keeps the quotas is worth to the solver at least its score, corrected by λ for
//! those whom the quotas leave at home. So the bound of the solve before anybody is named, corrected by λ · (placed − asked),
//! holds for all that keeps the quotas; and λ is the price of the quota: what one more would cost.

use super::Solver;
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use crate::quota::{Quota, QuotaPrice};
use crate::watch::Watch;
use domain::words::Objective;

/// How often all quotas are looked at, in case one upsets another.
const ROUNDS: usize = 3;

/// The first λ that is tried, in points, and by how much the next is greater.
const FIRST: i64 = 64;
const FACTOR: i64 = 4;

/// So many people mostly gain together what a chain of moves gains, at most.
const CHAIN: i64 = 4;

/// More than anybody loses who may go anywhere at all.
const NOBODY: i64 = i64::MAX / 16;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// The best assignment that keeps the quotas as far as they can be kept, and what came of each. The solver
    /// is as before afterwards, but for its prices and seats.
    pub fn solve_with(
        &mut self,
        quotas: &[Quota],
        watch: &mut Watch<'_>,
    ) -> (Optimum, Vec<QuotaPrice>) {
        let lift = self.lift.clone();
        let (mut optimum, lambdas) = self.priced(quotas, watch);
        let corrections = quotas.iter().zip(&lambdas);
        let correction: i128 = corrections
            .map(|(quota, lambda)| i128::from(*lambda) * excess(quota, &optimum, *lambda))
            .sum();
        let mut bound = i128::from(optimum.bound) + correction;
        let people = optimum.people;
        let mut given = vec![0; self.lift.len()];
        for _ in 0..ROUNDS {
            for (quota, lambda) in quotas.iter().zip(&lambdas) {
                self.mend((quota, *lambda), &mut given, &mut optimum, watch);
            }
            if quotas.iter().all(|quota| broken(quota, &optimum).is_none()) {
                break;
            }
        }
        // Whoever had to be kept at home by name was worth as much to the solve that the bound is of.
        let place = self.place / self.auction.scale;
        if self.objective == Objective::PeopleFirst {
            bound += i128::from(place) * people.saturating_sub(optimum.people) as i128;
        }
        optimum.bound = u64::try_from(bound).unwrap_or(0).max(optimum.score);
        let price = |(quota, lambda): (&Quota, &i64)| QuotaPrice {
            placed: quota.placed(&optimum.post_of),
            points: match lambda.abs() {
                _ if broken(quota, &optimum).is_some() => 0,
                // Whoever stays at home costs a person first, and these points besides.
                people if people > place / 2 => (people - place).unsigned_abs(),
                points => points.unsigned_abs(),
            },
        };
        let told = quotas.iter().zip(&lambdas).map(price).collect();
        self.lift = lift;
        self.is_capped = false;
        (optimum, told)
    }

    /// The best assignment when placing a member of each quota is worth λ points more, which it stays from now on; and
    /// each λ. Where several people change sides at once some quotas are not kept yet; what keeps them all is worth no more than
    /// the optimum's bound, corrected by Σ λ · (placed − asked).
    pub fn priced(&mut self, quotas: &[Quota], watch: &mut Watch<'_>) -> (Optimum, Vec<i64>) {
        let mut optimum = self.solve(watch);
        let mut lambdas = vec![0_i64; quotas.len()];
        for _ in 0..ROUNDS {
            let mut is_settled = true;
            for (quota, lambda) in quotas.iter().zip(&mut lambdas) {
                if !optimum.stopped && broken(quota, &optimum).is_some() {
                    let before = *lambda;
                    self.settle(quota, lambda, &mut optimum, watch);
                    is_settled &= before == *lambda;
                }
            }
            // One alone is upset by none.
            if is_settled || quotas.len() == 1 {
                break;
            }
        }
        (optimum, lambdas)
    }

    /// Places the missing people of a floor, and keeps at home the supernumerary of a cap, by name.
    ///
    /// Who was `given` something by name for another quota comes last, and loses that. Where many are worth the same, others would take the turn
    /// of those who were named; so next all whom the quota wants where they are stay there by name, too, and whom a cap leaves their post
    /// no longer hear of its price.
    fn mend(
        &mut self,
        (quota, lambda): (&Quota, i64),
        given: &mut [i64],
        optimum: &mut Optimum,
        watch: &mut Watch<'_>,
    ) {
        for round in 0..ROUNDS {
            let missing = quota.broken(&optimum.post_of);
            let Some(missing) = missing.filter(|_| !optimum.stopped) else {
                return;
            };
            let direction = missing.signum();
            let is_placed = |member: &u32| optimum.post_of[*member as usize].is_some();
            let (others, stay): (Vec<u32>, Vec<u32>) = quota
                .members
                .iter()
                .partition(|member| is_placed(member) == (direction < 0));
            let loss = |member: &u32| -direction * self.auction.best_at_posts(*member as usize);
            let (scale, price) = (self.auction.scale, &self.auction.price);
            // Of equal ones those first whose opening nobody misses.
            let order = |member: &u32| {
                let is_given = given[*member as usize] != 0;
                let loss = (loss(member) + scale / 2).div_euclid(scale);
                let seat = optimum.post_of[*member as usize];
                (is_given, loss, seat.map(|post| price[post as usize]))
            };
            let others = others.iter().filter(|member| loss(member) < NOBODY);
            let mut others: Vec<_> = others.map(|member| (order(member), *member)).collect();
            others.sort_unstable();
            let missing = usize::try_from(missing.unsigned_abs()).unwrap_or(usize::MAX);
            let (named, left) = others.split_at(missing.min(others.len()));
            let of = |some: &[(_, u32)]| some.iter().map(|(_, member)| *member).collect();
            let (named, left): (Vec<u32>, Vec<u32>) = (of(named), of(left));
            let points = direction * self.most(direction) - lambda;
            let stay = stay.into_iter().filter(|_| round > 0);
            let named = named.into_iter().chain(stay).map(|who| (who, points));
            let left = left.into_iter().filter(|_| direction < 0 && lambda < 0);
            for (member, points) in named.chain(left.map(|who| (who, -lambda))) {
                let before = std::mem::replace(&mut given[member as usize], points);
                self.favour(&[member], points - before);
            }
            self.is_capped |= direction < 0;
            *optimum = self.solve(watch);
        }
    }

    /// The most that a λ may be, in points: a floor can outbid any chain of moves, a cap the placing itself.
    fn most(&self, direction: i64) -> i64 {
        let most = match direction {
            1 => self.place / 2,
            _ => self.place + self.leap(),
        };
        most / self.auction.scale
    }

    /// Finds the λ furthest from what it was at which a broken quota is still broken, unless it can't be kept at all.
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
        let (from, most) = (*lambda, self.most(direction));
        // A cap's price may send home more than the floor of the same people allows: that is mended by name.
        let mut keeps = |solver: &mut Self, optimum: &mut Optimum, by: i64| {
            solver.set(quota, (&mut *lambda, from + direction * by), optimum, watch);
            broken(quota, optimum) != Some(direction)
        };
        let (mut low, mut high) = (0, FIRST.min(most));
        while !keeps(self, optimum, high) {
            if high == most {
                return;
            }
            (low, high) = (high, self.beyond(high, most));
        }
        while high - low > 1 && !optimum.stopped {
            let middle = low.midpoint(high);
            if keeps(self, optimum, middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Whom it makes no difference to are placed from one side, and stay at home from the other.
        let least = (low - FACTOR).max(0);
        while keeps(self, optimum, low) && low > least && !optimum.stopped {
            low -= 1;
        }
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

    /// Solves with some λ.
    fn set(
        &mut self,
        quota: &Quota,
        (lambda, to): (&mut i64, i64),
        optimum: &mut Optimum,
        watch: &mut Watch<'_>,
    ) {
        if *lambda != to && !optimum.stopped {
            self.favour(&quota.members, to - *lambda);
            self.is_capped |= to < 0;
            *lambda = to;
            *optimum = self.solve(watch);
        }
    }
}

/// Whether more of a group have to be placed, or fewer; nothing if the quota is kept.
fn broken(quota: &Quota, optimum: &Optimum) -> Option<i64> {
    quota.broken(&optimum.post_of).map(i64::signum)
}

/// How many more are placed than the quota asks for where it has its price.
fn excess(quota: &Quota, optimum: &Optimum, lambda: i64) -> i128 {
    i128::from(quota.placed(&optimum.post_of)) - i128::from(quota.asked(lambda))
}
