//! The auction's other half: posts with openings left lower their price.

mod columns;
#[cfg(test)]
mod tests;

use self::columns::Columns;
use super::{Auction, HOME, PATIENCE, Seat, Stop};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::threads::in_parts;
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// How many offers a post remembers beyond those that it needs.
const REMEMBERED: usize = 24;

/// But of a long column at least one offer in so many.
const ONE_IN: usize = 16;

/// In the first round prices fall as far as lists bear, but by so many ε at least, as smaller steps would lead nowhere; in each that follows by
/// so many times as much as in the one before.
const FIRST_STEP: i64 = 4;
const STRIDE: i64 = 4;

/// What somebody would pay for a post and be no worse off, who, and their points there.
type Offer = (i64, Reverse<u32>, u32);

/// The highest offers for a post when they were last looked for. Offers only fall while posts sell, so none that
/// is not remembered has come to more than `rest`.
struct Offers {
    highest: BinaryHeap<Offer>,
    rest: i64,
}

/// Posts on their way down.
struct Sale<'a, 'm, M: Market, E> {
    auction: &'a mut Auction<'m, M, E>,
    columns: Columns<E>,
    offers: Vec<Option<Offers>>,
    /// What posts cost at least, one a post.
    floors: Vec<i64>,
    epsilon: i64,
}

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// Posts with openings left lower their price until they are full, or cost their reserve.
    ///
    /// Only people who have the post on their list come. So prices fall a little at a time, and before they fall further posts that fell
    /// are put on the lists of those to whom they may be the best by now: else a post that few have listed falls far below what
    /// others would pay, and whoever would have come is only found when the next phase begins. By more than any pair is worth a post only falls
    /// after it has been shown at a good part of that: it may be left by those who come to another, and then nobody has seen it yet.
    pub(super) fn reverse(&mut self, epsilon: i64, watch: &Watch<'_>) -> Result<(), Stop> {
        let start = self.price.clone();
        let mut step = epsilon.saturating_mul(FIRST_STEP).max(self.borne());
        loop {
            let sellers: Vec<usize> = (0..self.price.len())
                .filter(|post| self.must_sell(*post))
                .collect();
            if sellers.is_empty() {
                return Ok(());
            }
            let lowest = |post: usize| {
                let fallen = start[post] - self.price[post];
                let further = step.max(fallen.saturating_mul(STRIDE - 1));
                (self.price[post] - further).max(self.terms.reserve[post])
            };
            let floors = (0..self.price.len()).map(lowest).collect();
            self.fall(sellers, floors, epsilon, watch)?;
            self.renew_unsure();
            step = step.max(step.saturating_mul(STRIDE).min(self.leap));
        }
    }

    /// Posts fall, each to its floor at most.
    fn fall(
        &mut self,
        sellers: Vec<usize>,
        floors: Vec<i64>,
        epsilon: i64,
        watch: &Watch<'_>,
    ) -> Result<(), Stop> {
        let before = self.price.clone();
        let mut sale = Sale {
            offers: before.iter().map(|_| None).collect(),
            columns: Columns::of(self),
            floors,
            auction: self,
            epsilon,
        };
        sale.look_for_all(&sellers);
        let ended = sale.run(sellers.into(), watch);
        drop(sale);
        self.note_falls(&before);
        ended
    }

    fn must_sell(&self, post: usize) -> bool {
        self.taken[post] < self.terms.openings[post] && self.price[post] > self.terms.reserve[post]
    }
}

impl<M: Market, E: Entry> Sale<'_, '_, M, E> {
    fn run(&mut self, mut sellers: VecDeque<usize>, watch: &Watch<'_>) -> Result<(), Stop> {
        let mut queued = vec![false; self.offers.len()];
        let mut patience = PATIENCE;
        while let Some(post) = sellers.pop_front() {
            patience -= 1;
            if patience == 0 {
                self.auction.pause(PATIENCE.into(), watch)?;
                patience = PATIENCE;
            }
            queued[post] = false;
            for left in self.sell(post) {
                if !queued[left] && self.may_sell(left) {
                    queued[left] = true;
                    sellers.push_back(left);
                }
            }
        }
        Ok(())
    }

    /// Looks for the offers for posts that are about to sell; on several threads, because nothing has moved yet.
    fn look_for_all(&mut self, sellers: &[usize]) {
        let look = |post: &usize| {
            let floor = self.floors[*post] + self.epsilon;
            self.look(*post, self.free(*post) + 1, floor)
        };
        let found = in_parts(self.auction.threads, sellers, |posts| {
            posts.iter().map(look).collect()
        });
        for (post, offers) in sellers.iter().zip(found) {
            self.offers[*post] = Some(offers);
        }
    }

    /// Whether a post has openings left and may cost less.
    fn may_sell(&self, post: usize) -> bool {
        self.free(post) > 0 && self.auction.price[post] > self.floors[post]
    }

    /// How many openings a post has left.
    fn free(&self, post: usize) -> usize {
        (self.auction.terms.openings[post] - self.auction.taken[post]) as usize
    }

    /// Lowers one price as far as its free openings need, and takes the people who gain most, each at
    /// least ε; gives back the posts that they left.
    fn sell(&mut self, post: usize) -> Vec<usize> {
        let (free, floor) = (self.free(post), self.floors[post]);
        let keenest = self.keenest(post, free + 1, floor + self.epsilon);
        let next = keenest.get(free).map(|(most, ..)| most - self.epsilon);
        let price = next.unwrap_or(floor).max(floor);
        if price < self.auction.price[post] {
            self.auction.set_price(post, price);
        }
        let mut left = Vec::new();
        for &(_, Reverse(person), points) in keenest.iter().take(free) {
            let from = self.seat(person, post, points);
            left.extend((from.post != HOME).then_some(from.post as usize));
        }
        if let (Some(next), Some(offers)) = (keenest.get(free), &mut self.offers[post]) {
            offers.highest.push(*next);
        }
        left
    }

    /// Seats somebody at a post; gives the seat that they left, where their offer is remembered.
    fn seat(&mut self, person: u32, post: usize, points: u32) -> Seat {
        let seat = Seat {
            post: u32::try_from(post).unwrap_or(HOME),
            points,
        };
        let from = std::mem::replace(&mut self.auction.seats[person as usize], seat);
        self.auction.taken[post] += 1;
        if from.post != HOME {
            let at = from.post as usize;
            self.auction.taken[at] -= 1;
            let offer = self.offer(at, person, from.points);
            if let (Some(most), Some(offers)) = (offer, &mut self.offers[at])
                && most >= offers.rest
            {
                offers.highest.push((most, Reverse(person), from.points));
            }
        }
        from
    }

    /// The people elsewhere who would pay most for a post, at least `floor`: the highest first, `wanted` at most.
    /// They are no longer remembered.
    fn keenest(&mut self, post: usize, wanted: usize, floor: i64) -> Vec<Offer> {
        let mut keenest: Vec<Offer> = Vec::new();
        let mut offers = match self.offers[post].take() {
            Some(offers) => offers,
            None => self.look(post, wanted, floor),
        };
        while keenest.len() < wanted {
            let Some(offer) = offers.highest.pop() else {
                if offers.rest < floor {
                    break;
                }
                offers = self.look(post, wanted, floor);
                for known in &keenest {
                    offers.highest.retain(|offer| offer.1 != known.1);
                }
                continue;
            };
            let (most, Reverse(person), points) = offer;
            match self.offer(post, person, points) {
                Some(now) if now == most => keenest.push(offer),
                Some(now) if now >= offers.rest.max(floor) => {
                    offers.highest.push((now, Reverse(person), points));
                }
                _ => {}
            }
        }
        self.offers[post] = Some(offers);
        keenest
    }

    /// What a person elsewhere would pay for a post now.
    fn offer(&self, post: usize, person: u32, points: u32) -> Option<i64> {
        let who = person as usize;
        let elsewhere = self.auction.seats[who].post as usize != post;
        elsewhere.then(|| i64::from(points) * self.auction.scale - self.auction.surplus(who))
    }

    /// Looks through a column for the highest offers.
    fn look(&self, post: usize, wanted: usize, floor: i64) -> Offers {
        let mut highest: Vec<Offer> = Vec::new();
        let mut rest = floor - 1;
        let look_at = |person: u32, points: u32| {
            if let Some(most) = self.offer(post, person, points)
                && most > rest
            {
                highest.push((most, Reverse(person), points));
            }
        };
        self.columns.each_of(post, look_at);
        let most_offers = wanted + REMEMBERED.max(highest.len() / ONE_IN);
        if highest.len() > most_offers {
            let order = |offer: &Offer| Reverse(*offer);
            let (_, (left_out, ..), _) = highest.select_nth_unstable_by_key(most_offers, order);
            rest = *left_out;
            highest.truncate(most_offers);
            highest.shrink_to_fit();
        }
        Offers {
            highest: highest.into(),
            rest,
        }
    }
}
