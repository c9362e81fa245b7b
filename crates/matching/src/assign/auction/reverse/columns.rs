//! Lists turned over: of each post, who has it on their list.

use crate::assign::auction::Auction;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::threads::in_pieces;
use std::ops::Range;

/// Who has each post on their list, people in ascending order.
pub(super) struct Columns<E> {
    /// One after the other, each of some of the people.
    parts: Vec<Part<E>>,
}

struct Part<E> {
    starts: Vec<u32>,
    people: Vec<u32>,
    /// The same entries as on the lists.
    entries: Vec<E>,
}

impl<E: Entry> Columns<E> {
    pub(super) fn each_of(&self, post: usize, mut take: impl FnMut(u32, u32)) {
        for part in &self.parts {
            let column = part.starts[post] as usize..part.starts[post + 1] as usize;
            let people = part.people[column.clone()].iter();
            for (person, entry) in people.zip(&part.entries[column]) {
                take(*person, entry.points());
            }
        }
    }

    pub(super) fn of<M: Market>(auction: &Auction<'_, M, E>) -> Self {
        let (threads, people) = (auction.threads, auction.seats.len());
        let part = |range| vec![Part::of(auction, range)];
        Self {
            parts: in_pieces(threads, threads, people, part),
        }
    }
}

impl<E: Entry> Part<E> {
    /// Turns lists into columns, in two passes over them.
    fn of<M: Market>(auction: &Auction<'_, M, E>, range: Range<usize>) -> Self {
        let mut starts = vec![0_u32; auction.price.len() + 1];
        let listed = |person: usize| {
            let list = auction.lists.of(person).iter();
            list.take_while(|entry| !entry.is_void())
        };
        for entry in range.clone().flat_map(listed) {
            starts[entry.post() as usize + 1] += 1;
        }
        for post in 1..starts.len() {
            starts[post] += starts[post - 1];
        }
        let all = starts.last().map_or(0, |sum| *sum as usize);
        let mut people = vec![0; all];
        let mut entries = vec![E::VOID; all];
        let mut next = starts.clone();
        for person in range {
            let number = u32::try_from(person).unwrap_or(u32::MAX);
            for entry in listed(person) {
                let at = &mut next[entry.post() as usize];
                people[*at as usize] = number;
                entries[*at as usize] = *entry;
                *at += 1;
            }
        }
        Self {
            starts,
            people,
            entries,
        }
    }
}
