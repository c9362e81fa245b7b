//! How far a workplace is from home, told by divisions alone.
//!
//! No coordinates are shipped, and none are needed for what a distance is asked for here: whether one can be home in the
//! evening, for a weekend, or for the spring festival only. Within a province the divisions tell it; beyond it, how many
//! provinces one must leave. Provinces border each other as on the map (`data/province_borders.csv`; Hainan and Taiwan, which lie across a
//! strait, border those they are reached from). A homeland as wide as Xinjiang and a neighbour as small as
//! Tianjin are told alike: it is a class, not a length.

use crate::{
    coded::coded,
    division::{Division, Level},
    embedded::{self, Table},
    register::register,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

coded! {
    /// How far a workplace is from home.
    Distance, "distance" {
        OwnCounty = "own_county", "本县区";
        OwnPrefecture = "own_prefecture", "本市州";
        OwnProvince = "own_province", "本省";
        /// In a province that borders the own one.
        NextProvince = "next_province", "邻省";
        /// In a province that borders a neighbour of the own one.
        SecondProvince = "second_province", "隔一省";
        /// Two provinces or more lie between.
        Farther = "farther", "隔两省及以上";
    }
}

impl Distance {
    /// From a home to a workplace.
    #[must_use]
    pub fn between(home: Division, workplace: Division) -> Self {
        if home.up_to(Level::County).contains(workplace) {
            return Self::OwnCounty;
        }
        let [here, there] = [home, workplace].map(|place| place.up_to(Level::Province));
        if here != there {
            return borders().between(here, there);
        }
        match register().prefecture_of(home) {
            Some(own) if own.contains(workplace) => Self::OwnPrefecture,
            _ => Self::OwnProvince,
        }
    }
}

/// How far provinces are from each other.
struct Borders {
    /// Ascending.
    provinces: Vec<Division>,
    /// Row by row, in the order of the provinces.
    far: Vec<Distance>,
}

fn borders() -> &'static Borders {
    static BORDERS: LazyLock<Borders> = LazyLock::new(|| Borders::of(&table().rows));
    &BORDERS
}

/// Provinces that border each other.
fn table() -> Table<(Division, Division)> {
    let text = include_str!("../data/province_borders.csv");
    embedded::read("province_borders.csv", text, ["one", "other"], |pair| {
        let [one, other] = pair.map(Division::parse);
        one.zip(other)
    })
}

impl Borders {
    fn of(pairs: &[(Division, Division)]) -> Self {
        let mut next: BTreeMap<Division, BTreeSet<Division>> = BTreeMap::new();
        for (one, other) in pairs {
            next.entry(*one).or_default().insert(*other);
            next.entry(*other).or_default().insert(*one);
        }
        let provinces: Vec<Division> = next.keys().copied().collect();
        let far = |here: &Division, there: &Division| {
            if next[here].contains(there) {
                Distance::NextProvince
            } else if next[here].iter().any(|near| next[near].contains(there)) {
                Distance::SecondProvince
            } else {
                Distance::Farther
            }
        };
        let rows = provinces.iter();
        let far = rows.flat_map(|here| provinces.iter().map(move |there| far(here, there)));
        Self {
            far: far.collect(),
            provinces,
        }
    }

    /// Between two provinces; far where one is not on the map.
    fn between(&self, here: Division, there: Division) -> Distance {
        let place = |province: Division| self.provinces.binary_search(&province).ok();
        let at = place(here).zip(place(there));
        at.map_or(Distance::Farther, |(here, there)| {
            self.far[here * self.provinces.len() + there]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(home: u32, workplace: u32) -> Distance {
        Distance::between(Division::of_six(home), Division::of_six(workplace))
    }

    #[test]
    fn divisions_tell_how_far_it_is() {
        let from_weining = [
            (520_526, Distance::OwnCounty),
            (520_527, Distance::OwnPrefecture),
            (520_502, Distance::OwnPrefecture),
            (520_102, Distance::OwnProvince),
            (530_602, Distance::NextProvince),
            (430_102, Distance::NextProvince),
            (441_900, Distance::SecondProvince),
            (420_102, Distance::SecondProvince),
            (330_200, Distance::Farther),
            (110_101, Distance::Farther),
        ];
        for (workplace, distance) in from_weining {
            assert_eq!(between(520_526, workplace), distance, "{workplace}");
        }
        assert_eq!(between(460_105, 440_300), Distance::NextProvince);
    }

    #[test]
    fn a_county_right_under_its_province_has_no_prefecture_to_be_near_in() {
        // Jiangjin and Yongchuan of Chongqing: the prefecture 500100 between is made up by tables.
        assert_eq!(between(500_116, 500_118), Distance::OwnProvince);
    }

    #[test]
    fn every_province_is_on_the_map_and_can_be_left() {
        let Table { rows, faults } = table();
        assert_eq!(faults, []);
        assert_eq!(borders().provinces, register().provinces());
        for (one, other) in &rows {
            assert!(
                one < other,
                "{one} {other}: each border once, the lower code first"
            );
        }
        let neighbours = |of: u32| {
            let of = Division::of_six(of);
            let borders = rows
                .iter()
                .filter(|(one, other)| *one == of || *other == of);
            borders.count()
        };
        // As every atlas has it: Shaanxi and Inner Mongolia border eight provinces each, the most.
        assert_eq!([610_000, 150_000, 460_000].map(neighbours), [8, 8, 1]);
    }

    #[test]
    fn there_and_back_is_as_far_beyond_the_province() {
        for home in register().provinces() {
            for workplace in register().provinces() {
                let back = Distance::between(*workplace, *home);
                assert_eq!(
                    Distance::between(*home, *workplace),
                    back,
                    "{home} {workplace}"
                );
            }
        }
    }
}
