//! The register of divisions: what each code is called, since when, and what it became.
//!
//! The tables are part of the program (`data/README.md` tells where they come from)
//! and are read once, when first asked for.

mod aliases;
mod counties;
mod places;
mod tables;

#[cfg(test)]
mod tests;

pub use counties::CountyName;
pub use tables::{Entry, Past};

use crate::division::{Division, Level};
use crate::embedded::Fault;
use counties::Counties;
use places::Places;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// More steps than any code ever took to its present successor; ends a ring in the table.
const LONGEST_CHAIN: usize = 16;

/// All divisions, past and present.
pub struct Register {
    current: BTreeMap<Division, Entry>,
    of_2016: BTreeMap<Division, Entry>,
    history: BTreeMap<Division, Vec<Past>>,
    /// Made-up prefectures of statistical tables (市辖区), with the province each stands in.
    made_up: HashMap<Division, Option<Division>>,
    children: HashMap<Option<Division>, Vec<Division>>,
    /// Codes with which a citizen ID may begin.
    id_prefixes: HashSet<Division>,
    counties: Counties,
    places: Places,
    faults: Vec<Fault>,
}

/// The register, read on the first call.
#[must_use]
pub fn register() -> &'static Register {
    static REGISTER: LazyLock<Register> = LazyLock::new(Register::read);
    &REGISTER
}

impl Register {
    fn read() -> Self {
        let tables = tables::tables();
        let mut history: BTreeMap<Division, Vec<Past>> = BTreeMap::new();
        for (division, past) in tables.history {
            history.entry(division).or_default().push(past);
        }
        for pasts in history.values_mut() {
            pasts.sort_by_key(|past| (past.to_year.unwrap_or(i32::MAX), past.from_year));
        }
        let mut children: HashMap<Option<Division>, Vec<Division>> = HashMap::new();
        for entry in &tables.current {
            children
                .entry(entry.parent)
                .or_default()
                .push(entry.division);
        }
        let mut register = Self {
            id_prefixes: id_prefixes(&tables.current, &children, &history),
            counties: Counties::index(history.iter().flat_map(|(division, pasts)| {
                pasts.iter().map(|past| (*division, past.name.as_str()))
            })),
            current: by_code(tables.current),
            of_2016: by_code(tables.of_2016),
            made_up: tables
                .made_up
                .into_iter()
                .map(|entry| (entry.division, entry.parent))
                .collect(),
            faults: tables.faults,
            places: Places::default(),
            history,
            children,
        };
        register.places = Places::index(&register);
        register
    }

    /// The lines of the shipped tables that could not be read; none, as the tests assert.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The name of a division in force, or the last one that its code bore. Nothing below the county.
    #[must_use]
    pub fn name_of(&self, division: Division) -> Option<&str> {
        match self.current.get(&division) {
            Some(entry) => Some(&entry.name),
            None => self
                .history_of(division)
                .last()
                .map(|past| past.name.as_str()),
        }
    }

    /// 贵州省毕节市威宁彝族回族苗族自治县: the names from the province down to the county,
    /// made-up prefectures left out; the bare code where nothing has a name.
    #[must_use]
    pub fn full_name(&self, division: Division) -> String {
        let mut path = [Level::Province, Level::Prefecture, Level::County]
            .map(|level| division.up_to(level))
            .to_vec();
        path.dedup();
        let name: String = path
            .into_iter()
            .filter_map(|each| self.name_of(each))
            .collect();
        if name.is_empty() {
            division.to_string()
        } else {
            name
        }
    }

    /// Whether the division is in force; below the county, whether its county is.
    #[must_use]
    pub fn in_force(&self, division: Division) -> bool {
        self.current.contains_key(&division.up_to(Level::County))
    }

    /// Whether a citizen ID may begin with these six digits: they were ever a county's,
    /// or are those of a city without counties (东莞).
    #[must_use]
    pub fn was_ever_county(&self, six: u32) -> bool {
        self.id_prefixes.contains(&Division::of_six(six))
    }

    /// The division itself if in force, else what it became; a made-up prefecture
    /// becomes its province. `None` for a code that never was, whose successor is not known,
    /// or that lies below a county given up.
    #[must_use]
    pub fn current(&self, division: Division) -> Option<Division> {
        if self.in_force(division) {
            return Some(division);
        }
        match self.made_up.get(&division) {
            Some(province) => *province,
            None => self.successor(division, |each| self.current.contains_key(&each)),
        }
    }

    /// The division itself if its code was in force at the end of `year`, else its successor then.
    #[must_use]
    pub fn at_year_end(&self, division: Division, year: i32) -> Option<Division> {
        self.successor(division, |each| {
            self.history_of(each).iter().any(|past| past.at(year))
        })
    }

    /// The first on the chain of successors that will do.
    fn successor(
        &self,
        division: Division,
        will_do: impl Fn(Division) -> bool,
    ) -> Option<Division> {
        let next = |each: &Division| {
            self.history_of(*each)
                .iter()
                .rev()
                .find_map(|past| past.successor)
        };
        std::iter::successors(Some(division), next)
            .take(LONGEST_CHAIN)
            .find(|each| will_do(*each))
    }

    /// What a division lies in directly; `None` for a province or an unknown code.
    #[must_use]
    pub fn parent_of(&self, division: Division) -> Option<Division> {
        self.current.get(&division).and_then(|entry| entry.parent)
    }

    /// The prefecture that a division is or lies in; `None` for a province and for the
    /// counties that lie in their province directly, whatever their code looks like.
    #[must_use]
    pub fn prefecture_of(&self, division: Division) -> Option<Division> {
        let prefecture = division.up_to(Level::Prefecture);
        let real =
            prefecture.level() == Level::Prefecture && !self.made_up.contains_key(&prefecture);
        real.then_some(prefecture)
    }

    /// The provinces in force, by code.
    #[must_use]
    pub fn provinces(&self) -> &[Division] {
        self.children.get(&None).map_or(&[], Vec::as_slice)
    }

    /// The divisions in force directly under one, by code.
    #[must_use]
    pub fn children(&self, division: Division) -> &[Division] {
        self.children
            .get(&Some(division))
            .map_or(&[], Vec::as_slice)
    }

    /// All divisions in force from the province to the county, by code.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.current.values()
    }

    /// All divisions as they were at the end of 2016, by code.
    pub fn all_in_2016(&self) -> impl Iterator<Item = &Entry> {
        self.of_2016.values()
    }

    /// All divisions as they were at the end of a year, by code, each with its name then.
    pub fn at_end_of(&self, year: i32) -> impl Iterator<Item = (Division, &str)> {
        self.pasts()
            .filter(move |(_, past)| past.at(year))
            .map(|(division, past)| (division, past.name.as_str()))
    }

    /// What a division lay in directly at the end of a year, whether or not it was in force then.
    #[must_use]
    pub fn parent_at_end_of(&self, division: Division, year: i32) -> Option<Division> {
        let stood = |each: Division| self.history_of(each).iter().any(|past| past.at(year));
        match division.level() {
            Level::Province => None,
            Level::Prefecture => Some(division.up_to(Level::Province)),
            Level::County => [Level::Prefecture, Level::Province]
                .map(|level| division.up_to(level))
                .into_iter()
                .find(|above| stood(*above)),
            Level::Township => Some(division.up_to(Level::County)),
            Level::Village => Some(division.up_to(Level::Township)),
        }
    }

    /// The name of a division at the end of 2016.
    #[must_use]
    pub fn name_in_2016(&self, division: Division) -> Option<&str> {
        self.of_2016.get(&division).map(|entry| entry.name.as_str())
    }

    /// The names that a code has borne, the latest last; empty for one that never was.
    #[must_use]
    pub fn history_of(&self, division: Division) -> &[Past] {
        self.history.get(&division).map_or(&[], Vec::as_slice)
    }

    /// Every name that every code has borne, by code.
    fn pasts(&self) -> impl Iterator<Item = (Division, &Past)> {
        self.history
            .iter()
            .flat_map(|(division, pasts)| pasts.iter().map(|past| (*division, past)))
    }

    fn names_ever(&self, division: Division) -> impl Iterator<Item = &str> {
        self.history_of(division)
            .iter()
            .map(|past| past.name.as_str())
    }
}

fn by_code(entries: Vec<Entry>) -> BTreeMap<Division, Entry> {
    entries
        .into_iter()
        .map(|entry| (entry.division, entry))
        .collect()
}

fn id_prefixes(
    current: &[Entry],
    children: &HashMap<Option<Division>, Vec<Division>>,
    history: &BTreeMap<Division, Vec<Past>>,
) -> HashSet<Division> {
    let counties = history
        .keys()
        .filter(|each| each.level() == Level::County)
        .copied();
    let cities_without = current
        .iter()
        .map(|entry| entry.division)
        .filter(|each| each.level() != Level::Province && !children.contains_key(&Some(*each)));
    counties.chain(cities_without).collect()
}
