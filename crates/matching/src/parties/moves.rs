//! Parties moved one at a time, each move proven by an exact solve around it.

use super::columns::{Column, Room, Worth};
use super::{Plan, Search};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::watch::{Phase, Watch};
use std::cmp::Reverse;

/// So many people may be solved anew in all.
const EFFORT: usize = 200_000;

/// The most exact solves of the search, however small the market.
const MOST_SOLVES: usize = 2_000;

/// Fewer solves than these are not worth their time.
const FEWEST_SOLVES: usize = 10;

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// Moves one party at a time as long as that gains, within the effort.
    pub(super) fn moves(&mut self, plan: &mut Plan, watch: &mut Watch<'_>) {
        let whole = (EFFORT / self.task.market.people().max(1)).min(MOST_SOLVES);
        if whole < FEWEST_SOLVES {
            return;
        }
        let mut solves_left = whole;
        let forced = |party: &usize| !self.task.forced[*party];
        let larger = |party: &usize| Reverse(self.task.parties[*party].members.len());
        let mut order: Vec<usize> = (0..self.task.parties.len()).collect();
        order.sort_by_key(|party| (forced(party), larger(party)));
        loop {
            let before = self.key(plan);
            for &party in &order {
                if watch.check().is_err() || solves_left == 0 {
                    return;
                }
                self.move_one(party, &order, plan, &mut solves_left, watch);
                let done = 1.0 - solves_left as f64 / whole as f64;
                watch.tell(Phase::Parties, 0.5 + done / 2.0, None);
            }
            if self.key(plan) == before {
                return;
            }
        }
    }

    /// Tries each venue for one party, and staying at home; keeps what gains.
    fn move_one(
        &mut self,
        party: usize,
        order: &[usize],
        plan: &mut Plan,
        solves_left: &mut usize,
        watch: &Watch<'_>,
    ) {
        let start = plan.optimum.clone();
        let worth = self.worth(&start);
        let of = &self.task.parties[party];
        let ranked = self.chooser.ranked(of, &worth, &self.room);
        let home = (!self.task.forced[party]).then_some(None);
        let wishes = ranked.into_iter().map(|(_, column)| Some(column));
        for wish in wishes.chain(home) {
            if *solves_left == 0 {
                return;
            }
            if wish == plan.columns[party] {
                continue;
            }
            if let Some(columns) = self.rearranged(&plan.columns, party, wish, order, &worth) {
                *solves_left -= 1;
                let candidate = self.complete(columns, watch);
                if self.key(&candidate) > self.key(plan) {
                    *plan = candidate;
                }
            }
        }
    }

    /// The columns with one changed; parties in its way choose again. `None` when a forced party stands in the way.
    fn rearranged(
        &self,
        columns: &[Option<Column>],
        party: usize,
        wish: Option<Column>,
        order: &[usize],
        worth: &Worth<'_>,
    ) -> Option<Vec<Option<Column>>> {
        let parties = self.task.parties;
        let mut fixed = vec![None; columns.len()];
        fixed[party] = wish;
        let mut room = Room::left(self.task, &fixed);
        let others = || order.iter().copied().filter(|other| *other != party);
        for other in others() {
            let Some(column) = &columns[other] else {
                continue;
            };
            if room.fits(&parties[other], column) {
                room.take(&parties[other], column);
                fixed[other] = Some(column.clone());
            } else if self.task.forced[other] {
                return None;
            }
        }
        if fixed[party].is_some() {
            for other in others() {
                if fixed[other].is_none() {
                    self.seat(other, worth, &mut room, &mut fixed);
                }
            }
        }
        Some(fixed)
    }
}
