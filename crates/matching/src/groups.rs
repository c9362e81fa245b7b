//! Groups that go whole to one place, or nowhere.
//!
//! Problem: groups have sizes, places take so many people, a pair of group and place is worth points for the whole
//! group. Wanted is the most people and then the highest score, or the highest score alone. With groups of one this is
//! the assignment of [`assign`](crate::assign), solved exactly there. With larger ones it contains bin packing and is NP-hard.
//!
//! Method: the [relaxation](relaxation) lets members part; it is an assignment of single people again, so its optimum
//! gives an upper bound and a price for a seat at each place.

use crate::assign::optimum::{Optimum, Wanted, search_rows};
use crate::assign::pairs::{Entry, Pairs};
use crate::watch::Watch;
use domain::words::Objective;
use options::Options;
use plan::Plan;
use relaxation::Relaxed;
use worth::Scale;

mod options;
mod plan;
mod relaxation;
mod worth;

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
    if task.sizes.iter().all(|size| *size == 1) {
        return of_singles(task.single(task.pairs, task.capacity, watch));
    }
    let options = Options::of(task);
    let relaxed = Relaxed::of(&options);
    let optimum = task.single(&relaxed.pairs, &options.capacity, watch);
    let scale = Scale::new(
        task.objective,
        relaxed.unit(&optimum),
        options.most_points(),
    );
    let prices = relaxed.prices(&optimum, scale);
    let mut plan = Plan::empty(&options, scale);
    for (group, place) in (0..).zip(relaxation::whole(&options, &optimum)) {
        plan.put(group, place);
    }
    plan.fill(&prices);
    let (people, score) = plan.totals();
    let counts_people = task.objective == Objective::PeopleFirst;
    let bound = task.bound(&options, &relaxed, &optimum, people, watch);
    Placed {
        people,
        people_bound: if counts_people {
            optimum.people_bound as u64
        } else {
            people
        },
        score,
        bound,
        stopped: optimum.stopped,
        place_of: plan.into_places(),
    }
}

impl<E: Entry> Task<'_, E> {
    /// The optimum of single people.
    fn single<F: Entry>(
        &self,
        pairs: &Pairs<F>,
        openings: &[u32],
        watch: &mut Watch<'_>,
    ) -> Optimum {
        let wanted = Wanted {
            openings,
            reserve: &[],
            objective: self.objective,
            gap: 0.0,
            threads: self.threads,
        };
        search_rows(pairs, &wanted, watch)
    }

    /// The bound over assignments that place so many people or more.
    fn bound(
        &self,
        options: &Options,
        relaxed: &Relaxed,
        optimum: &Optimum,
        people: u64,
        watch: &mut Watch<'_>,
    ) -> u64 {
        if self.objective == Objective::ScoreFirst || people == optimum.people_bound as u64 {
            return relaxed.bound(optimum);
        }
        let (pairs, openings) = relaxed.with_home(&options.capacity, people);
        relaxed.bound(&self.single(&pairs, &openings, watch))
    }
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
