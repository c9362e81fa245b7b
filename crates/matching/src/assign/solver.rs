//! The search for the best assignment, which can go on where it ended when something changes.
//!
//! *Score first* is the auction alone, where staying at home is worth 0. *People first* is lexicographic exactly: a
//! first phase finds prices and a large matching, the headcount completes and proves it, and then staying at home costs
//! more than the worst chain of moves could lose, while the posts that are short of openings begin that much dearer;
//! so no price has to climb there by bids.
//!
//! Large markets are learnt first on every fourth person and a fourth of the openings, and those on a fourth of
//! them: prices that are nearly right save most of the bids. When openings or people change, prices, lists and
//! seats stay, and only who is not well off any more bids again.

use super::auction::{Auction, HOME, Stop, Terms};
use super::headcount::Headcount;
use super::lists::Lists;
use super::market::Market;
use super::optimum::{Optimum, Price, Wanted};
use super::pairs::Entry;
use super::sample::Sample;
use crate::watch::{Phase, Watch};
use domain::words::Objective;
use steps::SHRINK;

mod answer;
mod changes;
mod counting;
mod learning;
mod quotas;
mod steps;

/// How many pairs a list has at first: as many as make so many entries in all, within limits.
const ENTRIES: usize = 1 << 21;
const FEWEST_LISTED: usize = 16;
const MOST_LISTED: usize = 64;

/// And at most where they are used up by a bid or two, as where hundreds of posts are worth nearly the same to everybody.
const MOST_ENTRIES: usize = 1 << 25;
const LONGEST: usize = 256;

/// So often a phase is repeated with the same ε, for people who had not seen a post fall.
const REPEATS: u32 = 2;

/// After so many phases a search ends with the gap that it has; a dozen are usual.
const MOST_PHASES: u32 = 200;

/// The price of a post without openings, in units.
const UNAFFORDABLE: i64 = i64::MAX / 8;

/// More points than any price in whole points may have.
const DEAREST: i64 = 1 << 28;

/// A market on its way to its optimum.
pub struct Solver<'m, M: Market, E> {
    market: Sample<'m, M>,
    auction: Auction<'m, M, E>,
    objective: Objective,
    gap: f64,
    /// What not staying at home is worth in people first, scaled.
    place: i64,
    /// What each person's home is worth beside that, scaled; people who are withdrawn are told apart.
    lift: Vec<i64>,
    withdrawn: Vec<bool>,
    /// Whether people are kept at home who could be placed.
    is_capped: bool,
    headcount: Option<Headcount>,
    begun: Begun,
    /// The ε of the last phase, and how much was changed since, in people.
    last_epsilon: i64,
    touched: usize,
    best: Best,
}

/// What is known when a search begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// Nothing.
    Cold,
    /// Prices.
    Warm,
    /// Prices and seats of a market that was solved.
    Solved,
}

/// The best that was found so far.
struct Best {
    post_of: Vec<u32>,
    primal: i128,
    dual: i128,
}

impl<'m, M: Market, E: Entry> Solver<'m, M, E> {
    /// A market that shows its pairs when asked. All of its posts and points fit into `E`.
    #[must_use]
    pub fn new(market: &'m M, wanted: &Wanted<'_>) -> Self {
        Self::of_sample(Sample { market, stride: 1 }, wanted)
    }

    fn of_sample(market: Sample<'m, M>, wanted: &Wanted<'_>) -> Self {
        let within = |entries: usize, most: usize| {
            (entries / market.people().max(1)).clamp(FEWEST_LISTED, most)
        };
        let (listed, longest) = (within(ENTRIES, MOST_LISTED), within(MOST_ENTRIES, LONGEST));
        let lists = Lists::new(market.people(), listed, longest);
        let chain = i64::try_from(market.people().min(market.posts())).unwrap_or(i64::MAX - 2) + 2;
        let dearest = wanted.reserve.iter().copied().max().unwrap_or(0);
        let most = i64::from(market.most_points().max(dearest)) + 1;
        let people = i64::try_from(market.people()).unwrap_or(i64::MAX - 1);
        // One more than the people, so that ε = 1 proves the optimum; less only where prices might leave 64 bits.
        let scale = (people + 1).min(i64::MAX / 256 / most / chain).max(1);
        let place = (2 * chain * most).min(DEAREST);
        let mut openings = wanted.openings.to_vec();
        openings.resize(market.posts(), 0);
        let mut reserve: Vec<i64> = wanted
            .reserve
            .iter()
            .map(|points| i64::from(*points) * scale)
            .collect();
        reserve.resize(market.posts(), 0);
        let terms = Terms {
            reserve,
            home: vec![0; market.people()],
            openings,
        };
        let price = terms.reserve.clone();
        let mut solver = Self {
            market,
            auction: Auction::new(market, lists, terms, scale, wanted.threads, price),
            objective: wanted.objective,
            gap: wanted.gap,
            place: place * scale,
            lift: vec![0; market.people()],
            withdrawn: vec![false; market.people()],
            is_capped: false,
            headcount: None,
            begun: Begun::Cold,
            last_epsilon: 0,
            touched: 0,
            best: Best::none(market.people()),
        };
        solver.close_the_empty();
        solver
    }

    /// Where there is no opening at all nobody could pay.
    fn close_the_empty(&mut self) {
        let auction = &mut self.auction;
        for (price, openings) in auction.price.iter_mut().zip(&auction.terms.openings) {
            if *openings == 0 {
                *price = UNAFFORDABLE;
            }
        }
        auction.forget_quotes();
    }

    /// The best assignment from where the search stands. When the watch says stop, the best found so far.
    pub fn solve(&mut self, watch: &mut Watch<'_>) -> Optimum {
        if self.begun == Begun::Cold {
            self.learn(watch);
        }
        self.best = Best::none(self.auction.seats.len());
        let stopped = self.search(watch).is_err();
        if stopped {
            let (primal, dual) = (self.auction.primal(), self.auction.dual_as_known());
            self.keep(primal, dual);
        }
        self.begun = Begun::Solved;
        self.answer(stopped)
    }

    fn search(&mut self, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let phases = f64::from(self.leap().ilog(SHRINK).max(1));
        let mut epsilon = self.first_epsilon();
        let mut is_counted = self.objective == Objective::ScoreFirst;
        let mut repeated = 0;
        self.auction.steps_left = self.patience();
        self.touched = 0;
        self.go_home(self.headcount.is_some());
        for phase in 1_u32.. {
            epsilon = self.phase(epsilon, watch)?;
            if !is_counted {
                is_counted = true;
                if self.count(watch)? {
                    continue;
                }
            }
            let (primal, dual) = (self.auction.primal(), self.auction.dual());
            self.keep(primal, dual);
            let missing = self.best.dual - self.best.primal;
            let value = self.auction.points() as f64 * self.auction.scale as f64;
            let gap = missing as f64 / value.max(1.0);
            let fraction = (f64::from(phase) / phases).min(1.0);
            watch.tell(Phase::Auction, fraction, Some(gap));
            let is_proven = missing < i128::from(self.auction.scale) || gap <= self.gap;
            if is_proven || (epsilon == 1 && phase > MOST_PHASES) {
                return Ok(());
            }
            // More is open than ε leaves: some posts fell that were not on the lists of those who want them.
            let is_unseen = dual - primal > i128::from(epsilon) * self.auction.placed() as i128;
            if is_unseen && repeated < REPEATS {
                repeated += 1;
            } else {
                repeated = 0;
                epsilon = self.next_epsilon(epsilon, gap);
            }
        }
        Ok(())
    }

    /// One point more than any pair has, in units.
    fn leap(&self) -> i64 {
        (i64::from(self.market.most_points()) + 1) * self.auction.scale
    }

    fn keep(&mut self, primal: i128, dual: i128) {
        if primal > self.best.primal {
            self.best.primal = primal;
            self.best.post_of.clear();
            self.best
                .post_of
                .extend(self.auction.seats.iter().map(|seat| seat.post));
        }
        self.best.dual = self.best.dual.min(dual);
    }
}

impl Best {
    fn none(people: usize) -> Self {
        Self {
            post_of: vec![HOME; people],
            primal: i128::MIN,
            dual: i128::MAX,
        }
    }
}
