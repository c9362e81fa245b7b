//! What a search has found, in the words of whoever asked.

use super::unit::Unit;
use super::{Best, HOME, Headcount, Search, Worth};
use crate::assign::optimum::{Optimum, Price};
use crate::assign::pairs::Entry;

impl<E: Entry, P: Unit> Search<'_, E, P> {
    /// Looks through all rows.
    pub(super) fn worth(&self) -> Worth {
        let auction = &self.auction;
        let (mut points, mut surpluses, mut placed) = (0, 0, 0);
        let mut kept: Vec<u32> = (0..auction.price.len())
            .map(|post| auction.seats.openings(post))
            .collect();
        for (person, at) in auction.post_of.iter().enumerate() {
            let mut best = auction.home;
            for entry in auction.row(person) {
                best = best.max(auction.surplus_of(*entry));
                if entry.post() == *at {
                    points += u64::from(entry.points());
                }
            }
            surpluses += i128::from(best.into());
            if *at != HOME {
                kept[*at as usize] -= 1;
                placed += 1;
            }
        }
        let kept = kept.iter().zip(&auction.reserve);
        let kept: i128 = kept
            .map(|(kept, reserve)| i128::from(*kept) * i128::from((*reserve).into()))
            .sum();
        let at_home = (auction.post_of.len() - placed) as i128;
        Worth {
            points,
            primal: i128::from(points) * i128::from(self.scale)
                + kept
                + at_home * i128::from(auction.home.into()),
            dual: auction.priced() + surpluses,
        }
    }

    pub(super) fn answer(self, stopped: bool) -> Optimum {
        let prices = self.prices();
        let Best {
            post_of,
            points,
            primal,
            dual,
        } = self.best;
        let placed = post_of.iter().filter(|post| **post != HOME).count();
        let most = match &self.headcount {
            Some(counted) => counted.placed,
            None if self.people_first => {
                placed.max(self.auction.seats.most_people().min(post_of.len()))
            }
            None => placed,
        };
        // Whoever could be placed besides would be worth so much to the bound before any points.
        let besides = match &self.headcount {
            Some(_) => i128::from(self.place) * most.saturating_sub(placed) as i128,
            None => 0,
        };
        let missing = (dual - primal - besides).div_euclid(i128::from(self.scale));
        Optimum {
            people: placed,
            people_bound: most,
            score: points,
            bound: points + u64::try_from(missing).unwrap_or(0),
            prices,
            scale: self.scale,
            post_of: post_of
                .into_iter()
                .map(|post| (post != HOME).then_some(post))
                .collect(),
            stopped,
        }
    }

    fn prices(&self) -> Vec<Price> {
        let auction = &self.auction;
        let closed = self.gains_by_opening();
        let price = |(post, gain): (usize, P)| {
            let is_short = |counted: &Headcount| counted.is_short[post];
            let is_short = self.headcount.as_ref().is_some_and(is_short);
            let is_open = auction.seats.openings(post) > 0;
            let units: i64 = if is_open { auction.price[post] } else { gain }.into();
            Price {
                people: u8::from(is_short),
                points: units - if is_short { self.place } else { 0 },
            }
        };
        closed.into_iter().enumerate().map(price).collect()
    }

    /// For posts without any opening, what the keenest person would gain by one.
    fn gains_by_opening(&self) -> Vec<P> {
        let auction = &self.auction;
        let mut gains = vec![P::ZERO; auction.price.len()];
        let is_closed = |post: usize| auction.seats.openings(post) == 0;
        if !(0..gains.len()).any(is_closed) {
            return gains;
        }
        for (person, at) in auction.post_of.iter().enumerate() {
            let row = auction.row(person);
            let seat = row.iter().find(|entry| entry.post() == *at);
            let has = seat.map_or(auction.home, |entry| auction.surplus_of(*entry));
            for entry in row.iter().filter(|entry| is_closed(entry.post() as usize)) {
                let gain = &mut gains[entry.post() as usize];
                *gain = (P::points(entry.points()) * auction.scale - has).max(*gain);
            }
        }
        gains
    }
}
