//! The best score by auction: people bid for openings, posts with openings left lower their price.
//!
//! Problem: maximise Σ points over assignments in which no post takes more people than
//! it has openings, everybody who *must* be placed is, and every *tight* post is full. The
//! caller warrants that such an assignment exists.
//!
//! Method: the auction for the transportation problem with ε-scaling (Bertsekas and
//! Castañón 1989), forward and then reverse in each ε-phase (Bertsekas, Castañón and
//! Tsaknakis 1993). Points are multiplied by a scale larger than the number of people,
//! prices are integers, and the last ε is 1.
//!
//! What holds after each phase:
//! 1. everybody sits where points − price is within ε of the best they could have, staying home
//!    (worth 0) included where they may;
//! 2. tight posts are full, at any price, also below 0; other posts cost 0 or more, and 0 if they have
//!    openings left.
//!
//! Proof of the bound: for any such prices, Σ price · openings + Σ best surplus over all pairs is
//! at least the score of every assignment that the problem admits. By 1 and 2 the two sides differ by at most
//! ε · people, which at the last phase is less than one point: as scores are integers,
//! the assignment is optimal.
//!
//! Cost: about one pass over the pairs for each phase and direction; a person who
//! is outbid looks at [`SHORTLIST`] posts only, as prices only rise while people bid.
//! Ties: the pair that stands first in a row; then people in the order in which they were
//! outbid; in reverse, the lower person. No chance, no clock, one thread.

use super::pairs::{Columns, Pairs};
use crate::watch::{Cancelled, Phase, Watch};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

mod reverse;

/// How many posts a person remembers from the last look at all of them.
const SHORTLIST: usize = 8;

/// By what ε shrinks from phase to phase.
const SHRINK: i64 = 10;

/// How many bids pass between two looks at the cancel flag.
const PATIENCE: u32 = 4096;

/// Sits nowhere.
pub(super) const HOME: u32 = u32::MAX;

/// Below any surplus that can occur, and far from overflow.
const NEVER: i64 = i64::MIN / 4;

/// What is asked, beyond the pairs.
pub(super) struct Terms<'a> {
    /// Openings of each post.
    pub openings: &'a [u32],
    /// Who must be placed; the others may stay at home for nothing.
    pub must: &'a [bool],
    /// Which posts must be full; the others may keep openings at price 0.
    pub tight: &'a [bool],
}

/// What came out. Prices and bound are in points times `scale`.
pub(super) struct Sold {
    /// The post of each person, or [`HOME`].
    pub post_of: Vec<u32>,
    /// The price of each post.
    pub price: Vec<i64>,
    /// Σ price · openings + Σ best surplus, over all pairs given.
    pub dual: i128,
    /// How many units make one point.
    pub scale: i64,
}

struct Auction<'a> {
    pairs: &'a Pairs,
    columns: &'a Columns,
    terms: &'a Terms<'a>,
    scale: i64,
    /// Highest possible step of one bid beyond ε.
    leap: i64,
    price: Vec<i64>,
    taken: Vec<u32>,
    /// Bids of the people at a post, lowest on top; used while people bid.
    bids: Vec<BinaryHeap<Reverse<(i64, u32)>>>,
    post_of: Vec<u32>,
    /// Scaled points of each person at their post.
    worth: Vec<i64>,
    /// Positions in the row of the best posts at the last full look.
    shortlist: Vec<[u32; SHORTLIST]>,
    /// No post off the shortlist was worth more than this at the last full look.
    rest: Vec<i64>,
}

/// The best post at current prices, and the surplus of the next best thing.
#[derive(Clone, Copy)]
struct Choice {
    post: u32,
    worth: i64,
    best: i64,
    second: i64,
}

/// Runs the auction down to ε = 1, or until less than a point is left to gain.
pub(super) fn run(
    pairs: &Pairs,
    columns: &Columns,
    terms: &Terms<'_>,
    watch: &mut Watch<'_>,
) -> Result<Sold, Cancelled> {
    let scale = scale(pairs);
    let leap = i64::from(pairs.most_points()).saturating_add(1) * scale;
    let mut auction = Auction::new(pairs, columns, terms, scale, leap);
    let mut epsilon = (leap / 4).max(1);
    let phases = leap.ilog(SHRINK).max(1);
    let mut phase = 0_u32;
    loop {
        auction.forward(epsilon, watch)?;
        auction.reverse(epsilon, watch)?;
        let (primal, dual) = (auction.primal(), auction.dual());
        let gap = (dual - primal) as f64 / dual.max(1) as f64;
        phase += 1;
        let fraction = (f64::from(phase) / f64::from(phases)).min(1.0);
        watch.tell(Phase::Auction, fraction, Some(gap));
        if epsilon == 1 || dual - primal < i128::from(scale) {
            return Ok(Sold {
                post_of: auction.post_of,
                price: auction.price,
                dual,
                scale,
            });
        }
        epsilon = (epsilon / SHRINK).max(1);
    }
}

/// One more than the people, so that ε = 1 proves the optimum; less only where
/// prices might leave 64 bits (points in the billions), and then the bound tells.
fn scale(pairs: &Pairs) -> i64 {
    let people = i64::try_from(pairs.people()).unwrap_or(i64::MAX - 1);
    let chain = i64::try_from(pairs.posts()).unwrap_or(i64::MAX - 2) + 2;
    let room = (i64::MAX / 64) / (i64::from(pairs.most_points()) + 1) / chain;
    (people + 1).min(room).max(1)
}

impl<'a> Auction<'a> {
    fn new(
        pairs: &'a Pairs,
        columns: &'a Columns,
        terms: &'a Terms<'a>,
        scale: i64,
        leap: i64,
    ) -> Self {
        Self {
            pairs,
            columns,
            terms,
            scale,
            leap,
            price: vec![0; pairs.posts()],
            taken: vec![0; pairs.posts()],
            bids: (0..pairs.posts()).map(|_| BinaryHeap::new()).collect(),
            post_of: vec![HOME; pairs.people()],
            worth: vec![0; pairs.people()],
            shortlist: vec![[0; SHORTLIST]; pairs.people()],
            rest: vec![i64::MAX; pairs.people()],
        }
    }

    /// Everybody bids anew at the prices of the phase before, until nobody wants to.
    fn forward(&mut self, epsilon: i64, watch: &Watch<'_>) -> Result<(), Cancelled> {
        self.post_of.fill(HOME);
        self.taken.fill(0);
        self.bids.iter_mut().for_each(BinaryHeap::clear);
        self.rest.fill(i64::MAX);
        let people = u32::try_from(self.pairs.people()).unwrap_or(u32::MAX);
        let mut bidders: VecDeque<u32> = (0..people).collect();
        let mut patience = PATIENCE;
        while let Some(person) = bidders.pop_front() {
            patience -= 1;
            if patience == 0 {
                watch.check()?;
                patience = PATIENCE;
            }
            let Some(choice) = self.choose(person as usize) else {
                continue;
            };
            if let Some(outbid) = self.bid(person, choice, epsilon) {
                bidders.push_back(outbid);
            }
        }
        Ok(())
    }

    /// What a person wants at current prices; `None` when staying at home is better.
    fn choose(&mut self, person: usize) -> Option<Choice> {
        let home = if self.terms.must[person] { NEVER } else { 0 };
        let remembered = self.look_at_shortlist(person);
        let choice = match remembered {
            Some(choice) if choice.second.max(home) >= self.rest[person] => choice,
            _ => self.look_at_all(person)?,
        };
        let second = choice.second.max(home);
        (choice.best >= home).then_some(Choice { second, ..choice })
    }

    fn look_at_shortlist(&self, person: usize) -> Option<Choice> {
        if self.rest[person] == i64::MAX {
            return None;
        }
        let (posts, points) = self.pairs.slices(person);
        let mut choice: Option<Choice> = None;
        for &at in &self.shortlist[person][..posts.len().min(SHORTLIST)] {
            let post = posts[at as usize];
            let worth = i64::from(points[at as usize]) * self.scale;
            let surplus = worth - self.price[post as usize];
            match &mut choice {
                Some(choice) if surplus <= choice.best => {
                    choice.second = choice.second.max(surplus);
                }
                _ => {
                    choice = Some(Choice {
                        post,
                        worth,
                        best: surplus,
                        second: choice.map_or(NEVER, |before| before.best),
                    });
                }
            }
        }
        choice
    }

    /// Looks through the whole row and remembers the best few.
    fn look_at_all(&mut self, person: usize) -> Option<Choice> {
        let (posts, points) = self.pairs.slices(person);
        let mut best = [(NEVER, 0_u32); SHORTLIST];
        let mut rest = NEVER;
        for ((&post, &points), at) in posts.iter().zip(points).zip(0_u32..) {
            let surplus = i64::from(points) * self.scale - self.price[post as usize];
            if surplus <= best[SHORTLIST - 1].0 {
                rest = rest.max(surplus);
                continue;
            }
            rest = rest.max(best[SHORTLIST - 1].0);
            let mut slot = SHORTLIST - 1;
            while slot > 0 && best[slot - 1].0 < surplus {
                best[slot] = best[slot - 1];
                slot -= 1;
            }
            best[slot] = (surplus, at);
        }
        self.shortlist[person] = best.map(|(_, at)| at);
        self.rest[person] = rest;
        let (surplus, at) = best[0];
        let post = *posts.get(at as usize)?;
        Some(Choice {
            post,
            worth: surplus + self.price[post as usize],
            best: surplus,
            second: best[1].0,
        })
    }

    /// Seats the person; gives back whoever had to leave for them.
    fn bid(&mut self, person: u32, choice: Choice, epsilon: i64) -> Option<u32> {
        let at = choice.post as usize;
        let step = (choice.best - choice.second).min(self.leap);
        self.post_of[person as usize] = choice.post;
        self.worth[person as usize] = choice.worth;
        self.bids[at].push(Reverse((self.price[at] + step + epsilon, person)));
        self.taken[at] += 1;
        let outbid = if self.taken[at] > self.terms.openings[at] {
            self.taken[at] -= 1;
            self.bids[at].pop().map(|Reverse((_, outbid))| outbid)
        } else {
            None
        };
        if self.taken[at] == self.terms.openings[at]
            && let Some(Reverse((lowest, _))) = self.bids[at].peek()
        {
            self.price[at] = *lowest;
        }
        if let Some(outbid) = outbid {
            self.post_of[outbid as usize] = HOME;
        }
        outbid
    }

    /// What a person has now: scaled points less the price, or 0 at home.
    fn surplus(&self, person: usize) -> i64 {
        match self.post_of[person] {
            HOME => 0,
            post => self.worth[person] - self.price[post as usize],
        }
    }

    fn primal(&self) -> i128 {
        self.post_of
            .iter()
            .zip(&self.worth)
            .filter(|(post, _)| **post != HOME)
            .map(|(_, worth)| i128::from(*worth))
            .sum()
    }

    fn dual(&self) -> i128 {
        let openings = self.price.iter().zip(self.terms.openings);
        let prices: i128 = openings
            .map(|(price, openings)| i128::from(*price) * i128::from(*openings))
            .sum();
        let surpluses: i128 = (0..self.pairs.people())
            .map(|person| i128::from(self.best_surplus(person)))
            .sum();
        prices + surpluses
    }

    fn best_surplus(&self, person: usize) -> i64 {
        let (posts, points) = self.pairs.slices(person);
        let best = posts
            .iter()
            .zip(points)
            .map(|(post, points)| i64::from(*points) * self.scale - self.price[*post as usize])
            .max();
        match best {
            Some(best) if self.terms.must[person] => best,
            best => best.unwrap_or(0).max(0),
        }
    }
}
