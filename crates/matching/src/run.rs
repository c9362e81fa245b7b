//! One matching run, from the instance to the explained outcome.

use crate::assign::optimum::Optimum;
use crate::field::Field;
use crate::outcome::{ImpossiblePin, Outcome};
use crate::party::Party;
use crate::post::Post;
use crate::quota::{Quota, QuotaPrice};
use crate::reasons::Ledger;
use crate::score::{Place, Weights};
use crate::seeker::Seeker;
use crate::watch::{Cancelled, Stopped, Watch};
use crate::wish::Wishes;
use chrono::NaiveDate;
use domain::distance::Distance;
use domain::division::Division;
use domain::pairing::Pairings;
use domain::words::Objective;
use explained::Explained;
use pins::Pinned;

mod explained;
mod pins;
mod singles;
mod together;

/// A person and a post, by their places in the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// Place among the seekers.
    pub seeker: u32,
    /// Place among the posts.
    pub post: u32,
}

/// All that a run depends on.
#[derive(Clone, Copy)]
pub struct Instance<'a> {
    /// The people, each once.
    pub seekers: &'a [Seeker],
    /// The posts, each once.
    pub posts: &'a [Post],
    /// Where the people would rather work.
    pub wishes: &'a Wishes,
    /// Who must stay together.
    pub parties: &'a [Party],
    /// Pairs that must be made if they are eligible.
    pub pins: &'a [Pair],
    /// Pairs that an officer forbids.
    pub exclusions: &'a [Pair],
    /// Pairs that were refused before, by either side.
    pub refusals: &'a [Pair],
    /// The day of the run.
    pub on: NaiveDate,
    /// The pairings of which those in force on the day count.
    pub pairings: &'a Pairings,
    /// What each part of the score weighs.
    pub weights: Weights,
    /// What is strived for first.
    pub objective: Objective,
    /// Floors and caps on how many are placed.
    pub quotas: &'a [Quota],
    /// The post that each seeker has from an earlier run, by seeker; empty where there was none.
    pub incumbents: &'a [Option<u32>],
    /// What staying at the incumbent post is worth, in points: somebody moves only where more is gained.
    /// It is no part of the score.
    pub loyalty: u16,
    /// When the search may end.
    pub target: Target,
    /// The bid price of each post, in points: what an opening is worth if it is left for later. A post without an
    /// entry has none.
    pub reserve: &'a [u32],
}

/// When a run may end before its optimum is proven to the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Target {
    /// The relative gap between score and bound that is good enough, from 0 to 1. Where none is
    /// named, that is 1e-6 for single people and 1e-3 with parties.
    pub gap: Option<f64>,
    /// The seconds after which the best found is answered, with the gap that is proven by then.
    pub seconds: Option<u32>,
}

/// The points that staying at the incumbent post is usually worth.
pub const LOYALTY: u16 = 20;

impl Instance<'_> {
    /// What a workplace is to a person on the day of the run.
    #[must_use]
    pub fn place(&self, seeker: &Seeker, workplace: Division) -> Place {
        let resolved = self.pairings.resolve(seeker.home, workplace, self.on);
        Place {
            tier: resolved.tier,
            distance: Distance::between(seeker.home, workplace),
            wished: self.wishes.fit(seeker.preferred, workplace),
        }
    }
}

/// Why a run gave no outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// A pair or party names a person that the instance lacks.
    #[error("there is no seeker number {0}")]
    NoSuchSeeker(u32),
    /// A pair names a post that the instance lacks.
    #[error("there is no post number {0}")]
    NoSuchPost(u32),
    /// Somebody is in two parties, or in one twice.
    #[error("seeker number {0} is in two parties")]
    InTwoParties(u32),
    /// Somebody is pinned to two posts.
    #[error("seeker number {0} is pinned twice")]
    PinnedTwice(u32),
    /// Incumbents are neither told of nobody nor of everybody.
    #[error("{0} incumbents do not stand beside the seekers")]
    IncumbentsMissing(usize),
    /// The watch said stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Matches the people of an instance to its posts.
///
/// Without parties the outcome is optimal and proven so; with parties its gap says how far it can be from it.
/// With bid prices, which [`season`](crate::season) learns, pairs compete by points − bid price and an opening left is worth its bid price:
/// people first still places the most people, score first leaves whoever is worth less at home.
/// The same instance gives the same outcome to the bit.
///
/// # Errors
/// [`Failed`] when the instance contradicts itself or the watch said stop.
pub fn run(instance: &Instance<'_>, watch: &mut Watch<'_>) -> Result<Outcome, Failed> {
    let party_of = checked(instance)?;
    let field = Field::new(instance);
    let solved = solve(instance, &field, &party_of, watch)?;
    let optimum = &solved.optimum;
    let ledger = Ledger::new(instance, &field, &party_of, optimum, solved.quota_prices);
    let explained = Explained::new(&ledger, &party_of, &field).all(threads(), watch)?;
    Ok(Outcome {
        proposals: explained.proposals,
        unplaced: explained.unplaced,
        impossible_pins: solved.impossible_pins,
        eligible_pairs: explained.pairs,
        people_bound: optimum.people_bound,
        score: optimum.score,
        bound: optimum.bound,
        quota_prices: ledger.quota_prices(),
        demand: explained.demand,
        stopped: solved.stopped,
        scale: optimum.scale,
        prices: optimum.prices.clone(),
    })
}

/// An assignment that nobody has explained yet.
pub(crate) struct Solved {
    pub(crate) optimum: Optimum,
    pub(crate) stopped: Option<Stopped>,
    quota_prices: Vec<QuotaPrice>,
    impossible_pins: Vec<ImpossiblePin>,
}

/// As [`run`], without the reasons.
pub(crate) fn solved(instance: &Instance<'_>, watch: &mut Watch<'_>) -> Result<Solved, Failed> {
    let party_of = checked(instance)?;
    solve(instance, &Field::new(instance), &party_of, watch)
}

fn solve(
    instance: &Instance<'_>,
    field: &Field<'_>,
    party_of: &[Option<u32>],
    watch: &mut Watch<'_>,
) -> Result<Solved, Failed> {
    if let Some(seconds) = instance.target.seconds {
        watch.end_within(seconds);
    }
    let pinned = Pinned::new(instance, party_of, field);
    let (mut optimum, quota_prices) = if instance.parties.is_empty() {
        singles::solve(instance, field, &pinned, watch)
    } else {
        together::solve(instance, field, &pinned, watch)
    };
    let stopped = watch.stopped().filter(|_| optimum.stopped);
    if stopped == Some(Stopped::Cancelled) && optimum.people == 0 {
        return Err(Cancelled.into());
    }
    if stopped.is_some() {
        watch.unhurried();
    }
    let impossible_pins = pinned.settle(field, &mut optimum);
    Ok(Solved {
        optimum,
        stopped,
        quota_prices,
        impossible_pins,
    })
}

/// As many threads as the machine has; no answer depends on their number.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The party of each seeker, if the instance does not contradict itself.
fn checked(instance: &Instance<'_>) -> Result<Vec<Option<u32>>, Failed> {
    let mut party_of = vec![None; instance.seekers.len()];
    for (party, number) in instance.parties.iter().zip(0..) {
        for member in &party.members {
            let seat = party_of
                .get_mut(*member as usize)
                .ok_or(Failed::NoSuchSeeker(*member))?;
            if seat.replace(number).is_some() {
                return Err(Failed::InTwoParties(*member));
            }
        }
    }
    let mut is_pinned = vec![false; instance.seekers.len()];
    for (pair, pins) in [instance.pins, instance.exclusions, instance.refusals]
        .into_iter()
        .zip([true, false, false])
        .flat_map(|(pairs, pins)| pairs.iter().map(move |pair| (pair, pins)))
    {
        let seeker = is_pinned
            .get_mut(pair.seeker as usize)
            .ok_or(Failed::NoSuchSeeker(pair.seeker))?;
        if pair.post as usize >= instance.posts.len() {
            return Err(Failed::NoSuchPost(pair.post));
        }
        if pins && std::mem::replace(seeker, true) {
            return Err(Failed::PinnedTwice(pair.seeker));
        }
    }
    let mut bound = instance.quotas.iter().flat_map(|quota| &quota.members);
    if let Some(nobody) = bound.find(|member| **member as usize >= instance.seekers.len()) {
        return Err(Failed::NoSuchSeeker(*nobody));
    }
    if !instance.incumbents.is_empty() && instance.incumbents.len() != instance.seekers.len() {
        return Err(Failed::IncumbentsMissing(instance.incumbents.len()));
    }
    let mut kept = instance.incumbents.iter().flatten();
    if let Some(nowhere) = kept.find(|post| **post as usize >= instance.posts.len()) {
        return Err(Failed::NoSuchPost(*nowhere));
    }
    Ok(party_of)
}
