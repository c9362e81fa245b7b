//! Which county a roster means when it writes a province and a county's name.

use super::Register;
use crate::division::{Division, Level};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeSet, HashMap};

/// Names that were given up before this year-end are no longer taken for a county.
const OLDEST_NAMES: i32 = 2012;

/// A county found by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountyName {
    /// The county, by the code in force on the day asked for where one is known.
    pub division: Division,
    /// Whether the name was no longer in force by then.
    pub old_name: bool,
}

/// Which codes ever bore a county's name.
pub(super) struct Counties(HashMap<String, Vec<Division>>);

impl Counties {
    pub(super) fn index<'a>(names: impl Iterator<Item = (Division, &'a str)>) -> Self {
        let mut bearers: HashMap<String, Vec<Division>> = HashMap::new();
        for (division, name) in names.filter(|(division, _)| division.level() == Level::County) {
            let bearers = bearers.entry(name.to_owned()).or_default();
            if !bearers.contains(&division) {
                bearers.push(division);
            }
        }
        Self(bearers)
    }
}

impl Register {
    /// The county that `province` and `county`, both official names, mean on a day.
    ///
    /// The names in force at the year-end before `on` come first, then those given
    /// up between 2012 and then. `prefecture` is looked at only where two counties of the
    /// province share the name (桥西区 in 石家庄, 邢台 and 张家口). `None` when nothing
    /// bears the name, or more than one county does and the prefecture does not decide.
    #[must_use]
    pub fn county_named(
        &self,
        province: &str,
        prefecture: Option<&str>,
        county: &str,
        on: NaiveDate,
    ) -> Option<CountyName> {
        let year = on.year() - 1;
        let province = self
            .provinces()
            .iter()
            .copied()
            .find(|each| self.name_of(*each) == Some(province))?;
        let bearers = || {
            let bearers = self.counties.0.get(county).map_or(&[][..], Vec::as_slice);
            bearers
                .iter()
                .copied()
                .filter(|each| province.contains(*each))
        };
        let now: Vec<_> = bearers()
            .filter(|each| self.bore(*each, county, year, year))
            .collect();
        if !now.is_empty() {
            return self.only(&now, prefecture).map(|division| CountyName {
                division,
                old_name: false,
            });
        }
        // One county may have borne the name under two codes (平安县 of 青海).
        let old: BTreeSet<_> = bearers()
            .filter(|each| self.bore(*each, county, OLDEST_NAMES, year))
            .map(|each| self.at_year_end(each, year).unwrap_or(each))
            .collect();
        let old: Vec<_> = old.into_iter().collect();
        self.only(&old, prefecture).map(|division| CountyName {
            division,
            old_name: true,
        })
    }

    /// Whether a code bore a name at some year-end from `first` to `last`.
    fn bore(&self, division: Division, name: &str, first: i32, last: i32) -> bool {
        self.history_of(division)
            .iter()
            .filter(|past| past.name == name)
            .any(|past| {
                past.from_year.is_none_or(|from| from <= last)
                    && past.to_year.is_none_or(|to| first < to)
            })
    }

    /// The single one, or the single one in the named prefecture.
    fn only(&self, counties: &[Division], prefecture: Option<&str>) -> Option<Division> {
        if let [county] = counties {
            return Some(*county);
        }
        let mut there = counties.iter().filter(|county| {
            self.prefecture_of(**county)
                .is_some_and(|of| self.names_ever(of).any(|name| Some(name) == prefecture))
        });
        match (there.next(), there.next()) {
            (Some(county), None) => Some(*county),
            _ => None,
        }
    }
}
