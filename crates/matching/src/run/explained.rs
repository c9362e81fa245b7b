//! From the assignment to what is said of each person.

use super::{PATIENCE, Pair};
use crate::demand::{Demand, Gathering};
use crate::field::Field;
use crate::outcome::{Proposal, Unplaced};
use crate::reasons::{Ledger, Sets, Together};
use crate::score::{score, unknowns};
use crate::watch::{Cancelled, Phase, Watch};

/// Everybody's answer, and the sums.
pub(super) struct Answers {
    pub proposals: Vec<Proposal>,
    pub unplaced: Vec<Unplaced>,
    /// How many pairs nothing forbids.
    pub pairs: u64,
    pub demand: Demand,
}

/// Goes from person to person.
pub(super) struct Explained<'a> {
    ledger: &'a Ledger<'a>,
    party_of: &'a [Option<u32>],
    field: &'a Field<'a>,
    together: Together,
    demand: Gathering<'a>,
    pairs: u64,
}

impl<'a> Explained<'a> {
    pub(super) fn new(
        ledger: &'a Ledger<'a>,
        party_of: &'a [Option<u32>],
        field: &'a Field<'a>,
    ) -> Self {
        let instance = ledger.instance;
        let marginal = |post| ledger.marginal(post);
        let (seekers, posts) = (instance.seekers, instance.posts);
        Self {
            ledger,
            party_of,
            field,
            together: Together::new(ledger),
            demand: Gathering::new(seekers, posts, &ledger.left, marginal),
            pairs: 0,
        }
    }

    /// Everybody's answer, and the sums.
    pub(super) fn all(mut self, watch: &mut Watch<'_>) -> Result<Answers, Cancelled> {
        let (mut proposals, mut unplaced) = (Vec::new(), Vec::new());
        let people = self.ledger.post_of.len() as f64;
        for (number, post) in (0_u32..).zip(self.ledger.post_of) {
            if number % PATIENCE == 0 {
                watch.check()?;
                watch.tell(Phase::Reasons, f64::from(number) / people, None);
            }
            match *post {
                Some(post) => proposals.push(self.proposal(Pair {
                    seeker: number,
                    post,
                })),
                None => unplaced.push(self.unplaced(number)),
            }
        }
        Ok(Answers {
            proposals,
            unplaced,
            pairs: self.pairs,
            demand: self.demand.summed(),
        })
    }

    fn proposal(&mut self, pair: Pair) -> Proposal {
        let (ledger, instance) = (self.ledger, self.ledger.instance);
        let seeker = &instance.seekers[pair.seeker as usize];
        let post = &instance.posts[pair.post as usize];
        let place = instance.place(seeker, post.workplace);
        let parts = score(seeker, post, place, &instance.weights);
        let (runner_up, pairs) = ledger.runner_up(pair.seeker, pair.post);
        self.pairs += pairs;
        Proposal {
            pair,
            tier: place.tier,
            parts,
            unknown: unknowns(seeker, post),
            runner_up,
            decided_by: ledger.decided_by(pair, parts, runner_up),
            pinned: ledger.is_pinned(pair),
            party: self.party_of[pair.seeker as usize],
        }
    }

    fn unplaced(&mut self, number: u32) -> Unplaced {
        let ledger = self.ledger;
        let party = self.party_of[number as usize];
        let sets = Sets::new(self.field.forbidden(number));
        let demand = &mut self.demand;
        let eligible = ledger.eligible(number, |post| demand.waits(number, post));
        self.pairs += u64::from(eligible.posts);
        let change = if let Some(party) = party {
            self.together.smallest_change(party, ledger)
        } else {
            let taught = |need, post| demand.would_be_taught(number, need, post);
            ledger.lessons(number, &sets, taught);
            ledger.smallest_change(number, &sets, &eligible)
        };
        Unplaced {
            seeker: number,
            forbidden: sets.counted(),
            eligible: eligible.posts,
            full: eligible.full,
            party,
            capped: ledger.are_capped(&[number]),
            change,
        }
    }
}
