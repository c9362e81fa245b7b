//! The best assignment of single people to posts, with the proof beside it.

use super::market::Market;
use super::pairs::{Entry, Narrow, Pairs, Wide};
use super::rows;
use super::solver::Solver;
use crate::watch::{Cancelled, Watch};
use domain::words::Objective;

/// Rows up to this length are lists themselves.
const SHORT_ROW: usize = 48;

/// What one more opening at a post would bring, people before points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// 1 where one more opening places one more person, else 0. Always 0 in score first.
    pub people: u8,
    /// Points times [`Optimum::scale`]; may be negative where `people` is 1.
    pub points: i64,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// How many people each post takes; a post beyond the end takes none.
    pub openings: &'a [u32],
    /// What an opening that is kept is worth, a post, in points; a post beyond the end keeps its openings for nothing.
    pub reserve: &'a [u32],
    /// What is strived for first.
    pub objective: Objective,
    /// The relative gap between bound and score at which to stop; 0 asks for the proven optimum.
    pub gap: f64,
    /// Threads to work on; the answer does not depend on their number.
    pub threads: usize,
}

impl<'a> Wanted<'a> {
    /// The proven optimum, on one thread.
    #[must_use]
    pub fn best(openings: &'a [u32], objective: Objective) -> Self {
        Self {
            openings,
            reserve: &[],
            objective,
            gap: 0.0,
            threads: 1,
        }
    }
}

/// The best assignment, and the proof that there is no better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// The post of each person.
    pub post_of: Vec<Option<u32>>,
    /// How many people are placed.
    pub people: usize,
    /// An upper bound on the people that any assignment places. In score first nobody
    /// counts people, and this is how many are placed.
    pub people_bound: usize,
    /// Σ points.
    pub score: u64,
    /// An upper bound, over all eligible pairs, on the score of every assignment that places as many people as any
    /// (people first), or of every assignment (score first). With reserves, on the score of every such assignment that
    /// keeps openings worth as much.
    pub bound: u64,
    /// The price of each post.
    pub prices: Vec<Price>,
    /// How many units of a price make one point.
    pub scale: i64,
    /// Whether the watch ended the search before the gap was reached.
    pub stopped: bool,
}

/// Finds the best assignment: nobody takes two posts, post `j` takes at most `openings[j]` people.
///
/// Points may reach some billions; up to a few million points a pair the optimum is exact (`bound == score` if no gap
/// is allowed), beyond that the bound stays honest. When the watch says stop, the best assignment so far is given
/// with its bound.
pub fn search<M: Market>(market: &M, wanted: &Wanted<'_>, watch: &mut Watch<'_>) -> Optimum {
    if fits::<Narrow, M>(market) {
        Solver::<M, Narrow>::new(market, wanted).solve(watch)
    } else {
        Solver::<M, Wide>::new(market, wanted).solve(watch)
    }
}

/// Whether the market's posts and points fit into an entry.
pub fn fits<E: Entry, M: Market>(market: &M) -> bool {
    let (posts, points) = E::LIMITS;
    market.posts() <= posts && market.most_points() <= points
}

/// As [`search`], for rows that are all there.
pub fn search_rows<E: Entry>(
    pairs: &Pairs<E>,
    wanted: &Wanted<'_>,
    watch: &mut Watch<'_>,
) -> Optimum {
    if pairs.longest() > SHORT_ROW {
        search(pairs, wanted, watch)
    } else {
        rows::search(pairs, wanted, watch)
    }
}

/// The proven optimum of rows that are all there, or nothing.
///
/// # Errors
/// [`Cancelled`] when the watch said so before the proof.
pub fn solve<E: Entry>(
    pairs: &Pairs<E>,
    openings: &[u32],
    objective: Objective,
    watch: &mut Watch<'_>,
) -> Result<Optimum, Cancelled> {
    let optimum = search_rows(pairs, &Wanted::best(openings, objective), watch);
    if optimum.stopped {
        return Err(Cancelled);
    }
    Ok(optimum)
}
