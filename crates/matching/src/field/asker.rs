//! One person's view of the board.

use super::Field;
use super::board::{Board, COLUMNS, NOWHERE, Posts, Row, SLOTS, among, columns_of};
use super::layers::Facts;
use super::limits::members;
use super::places::FORBIDDEN;
use super::worth::{Fit, Worth};
use crate::run::Pair;
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::words::Trade;
use std::cell::OnceCell;

/// A person with all that their pairs depend on.
pub(super) struct Asker<'a> {
    pub board: &'a Board,
    pub seeker: &'a Seeker,
    /// Reckoned when the first row is looked at.
    facts: OnceCell<Facts>,
    /// The points of each site.
    sites: Vec<i16>,
    fit: Fit<'a>,
    /// Slots of posts refused or excluded.
    barred: Vec<usize>,
}

impl<'a> Asker<'a> {
    /// Nothing for somebody who is not there to be matched.
    pub(super) fn new(field: &'a Field<'_>, person: u32) -> Option<Self> {
        Self::on(&field.sorted.board, field, person)
    }

    /// The same on a board with some of the posts.
    pub(super) fn on(board: &'a Board, field: &'a Field<'_>, person: u32) -> Option<Self> {
        let seeker = &field.instance.seekers[person as usize];
        if !seeker.is_available() {
            return None;
        }
        let barred = of(&field.sorted.barred, person)
            .iter()
            .map(|pair| board.slot_of[pair.post as usize])
            .filter(|slot| *slot != NOWHERE);
        Some(Self {
            board,
            seeker,
            facts: OnceCell::new(),
            sites: field
                .sorted
                .places
                .points(person, seeker, field.instance.wishes),
            fit: Fit::new(seeker, &field.sorted.preferences, &field.sorted.scale),
            barred: barred.map(|slot| slot as usize).collect(),
        })
    }

    fn facts(&self) -> &Facts {
        let layers = &self.board.layers;
        self.facts.get_or_init(|| layers.facts(self.seeker))
    }

    /// Whether the person may work at a site.
    pub(super) fn may_work_at(&self, site: u32) -> bool {
        self.sites[site as usize] != FORBIDDEN
    }

    /// The most points of the sites of a row; [`FORBIDDEN`] if all are.
    pub(super) fn most_at(&self, row: &Row) -> i16 {
        let sites = &self.sites[row.sites.clone()];
        sites.iter().copied().max().unwrap_or(FORBIDDEN)
    }

    /// The most points of skill in each column; [`FORBIDDEN`] where it asks for a skill that is lacking, or its trade was
    /// refused.
    pub(super) fn columns(&self) -> [i16; COLUMNS] {
        std::array::from_fn(|column| {
            let trade = column % Trade::ALL.len();
            let lacks = self.seeker.skills.level(Trade::ALL[trade]) == 0;
            if self.refuses(column) || column != trade && lacks {
                return FORBIDDEN;
            }
            let points = self.fit.most(trade);
            i16::try_from(points).unwrap_or(i16::MAX)
        })
    }

    /// The points at a post that the layers let pass; nothing where its site is forbidden.
    pub(super) fn points(&self, worth: &Worth) -> Option<u32> {
        let place = self.sites[worth.site as usize];
        let place = u32::try_from(place).ok()?;
        Some(place + u32::from(self.fit.points(worth)))
    }

    /// Whether the post in a slot is open to the person, as far as the site does not forbid it.
    pub(super) fn passes(&self, slot: usize) -> bool {
        let layers = self.board.layers_of(slot / SLOTS);
        let has = |layer: &usize| layers[*layer][slot % SLOTS / 64] >> (slot % 64) & 1 == 1;
        self.facts().all.iter().all(has)
            && self.facts().certificates.iter().any(has)
            && self.facts().skills.iter().any(has)
            && !self.barred.contains(&slot)
            && !self.refuses(usize::from(self.board.columns[slot]))
            && (!has(&self.board.layers.strict()) || self.is_enough(slot))
    }

    /// Those of some posts of a row that the layers let pass.
    pub(super) fn passing(&self, row: usize, of: Posts) -> Posts {
        let layers = self.board.layers_of(row);
        let facts = self.facts();
        let any = |of: &[usize]| {
            of.iter().fold(Posts::default(), |any, layer| {
                std::array::from_fn(|at| any[at] | layers[*layer][at])
            })
        };
        let both = |one: Posts, other: &Posts| std::array::from_fn(|at| one[at] & other[at]);
        let mut passing = both(of, &any(&facts.certificates));
        passing = both(passing, &any(&facts.skills));
        for layer in &facts.all {
            passing = both(passing, &layers[*layer]);
        }
        for trade in self.seeker.refused_trades.iter() {
            for column in columns_of(trade) {
                let refused = among(self.board.rows[row].of_columns(column..column + 1));
                passing = std::array::from_fn(|at| passing[at] & !refused[at]);
            }
        }
        let strict = both(passing, &layers[self.board.layers.strict()]);
        for doubtful in members(strict).map(|bit| bit as usize) {
            if !self.is_enough(row * SLOTS + doubtful) {
                passing[doubtful / 64] &= !(1 << (doubtful % 64));
            }
        }
        for slot in self.barred.iter().filter(|slot| *slot / SLOTS == row) {
            passing[slot % SLOTS / 64] &= !(1 << (slot % 64));
        }
        passing
    }

    fn refuses(&self, column: usize) -> bool {
        let trade = Trade::ALL[column % Trade::ALL.len()];
        self.seeker.refused_trades.contains(trade)
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
