//! Groups that go whole to one place, or nowhere.
//!
//! Problem: groups have sizes, places take so many people, a pair of group and place is worth points for the whole
//! group. Wanted is the most people and then the highest score, or the highest score alone. With groups of one this is
//! the assignment of [`assign`](crate::assign), solved exactly there. With larger ones it contains bin packing and is NP-hard.
//!
//! Method: a [relaxation] gives an upper bound and a price for a seat at each place. Groups that
//! keep together there begin at its places; [chains] of moves, each the cheapest at the prices, place the others and
//! fill what is left; [regions] of a few groups are placed anew the best way. A small task is gone through as
//! a whole by branch and bound (a [tree]), and its answer is the optimum.
//!
//! The bound holds whatever the search found: every assignment of whole groups is one of the relaxation. In people first it is taken
//! over all assignments that place as many people as were placed, or more, so it holds however many can be.
//!
//! Cost: one exact solve of as many single people as there are members, a second where not all that the relaxation places
//! were placed, and an effort counted in moves and choices, never by a clock. Ties: lower groups first; no chance.

use crate::assign::optimum::Optimum;
use crate::assign::pairs::{Entry, Pairs};
use crate::watch::Watch;
use domain::words::Objective;
use options::Options;
use plan::Plan;
use relaxation::{Relaxation, Singles};
use tree::Extent;
use worth::Worth;

mod chains;
mod options;
mod plan;
mod regions;
mod relaxation;
mod tree;
mod worth;

/// Moves that the search may look at, however small the task.
const EFFORT: u64 = 2_000_000;

/// And for each pair.
const EFFORT_A_PAIR: u64 = 10;

/// Up to so many groups, all ways to place them may be gone through.
const FEW: usize = 256;

/// What is to be placed.
#[derive(Clone, Copy)]
pub struct Task<'a, E> {
    /// The places of each group, each with the points of the whole group.
    pub pairs: &'a Pairs<E>,
    /// How many people each group has, at least one.
    pub sizes: &'a [u32],
    /// How many people each place takes.
    pub capacity: &'a [u32],
    /// What is strived for first.
    pub objective: Objective,
    /// Threads to work on; the answer does not depend on their number.
    pub threads: usize,
}

/// Who goes where, and how good that is at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The place of each group.
    pub place_of: Vec<Option<u32>>,
    /// How many people are placed.
    pub people: u64,
    /// An upper bound on the people that any assignment places. In score first nobody counts
    /// people, and this is how many are placed.
    pub people_bound: u64,
    /// Σ points.
    pub score: u64,
    /// An upper bound on the score of every assignment that places the most people that can be placed (people
    /// first), or of every assignment (score first).
    pub bound: u64,
    /// Whether the watch ended the search early.
    pub stopped: bool,
}

impl Placed {
    /// The groups that are placed, each with its place.
    pub fn assignment(&self) -> impl Iterator<Item = (usize, u32)> {
        let placed = |(group, place): (usize, &Option<u32>)| Some((group, (*place)?));
        self.place_of.iter().enumerate().filter_map(placed)
    }

    /// How much of the bound is missing, from 0 to 1.
    pub fn gap(&self) -> f64 {
        let missing = self.bound.saturating_sub(self.score);
        missing as f64 / self.bound.max(1) as f64
    }
}

/// Places groups as well as the search can, single people as well as can be.
///
/// When the watch says stop, the best so far is given with its bound.
#[must_use]
pub fn place<E: Entry>(task: &Task<'_, E>, watch: &mut Watch<'_>) -> Placed {
    let singles = Singles {
        objective: task.objective,
        threads: task.threads,
    };
    if task.sizes.iter().all(|size| *size == 1) {
        return of_singles(singles.place(task.pairs, task.capacity, watch));
    }
    let mut options = Options::of(task);
    let relaxation = Relaxation::of(&options, singles, watch);
    options.rank(relaxation.scale, &relaxation.prices);
    let mut plan = Plan::empty(&options, relaxation.scale);
    for (group, place) in (0..).zip(&relaxation.whole) {
        plan.put(group, place.and_then(|place| options.at(group, place)));
    }
    let extent = improve(&mut plan, &relaxation.prices, watch);
    let (people, score) = plan.totals();
    let (people_bound, bound) = match (extent, task.objective) {
        (Extent::Whole, _) => (people, score),
        (Extent::Part, Objective::PeopleFirst) => (
            relaxation.people_bound,
            relaxation.bound(&options, singles, people, watch),
        ),
        (Extent::Part, Objective::ScoreFirst) => {
            (people, relaxation.bound(&options, singles, people, watch))
        }
    };
    Placed {
        people,
        people_bound,
        score,
        bound,
        stopped: watch.check().is_err(),
        place_of: plan.into_places(),
    }
}

/// Searches for a better plan; the whole of a small task, and then nothing better exists.
fn improve(plan: &mut Plan<'_>, prices: &[Worth], watch: &Watch<'_>) -> Extent {
    let effort = EFFORT + EFFORT_A_PAIR * plan.options.pairs() as u64;
    chains::improve(plan, prices, effort, watch);
    let all: Vec<u32> = (0..).take(plan.options.groups()).collect();
    for part in [1, 4] {
        let mut patience = EFFORT * part;
        if all.len() <= FEW && tree::search(plan, prices, &all, &mut patience) == Extent::Whole {
            return Extent::Whole;
        }
        regions::improve(plan, prices, EFFORT, watch);
    }
    Extent::Part
}

fn of_singles(optimum: Optimum) -> Placed {
    Placed {
        people: optimum.people as u64,
        people_bound: optimum.people_bound as u64,
        score: optimum.score,
        bound: optimum.bound,
        stopped: optimum.stopped,
        place_of: optimum.post_of,
    }
}
