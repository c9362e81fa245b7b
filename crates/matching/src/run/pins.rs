//! Pairs that an officer wants made.

use super::{Instance, Pair};
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Pairs;
use crate::eligible::HardLimit;
use crate::field::Field;
use crate::outcome::{Hindrance, ImpossiblePin};
use domain::coded::Coded;

/// What is left to solve when pinned people hold their openings.
pub(super) struct Pinned {
    /// The pairs; single people who are pinned have none, party members only the pinned one.
    pub pairs: Pairs,
    /// Openings that no pin holds.
    pub openings: Vec<u32>,
    /// Parties with a pinned member.
    pub forced: Vec<bool>,
    /// Pins of single people that are kept.
    kept: Vec<Pair>,
    /// Pins of party members, kept if the party can follow.
    of_members: Vec<Pair>,
    impossible: Vec<ImpossiblePin>,
}

impl Pinned {
    /// Gives pinned people their openings, in the order of the pins.
    pub(super) fn new(
        instance: &Instance<'_>,
        pairs: &Pairs,
        party_of: &[Option<u32>],
        field: &Field<'_>,
    ) -> Self {
        let mut openings: Vec<u32> = instance.posts.iter().map(|post| post.openings).collect();
        let mut forced = vec![false; instance.parties.len()];
        let (mut kept, mut of_members, mut impossible) = (Vec::new(), Vec::new(), Vec::new());
        let mut pinned_to = vec![None; instance.seekers.len()];
        for &pair in instance.pins {
            let left = &mut openings[pair.post as usize];
            if pairs.points(pair.seeker as usize, pair.post).is_none() {
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
                    continue;
                }
            }
            pinned_to[pair.seeker as usize] = Some(pair.post);
        }
        let mut narrowed = Pairs::new(pairs.posts());
        for (person, pin) in pinned_to.into_iter().enumerate() {
            let may = |post| match pin {
                None => true,
                Some(pin) => party_of[person].is_some() && pin == post,
            };
            narrowed.push_person(pairs.row(person).filter(|(post, _)| may(*post)));
        }
        Self {
            pairs: narrowed,
            openings,
            forced,
            kept,
            of_members,
            impossible,
        }
    }

    /// Adds the pins to the assignment of the others; gives back those that could not be kept.
    pub(super) fn settle(mut self, pairs: &Pairs, optimum: &mut Optimum) -> Vec<ImpossiblePin> {
        for pair in &self.kept {
            let points = pairs.points(pair.seeker as usize, pair.post).unwrap_or(0);
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
