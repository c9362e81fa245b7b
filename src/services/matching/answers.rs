//! What came of a run, as it is stored: places in the instance become identities again.

use super::{digest::Digests, task::Task};
use crate::storage::runs::{
    Change, Chosen, Figures, LeftOut, LimitCount, LimitMet, PriceOfPairing, Proposed, Second,
    UnmetPin, WantedPosts, WhatIf,
};
use domain::coded::Coded;
use matching::{
    compare::{Compared, Difference, compare},
    demand::{PostDemand, TrainingDemand},
    outcome::{Hindrance, Outcome, Proposal, Unplaced},
    pairing_price::PairingPrice,
    score::score,
    verdict::Verdict,
};

/// A run with its answer.
#[derive(Debug)]
pub struct Solved {
    pub(super) task: Task,
    pub(super) outcome: Outcome,
    pub(super) pairing_price: Option<PairingPrice>,
    pub(super) digests: Digests,
    pub(super) duration_ms: i64,
}

impl Solved {
    pub(super) fn figures(&self) -> Figures {
        let snapshot = &self.task.snapshot;
        let openings: u64 = snapshot
            .posts
            .iter()
            .map(|post| u64::from(post.openings))
            .sum();
        Figures {
            digest: self.digests.input.to_vec(),
            world_digest: self.digests.world.to_vec(),
            people: counted(snapshot.people.len() + snapshot.apart.len()),
            posts: counted(snapshot.posts.len()),
            openings: openings.try_into().unwrap_or(i64::MAX),
            eligible_pairs: self.outcome.eligible_pairs.try_into().unwrap_or(i64::MAX),
            placed: counted(self.outcome.proposals.len()),
            people_bound: counted(self.outcome.people_bound),
            score: self.outcome.score.try_into().unwrap_or(i64::MAX),
            bound: self.outcome.bound.try_into().unwrap_or(i64::MAX),
            stopped: self.outcome.stopped,
            limits_met: self.limits_met(),
            pairing_price: self.pairing_price.map(price_of_pairing),
            what_if: self.what_if(),
            unmet_pins: self.unmet_pins(),
            duration_ms: self.duration_ms,
        }
    }

    fn limits_met(&self) -> Vec<LimitMet> {
        let instance = self.task.instance();
        let quotas = instance.quotas.iter().zip(&self.outcome.quota_prices);
        quotas
            .map(|(quota, price)| LimitMet {
                people: counted(quota.members.len()),
                placed: price.placed.into(),
                points: price.points.try_into().unwrap_or(i64::MAX),
            })
            .collect()
    }

    /// A what-if beside its run.
    fn what_if(&self) -> Option<WhatIf> {
        let (base, before) = self.task.base.as_ref()?;
        let instance = self.task.instance();
        let pair = |made: &Proposal| {
            (
                self.task.person(made.pair.seeker),
                self.task.vacancy(made.pair.post),
            )
        };
        let after: Vec<Chosen> = self.outcome.proposals.iter().map(pair).collect();
        let people = compare(before, &after);
        let count = |difference| {
            let of = |each: &&Compared| each.difference == difference;
            counted(people.iter().filter(of).count())
        };
        let weights = base.asked.weights.staying(*instance.weights.stays());
        let points = |made: &Proposal| {
            let seeker = &instance.seekers[made.pair.seeker as usize];
            let post = &instance.posts[made.pair.post as usize];
            let place = instance.place(seeker, post.workplace);
            i64::from(score(seeker, post, place, &weights).total())
        };
        let figures = base.figures.as_ref();
        Some(WhatIf {
            same_world: figures.is_some_and(|figures| figures.world_digest == self.digests.world),
            same: count(Difference::Same),
            moved: count(Difference::Moved),
            newly_placed: count(Difference::NewlyPlaced),
            no_longer_placed: count(Difference::NoLongerPlaced),
            score_by_its_weights: self.outcome.proposals.iter().map(points).sum(),
        })
    }

    /// What training and which posts would place more people.
    pub(super) fn demands(&self) -> (&[TrainingDemand], Vec<WantedPosts>) {
        let demand = &self.outcome.demand;
        let wanted = |each: &PostDemand| WantedPosts {
            trade: each.trade,
            region: each.region,
            openings: each.openings.into(),
            given: each.given.into(),
            waiting: each.waiting.into(),
            marginal: each.marginal,
            vacancy: self.task.vacancy(each.post),
        };
        (&demand.training, demand.posts.iter().map(wanted).collect())
    }

    fn unmet_pins(&self) -> Vec<UnmetPin> {
        let task = &self.task;
        let impossible = self.outcome.impossible_pins.iter().map(|pin| {
            let because = match &pin.hindrance {
                Hindrance::Forbidden(limits) => {
                    limits.iter().map(|limit| limit.code().to_owned()).collect()
                }
                Hindrance::NoOpening => vec!["no_opening".to_owned()],
                Hindrance::Party => vec!["party".to_owned()],
            };
            let (person, vacancy) = (task.person(pin.pair.seeker), task.vacancy(pin.pair.post));
            UnmetPin::of(person, vacancy, because)
        });
        let absent = task.snapshot.absent_pins.iter();
        let absent =
            absent.map(|(person, post)| UnmetPin::of(*person, *post, vec!["absent".to_owned()]));
        impossible.chain(absent).collect()
    }

    pub(super) fn proposed(&self) -> Vec<Proposed> {
        let proposals = self.outcome.proposals.iter();
        proposals.map(|made| self.as_proposed(made)).collect()
    }

    fn as_proposed(&self, made: &Proposal) -> Proposed {
        let (task, pair) = (&self.task, made.pair);
        Proposed {
            person: task.person(pair.seeker),
            vacancy: task.vacancy(pair.post),
            party: made
                .party
                .map(|party| task.snapshot.party_ids[party as usize]),
            tier: made.tier,
            parts: made.parts,
            unknown: made.unknown.clone(),
            pinned: made.pinned,
            decided_by: made.decided_by,
            runner_up: made.runner_up.map(|next| Second {
                vacancy: task.vacancy(next.post),
                points: next.points,
                full: next.full,
                price: next.price,
            }),
            not_offered: None,
        }
    }

    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        let unplaced = self.outcome.unplaced.iter();
        let apart = self.task.snapshot.apart.iter();
        unplaced
            .map(|left| self.as_left_out(left))
            .chain(apart.map(|person| LeftOut {
                person: *person,
                verdict: Verdict::PartyIncomplete,
                eligible: 0,
                full: 0,
                limits: Vec::new(),
                change: None,
            }))
            .collect()
    }

    fn as_left_out(&self, left: &Unplaced) -> LeftOut {
        LeftOut {
            person: self.task.person(left.seeker),
            verdict: left.verdict(),
            eligible: left.eligible,
            full: left.full,
            limits: left.forbidden.iter().map(LimitCount::from).collect(),
            change: left.change.map(|change| Change {
                need: change.need,
                vacancy: self.task.vacancy(change.post),
                displaces: change.displaces,
            }),
        }
    }
}

fn price_of_pairing(price: PairingPrice) -> PriceOfPairing {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (with, without) = (price.favoured, price.unfavoured);
    PriceOfPairing {
        placed: number(with.placed),
        at_partners: number(with.at_partners),
        points: number(with.points),
        placed_without: number(without.placed),
        at_partners_without: number(without.at_partners),
        points_without: number(without.points),
        points_bound: number(price.bound),
    }
}

fn counted(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
