//! Which eastern division is partner of which western one, and what a workplace
//! therefore is to a home on a day.
//!
//! Articles 4 to 6 of the 2016 opinion pair divisions at any level from province to
//! village, many to many, for a time. A pairing serves everything under its western
//! side with everything under its eastern side, and the most specific western side
//! wins: a county of 定西 has 福州 before 天津, which is partner of all 甘肃. The
//! opinion doesn't say whether the province's partner still serves such a prefecture;
//! here it does, as the second choice.

mod life;
mod shipped;

#[cfg(test)]
mod tests;

pub use life::{Flaw, NotEnded, side};
pub use shipped::shipped;

use crate::division::{Division, Level};
use crate::register::register;
use crate::words::{PairingKind, Tier};
use chrono::NaiveDate;
use std::collections::HashMap;

/// An eastern and a western division that are partners for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// Under which arrangement.
    pub kind: PairingKind,
    /// The side that takes people in; for counterpart support, the supporter, wherever it lies.
    pub east: Division,
    /// The side that people leave; for counterpart support, the recipient.
    pub west: Division,
    /// The first day in force.
    pub from: NaiveDate,
    /// The last day in force; `None` while no end is set.
    pub to: Option<NaiveDate>,
    /// Where this is written.
    pub source: String,
}

impl Pairing {
    /// Whether it is in force on a day; both its first and its last day count.
    #[must_use]
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }

    /// Whether it makes its sides an eastern and a western party. Counterpart support
    /// (Article 6) does not: its supporters lie in all parts of the country.
    fn makes_parties(&self) -> bool {
        self.kind != PairingKind::CounterpartSupport
    }
}

/// What a workplace is to a home on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The tier.
    pub tier: Tier,
    /// The pairing behind a partner tier, by its place in the list handed to [`Pairings::new`].
    pub pairing: Option<usize>,
}

/// Pairings, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Pairings {
    all: Vec<Pairing>,
    /// By western side, preferred ones first.
    by_west: HashMap<Division, Vec<usize>>,
    /// By eastern side, only those that make parties.
    by_east: HashMap<Division, Vec<usize>>,
}

/// From the most specific to the widest.
const INSIDE_OUT: [Level; 5] = [
    Level::Village,
    Level::Township,
    Level::County,
    Level::Prefecture,
    Level::Province,
];

impl Pairings {
    /// Indexes pairings; of those that share a western side, counterpart support comes last, then the
    /// narrower eastern side first, then the order handed in.
    #[must_use]
    pub fn new(all: Vec<Pairing>) -> Self {
        let mut by_west: HashMap<Division, Vec<usize>> = HashMap::new();
        let mut by_east: HashMap<Division, Vec<usize>> = HashMap::new();
        for (at, pairing) in all.iter().enumerate() {
            by_west.entry(pairing.west).or_default().push(at);
            if pairing.makes_parties() {
                by_east.entry(pairing.east).or_default().push(at);
            }
        }
        for pairings in by_west.values_mut() {
            pairings.sort_by_key(|at| {
                let pairing = &all[*at];
                (
                    !pairing.makes_parties(),
                    std::cmp::Reverse(pairing.east.level()),
                )
            });
        }
        Self {
            all,
            by_west,
            by_east,
        }
    }

    /// The pairing at a place in the list handed in.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Pairing> {
        self.all.get(at)
    }

    /// What `workplace` is to `home` on a day.
    ///
    /// A workplace in the home's own county, prefecture or province is near home, whatever is
    /// paired. Otherwise the most specific pairing in force decides whose west contains the home
    /// and whose east contains the workplace; its tier is the level of its western side. Any other
    /// workplace in an eastern party of that day is [`Tier::OtherEast`], the rest [`Tier::Elsewhere`].
    ///
    /// A workplace may be a prefecture or a province, and then lies only in what contains all of it.
    /// Costs a handful of look-ups, however many pairings there are.
    #[must_use]
    pub fn resolve(&self, home: Division, workplace: Division, on: NaiveDate) -> Resolution {
        let unpaired = |tier| Resolution {
            tier,
            pairing: None,
        };
        if let Some(tier) = near_home(home, workplace) {
            return unpaired(tier);
        }
        let partner = self
            .partners(home, on)
            .find(|(_, pairing)| pairing.east.contains(workplace));
        match partner {
            Some((at, pairing)) => Resolution {
                tier: tier_of(pairing.west.level()),
                pairing: Some(at),
            },
            None if self.is_eastern(workplace, on) => unpaired(Tier::OtherEast),
            None => unpaired(Tier::Elsewhere),
        }
    }

    /// The pairings that give a home its partners on a day, each with its place in the list
    /// handed in: the most specific western side first, within one western side as
    /// [`Pairings::new`] orders them.
    pub fn partners(
        &self,
        home: Division,
        on: NaiveDate,
    ) -> impl Iterator<Item = (usize, &Pairing)> {
        self.over(&self.by_west, home)
            .filter(move |(_, pairing)| pairing.in_force(on))
    }

    /// Whether a division lies in a western party of east-west cooperation on a day;
    /// counterpart support alone makes none.
    #[must_use]
    pub fn is_western(&self, division: Division, on: NaiveDate) -> bool {
        self.partners(division, on)
            .any(|(_, pairing)| pairing.makes_parties())
    }

    /// Whether a division lies in an eastern party of east-west cooperation on a day.
    #[must_use]
    pub fn is_eastern(&self, division: Division, on: NaiveDate) -> bool {
        self.over(&self.by_east, division)
            .any(|(_, pairing)| pairing.in_force(on))
    }

    /// The pairings whose indexed side is `division` or contains it, the narrowest side first.
    fn over<'a>(
        &'a self,
        index: &'a HashMap<Division, Vec<usize>>,
        division: Division,
    ) -> impl Iterator<Item = (usize, &'a Pairing)> {
        let deepest = division.level();
        INSIDE_OUT
            .into_iter()
            .filter(move |level| *level <= deepest)
            .filter_map(move |level| index.get(&division.up_to(level)))
            .flatten()
            .map(|at| (*at, &self.all[*at]))
    }
}

/// The scale of nearness; `None` outside the home's province.
///
/// Counties that lie in their province directly share no prefecture, though their codes look so.
fn near_home(home: Division, workplace: Division) -> Option<Tier> {
    if home.up_to(Level::Province) != workplace.up_to(Level::Province) {
        return None;
    }
    let county = home.up_to(Level::County);
    if county.level() == Level::County && county.contains(workplace) {
        return Some(Tier::OwnCounty);
    }
    let same_prefecture = register()
        .prefecture_of(home)
        .is_some_and(|prefecture| prefecture.contains(workplace));
    Some(if same_prefecture {
        Tier::OwnPrefecture
    } else {
        Tier::OwnProvince
    })
}

fn tier_of(west: Level) -> Tier {
    match west {
        Level::Village => Tier::VillagePair,
        Level::Township => Tier::TownshipPair,
        Level::County => Tier::CountyPair,
        Level::Prefecture => Tier::PrefecturePair,
        Level::Province => Tier::ProvincePair,
    }
}
