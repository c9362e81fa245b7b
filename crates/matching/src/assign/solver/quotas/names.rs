//! Quotas that stand in each other's way, kept by name.

use super::{ROUNDS, broken};
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use crate::assign::solver::Solver;
use crate::quota::Quota;
use crate::watch::Watch;

/// More than anybody loses who may go anywhere at all.
const NOBODY: i64 = i64::MAX / 16;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// Places the missing people of all quotas, and keeps at home the supernumerary, by name.
    pub(super) fn mended(
        &mut self,
        mut optimum: Optimum,
        (quotas, lambdas): (&[Quota], &[i64]),
        watch: &mut Watch<'_>,
    ) -> Optimum {
        let mut given = vec![0; self.lift.len()];
        for _ in 0..ROUNDS {
            for (quota, lambda) in quotas.iter().zip(lambdas) {
                self.mend((quota, *lambda), &mut given, &mut optimum, watch);
            }
            if quotas.iter().all(|quota| broken(quota, &optimum).is_none()) {
                break;
            }
        }
        optimum
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
}
