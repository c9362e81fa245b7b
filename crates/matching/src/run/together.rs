//! A run with parties: members choose together, single people are solved around them.

use super::Instance;
use super::pins::Pinned;
use super::singles::Singles;
use crate::assign::optimum::{Optimum, Wanted};
use crate::field::Field;
use crate::parties::{self, Task};
use crate::quota::QuotaPrice;
use crate::watch::Watch;

/// The gap that is good enough where none is named.
const GAP: f64 = 1e-3;

/// Solves a run with parties.
pub(super) fn solve(
    instance: &Instance<'_>,
    field: &Field<'_>,
    pinned: &Pinned,
    watch: &mut Watch<'_>,
) -> (Optimum, Vec<QuotaPrice>) {
    let market = Singles::new(instance, field, pinned);
    let pins = pinned.of_members.iter().map(|pin| (pin.seeker, pin.post));
    let task = Task {
        market: &market,
        posts: instance.posts,
        parties: instance.parties,
        pins: &pins.collect(),
        forced: &pinned.forced,
        quotas: &pinned.without(instance.quotas),
        wanted: Wanted {
            openings: &pinned.openings,
            reserve: instance.reserve,
            objective: instance.objective,
            gap: instance.target.gap.unwrap_or(GAP),
            threads: super::threads(),
        },
    };
    let (mut optimum, prices) = parties::place(&task, watch);
    market.without_loyalty(&mut optimum);
    (optimum, prices)
}
