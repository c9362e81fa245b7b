//! The best score by auction: people bid for openings, posts with openings left lower their price.
//!
//! Problem: maximise Σ points over assignments in which no post takes more people than it has openings, an
//! opening kept is worth its post's *reserve*, and a person kept at home is worth their *home* (negative where
//! placing people counts first).
//!
//! Method: the auction for the transportation problem with ε-scaling (Bertsekas and Castañón 1989), forward and
//! then reverse in each ε-phase (Bertsekas, Castañón and Tsaknakis 1993). Who still sits well enough when ε shrinks
//! stays and bids again from the seat. Prices are integers in units of 1/`scale` point.
//!
//! What holds after each phase:
//! 1. everybody sits where points − price is within ε of the best they could have, staying home included;
//! 2. no post costs less than its reserve, nor more while it has openings left.
//!
//! Proof of the bound: for any prices not below the reserves, Σ price · openings + Σ best surplus over all
//! pairs is at least the value of every assignment. By 1 and 2 the two sides differ by at most ε · people.
//!
//! People bid from short [`Lists`]. Whoever sees that a pair off the list may be better waits, and all who wait have
//! their lists made anew at once. So every surplus that counts is one over all pairs, and no list of all pairs exists.
//!
//! Cost: about one look at each list for each phase and direction, and one at the whole market for each list made.
//! Ties: the entry that stands first on the list; then people in the order in which they were outbid; in reverse, the
//! lower person. No chance, no clock; threads only make lists and look at them, and what they find does not depend on their number.

use super::lists::Lists;
use super::market::Market;
use super::pairs::Entry;
use super::quotes::Quotes;
use super::sample::Sample;
use crate::threads::in_ranges;
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

mod falls;
mod forward;
mod renewal;
mod reverse;
mod seats;
mod worth;

/// How many bids pass between two looks at the cancel flag.
const PATIENCE: u32 = 4096;

/// Sits nowhere.
pub(super) const HOME: u32 = u32::MAX;

/// How many bids cost as much as making a list anew.
const LOOK: u64 = 64;

/// Why a phase ended early; what is there is still an assignment, and a bound.
pub(super) enum Stop {
    /// The watch said so.
    Watched,
    /// It took more than all of [`Auction::steps_left`].
    TooLong,
}

/// What is asked, beyond the pairs. All in price units.
pub(super) struct Terms {
    /// Openings of each post.
    pub openings: Vec<u32>,
    /// What an opening kept is worth, a post.
    pub reserve: Vec<i64>,
    /// What staying at home is worth, a person.
    pub home: Vec<i64>,
}

/// A seat at a post: whoever holds it would pay so much before leaving.
type Bid = Reverse<(i64, u32)>;

pub(super) struct Auction<'m, M: Market, E> {
    market: Sample<'m, M>,
    pub(super) lists: Lists<E>,
    pub(super) terms: Terms,
    /// Price units of one point.
    pub(super) scale: i64,
    /// Highest possible step of one bid beyond ε.
    leap: i64,
    pub(super) threads: usize,
    pub(super) price: Vec<i64>,
    pub(super) taken: Vec<u32>,
    /// Bids of the people at a post, lowest on top; used while people bid.
    bids: Vec<BinaryHeap<Bid>>,
    pub(super) seats: Vec<Seat>,
    /// How many lists were used up in this phase, or since lists became longer.
    used_up: usize,
    /// After so many bids and sales a phase ends early.
    pub(super) steps_left: u64,
    /// Which people and posts are short of openings, once that is known.
    pub(super) shortage: Option<Shortage>,
    /// Prices as lists were last made at, as they are and as the short see them.
    quotes: [Quotes<Sample<'m, M>>; 2],
}

/// The part of the market that has more people than openings.
pub(super) struct Shortage {
    /// Those who are at a short post, or nowhere.
    pub people: Vec<bool>,
    /// Posts that are dearer by `place`.
    pub posts: Vec<bool>,
    pub place: i64,
}

/// Where somebody sits, and for how many points.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat {
    pub post: u32,
    pub points: u32,
}

impl Seat {
    /// Nowhere, for nothing.
    pub(super) const HOME: Self = Self {
        post: HOME,
        points: 0,
    };
}

impl<'m, M: Market, E: Entry> Auction<'m, M, E> {
    /// Nobody is placed; prices are as given, and not below the reserves.
    pub(super) fn new(
        market: Sample<'m, M>,
        lists: Lists<E>,
        terms: Terms,
        scale: i64,
        threads: usize,
        price: Vec<i64>,
    ) -> Self {
        let (people, posts) = (market.people(), market.posts());
        Self {
            market,
            lists,
            terms,
            scale,
            leap: (i64::from(market.most_points()) + 1) * scale,
            threads,
            price,
            taken: vec![0; posts],
            bids: (0..posts).map(|_| BinaryHeap::new()).collect(),
            seats: vec![Seat::HOME; people],
            used_up: 0,
            steps_left: u64::MAX,
            shortage: None,
            quotes: [Quotes::new(), Quotes::new()],
        }
    }

    /// One ε-phase: afterwards everybody is within ε of their best, and free openings cost their reserve.
    pub(super) fn phase(&mut self, epsilon: i64, watch: &Watch<'_>) -> Result<(), Stop> {
        self.pause(0, watch)?;
        self.used_up = 0;
        let (bidders, waiting) = self.stand_up(epsilon);
        self.forward(bidders, waiting, epsilon, watch)?;
        self.reverse(epsilon, watch)
    }

    /// Counts steps, and looks whether the phase is to end early.
    fn pause(&mut self, steps: u64, watch: &Watch<'_>) -> Result<(), Stop> {
        watch.check().map_err(|_| Stop::Watched)?;
        self.steps_left = self.steps_left.saturating_sub(steps);
        if self.steps_left == 0 {
            return Err(Stop::TooLong);
        }
        Ok(())
    }

    /// Everybody who sits within ε of their best bids again from the seat; the others leave theirs. Gives those who
    /// would bid for another, and those whose list does not tell.
    fn stand_up(&mut self, epsilon: i64) -> (VecDeque<u32>, Vec<u32>) {
        let mut kept: Vec<Vec<Bid>> = self
            .bids
            .iter_mut()
            .map(std::mem::take)
            .map(BinaryHeap::into_vec)
            .collect();
        kept.iter_mut().for_each(Vec::clear);
        self.taken.fill(0);
        let (mut bidders, mut waiting) = (VecDeque::new(), Vec::new());
        let elsewhere = in_ranges(self.threads, self.seats.len(), |people| {
            people.map(|person| self.look_around(person)).collect()
        });
        for ((person, number), elsewhere) in (0..).zip(0_u32..).zip(elsewhere) {
            let at = self.seats[person].post;
            let has = self.surplus(person);
            match elsewhere {
                None => {
                    waiting.push(number);
                    self.seats[person] = Seat::HOME;
                }
                Some(other) if has < other - epsilon => {
                    bidders.push_back(number);
                    self.seats[person] = Seat::HOME;
                }
                Some(_) if at == HOME => {}
                Some(other) => {
                    let step = (has - other).min(self.leap);
                    let limit = self.price[at as usize] + step + epsilon;
                    kept[at as usize].push(Reverse((limit, number)));
                    self.taken[at as usize] += 1;
                }
            }
        }
        for (post, bids) in kept.into_iter().enumerate() {
            self.bids[post] = bids.into();
            self.pass_on_lowest(post);
        }
        (bidders, waiting)
    }

    /// The best surplus that a person could have elsewhere than where they sit; `None` if the list does not tell whether it is
    /// more than they have there.
    fn look_around(&self, person: usize) -> Option<i64> {
        let at = self.seats[person].post;
        let mut other = self.terms.home[person];
        for entry in self.lists.of(person) {
            if entry.is_void() {
                break;
            }
            if entry.post() != at {
                other = other.max(self.surplus_of(*entry));
            }
        }
        let has = self.surplus(person);
        let rest = self.lists.rest(person);
        (rest <= has.max(other)).then_some(other.max(rest))
    }

    #[inline]
    fn surplus_of(&self, entry: E) -> i64 {
        i64::from(entry.points()) * self.scale - self.price[entry.post() as usize]
    }

    /// A full post costs what its lowest bidder would pay.
    fn pass_on_lowest(&mut self, post: usize) {
        if self.taken[post] == self.terms.openings[post]
            && let Some(Reverse((lowest, _))) = self.bids[post].peek()
        {
            let lowest = *lowest;
            if lowest > self.price[post] {
                self.set_price(post, lowest);
            }
        }
    }

    /// Changes the price of a post.
    fn set_price(&mut self, post: usize, price: i64) {
        self.price[post] = price;
        for quotes in &mut self.quotes {
            quotes.note(post, self.price.len());
        }
    }

    /// Takes note that prices were changed from outside.
    pub(super) fn forget_quotes(&mut self) {
        self.quotes.iter_mut().for_each(Quotes::forget);
    }

    /// What a person has now: scaled points less the price, or what home is worth.
    pub(super) fn surplus(&self, person: usize) -> i64 {
        match self.seats[person] {
            Seat::HOME => self.terms.home[person],
            Seat { post, points } => i64::from(points) * self.scale - self.price[post as usize],
        }
    }
}
