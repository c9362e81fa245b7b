//! Floors and caps where some go together.
//!
//! In the rounds, placing a member of a quota is worth λ points more, the λ that single people would need if everybody were one. At the end
//! single people keep what is left of the quotas around the parties; where they cannot, parties are placed, or
//! taken home, those first that lose least by it.

use super::columns::{Column, Room};
use super::{Plan, Search};
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use crate::party::Party;
use crate::quota::{Quota, QuotaPrice};
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::HashSet;

/// What placing somebody is worth for the sake of quotas, in points.
#[derive(Default)]
pub(super) struct Lifts {
    /// By person; empty where there is no quota.
    of: Vec<i64>,
    /// Σ λ · (what is asked).
    asked: i128,
}

impl Lifts {
    pub(super) fn new(quotas: &[Quota], lambdas: &[i64], people: usize) -> Self {
        let mut lifts = Self {
            of: vec![0; people],
            asked: 0,
        };
        for (quota, lambda) in quotas
            .iter()
            .zip(lambdas)
            .filter(|(_, lambda)| **lambda != 0)
        {
            lifts.asked += i128::from(*lambda) * i128::from(quota.asked(*lambda));
            for member in &quota.members {
                lifts.of[*member as usize] += lambda;
            }
        }
        lifts
    }

    pub(super) fn of(&self, person: u32) -> i64 {
        self.of.get(person as usize).copied().unwrap_or(0)
    }

    /// The most that anybody is lifted.
    pub(super) fn most(&self) -> i64 {
        self.of.iter().copied().max().unwrap_or(0).max(0)
    }

    /// In units.
    pub(super) fn of_party(&self, party: &Party, scale: i64) -> i64 {
        let lifts = party.members.iter().map(|member| self.of(*member));
        lifts.sum::<i64>() * scale
    }

    /// Of everybody who is placed.
    pub(super) fn of_placed(&self, post_of: &[Option<u32>]) -> i128 {
        let placed = self
            .of
            .iter()
            .zip(post_of)
            .filter(|(_, post)| post.is_some());
        placed.map(|(lift, _)| i128::from(*lift)).sum()
    }

    pub(super) fn asked(&self) -> i128 {
        self.asked
    }
}

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// What single people have to do for the quotas beside the parties.
    pub(super) fn of_singles(&self, columns: &[Option<Column>]) -> Vec<Quota> {
        if self.task.quotas.is_empty() {
            return Vec::new();
        }
        let members: HashSet<u32> = self.members.iter().copied().collect();
        let placed = self.task.parties.iter().zip(columns);
        let placed = placed.filter(|(_, column)| column.is_some());
        let placed: HashSet<u32> = placed
            .flat_map(|(party, _)| party.members.iter().copied())
            .collect();
        let rest = |quota: &Quota| {
            let with_parties = quota.members.iter().filter(|who| placed.contains(who));
            let with_parties = u32::try_from(with_parties.count()).unwrap_or(u32::MAX);
            let singles = quota.members.iter().filter(|who| !members.contains(who));
            Quota {
                members: singles.copied().collect(),
                at_least: quota
                    .at_least
                    .map(|_| quota.least().saturating_sub(with_parties)),
                at_most: quota.at_most.map(|most| most.saturating_sub(with_parties)),
            }
        };
        self.task.quotas.iter().map(rest).collect()
    }

    /// What came of the quotas: the price is that of the single people.
    pub(super) fn told(&self, optimum: &Optimum, of_singles: Vec<QuotaPrice>) -> Vec<QuotaPrice> {
        let told = |(quota, price): (&Quota, QuotaPrice)| QuotaPrice {
            placed: quota.placed(&optimum.post_of),
            ..price
        };
        self.task.quotas.iter().zip(of_singles).map(told).collect()
    }

    /// How many people are missing from floors, or above caps.
    pub(super) fn broken(&self, post_of: &[Option<u32>]) -> u64 {
        let broken = self
            .task
            .quotas
            .iter()
            .filter_map(|quota| quota.broken(post_of));
        broken.map(i64::unsigned_abs).sum()
    }

    /// Places parties for floors, and takes them home for caps, where single people alone cannot keep them.
    pub(super) fn mend(&mut self, plan: &mut Plan, watch: &Watch<'_>) {
        for quota in self.task.quotas {
            if watch.check().is_err() {
                return;
            }
            if let Some(missing) = quota.broken(&plan.optimum.post_of) {
                let columns = self.kept_by_parties(quota, missing, plan);
                let mended = self.complete(columns, watch);
                if self.key(&mended) > self.key(plan) {
                    *plan = mended;
                }
            }
        }
    }

    /// The columns when some more parties, or fewer, stand for so many people of a quota.
    fn kept_by_parties(&self, quota: &Quota, missing: i64, plan: &Plan) -> Vec<Option<Column>> {
        let mut columns = plan.columns.clone();
        let members: HashSet<u32> = quota.members.iter().copied().collect();
        let counts = |party: &Party| {
            let counted = party.members.iter().filter(|who| members.contains(who));
            i64::try_from(counted.count()).unwrap_or(i64::MAX)
        };
        let worth = self.worth(&plan.optimum);
        let parties = self.task.parties;
        let concerned = (0..parties.len()).filter(|party| {
            counts(&parties[*party]) > 0
                && columns[*party].is_none() == (missing > 0)
                && (missing > 0 || !self.task.forced[*party])
        });
        let mut room = Room::left(self.task, &columns);
        let gain = |party: usize| match &columns[party] {
            Some(column) => Some(worth.of_column(&parties[party], Some(column))),
            None => Some(self.chooser.best(&parties[party], &worth, &room)?.0),
        };
        let mut concerned: Vec<_> = concerned
            .filter_map(|party| Some((gain(party)?, party)))
            .collect();
        if missing > 0 {
            concerned.sort_by_key(|(gain, party)| (Reverse(*gain), *party));
        } else {
            concerned.sort_unstable();
        }
        let mut left = missing.abs();
        for (_, party) in concerned {
            if left <= 0 {
                break;
            }
            let of = &parties[party];
            if missing < 0 {
                columns[party] = None;
                left -= counts(of);
            } else if let Some((_, column)) = self.chooser.best(of, &worth, &room) {
                room.take(of, &column);
                columns[party] = Some(column);
                left -= counts(of);
            }
        }
        columns
    }
}
