//! Pairs that an officer wants made.

use super::{Instance, Pair};
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::eligible::HardLimit;
use crate::field::Field;
use crate::outcome::{Hindrance, ImpossiblePin};
use crate::quota::Quota;
use domain::coded::Coded;
use std::collections::HashSet;

/// What is left to solve when pinned people hold their openings.
pub(super) struct Pinned {
    /// Openings that no pin holds.
    pub openings: Vec<u32>,
    /// Parties with a pinned member.
    pub forced: Vec<bool>,
    /// Pins of single people that are kept.
    pub kept: Vec<Pair>,
    /// Pins of party members, kept if the party can follow.
    pub of_members: Vec<Pair>,
    impossible: Vec<ImpossiblePin>,
}

impl Pinned {
    /// Gives pinned people their openings, in the order of the pins.
    pub(super) fn new(
        instance: &Instance<'_>,
        party_of: &[Option<u32>],
        field: &Field<'_>,
    ) -> Self {
        let mut openings: Vec<u32> = instance.posts.iter().map(|post| post.openings).collect();
        let mut forced = vec![false; instance.parties.len()];
        let (mut kept, mut of_members, mut impossible) = (Vec::new(), Vec::new(), Vec::new());
        for &pair in instance.pins {
            let left = &mut openings[pair.post as usize];
            if field.points(pair.seeker, pair.post).is_none() {
                let hindrance = Hindrance::Forbidden(limits(field, pair));
                impossible.push(ImpossiblePin { pair, hindrance });
                continue;
            }
            match party_of[pair.seeker as usize] {
                Some(party) => {
                    forced[party as usize] = true;
                    of_members.push(pair);
                }
                None if *left > 0 => {
                    *left -= 1;
                    kept.push(pair);
                }
                None => {
                    let hindrance = Hindrance::NoOpening;
                    impossible.push(ImpossiblePin { pair, hindrance });
                }
            }
        }
        Self {
            openings,
            forced,
            kept,
            of_members,
            impossible,
        }
    }

    /// The quotas as they are for those who are not pinned: whoever is has been counted.
    pub(super) fn without(&self, quotas: &[Quota]) -> Vec<Quota> {
        let kept: HashSet<u32> = self.kept.iter().map(|pin| pin.seeker).collect();
        let rest = |quota: &Quota| {
            let members: Vec<u32> = quota
                .members
                .iter()
                .copied()
                .filter(|member| !kept.contains(member))
                .collect();
            let pinned = u32::try_from(quota.members.len() - members.len()).unwrap_or(u32::MAX);
            Quota {
                at_least: quota.at_least.map(|least| least.saturating_sub(pinned)),
                at_most: quota.at_most.map(|most| most.saturating_sub(pinned)),
                members,
            }
        };
        quotas.iter().map(rest).collect()
    }

    /// Adds the pins to the assignment of the others; gives back those that could not be kept.
    pub(super) fn settle(mut self, field: &Field<'_>, optimum: &mut Optimum) -> Vec<ImpossiblePin> {
        for pair in &self.kept {
            let points = field.points(pair.seeker, pair.post).unwrap_or(0);
            optimum.post_of[pair.seeker as usize] = Some(pair.post);
            optimum.people += 1;
            optimum.people_bound += 1;
            optimum.score += u64::from(points);
            optimum.bound += u64::from(points);
        }
        for &pair in &self.of_members {
            if optimum.post_of[pair.seeker as usize] != Some(pair.post) {
                let hindrance = Hindrance::Party;
                self.impossible.push(ImpossiblePin { pair, hindrance });
            }
        }
        self.impossible
    }
}

/// The limits that forbid a pair, refusals and exclusions among them.
fn limits(field: &Field<'_>, pair: Pair) -> Vec<HardLimit> {
    let forbids = |set: &[u64]| set[pair.post as usize / 64] >> (pair.post % 64) & 1 == 1;
    HardLimit::ALL
        .iter()
        .zip(field.forbidden(pair.seeker))
        .filter_map(|(limit, set)| forbids(&set).then_some(*limit))
        .collect()
}
