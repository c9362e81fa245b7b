//! The pairings that come with the program.

use super::Pairing;
use crate::division::Division;
use crate::embedded::{Table, read};
use crate::register::register;
use crate::words::PairingKind;
use chrono::NaiveDate;

/// Support of Xinjiang and Tibet goes back to the 1990s; its present round was set up in
/// 2010. The sources give no days, and none earlier is ever asked for.
const SUPPORT_SINCE: Option<NaiveDate> = NaiveDate::from_ymd_opt(2010, 1, 1);

/// The pairs of Article 4 of 2016, those of 2021, a sample of county pairs and counterpart support.
///
/// Days are as exact as the sources: Article 4 holds from the dateline of its report
/// (2016-12-07) to the end of the month in which the next arrangement was issued
/// (2021-03-31); the pairs of 2021 begin on a nominal 2021-04-01; a county pair begins on
/// 1 January of the first year in which it was seen; counterpart support on a nominal
/// 2010-01-01. `data/README.md` tells where the lines come from.
#[must_use]
pub fn shipped() -> Vec<Pairing> {
    tables().into_iter().flat_map(|table| table.rows).collect()
}

pub(super) fn tables() -> [Table<Pairing>; 4] {
    [of_2016(), of_2021(), county_pairs(), counterpart_support()]
}

fn of_2016() -> Table<Pairing> {
    read(
        "pairings_2016.csv",
        include_str!("../../data/pairings_2016.csv"),
        [
            "east_code",
            "east_name",
            "west_code",
            "west_name",
            "source",
            "effective_from",
            "effective_to",
        ],
        |[east, east_name, west, west_name, source, from, to]| {
            let sides = [(east, east_name), (west, west_name)];
            pairing(PairingKind::EastWest, sides, day(from), source)?.until(to)
        },
    )
}

fn of_2021() -> Table<Pairing> {
    read(
        "pairings_2021.csv",
        include_str!("../../data/pairings_2021.csv"),
        [
            "east_code",
            "east_name",
            "west_code",
            "west_name",
            "level",
            "source",
            "effective_from",
            "effective_to",
        ],
        |[east, east_name, west, west_name, _, source, from, to]| {
            let sides = [(east, east_name), (west, west_name)];
            pairing(PairingKind::EastWest, sides, day(from), source)?.until(to)
        },
    )
}

fn county_pairs() -> Table<Pairing> {
    read(
        "county_pairs_sample.csv",
        include_str!("../../data/county_pairs_sample.csv"),
        [
            "east_code",
            "east_name",
            "west_code",
            "west_name",
            "seen_since_year",
            "basis",
            "source",
        ],
        |[east, east_name, west, west_name, year, _, source]| {
            let sides = [(east, east_name), (west, west_name)];
            let from = NaiveDate::from_ymd_opt(year.parse().ok()?, 1, 1);
            pairing(PairingKind::CountyPair, sides, from, source)
        },
    )
}

fn counterpart_support() -> Table<Pairing> {
    read(
        "counterpart_support.csv",
        include_str!("../../data/counterpart_support.csv"),
        [
            "support_code",
            "support_name",
            "recipient_code",
            "recipient_name",
            "programme",
            "source",
        ],
        |[east, east_name, west, west_name, programme, source]| {
            let sides = [(east, east_name), (west, west_name)];
            let source = format!("{programme}；{source}");
            pairing(
                PairingKind::CounterpartSupport,
                sides,
                SUPPORT_SINCE,
                &source,
            )
        },
    )
}

/// A pairing without end; `None` when a side's code and name do not belong together.
fn pairing(
    kind: PairingKind,
    sides: [(&str, &str); 2],
    from: Option<NaiveDate>,
    source: &str,
) -> Option<Pairing> {
    let [east, west] = sides.map(|(code, name)| {
        Division::parse(code).filter(|side| register().name_of(*side) == Some(name))
    });
    Some(Pairing {
        kind,
        east: east?,
        west: west?,
        from: from?,
        to: None,
        source: source.to_owned(),
    })
}

impl Pairing {
    /// With its last day; a blank one leaves it open, one that is no day makes no pairing.
    fn until(self, last: &str) -> Option<Self> {
        if last.is_empty() {
            return Some(self);
        }
        day(last).map(|last| Self {
            to: Some(last),
            ..self
        })
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
