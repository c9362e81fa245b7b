//! A roster in a test: columns by name, and cells only where the test means something.

use super::entry::{Entry, USUAL_AGES};
use super::examine::{Late, Reading, Terms};
use super::form::ROSTER;
use crate::citizen_id::CitizenId;
use crate::division::Division;
use crate::form::{Cell, Column, Header, Record};
use crate::issue::IssueCode;
use crate::pairing::{Pairings, shipped};
use chrono::NaiveDate;
use std::sync::LazyLock;

static PAIRINGS: LazyLock<Pairings> = LazyLock::new(|| Pairings::new(shipped()));

/// A roster on 2020-03-31.
pub struct Sheet {
    reading: Reading<'static>,
    rows: u32,
}

/// A row that was examined.
pub struct Trial {
    pub entry: Option<Entry>,
    pub issues: Vec<(&'static str, IssueCode)>,
}

fn reporting_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 3, 31).expect("a day")
}

/// A roster of 威宁 with these columns besides the required ones.
pub fn sheet(columns: &[&'static str]) -> Sheet {
    sheet_of(Some(Division::of_six(520_526)), columns)
}

/// A roster of a county, or of none that the caller knows.
pub fn sheet_of(county: Option<Division>, columns: &[&'static str]) -> Sheet {
    for column in columns {
        assert!(ROSTER.position(column).is_some(), "no column {column}");
    }
    let heading = |column: &Column| {
        (column.required || columns.contains(&column.field)).then(|| column.field.to_owned())
    };
    let header = Header {
        row: 1,
        headings: ROSTER.columns.iter().map(heading).collect(),
        unknown: Vec::new(),
    };
    let terms = Terms {
        as_of: reporting_day(),
        county,
        ages: USUAL_AGES,
    };
    Sheet {
        reading: Reading::new(terms, &header, &PAIRINGS),
        rows: 0,
    }
}

impl Sheet {
    /// The next row, with a good name and ID unless told otherwise.
    pub fn examine(&mut self, cells: &[(&'static str, &str)]) -> Trial {
        let cells: Vec<_> = cells
            .iter()
            .map(|(field, text)| (*field, Cell::Text((*text).to_owned())))
            .collect();
        self.examine_cells(&cells)
    }

    pub fn examine_cells(&mut self, cells: &[(&'static str, Cell)]) -> Trial {
        self.rows += 1;
        let id = person("522427", "19900101", 100 + self.rows as usize);
        let mut record = Record {
            row: self.rows,
            serial: None,
            cells: vec![Cell::Empty; ROSTER.columns.len()],
        };
        let usual = [
            ("name", Cell::Text("张三".to_owned())),
            ("citizen_id", Cell::Text(id)),
        ];
        for (field, cell) in usual.iter().chain(cells) {
            let at = ROSTER.position(field).expect("a column of the form");
            record.cells[at] = cell.clone();
        }
        let examined = self.reading.examine(&record);
        Trial {
            entry: examined.entry,
            issues: examined
                .issues
                .iter()
                .map(|issue| (issue.field, issue.code))
                .collect(),
        }
    }

    pub fn finish(self) -> Vec<Late> {
        self.reading.finish()
    }
}

impl Trial {
    pub fn codes(&self) -> Vec<IssueCode> {
        self.issues.iter().map(|(_, code)| *code).collect()
    }

    pub fn entry(&self) -> &Entry {
        self.entry.as_ref().expect("a row that is accepted")
    }

    pub fn bars(&self) -> Vec<IssueCode> {
        self.entry().bars(reporting_day(), &USUAL_AGES)
    }
}

/// An ID of first registration, birth date and sequence, with its check character.
pub fn person(region: &str, born: &str, sequence: usize) -> String {
    let body = format!("{region}{born}{sequence:03}");
    "0123456789X"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|id| CitizenId::read(id).is_ok())
        .expect("one of eleven characters fits")
}
