//! What a search has found, in the words of whoever asked.

use super::{HOME, Price, Solver};
use crate::assign::market::Market;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Entry;
use domain::words::Objective;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    pub(super) fn answer(&self, stopped: bool) -> Optimum {
        let scale = self.auction.scale;
        let post_of: Vec<Option<u32>> = self
            .best
            .post_of
            .iter()
            .map(|post| (*post != HOME).then_some(*post))
            .collect();
        let score = self.score(&post_of);
        let people = post_of.iter().flatten().count();
        let people_bound = match (&self.headcount, self.objective) {
            (Some(counted), _) => counted.placed,
            (None, Objective::ScoreFirst) => people,
            (None, Objective::PeopleFirst) => self.may_be_placed(),
        };
        // Whoever could be placed besides would be worth so much to the bound before any points.
        let besides = match &self.headcount {
            Some(counted) if !self.is_capped => {
                i128::from(self.place) * counted.placed.saturating_sub(people) as i128
            }
            _ => 0,
        };
        let missing = (self.best.dual - self.best.primal - besides).div_euclid(i128::from(scale));
        Optimum {
            people,
            people_bound,
            score,
            bound: score + u64::try_from(missing).unwrap_or(0),
            prices: self.prices(),
            scale,
            post_of,
            stopped,
        }
    }

    /// Σ points of an assignment.
    pub(super) fn score(&self, post_of: &[Option<u32>]) -> u64 {
        let points = |(person, post): (u32, &Option<u32>)| self.market.points(person, (*post)?);
        let points = (0..).zip(post_of).filter_map(points);
        points.map(u64::from).sum()
    }

    /// No more people than this can be placed, whatever else is known.
    fn may_be_placed(&self) -> usize {
        let people = self.withdrawn.iter().filter(|is_out| !**is_out).count();
        let openings: usize = self
            .auction
            .terms
            .openings
            .iter()
            .map(|openings| *openings as usize)
            .sum();
        people.min(openings)
    }

    fn prices(&self) -> Vec<Price> {
        let is_short = |post: usize| {
            let headcount = self.headcount.as_ref();
            headcount.is_some_and(|counted| counted.is_short[post])
        };
        let of_closed = self.prices_of_closed();
        let mut prices = Vec::with_capacity(of_closed.len());
        for (post, closed) in of_closed.into_iter().enumerate() {
            let place = if is_short(post) { self.place } else { 0 };
            prices.push(Price {
                people: u8::from(is_short(post)),
                points: closed.unwrap_or(self.auction.price[post]) - place,
            });
        }
        prices
    }

    /// For posts without any opening, what the keenest person would gain by one.
    fn prices_of_closed(&self) -> Vec<Option<i64>> {
        let auction = &self.auction;
        let mut closed = vec![0_u64; auction.price.len().div_ceil(64)];
        let mut gains = vec![None; auction.price.len()];
        for (post, openings) in auction.terms.openings.iter().enumerate() {
            if *openings == 0 {
                closed[post / 64] |= 1 << (post % 64);
                gains[post] = Some(0);
            }
        }
        if closed.iter().all(|word| *word == 0) {
            return gains;
        }
        let mut among = closed.clone();
        for (number, person) in (0_u32..).zip(0..auction.seats.len()) {
            if self.withdrawn[person] {
                continue;
            }
            let surplus = auction.surplus(person);
            let mut is_touched = false;
            self.market.take_among(number, &mut among, |post| {
                is_touched = true;
                let points = self.market.points(number, post).unwrap_or(0);
                let gain = i64::from(points) * auction.scale - surplus;
                gains[post as usize] = gains[post as usize].max(Some(gain));
            });
            if is_touched {
                among.copy_from_slice(&closed);
            }
        }
        gains
    }
}
