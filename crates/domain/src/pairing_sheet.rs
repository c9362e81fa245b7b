//! Pairings by sheet: each row two sides, the days, and where it is written.

use crate::division::Division;
use crate::form::{Cell, Form, Header, Record};
use crate::grant::Capacity;
use crate::issue::IssueCode;
use crate::pairing::{Flaw, Pairing, side};
use crate::roster::cell::Plain;
use crate::roster::date::{self, Said};
use crate::roster::examine::Examined;
use crate::roster::form::columns;
use crate::roster::row::{Present, Row};
use crate::roster::spelling::Spelled;
use crate::words::PairingKind;
use chrono::NaiveDate;
use std::collections::HashSet;

columns! {
    /// A column of a sheet of pairings, by its place in the record.
    Col, COLUMNS:
    Kind "kind" (required) ["结对类型" "结对类别" "协作类型" "类型"];
    West "west" (required) ["西部地区" "西部地区(代码或全称)" "西部" "受帮扶地区" "受援方"];
    East "east" (required) ["东部地区" "东部地区(代码或全称)" "东部" "帮扶地区" "支援方"];
    From "effective_from" (required) ["开始日期" "起始日期" "生效日期" "结对日期" "结对时间"];
    To "effective_to" ["截止日期" "结束日期" "终止日期"];
    Source "source" (required) ["依据" "文件依据" "依据文件" "文号" "来源"];
}

/// A sheet of pairings, at any level from village to province.
pub const PAIRINGS: Form = Form {
    name: "pairings",
    columns: COLUMNS,
    unread: &["编号", "备注"],
};

impl Spelled for PairingKind {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("东西部协作", Self::EastWest),
        ("东西协作", Self::EastWest),
        ("县级结对", Self::CountyPair),
        ("县域结对", Self::CountyPair),
        ("结对帮扶", Self::CountyPair),
        ("对口援疆", Self::CounterpartSupport),
        ("对口援藏", Self::CounterpartSupport),
    ];
}

/// Reads the rows of one [`PAIRINGS`] in their order.
pub struct PairingReading {
    present: Present,
    by: Option<Capacity>,
    seen: HashSet<(PairingKind, Division, Division, NaiveDate)>,
}

impl PairingReading {
    /// A reading that has seen no row yet, for somebody in a capacity; `None` may enter any pairing.
    #[must_use]
    pub fn new(by: Option<Capacity>, header: &Header) -> Self {
        Self {
            present: Present::of(header),
            by,
            seen: HashSet::new(),
        }
    }

    /// Reads the next row of the file.
    pub fn examine(&mut self, record: &Record) -> Examined<Pairing> {
        let mut row = Row::new(&record.cells, self.present);
        let pairing = read(&mut row);
        if let Some(pairing) = &pairing {
            self.weigh(&mut row, pairing);
        }
        row.unreadable();
        Examined {
            entry: pairing.filter(|_| row.is_sound()),
            issues: row.issues(),
        }
    }

    fn weigh(&mut self, row: &mut Row<Col>, pairing: &Pairing) {
        for flaw in pairing.flaws() {
            let (column, code) = match flaw {
                Flaw::SidesOverlap => (Col::East, IssueCode::PairingSidesOverlap),
                Flaw::FirstDayOutOfRange => (Col::From, IssueCode::DateInvalid),
                Flaw::LastDayOutOfRange => (Col::To, IssueCode::DateInvalid),
                Flaw::EndsBeforeStart => (Col::To, IssueCode::DateOrder),
            };
            row.say(column, code);
        }
        let may = |by: Capacity| by.may_pair(pairing.east, pairing.west);
        if !self.by.is_none_or(may) {
            row.say(Col::West, IssueCode::DivisionOutOfReach);
        }
        let key = (pairing.kind, pairing.east, pairing.west, pairing.from);
        if !self.seen.insert(key) {
            row.say(Col::West, IssueCode::PairingDuplicateInFile);
        }
    }
}

/// The pairing of a row; all its cells are read, whatever is wrong with the first.
fn read(row: &mut Row<Col>) -> Option<Pairing> {
    let kind = required(row, Col::Kind)
        .then(|| row.word(Col::Kind, IssueCode::EnumUnknown))
        .flatten();
    let west = division(row, Col::West);
    let east = division(row, Col::East);
    let from = required(row, Col::From)
        .then(|| day(row, Col::From))
        .flatten();
    let to = day(row, Col::To);
    let source = required(row, Col::Source).then(|| text(row.cell(Col::Source)));
    Some(Pairing {
        kind: kind?,
        east: east?,
        west: west?,
        from: from?,
        to,
        source: source?,
    })
}

/// Whether the cell says anything; said to be missing where it does not.
fn required(row: &mut Row<Col>, column: Col) -> bool {
    let says = !row.text(column).is_empty();
    if !says {
        row.say(column, IssueCode::ValueMissing);
    }
    says
}

fn division(row: &mut Row<Col>, column: Col) -> Option<Division> {
    if !required(row, column) {
        return None;
    }
    let found = side(&row.text(column).text);
    if found.is_none() {
        row.say(column, IssueCode::DivisionUnknown);
    }
    found
}

fn day(row: &mut Row<Col>, column: Col) -> Option<NaiveDate> {
    match date::read(row.cell(column)) {
        Said::Nothing => None,
        Said::Day(day) => Some(day),
        Said::Month(first) => {
            row.say(column, IssueCode::DateMonthPrecision);
            Some(first)
        }
        Said::Unclear => {
            row.say(column, IssueCode::DateInvalid);
            None
        }
    }
}

/// A title of a paper keeps the spaces between its words.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        other => Plain::of(other).text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 6] = [
        "县级结对",
        "520526100001",
        "广州市天河区",
        "2021-04",
        "",
        "村村结对协议 2021",
    ];

    fn reading(by: Option<Capacity>) -> PairingReading {
        let header = Header {
            row: 1,
            headings: vec![Some(String::new()); PAIRINGS.columns.len()],
            unknown: Vec::new(),
        };
        PairingReading::new(by, &header)
    }

    fn record(cells: [&str; 6]) -> Record {
        Record {
            row: 2,
            serial: Some(1),
            cells: cells.map(|text| Cell::Text(text.to_owned())).to_vec(),
        }
    }

    fn codes(examined: &Examined<Pairing>) -> Vec<(&'static str, IssueCode)> {
        let issues = examined.issues.iter();
        issues.map(|issue| (issue.field, issue.code)).collect()
    }

    #[test]
    fn a_row_pairs_a_village_with_a_district() {
        let examined = reading(None).examine(&record(GOOD));
        assert_eq!(
            codes(&examined),
            [("effective_from", IssueCode::DateMonthPrecision)]
        );
        let pairing = examined.entry.expect("a pairing");
        assert_eq!(pairing.kind, PairingKind::CountyPair);
        assert_eq!(pairing.west.to_string(), "520526100001");
        assert_eq!(pairing.east.to_string(), "440106");
        assert_eq!(pairing.from.to_string(), "2021-04-01");
        assert_eq!(pairing.source, "村村结对协议 2021");
    }

    #[test]
    fn every_fault_of_a_row_is_told_at_once() {
        let examined = reading(None).examine(&record(["友好", "天边县", "", "某日", "昨天", ""]));
        assert_eq!(
            codes(&examined),
            [
                ("kind", IssueCode::EnumUnknown),
                ("west", IssueCode::DivisionUnknown),
                ("east", IssueCode::ValueMissing),
                ("effective_from", IssueCode::DateInvalid),
                ("effective_to", IssueCode::DateInvalid),
                ("source", IssueCode::ValueMissing),
            ]
        );
        assert_eq!(examined.entry, None);
    }

    #[test]
    fn sides_and_days_must_make_sense_together() {
        let mut cells = GOOD;
        cells[2] = "520526";
        cells[4] = "2020-01-01";
        let examined = reading(None).examine(&record(cells));
        assert_eq!(
            codes(&examined),
            [
                ("east", IssueCode::PairingSidesOverlap),
                ("effective_from", IssueCode::DateMonthPrecision),
                ("effective_to", IssueCode::DateOrder),
            ]
        );
        assert_eq!(examined.entry, None);
    }

    #[test]
    fn the_same_pairing_again_is_refused() {
        let mut reading = reading(None);
        assert!(reading.examine(&record(GOOD)).entry.is_some());
        let again = reading.examine(&record(GOOD));
        assert!(codes(&again).contains(&("west", IssueCode::PairingDuplicateInFile)));
        assert_eq!(again.entry, None);
    }

    #[test]
    fn a_province_enters_pairings_of_its_own_divisions_only() {
        let province = |six| Some(Capacity::Province(Division::of_six(six)));
        for (by, may) in [(520_000, true), (440_000, true), (530_000, false)] {
            let examined = reading(province(by)).examine(&record(GOOD));
            assert_eq!(examined.entry.is_some(), may, "{by}");
        }
    }

    #[test]
    fn each_place_is_that_of_its_column() {
        use crate::roster::form::Place;
        for column in Col::ALL {
            assert_eq!(PAIRINGS.position(column.field()), Some(column.index()));
        }
    }
}
