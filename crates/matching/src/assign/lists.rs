//! The short list of each person: the pairs worth most when it was made, and a bound on all others.
//!
//! What holds: no pair that is not on the list has more surplus than [`Lists::rest`], whatever happened to the prices
//! since. While prices rise that is plain; when some fall, the bound rises with the furthest fall.

use super::market::Market;
use super::pairs::Entry;
use crate::threads::in_pieces;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Below any surplus that can occur, and far from overflow.
pub(super) const NEVER: i64 = i64::MIN / 4;

/// More than any surplus.
const UNKNOWN: i64 = i64::MAX / 4;

/// How many people are looked up before their lists are put in place.
const BATCH: usize = 1 << 16;

/// Fewer people than this are not worth a thread.
const WORTH_A_THREAD: usize = 32;

/// So many pieces of a batch for each thread.
const PIECES: usize = 32;

/// People who are looked at in one go.
const BLOCK: usize = 1 << 12;

/// What somebody is asked with.
pub(super) struct View<'a, P> {
    /// Prices prepared for the market.
    pub prices: &'a P,
    /// By how much, in units, the person's posts are dearer than these prices say.
    pub dearer: i64,
}

/// The lists of all people: of one length, filled up with voids.
pub(super) struct Lists<E> {
    size: usize,
    longest: usize,
    entries: Vec<E>,
    /// Bounds on what is not listed, in price units, less `fallen` when the list was made.
    rest: Vec<i64>,
    /// By how much prices have fallen so far, all falls one after the other.
    fallen: i64,
}

impl<E: Entry> Lists<E> {
    /// Lists of `size` entries, which may become as long as `longest`; nothing is known yet.
    pub(super) fn new(people: usize, size: usize, longest: usize) -> Self {
        Self {
            size,
            longest,
            entries: vec![E::VOID; people * size],
            rest: vec![UNKNOWN; people],
            fallen: 0,
        }
    }

    /// How many entries a list has room for.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Makes room for so many entries, or as many as there may be. What is on a list stays there alone until it is made anew.
    pub(super) fn lengthen(&mut self, size: usize) {
        let size = size.min(self.longest);
        if size <= self.size {
            return;
        }
        let mut entries = vec![E::VOID; self.rest.len() * size];
        let lists = self.entries.chunks(self.size);
        for (longer, list) in entries.chunks_mut(size).zip(lists) {
            longer[..list.len()].copy_from_slice(list);
        }
        (self.size, self.entries) = (size, entries);
    }

    /// How many of some people have a list, which may be used up by now.
    pub(super) fn known_of(&self, people: &[u32]) -> usize {
        let rests = people.iter().map(|person| self.rest[*person as usize]);
        rests.filter(|rest| *rest < UNKNOWN / 2).count()
    }

    /// The entries of a person, voids last.
    #[inline]
    pub(super) fn of(&self, person: usize) -> &[E] {
        &self.entries[person * self.size..(person + 1) * self.size]
    }

    /// No pair off the list has more surplus than this.
    #[inline]
    pub(super) fn rest(&self, person: usize) -> i64 {
        match self.rest[person] {
            NEVER => NEVER,
            rest => rest.saturating_add(self.fallen),
        }
    }

    /// Takes note that no price fell by more than this since the last note.
    pub(super) fn note_fall(&mut self, by: i64) {
        self.fallen += by;
    }

    /// Lowers the bound on what is left out of a list that was made at prices lower by so much.
    pub(super) fn lower_rest(&mut self, person: u32, by: i64) {
        let rest = &mut self.rest[person as usize];
        *rest = if *rest == NEVER { NEVER } else { *rest - by };
    }

    /// Takes note that a person's pairs are others than they were.
    pub(super) fn forget_of(&mut self, person: usize) {
        self.entries[person * self.size..(person + 1) * self.size].fill(E::VOID);
        self.rest[person] = UNKNOWN - self.fallen;
    }

    /// Puts posts on the lists of those for whom they may be better than the bound on what is not listed; `view` shows
    /// each person the prices of these posts, all others being beyond anybody's means; `surplus` is that of a pair in
    /// units.
    ///
    /// Of a full list the worst pair makes room.
    pub(super) fn admit<'v, M: Market>(
        &mut self,
        market: &M,
        view: impl Fn(usize) -> View<'v, M::Prices> + Sync,
        surplus: impl Fn(E) -> i64 + Sync,
        threads: usize,
    ) where
        M::Prices: 'v,
    {
        let (size, fallen) = (self.size, self.fallen);
        let blocks = self.entries.chunks_mut(BLOCK * size);
        let blocks = blocks.zip(self.rest.chunks_mut(BLOCK)).enumerate();
        let blocks = Mutex::new(blocks);
        let work = || {
            let (mut found, mut surpluses) = (Vec::new(), Vec::new());
            loop {
                let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((at, (entries, rests))) = next else {
                    return;
                };
                let lists = entries.chunks_mut(size).zip(rests);
                for (person, (list, rest)) in (at * BLOCK..).zip(lists) {
                    if *rest == NEVER || *rest >= UNKNOWN / 2 {
                        continue;
                    }
                    let View { prices, dearer } = view(person);
                    let than = *rest + fallen + dearer;
                    let number = u32::try_from(person).unwrap_or(u32::MAX);
                    let left_out = market.better(number, prices, than, size, &mut found);
                    if left_out > than {
                        *rest = (*rest).max(left_out - dearer - fallen);
                    }
                    let out = put_on(list, &found, &surplus, &mut surpluses);
                    *rest = (*rest).max(out - fallen);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
    }

    /// Makes the lists of some people anew at the prices.
    pub(super) fn renew<M: Market>(
        &mut self,
        market: &M,
        people: &[u32],
        prices: &M::Prices,
        threads: usize,
    ) {
        let size = self.size;
        for batch in people.chunks(BATCH) {
            let threads = threads.min(batch.len() / WORTH_A_THREAD).max(1);
            let look = |range: Range<usize>| {
                vec![Found::<E>::look_up(market, &batch[range], prices, size)]
            };
            let parts = in_pieces(threads, threads * PIECES, batch.len(), look);
            let rows = parts.iter().flat_map(|part| {
                let rows = part.entries.chunks(size);
                rows.zip(&part.rest)
            });
            for (person, (row, rest)) in batch.iter().zip(rows) {
                self.put(*person as usize, row, *rest);
            }
        }
    }

    fn put(&mut self, person: usize, row: &[E], rest: i64) {
        self.entries[person * self.size..(person + 1) * self.size].copy_from_slice(row);
        self.rest[person] = match rest {
            i64::MIN => NEVER,
            rest => rest - self.fallen,
        };
    }
}

/// Puts pairs on a list that are not there yet, each in the place of the worst; gives the most surplus that is off the list for them, or
/// [`NEVER`].
fn put_on<E: Entry>(
    list: &mut [E],
    pairs: &[(u32, u32)],
    surplus: impl Fn(E) -> i64,
    surpluses: &mut Vec<i64>,
) -> i64 {
    let mut most = NEVER;
    if pairs.is_empty() {
        return most;
    }
    let worth = |entry: &E| {
        if entry.is_void() {
            NEVER
        } else {
            surplus(*entry)
        }
    };
    surpluses.clear();
    surpluses.extend(list.iter().map(worth));
    for pair in pairs.iter().map(|(post, points)| E::of(*post, *points)) {
        if list.iter().any(|entry| entry.post() == pair.post()) {
            continue;
        }
        let worst = surpluses.iter().copied().min().unwrap_or(NEVER);
        let place = surpluses.iter().position(|surplus| *surplus == worst);
        let newcomer = surplus(pair);
        if let Some(at) = place.filter(|_| newcomer > worst) {
            (list[at], surpluses[at]) = (pair, newcomer);
            most = most.max(worst);
        } else {
            most = most.max(newcomer);
        }
    }
    most
}

/// What the market answered about some people.
struct Found<E> {
    /// Lists of one length, filled up with voids.
    entries: Vec<E>,
    /// Bounds on what is not listed.
    rest: Vec<i64>,
}

impl<E: Entry> Found<E> {
    fn look_up<M: Market>(market: &M, people: &[u32], prices: &M::Prices, size: usize) -> Self {
        let mut found = Self {
            entries: Vec::with_capacity(people.len() * size),
            rest: Vec::with_capacity(people.len()),
        };
        let mut list = Vec::with_capacity(size);
        for person in people {
            found
                .rest
                .push(market.best(*person, prices, size, &mut list));
            let entries = list.iter().map(|(post, points)| E::of(*post, *points));
            let filled = entries.chain(std::iter::repeat(E::VOID)).take(size);
            found.entries.extend(filled);
        }
        found
    }
}
