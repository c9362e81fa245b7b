//! The register's tables as they are shipped, row by row.

use crate::division::{Division, Level};
use crate::embedded::{Fault, Table, read};

/// A division as one table lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The division; its level is told by its code.
    pub division: Division,
    /// Its official name, without those above it.
    pub name: String,
    /// What it lies in directly: a prefecture, or the province for a county without one.
    pub parent: Option<Division>,
}

/// A name that a code has borne, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The name.
    pub name: String,
    /// The first year at whose end it was in force; `None` = before 1981.
    pub from_year: Option<i32>,
    /// The first year at whose end it no longer was; `None` = still in force.
    pub to_year: Option<i32>,
    /// The code that took its place, where one is known.
    pub successor: Option<Division>,
}

impl Past {
    /// Whether the name was in force at the end of `year`.
    #[must_use]
    pub fn at(&self, year: i32) -> bool {
        self.from_year.is_none_or(|from| from <= year) && self.to_year.is_none_or(|to| year < to)
    }
}

pub(super) struct Tables {
    pub(super) current: Vec<Entry>,
    pub(super) of_2016: Vec<Entry>,
    pub(super) history: Vec<(Division, Past)>,
    /// Made-up prefectures of statistical tables, each with the province that it stands in.
    pub(super) made_up: Vec<Entry>,
    pub(super) faults: Vec<Fault>,
}

pub(super) fn tables() -> Tables {
    let current = entries("divisions.csv", include_str!("../../data/divisions.csv"));
    let of_2016 = entries(
        "divisions_2016.csv",
        include_str!("../../data/divisions_2016.csv"),
    );
    let made_up = entries(
        "divisions_virtual.csv",
        include_str!("../../data/divisions_virtual.csv"),
    );
    let history = history();
    Tables {
        faults: [
            current.faults,
            of_2016.faults,
            made_up.faults,
            history.faults,
        ]
        .concat(),
        current: current.rows,
        of_2016: of_2016.rows,
        made_up: made_up.rows,
        history: history.rows,
    }
}

fn entries(file: &'static str, text: &str) -> Table<Entry> {
    read(
        file,
        text,
        ["code", "name", "level", "parent"],
        |[code, name, level, parent]| {
            Some(Entry {
                division: coded(code, level)?,
                name: name.to_owned(),
                parent: optional(parent, Division::parse)?,
            })
        },
    )
}

fn history() -> Table<(Division, Past)> {
    read(
        "divisions_history.csv",
        include_str!("../../data/divisions_history.csv"),
        [
            "code",
            "name",
            "level",
            "from_year",
            "to_year",
            "successors",
            "successor_basis",
            "source",
        ],
        |[code, name, level, from, to, successor, _, _]| {
            let past = Past {
                name: name.to_owned(),
                from_year: optional(from, |year| year.parse().ok())?,
                to_year: optional(to, |year| year.parse().ok())?,
                successor: optional(successor, Division::parse)?,
            };
            Some((coded(code, level)?, past))
        },
    )
}

/// The division of a code whose shape agrees with the level that stands beside it.
fn coded(code: &str, level: &str) -> Option<Division> {
    let division = Division::parse(code)?;
    let agrees = match level {
        "province" => division.level() == Level::Province,
        "prefecture" | "virtual-prefecture" => division.level() == Level::Prefecture,
        "county" => division.level() == Level::County,
        _ => false,
    };
    agrees.then_some(division)
}

/// An empty cell is a sound `None`; a cell that cannot be read makes the row unsound.
#[expect(
    clippy::option_option,
    reason = "the outer one fails the row, the inner one is its value"
)]
fn optional<T>(cell: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if cell.is_empty() {
        return Some(None);
    }
    read(cell).map(Some)
}
