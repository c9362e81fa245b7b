//! Floors and caps on how many of some people are placed.
//!
//! Method (Lagrange): placing somebody of a group is worth λ points more for a floor, less for a cap. The greatest λ
//! that is not yet enough is found by doubling and halving, one group after the other, each time going on from the solve
//! before. There hundreds of people may change sides together. Then the quota is kept by an assignment [`between`] the last that breaks it and
//! the first that keeps it; where several quotas do not let that be, those who are missing are placed or kept at home by name, those
//! first who lose least by it.
//!
//! Proof of the bound: at any λ, what keeps the quotas is worth to the solver at least its score, corrected by λ for
//! those whom the quotas leave at home. So the bound of any such solve, corrected by λ · (placed − asked),
//! holds for all that keeps the quotas, and the least of them is told; and λ is the price of the quota: what one more would cost.

use super::Solver;
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use crate::quota::{Quota, QuotaPrice};
use crate::watch::Watch;
use domain::words::Objective;

mod between;
mod names;
mod prices;

/// How often all quotas are looked at, in case one upsets another.
const ROUNDS: usize = 3;

/// What a solve found where placing a member of each quota is worth λ points more.
#[derive(Clone)]
struct Side {
    optimum: Optimum,
    lambdas: Vec<i64>,
}

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// The best assignment that keeps the quotas as far as they can be kept, and what came of each. The solver
    /// is as before afterwards, but for its prices and seats.
    pub fn solve_with(
        &mut self,
        quotas: &[Quota],
        watch: &mut Watch<'_>,
    ) -> (Optimum, Vec<QuotaPrice>) {
        let lift = self.lift.clone();
        let (breaking, keeping) = self.settled(quotas, watch);
        let (optimum, lambdas) = (breaking.optimum.clone(), &breaking.lambdas);
        let mut optimum = self.approached(optimum, &keeping, quotas);
        if quotas.iter().any(|quota| broken(quota, &optimum).is_some()) {
            optimum = self.mended(breaking.optimum.clone(), (quotas, lambdas), watch);
        }
        let sides = [&breaking].into_iter().chain(keeping.iter().flatten());
        let bound = sides.map(|side| self.bound(side, quotas, &optimum)).min();
        let bound = bound.unwrap_or_default();
        let place = self.place / self.auction.scale;
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
        let told = quotas.iter().zip(lambdas).map(price).collect();
        self.lift = lift;
        self.is_capped = false;
        (optimum, told)
    }

    /// The best assignment when placing a member of each quota is worth λ points more, which it stays from now on; and
    /// each λ. Where several people change sides at once some quotas are not kept yet; what keeps them all is worth no more than
    /// the optimum's bound, corrected by Σ λ · (placed − asked).
    pub fn priced(&mut self, quotas: &[Quota], watch: &mut Watch<'_>) -> (Optimum, Vec<i64>) {
        let (Side { optimum, lambdas }, _) = self.settled(quotas, watch);
        (optimum, lambdas)
    }

    /// Goes from an assignment towards those that keep the quotas which it breaks.
    fn approached(
        &self,
        mut optimum: Optimum,
        keeping: &[Option<Side>],
        quotas: &[Quota],
    ) -> Optimum {
        if keeping.iter().all(Option::is_none) {
            return optimum;
        }
        let auction = &self.auction;
        let worth = |who: u32, post: Option<u32>| match post {
            None => auction.terms.home[who as usize],
            Some(post) => {
                let points = self.market.points(who, post).unwrap_or(0);
                i64::from(points) * auction.scale - auction.terms.reserve[post as usize]
            }
        };
        for (at, side) in keeping.iter().enumerate() {
            if let Some(side) = side {
                between::approach(
                    &mut optimum.post_of,
                    &side.optimum.post_of,
                    (quotas, at),
                    worth,
                );
            }
        }
        optimum.score = self.score(&optimum.post_of);
        optimum.people = optimum.post_of.iter().flatten().count();
        optimum
    }

    /// What a solve says of the score of all that keeps the quotas and places as many as `optimum`.
    fn bound(&self, side: &Side, quotas: &[Quota], optimum: &Optimum) -> i128 {
        let Side {
            optimum: found,
            lambdas,
        } = side;
        let corrections = quotas.iter().zip(lambdas);
        let correction: i128 = corrections
            .map(|(quota, lambda)| i128::from(*lambda) * excess(quota, found, *lambda))
            .sum();
        // Whoever has to be kept at home was worth as much to the solve that the bound is of.
        let besides = match self.objective {
            Objective::PeopleFirst => found.people as i128 - optimum.people as i128,
            Objective::ScoreFirst => 0,
        };
        let place = i128::from(self.place / self.auction.scale);
        i128::from(found.bound) + correction + place * besides
    }

    /// The most that a λ may be, in points: a floor can outbid any chain of moves, a cap the placing itself.
    fn most(&self, direction: i64) -> i64 {
        let most = match direction {
            1 => self.place / 2,
            _ => self.place + self.leap(),
        };
        most / self.auction.scale
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
