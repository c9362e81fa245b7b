//! People bid for openings, row by row.
//!
//! What holds after a phase: whoever sits is within ε of the best that they could have, and so is whoever is at home; a post that
//! is not full has cost since the phase began what it costs now.

use super::near::Near;
use super::seats::{Seats, Taken};
use super::unit::Unit;
use super::{Ended, HOME};
use crate::assign::pairs::{Entry, Pairs};
use crate::watch::Watch;
use std::hint::black_box;

/// So many rows are fetched from memory at a time.
const BATCH: usize = 16;

/// How many batches pass between two looks at the watch.
const PATIENCE: usize = 256;

pub(super) struct Auction<'m, E, P: Unit> {
    pub pairs: &'m Pairs<E>,
    /// Where pairs are looked for first, if at all.
    pub near: Option<Near<E, P>>,
    /// Only every so many-th person takes part.
    pub stride: usize,
    /// Units of one point.
    pub scale: P,
    /// What an opening kept is worth, a post.
    pub reserve: Vec<P>,
    /// What staying at home is worth, to anybody.
    pub home: P,
    /// Highest possible step of one bid beyond ε.
    pub leap: P,
    pub price: Vec<P>,
    pub seats: Seats<P>,
    /// Where everybody is; kept between phases only.
    pub post_of: Vec<u32>,
}

/// The best pair of a row at current prices, its surplus and that of the next best.
pub(super) struct Choice<E, P> {
    pub entry: E,
    pub best: P,
    pub second: P,
}

/// What somebody has at current prices, how many points that is, and the best elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Standing<P> {
    pub has: P,
    pub other: P,
    pub points: u32,
}

impl<E: Entry, P: Unit> Auction<'_, E, P> {
    #[inline]
    pub(super) fn row(&self, person: usize) -> &[E] {
        &self.pairs.entries()[self.pairs.span(person * self.stride)]
    }

    #[inline]
    pub(super) fn surplus_of(&self, entry: E) -> P {
        P::points(entry.points()) * self.scale - self.price[entry.post() as usize]
    }

    /// Whether a post has openings left that are not worth its price to anybody.
    pub(super) fn is_overpriced(&self, post: usize) -> bool {
        !self.seats.is_full(post) && self.price[post] > self.reserve[post]
    }

    /// Lowers all prices, and further those of posts that are overpriced; none below what an opening kept is worth.
    pub(super) fn lower(&mut self, by: P, overpriced: P) {
        for post in 0..self.price.len() {
            if self.seats.openings(post) > 0 {
                let fall = if self.is_overpriced(post) {
                    overpriced
                } else {
                    by
                };
                self.price[post] = (self.price[post] - fall).max(self.reserve[post]);
            }
        }
        self.note_falls();
    }

    /// One phase. Gives the points of all who were placed before it.
    pub(super) fn phase(&mut self, epsilon: P, watch: &Watch<'_>) -> Result<u64, Ended> {
        let (bidders, points) = self.stand_up(epsilon);
        let ended = self.forward(bidders, epsilon, watch);
        self.post_of.fill(HOME);
        for (person, post) in self.seats.sitting() {
            self.post_of[person as usize] = post;
        }
        ended.map(|()| points)
    }

    /// Everybody who is within ε of their best keeps their seat and bids again from there. Gives the others, and the
    /// points of all.
    fn stand_up(&mut self, epsilon: P) -> (Vec<u32>, u64) {
        self.seats.clear();
        let mut bidders = Vec::new();
        let mut points = 0;
        for (person, number) in (0..self.post_of.len()).zip(0_u32..) {
            let at = self.post_of[person];
            if at == HOME {
                bidders.push(number);
                continue;
            }
            let Standing {
                has,
                other,
                points: worth,
            } = self.standing(person);
            points += u64::from(worth);
            let other = other.max(self.home);
            if other > has && other - has > epsilon {
                bidders.push(number);
            } else {
                let step = has - other.max(has - self.leap);
                let limit = self.price[at as usize] + step + epsilon;
                self.seats.keep(at as usize, P::bid(limit, number));
            }
        }
        for post in 0..self.price.len() {
            self.seats.order(post);
            self.pass_on_lowest(post);
        }
        (bidders, points)
    }

    /// What a person has, and the best that they could have elsewhere; a little more, where that is less than what they have.
    #[inline]
    pub(super) fn standing(&self, person: usize) -> Standing<P> {
        let at = self.post_of[person];
        let nothing = Standing {
            has: if at == HOME { self.home } else { P::NEVER },
            other: P::NEVER,
            points: 0,
        };
        let stands = |row: &[E]| {
            row.iter().fold(nothing, |known, entry| {
                let surplus = self.surplus_of(*entry);
                if entry.post() == at {
                    Standing {
                        has: surplus,
                        points: entry.points(),
                        ..known
                    }
                } else {
                    Standing {
                        other: known.other.max(surplus),
                        ..known
                    }
                }
            })
        };
        let is_told =
            |known: &Standing<P>, rest| known.has > P::NEVER && known.has.max(known.other) >= rest;
        let (known, rest) = self.look(person, stands, is_told);
        Standing {
            other: known.other.max(rest),
            ..known
        }
    }

    /// People bid, round after round, until nobody wants to.
    fn forward(
        &mut self,
        mut bidders: Vec<u32>,
        epsilon: P,
        watch: &Watch<'_>,
    ) -> Result<(), Ended> {
        let mut outbid = Vec::new();
        let mut patience = PATIENCE;
        while !bidders.is_empty() {
            for batch in bidders.chunks(BATCH) {
                patience -= 1;
                if patience == 0 {
                    watch.check().map_err(|_| Ended::Stopped)?;
                    patience = PATIENCE;
                }
                self.fetch(batch);
                for person in batch {
                    let Some(choice) = self.choose(*person as usize) else {
                        continue;
                    };
                    outbid.extend(self.bid(*person, &choice, epsilon)?);
                }
            }
            bidders.clear();
            std::mem::swap(&mut bidders, &mut outbid);
        }
        Ok(())
    }

    /// Touches the rows of some people, so that memory looks for all of them at once.
    #[inline]
    fn fetch(&self, people: &[u32]) {
        let mut touched = 0;
        for person in people {
            let row = self.row_first(*person as usize);
            let places = [0, row.len() / 2, row.len().saturating_sub(1)];
            for entry in places.iter().filter_map(|place| row.get(*place)) {
                touched ^= entry.points();
            }
        }
        black_box(touched);
    }

    /// What a person bids for, unless they would rather stay at home.
    #[inline]
    pub(super) fn choose(&self, person: usize) -> Option<Choice<E, P>> {
        let is_told = |choice: &Choice<E, P>, rest| choice.best.max(self.home) >= rest;
        let (choice, rest) = self.look(person, |row| self.choice(row), is_told);
        let second = choice.second.max(rest).max(self.home);
        let is_wanted = choice.best >= self.home && !choice.entry.is_void();
        is_wanted.then_some(Choice { second, ..choice })
    }

    // Apart from where it is called it keeps all it needs in registers.
    #[inline(never)]
    fn choice(&self, row: &[E]) -> Choice<E, P> {
        let (mut best, mut second, mut wanted) = (P::NEVER, P::NEVER, E::VOID);
        for entry in row {
            let surplus = self.surplus_of(*entry);
            second = second.max(surplus.min(best));
            wanted = if surplus > best { *entry } else { wanted };
            best = best.max(surplus);
        }
        Choice {
            entry: wanted,
            best,
            second,
        }
    }

    /// Seats the person; gives whoever had to leave for them.
    #[inline]
    fn bid(
        &mut self,
        person: u32,
        choice: &Choice<E, P>,
        epsilon: P,
    ) -> Result<Option<u32>, Ended> {
        let at = choice.entry.post() as usize;
        let step = choice.best - choice.second.max(choice.best - self.leap);
        let limit = self.price[at] + step + epsilon;
        if limit > P::CEILING {
            return Err(Ended::Beyond);
        }
        let outbid = match self.seats.bid(at, P::bid(limit, person)) {
            Taken::Free => None,
            Taken::From(person) => Some(person),
        };
        self.pass_on_lowest(at);
        Ok(outbid)
    }

    /// A full post costs what its lowest bidder would pay.
    #[inline]
    fn pass_on_lowest(&mut self, post: usize) {
        if let Some(lowest) = self.seats.lowest(post) {
            let price = &mut self.price[post];
            *price = lowest.max(*price);
        }
    }

    /// Σ price · openings.
    pub(super) fn priced(&self) -> i128 {
        let posts = 0..self.price.len();
        let open = posts.filter(|post| self.seats.openings(*post) > 0);
        open.map(|post| {
            let price: i64 = self.price[post].into();
            i128::from(price) * i128::from(self.seats.openings(post))
        })
        .sum()
    }

    /// How much the openings left cost beyond what they are worth.
    pub(super) fn overpriced(&self) -> i128 {
        let posts = (0..self.price.len()).filter(|post| self.is_overpriced(*post));
        posts
            .map(|post| {
                let excess: i64 = (self.price[post] - self.reserve[post]).into();
                let left = self.seats.openings(post) - self.seats.taken(post);
                i128::from(excess) * i128::from(left)
            })
            .sum()
    }
}
