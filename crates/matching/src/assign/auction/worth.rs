//! What an assignment is worth, and what the prices prove.

use super::{Auction, Seat};
use crate::assign::lists::NEVER;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::threads::in_ranges;

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// Σ points of those who sit.
    pub(in crate::assign) fn points(&self) -> u64 {
        self.seats.iter().map(|seat| u64::from(seat.points)).sum()
    }

    /// How many people sit.
    pub(in crate::assign) fn placed(&self) -> usize {
        let seats = self.seats.iter();
        seats.filter(|seat| **seat != Seat::HOME).count()
    }

    /// The value of the assignment as it stands.
    pub(in crate::assign) fn primal(&self) -> i128 {
        let worth = |(seat, home): (&Seat, &i64)| match *seat {
            Seat::HOME => i128::from(*home),
            Seat { points, .. } => i128::from(points) * i128::from(self.scale),
        };
        let people: i128 = self.seats.iter().zip(&self.terms.home).map(worth).sum();
        let kept = self
            .terms
            .openings
            .iter()
            .zip(&self.taken)
            .zip(&self.terms.reserve);
        let openings: i128 = kept
            .map(|((openings, taken), reserve)| i128::from(openings - taken) * i128::from(*reserve))
            .sum();
        people + openings
    }

    /// The bound that the prices prove, over all pairs; lists that do not tell are made anew first.
    pub(in crate::assign) fn dual(&mut self) -> i128 {
        self.renew_unsure();
        let surplus = |person| i128::from(self.best_listed(person).max(self.lists.rest(person)));
        let surpluses = in_ranges(self.threads, self.seats.len(), |people| {
            vec![people.map(surplus).sum::<i128>()]
        });
        self.priced() + surpluses.into_iter().sum::<i128>()
    }

    /// A bound from the lists as they are, made anew or not.
    pub(in crate::assign) fn dual_as_known(&self) -> i128 {
        let cheapest = self.price.iter().copied().min().unwrap_or(0);
        let most = i64::from(self.market.most_points()) * self.scale - cheapest;
        let surplus = |person| {
            self.best_listed(person)
                .max(self.lists.rest(person).min(most))
        };
        let surpluses: i128 = (0..self.seats.len())
            .map(|person| i128::from(surplus(person)))
            .sum();
        self.priced() + surpluses
    }

    /// Σ price · openings.
    fn priced(&self) -> i128 {
        let priced = self.price.iter().zip(&self.terms.openings);
        priced
            .map(|(price, openings)| i128::from(*price) * i128::from(*openings))
            .sum()
    }

    /// The best surplus on a person's list, home left out.
    pub(in crate::assign) fn best_at_posts(&self, person: usize) -> i64 {
        let list = self.lists.of(person);
        let listed = list.iter().take_while(|entry| !entry.is_void());
        let best = listed.map(|entry| self.surplus_of(*entry)).max();
        best.unwrap_or(NEVER)
    }

    /// The best surplus on a person's list, or what home is worth.
    pub(super) fn best_listed(&self, person: usize) -> i64 {
        let listed = self.best_at_posts(person).max(self.terms.home[person]);
        listed.max(self.surplus(person))
    }
}
