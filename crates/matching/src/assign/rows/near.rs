//! The pairs of each row that are near its best, apart from the others.
//!
//! The finer ε, the less prices move: what is far from somebody's best before a phase is not what they take in it. So a phase looks
//! through the near pairs only. What is known of all others is how much surplus they have at most, whatever prices have
//! done since; where that could be more than the near ones have, the whole row is looked through.

use super::auction::Auction;
use super::unit::Unit;
use crate::assign::pairs::Entry;

#[cfg(test)]
mod tests;

pub(super) struct Near<E, P> {
    /// The near pairs of person `i` are `entries[starts[i]..starts[i + 1]]`, in the order of the row.
    starts: Vec<usize>,
    entries: Vec<E>,
    /// More than any other pair of a person had at the prices then; [`Unit::NEVER`] where there is none.
    rest: Vec<P>,
    /// The prices then, and how far any of them has fallen since.
    price: Vec<P>,
    fallen: P,
}

impl<E: Entry, P: Unit> Near<E, P> {
    /// The pairs within `reach` of the best, and everybody's seat.
    pub(super) fn of(auction: &Auction<'_, E, P>, reach: P) -> Self {
        let people = auction.post_of.len();
        let before = auction.near.as_ref();
        let known = before.map_or(auction.pairs.len(), |near| near.entries.len());
        let mut near = Self {
            starts: Vec::with_capacity(people + 1),
            // Room for all of them is only claimed, and not touched before it is needed.
            entries: Vec::with_capacity(known),
            rest: Vec::with_capacity(people),
            price: auction.price.clone(),
            fallen: P::ZERO,
        };
        near.starts.push(0);
        for person in 0..people {
            near.push(auction, person, reach);
        }
        near
    }

    fn push(&mut self, auction: &Auction<'_, E, P>, person: usize, reach: P) {
        let best = |row: &[E]| {
            let surpluses = row.iter().map(|entry| auction.surplus_of(*entry));
            surpluses.max().unwrap_or(auction.home)
        };
        let (best, _) = auction.look(person, best, |best, rest| *best >= rest);
        let limit = best - reach;
        let (row, at) = (
            auction.row_within(person, reach, best),
            auction.post_of[person],
        );
        let mut kept = self.entries.len();
        self.entries.extend_from_slice(row);
        // Which pairs are near cannot be foreseen: each is written, and stays if the next does not take its place.
        for entry in row {
            self.entries[kept] = *entry;
            let is_near = auction.surplus_of(*entry) >= limit;
            kept += usize::from(is_near | (entry.post() == at));
        }
        self.entries.truncate(kept);
        self.starts.push(self.entries.len());
        let is_all = self.row(person).len() == auction.row(person).len();
        self.rest.push(if is_all { P::NEVER } else { limit });
    }

    /// Takes note of how far prices have fallen; by less than nothing where all have risen.
    pub(super) fn note(&mut self, price: &[P]) {
        let prices = self.price.iter().zip(price);
        let open = prices.filter(|(then, _)| **then < P::CEILING);
        let furthest = open.map(|(then, now)| *then - *now).max();
        // Far from overflow, whatever pairs are worth; when prices have risen by more, too much is expected of those left out.
        let least = P::ZERO - P::of(P::DEAREST / 4);
        self.fallen = furthest.unwrap_or(P::ZERO).max(least);
    }

    #[inline]
    pub(super) fn row(&self, person: usize) -> &[E] {
        &self.entries[self.starts[person]..self.starts[person + 1]]
    }

    /// No pair of a person that is not near has more surplus than this.
    #[inline]
    pub(super) fn rest(&self, person: usize) -> P {
        match self.rest[person] {
            none if none == P::NEVER => none,
            rest => rest + self.fallen,
        }
    }
}

impl<E: Entry, P: Unit> Auction<'_, E, P> {
    /// What the near pairs of a person tell, or else the whole row, and how much surplus others have at most.
    #[inline]
    pub(super) fn look<T>(
        &self,
        person: usize,
        through: impl Fn(&[E]) -> T,
        is_told: impl Fn(&T, P) -> bool,
    ) -> (T, P) {
        if let Some(near) = &self.near {
            let (told, rest) = (through(near.row(person)), near.rest(person));
            if is_told(&told, rest) {
                return (told, rest);
            }
        }
        (through(self.row(person)), P::NEVER)
    }

    /// Where a person is looked for first.
    #[inline]
    pub(super) fn row_first(&self, person: usize) -> &[E] {
        let near = self.near.as_ref();
        near.map_or_else(|| self.row(person), |near| near.row(person))
    }

    /// All pairs of a person within `window` of what they have, and maybe others.
    #[inline]
    pub(super) fn row_within(&self, person: usize, window: P, has: P) -> &[E] {
        let near = self.near.as_ref().filter(|_| window <= self.leap);
        let near = near.filter(|near| near.rest(person) <= has - window);
        near.map_or_else(|| self.row(person), |near| near.row(person))
    }

    /// From now on pairs are looked for first among those within `reach` of the best.
    pub(super) fn draw_near(&mut self, reach: P) {
        self.near = Some(Near::of(self, reach));
    }

    /// Has to be called when prices have fallen.
    pub(super) fn note_falls(&mut self) {
        if let Some(near) = &mut self.near {
            near.note(&self.price);
        }
    }
}
