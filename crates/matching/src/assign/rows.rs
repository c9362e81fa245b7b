//! The best assignment of rows that are all there.
//!
//! Problem: as in [`solver`](super::solver), but everybody's pairs are a short row, so that no list has to be made anew, and what is
//! left to do is to touch little memory. Bids look through the whole row at first, then through the pairs that are [near] its best.
//!
//! Method: the auction for the transportation problem with ε-scaling (Bertsekas and Castañón 1989), in whole units of a point,
//! down to an ε of one unit or 1/16,000 of the most points. Before each phase all prices fall by some ε of the phase before:
//! prices that are a little too low are bid up by those who want the post, whereas openings at prices that are too high would each
//! need a search of its own. What is left within ε is made [exact] by shortest paths, a few for a hundred people. A large
//! market begins at the prices of one rough phase in which every fourth person bids for a fourth of the openings.
//!
//! People first: after the second phase the [headcount] completes the matching, and tells which posts are short of openings. From then
//! on staying at home costs more than a chain of moves could gain, and short posts begin that much dearer.
//!
//! Proof: for any prices not below the reserves, Σ price · openings + Σ best surplus bounds the value of every assignment; in
//! the end both sides are equal. Prices are of four bytes while that suffices; should one climb beyond, all is
//! done again with eight.
//!
//! Cost: six to twelve bids a person, of which the first three to eight look through their row; a row is read some four times beside
//! that. Memory: the rows, and some 80 bytes a person. Ties: the pair that stands first in the row; then people in the order in which they were outbid.

use super::auction::HOME;
use super::headcount;
use super::market::Market;
use super::optimum::{Optimum, Wanted};
use super::pairs::{Entry, Pairs};
use crate::watch::{Phase, Watch};
use auction::Auction;
use domain::words::Objective;
use seats::Seats;
use unit::Unit;

mod answer;
mod auction;
mod exact;
mod learning;
mod near;
mod paths;
mod seats;
mod unit;

/// The first ε, as a part of the most points, when nothing is known of prices.
const COLD: i64 = 16;

/// The first ε at prices of a sample.
const WARM: i64 = 48;

/// By what ε shrinks from phase to phase.
const SHRINK: i64 = 4;

/// The last ε, as a part of the most points.
const FINE: i64 = 1 << 14;

/// By how many ε of the phase before prices fall.
const FALL: i64 = 3;

/// And how many times as far where openings were left.
const FALL_OF_OVERPRICED: i64 = 8;

/// Pairs within so many ε of the best are near: a third further than prices fall before a phase, and then come back.
const REACH: i64 = 16;

/// And those within so many of the last ε, as the exact end looks for.
const LEAST_REACH: i64 = 192;

/// Fewer people than this are not worth a sample.
const LARGE: usize = 5_000;

/// Why a search did not go on.
enum Ended {
    /// The watch said stop.
    Stopped,
    /// A price came above what its type holds.
    Beyond,
}

/// Finds the best assignment; see [`optimum::search`](super::optimum::search).
pub(super) fn search<E: Entry>(
    pairs: &Pairs<E>,
    wanted: &Wanted<'_>,
    watch: &mut Watch<'_>,
) -> Optimum {
    let small = Search::<E, i32>::new(pairs, wanted);
    if let Some(optimum) = small.and_then(|search| search.solve(watch)) {
        return optimum;
    }
    let wide = Search::<E, i64>::new(pairs, wanted);
    let optimum = wide.map(|search| search.best(watch));
    optimum.unwrap_or_else(|| unreachable!("any points fit into eight bytes"))
}

struct Search<'m, E, P: Unit> {
    auction: Auction<'m, E, P>,
    scale: i64,
    /// The most points that a pair, or an opening kept, is worth, in units.
    most: i64,
    /// What staying at home costs in people first, once the headcount is known.
    place: i64,
    headcount: Option<Headcount>,
    people_first: bool,
    best: Best,
    before: Option<Snapshot<P>>,
}

/// Seats and prices when a phase had ended.
struct Snapshot<P> {
    post_of: Vec<u32>,
    price: Vec<P>,
}

/// How many people can be placed, and which posts are short of openings.
struct Headcount {
    placed: usize,
    is_short: Vec<bool>,
}

/// The best that was found so far, in units.
struct Best {
    post_of: Vec<u32>,
    points: u64,
    primal: i128,
    dual: i128,
}

/// What an assignment is worth, and what the prices prove.
struct Worth {
    points: u64,
    primal: i128,
    dual: i128,
}

impl<'m, E: Entry, P: Unit> Search<'m, E, P> {
    /// Nobody is placed; nothing, if prices might not fit.
    fn new(pairs: &'m Pairs<E>, wanted: &Wanted<'_>) -> Option<Self> {
        let (people, posts) = (pairs.people(), pairs.posts());
        let dearest = wanted.reserve.iter().copied().max().unwrap_or(0);
        let most = i64::from(pairs.most_points().max(dearest)) + 1;
        // Fine enough that few are left for the exact end.
        let scale = (FINE / most).max(1);
        let most = most * scale;
        let chain = i64::try_from(people.min(posts)).unwrap_or(i64::MAX - 2) + 2;
        if most > P::DEAREST >> 8 {
            return None;
        }
        let place = chain.saturating_mul(2 * most).min(P::DEAREST);
        let mut openings = wanted.openings.to_vec();
        openings.resize(posts, 0);
        let mut reserve: Vec<P> = wanted
            .reserve
            .iter()
            .map(|points| P::points(*points) * P::of(scale))
            .collect();
        reserve.resize(posts, P::ZERO);
        let price = reserve.iter().zip(&openings);
        let price = price.map(|(reserve, openings)| match openings {
            0 => P::CEILING,
            _ => *reserve,
        });
        let auction = Auction {
            price: price.collect(),
            seats: Seats::new(&openings, people, || suitors(pairs)),
            pairs,
            near: None,
            stride: 1,
            scale: P::of(scale),
            reserve,
            home: P::ZERO,
            leap: P::of(most),
            post_of: vec![HOME; people],
        };
        Some(Self {
            auction,
            scale,
            most,
            place,
            headcount: None,
            people_first: wanted.objective == Objective::PeopleFirst,
            before: None,
            best: Best {
                post_of: Vec::new(),
                points: 0,
                primal: i128::MIN,
                dual: i128::MAX,
            },
        })
    }

    /// The best assignment; nothing, if prices of this type cannot prove it.
    fn solve(mut self, watch: &mut Watch<'_>) -> Option<Optimum> {
        match self.run(watch) {
            Err(Ended::Beyond) => None,
            Err(Ended::Stopped) => Some(self.answer(true)),
            Ok(()) => {
                let optimum = self.answer(false);
                let is_proven =
                    optimum.people == optimum.people_bound && optimum.bound == optimum.score;
                is_proven.then_some(optimum)
            }
        }
    }

    /// The best assignment that is found.
    fn best(mut self, watch: &mut Watch<'_>) -> Optimum {
        let stopped = matches!(self.run(watch), Err(Ended::Stopped));
        self.answer(stopped)
    }

    fn run(&mut self, watch: &mut Watch<'_>) -> Result<(), Ended> {
        let ended = self.go_through(watch);
        self.keep();
        if ended.is_err()
            && let Some(before) = self.before.take()
        {
            self.auction.post_of = before.post_of;
            self.auction.price = before.price;
            self.keep();
        }
        ended
    }

    fn go_through(&mut self, watch: &mut Watch<'_>) -> Result<(), Ended> {
        watch.check().map_err(|_| Ended::Stopped)?;
        let last = (self.most / FINE).max(1);
        let mut epsilon = (self.most / COLD).max(last);
        if self.auction.post_of.len() >= LARGE {
            self.auction.price = self.learnt(P::of(epsilon), watch)?;
            let fall = P::of(self.doubt(epsilon));
            // Nobody sits yet, so openings left tell nothing.
            self.auction.lower(fall, fall);
            epsilon = (self.most / WARM).max(last);
        }
        let phases = f64::from((epsilon / last).ilog(SHRINK) + 2);
        self.auction.phase(P::of(epsilon), watch)?;
        let mut reach = i64::MAX;
        for phase in 1_u32.. {
            // Openings that were too dear in the first phase have been taken in the second.
            if self.people_first && self.headcount.is_none() && (phase == 2 || epsilon == last) {
                self.count(watch)?;
            }
            // Beyond this the phase before has left nothing to gain.
            let missing = i128::from(epsilon) * self.auction.post_of.len() as i128
                + self.auction.overpriced();
            self.before = Some(Snapshot {
                post_of: self.auction.post_of.clone(),
                price: self.auction.price.clone(),
            });
            if epsilon == last {
                break;
            }
            self.lower(epsilon);
            epsilon /= SHRINK;
            if epsilon < last * SHRINK / 2 {
                epsilon = last;
            }
            let nearest = (epsilon * REACH).max(last * LEAST_REACH);
            if nearest < reach {
                reach = nearest;
                self.auction.draw_near(P::of(reach));
            }
            let points = self.auction.phase(P::of(epsilon), watch)?;
            let gap = missing as f64 / (points as f64 * self.scale as f64).max(1.0);
            // While openings in great demand are left, the bound tells of people rather than points.
            let gap = (gap < 1.0).then_some(gap);
            watch.tell(Phase::Auction, f64::from(phase) / phases, gap);
        }
        exact::settle(&mut self.auction, P::of(last), watch)
    }

    /// Prices fall after a phase.
    fn lower(&mut self, epsilon: i64) {
        let fall = epsilon * FALL;
        let furthest = P::of(fall * FALL_OF_OVERPRICED);
        self.auction.lower(P::of(fall), furthest);
    }

    /// Completes the matching, and makes the posts that are short of openings, and staying at home, dear.
    fn count(&mut self, watch: &mut Watch<'_>) -> Result<(), Ended> {
        let auction = &mut self.auction;
        let openings: Vec<u32> = (0..auction.price.len())
            .map(|post| auction.seats.openings(post))
            .collect();
        let seats = std::mem::take(&mut auction.post_of);
        let withdrawn = vec![false; seats.len()];
        let question = headcount::Question {
            market: auction.pairs,
            openings: &openings,
            withdrawn: &withdrawn,
            known: None,
            threads: 1,
        };
        let counted = headcount::complete(&question, seats, watch);
        auction.post_of = counted.post_of;
        if !counted.proven {
            return Err(Ended::Stopped);
        }
        for (post, short) in counted.is_short.iter().enumerate() {
            if *short && openings[post] > 0 {
                auction.price[post] += P::of(self.place);
            }
        }
        auction.home = P::ZERO - P::of(self.place);
        self.headcount = Some(Headcount {
            placed: counted.placed,
            is_short: counted.is_short,
        });
        Ok(())
    }

    /// Takes note of what there is now, if it is the best.
    fn keep(&mut self) {
        let worth = self.worth();
        if worth.primal > self.best.primal {
            self.best.primal = worth.primal;
            self.best.points = worth.points;
            self.best.post_of.clone_from(&self.auction.post_of);
        }
        self.best.dual = self.best.dual.min(worth.dual);
    }
}

/// How many people have each post in their row.
fn suitors<E: Entry>(pairs: &Pairs<E>) -> Vec<u32> {
    let mut suitors = vec![0; pairs.posts()];
    for entry in pairs.entries() {
        suitors[entry.post() as usize] += 1;
    }
    suitors
}
