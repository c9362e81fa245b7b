//! The explained answer of a run.

use crate::assign::optimum::Price;
use crate::demand::Demand;
use crate::eligible::HardLimit;
use crate::quota::QuotaPrice;
use crate::reasons::{Change, DecidedBy, Forbidden, RunnerUp};
use crate::run::Pair;
use crate::score::{Parts, Unknown};
use crate::watch::Stopped;
use domain::words::Tier;

/// A person proposed for a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Who, and where.
    pub pair: Pair,
    /// What the workplace is to the home.
    pub tier: Tier,
    /// The score, part by part.
    pub parts: Parts,
    /// What had to be left neutral.
    pub unknown: Vec<Unknown>,
    /// The best other post, if there was one.
    pub runner_up: Option<RunnerUp>,
    /// What decided for this post.
    pub decided_by: DecidedBy,
    /// Whether an officer pinned this pair.
    pub pinned: bool,
    /// The party that stays together, by its place in the instance.
    pub party: Option<u32>,
}

/// A person for whom nothing is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Who, by place among the seekers.
    pub seeker: u32,
    /// The limits that forbid posts, in the order of [`HardLimit`].
    pub forbidden: Vec<Forbidden>,
    /// Posts that nothing forbids.
    pub eligible: u32,
    /// Eligible posts without an opening left.
    pub full: u32,
    /// The party that could not be placed whole, by its place in the instance.
    pub party: Option<u32>,
    /// Whether a cap on a group of theirs is reached.
    pub capped: bool,
    /// The smallest change known that would place them; that of the whole party for somebody in one.
    pub change: Option<Change>,
}

/// Why a pin could not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// These limits forbid the pair.
    Forbidden(Vec<HardLimit>),
    /// Earlier pins took all openings of the post.
    NoOpening,
    /// The person's party has no place there together.
    Party,
}

/// A pin that could not be kept; the person was matched without it, unless their party hindered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpossiblePin {
    /// The pin.
    pub pair: Pair,
    /// Why.
    pub hindrance: Hindrance,
}

/// The answer: everybody stands in `proposals` or in `unplaced`, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Who is proposed, by seeker.
    pub proposals: Vec<Proposal>,
    /// Who is not, by seeker.
    pub unplaced: Vec<Unplaced>,
    /// Pins that could not be kept; those that a party hindered come last.
    pub impossible_pins: Vec<ImpossiblePin>,
    /// How many pairs nothing forbids.
    pub eligible_pairs: u64,
    /// An upper bound on the people that any matching places, the pins kept.
    pub people_bound: usize,
    /// Σ points of the proposals.
    pub score: u64,
    /// An upper bound on the best score under the objective, over all eligible pairs. With bid prices, on the
    /// score of whatever keeps openings worth at least as much as this answer keeps.
    pub bound: u64,
    /// What one more opening at each post would bring.
    pub prices: Vec<Price>,
    /// How many units of a price make one point.
    pub scale: i64,
    /// What each quota came to, in the order of the instance.
    pub quota_prices: Vec<QuotaPrice>,
    /// What the people left out and the posts could do with, summed.
    pub demand: Demand,
    /// Why the search ended before its target, if it did; the gap is true all the same.
    pub stopped: Option<Stopped>,
}

impl Outcome {
    /// The relative gap between score and bound, from 0 (proven optimal) to 1.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.bound.saturating_sub(self.score) as f64 / self.bound.max(1) as f64
    }
}
