//! One person's view of the board.

use super::Field;
use super::board::{Board, COLUMNS, MOST_WORDS, NOWHERE, Row};
use super::layers::Facts;
use super::places::FORBIDDEN;
use super::worth::{Fit, Worth};
use crate::run::Pair;
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::words::Trade;

/// A person with all that their pairs depend on.
pub(super) struct Asker<'a> {
    board: &'a Board,
    pub seeker: &'a Seeker,
    facts: Facts,
    /// The points of each site.
    sites: Vec<i16>,
    fit: Fit<'a>,
    /// Slots of posts refused or excluded.
    barred: Vec<usize>,
}

impl<'a> Asker<'a> {
    /// Nothing for somebody who is not there to be matched.
    pub(super) fn new(field: &'a Field<'_>, person: u32) -> Option<Self> {
        let seeker = &field.instance.seekers[person as usize];
        if !seeker.consents || seeker.has_open_job {
            return None;
        }
        let barred = of(&field.barred, person)
            .iter()
            .map(|pair| field.board.slot_of[pair.post as usize])
            .filter(|slot| *slot != NOWHERE);
        Some(Self {
            board: &field.board,
            seeker,
            facts: field.board.layers.facts(seeker),
            sites: field.places.points(person, seeker, field.instance.wishes),
            fit: Fit::new(seeker, &field.preferences, &field.scale),
            barred: barred.map(|slot| slot as usize).collect(),
        })
    }

    /// The most points of the sites of a row; [`FORBIDDEN`] if all are.
    pub(super) fn most_at(&self, row: &Row) -> i16 {
        let sites = &self.sites[row.sites.clone()];
        sites.iter().copied().max().unwrap_or(FORBIDDEN)
    }

    /// The most points of skill in each column; [`FORBIDDEN`] where it asks for a skill that is lacking.
    pub(super) fn columns(&self) -> [i16; COLUMNS] {
        std::array::from_fn(|column| {
            let trade = column % Trade::ALL.len();
            let lacks = self.seeker.skills.level(Trade::ALL[trade]) == 0;
            if column != trade && lacks {
                return FORBIDDEN;
            }
            let points = self.fit.most(trade);
            i16::try_from(points).unwrap_or(i16::MAX)
        })
    }

    /// Shows the posts of a row that nothing forbids, as slot and what is known of it.
    pub(super) fn open(&self, row: &Row, mut take: impl FnMut(usize, &Worth)) {
        let mut words = [0; MOST_WORDS];
        let words = &mut words[..row.words];
        self.pass(row, words);
        let first = row.slots().start;
        for (at, word) in words.iter_mut().enumerate() {
            while *word != 0 {
                let slot = first + at * 64 + word.trailing_zeros() as usize;
                *word &= *word - 1;
                take(slot, &self.board.worths[slot]);
            }
        }
    }

    /// The points at a post that the layers let pass; nothing where its site is forbidden.
    pub(super) fn points(&self, worth: &Worth) -> Option<u32> {
        let place = self.sites[worth.site as usize];
        let place = u32::try_from(place).ok()?;
        Some(place + u32::from(self.fit.points(worth)))
    }

    /// Whether the post in a slot is open to the person, as far as the site does not forbid it.
    pub(super) fn passes(&self, slot: usize) -> bool {
        let row = self.board.row_of(slot);
        let (word, bit) = ((slot - row.slots().start) / 64, slot % 64);
        let has = |layer: &usize| self.board.layer(row, *layer)[word] >> bit & 1 == 1;
        self.facts.all.iter().all(has)
            && self.facts.certificates.iter().any(has)
            && self.facts.skills.iter().any(has)
            && !self.barred.contains(&slot)
            && (!has(&self.board.layers.strict()) || self.is_enough(slot))
    }

    /// The posts of a row that the layers let pass, as bits.
    fn pass(&self, row: &Row, passing: &mut [u64]) {
        self.any(row, &self.facts.certificates, passing);
        let mut skilled = [0; MOST_WORDS];
        self.any(row, &self.facts.skills, &mut skilled[..row.words]);
        for (word, skilled) in passing.iter_mut().zip(skilled) {
            *word &= skilled;
        }
        for layer in &self.facts.all {
            for (word, has) in passing.iter_mut().zip(self.board.layer(row, *layer)) {
                *word &= has;
            }
        }
        let (first, strict) = (
            row.slots().start,
            self.board.layer(row, self.board.layers.strict()),
        );
        for (at, (word, strict)) in passing.iter_mut().zip(strict).enumerate() {
            let mut doubtful = *word & strict;
            while doubtful != 0 {
                let bit = doubtful.trailing_zeros();
                doubtful &= doubtful - 1;
                if !self.is_enough(first + at * 64 + bit as usize) {
                    *word &= !(1 << bit);
                }
            }
        }
        for slot in &self.barred {
            if row.slots().contains(slot) {
                passing[(slot - first) / 64] &= !(1 << (slot % 64));
            }
        }
    }

    /// The posts of a row in any of some layers.
    fn any(&self, row: &Row, layers: &[usize], words: &mut [u64]) {
        for layer in layers {
            for (word, has) in words.iter_mut().zip(self.board.layer(row, *layer)) {
                *word |= has;
            }
        }
    }

    fn is_enough(&self, slot: usize) -> bool {
        self.board.asked(slot).is_none_or(|(certificates, skills)| {
            self.seeker.certificates.contains_all(*certificates)
                && self.seeker.skills.suffice_for(*skills)
        })
    }
}

/// The pairs of one person among pairs sorted by person.
pub(super) fn of(pairs: &[Pair], person: u32) -> &[Pair] {
    let from = pairs.partition_point(|pair| pair.seeker < person);
    let to = from + pairs[from..].partition_point(|pair| pair.seeker == person);
    &pairs[from..to]
}
