//! From the assignment to what is said of each person.

use super::Pair;
use crate::demand::{Demand, Gathering};
use crate::field::Field;
use crate::outcome::{Proposal, Unplaced};
use crate::reasons::{Ledger, Need, Sets, Together};
use crate::score::{score, unknowns};
use crate::threads::in_parts;
use crate::watch::{Cancelled, Phase, Watch};

/// People between two looks at the cancel flag.
const BATCH: usize = 1 << 13;

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
}

/// What is said of one person, and what that adds to the sums.
struct Said {
    of: Of,
    pairs: u64,
    /// Posts that somebody left out waits for.
    waits: Vec<u32>,
    /// Lessons that would place them, and where.
    lessons: Vec<(Need, u32)>,
}

enum Of {
    Placed(Box<Proposal>),
    Unplaced(Box<Unplaced>),
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
        }
    }

    /// Everybody's answer, and the sums. People are looked at on so many threads, and added up in their order.
    pub(super) fn all(
        mut self,
        threads: usize,
        watch: &mut Watch<'_>,
    ) -> Result<Answers, Cancelled> {
        let everybody: Vec<u32> = (0..).take(self.ledger.post_of.len()).collect();
        let mut answers = Answers {
            proposals: Vec::new(),
            unplaced: Vec::new(),
            pairs: 0,
            demand: Demand::default(),
        };
        for people in everybody.chunks(BATCH) {
            watch.check()?;
            let done = f64::from(people[0]) / everybody.len() as f64;
            watch.tell(Phase::Reasons, done, None);
            let said = in_parts(threads, people, |part| {
                part.iter().map(|person| self.said(*person)).collect()
            });
            for (person, said) in people.iter().zip(said) {
                self.add(*person, said, &mut answers);
            }
        }
        answers.demand = self.demand.summed();
        Ok(answers)
    }

    fn said(&self, person: u32) -> Said {
        match self.ledger.post_of[person as usize] {
            Some(post) => self.proposal(Pair {
                seeker: person,
                post,
            }),
            None => self.unplaced(person),
        }
    }

    fn add(&mut self, person: u32, said: Said, answers: &mut Answers) {
        answers.pairs += said.pairs;
        for post in said.waits {
            self.demand.waits(person, post);
        }
        for (need, post) in said.lessons {
            self.demand.would_be_taught(person, need, post);
        }
        match said.of {
            Of::Placed(proposal) => answers.proposals.push(*proposal),
            Of::Unplaced(mut unplaced) => {
                if let Some(party) = unplaced.party {
                    unplaced.change = self.together.smallest_change(party, self.ledger);
                }
                answers.unplaced.push(*unplaced);
            }
        }
    }

    fn proposal(&self, pair: Pair) -> Said {
        let (ledger, instance) = (self.ledger, self.ledger.instance);
        let seeker = &instance.seekers[pair.seeker as usize];
        let post = &instance.posts[pair.post as usize];
        let place = instance.place(seeker, post.workplace);
        let parts = score(seeker, post, place, &instance.weights);
        let (runner_up, pairs) = ledger.runner_up(pair.seeker, pair.post);
        let proposal = Proposal {
            pair,
            tier: place.tier,
            parts,
            unknown: unknowns(seeker, post),
            runner_up,
            decided_by: ledger.decided_by(pair, parts, runner_up),
            pinned: ledger.is_pinned(pair),
            party: self.party_of[pair.seeker as usize],
        };
        Said {
            of: Of::Placed(Box::new(proposal)),
            pairs,
            waits: Vec::new(),
            lessons: Vec::new(),
        }
    }

    /// The change that would place a party is left open: it is reckoned once for all of them.
    fn unplaced(&self, number: u32) -> Said {
        let ledger = self.ledger;
        let party = self.party_of[number as usize];
        let sets = Sets::new(self.field.forbidden(number));
        let (mut waits, mut lessons) = (Vec::new(), Vec::new());
        let eligible = ledger.eligible(number, |post| waits.push(post));
        let change = if party.is_some() {
            None
        } else {
            ledger.lessons(number, &sets, |need, post| lessons.push((need, post)));
            ledger.smallest_change(number, &sets, &eligible)
        };
        let pairs = u64::from(eligible.posts);
        let unplaced = Unplaced {
            seeker: number,
            forbidden: sets.counted(),
            eligible: eligible.posts,
            full: eligible.full,
            party,
            capped: ledger.are_capped(&[number]),
            change,
        };
        Said {
            of: Of::Unplaced(Box::new(unplaced)),
            pairs,
            waits,
            lessons,
        }
    }
}
