//! What a file holds and what is wrong with it, without any database.

use super::{
    reading::{self, Kind, Line},
    sheets::{Terms, WithSheet, with_sheet},
};
use crate::storage::{imports::Finding, jobs::Failure};
use chrono::NaiveDate;
use domain::{
    division::Division,
    job::ImportKind,
    pairing::{Pairings, shipped},
};
use std::fs::File;

/// A file that was read to its end.
#[derive(Debug, Default)]
pub struct Report {
    /// Rows read.
    pub rows_in: i64,
    /// Rows without an error.
    pub accepted: i64,
    /// What is to be said, row by row.
    pub findings: Vec<Finding>,
}

/// Reads a file through; `watch` is told again and again how much is behind, from 0 to 1.
///
/// It knows the pairings that come with the program, and none that an office has entered.
///
/// # Errors
/// The file as a whole is refused.
pub fn report(
    kind: ImportKind,
    file: File,
    area: Option<Division>,
    as_of: NaiveDate,
    watch: impl FnMut(f64),
) -> Result<Report, Failure> {
    let terms = Terms {
        as_of,
        area,
        by: None,
        reach: None,
        book: None,
        pairings: &Pairings::new(shipped()),
    };
    with_sheet(kind, terms, Through { file, watch })
}

struct Through<W> {
    file: File,
    watch: W,
}

impl<W: FnMut(f64)> WithSheet for Through<W> {
    type Out = Result<Report, Failure>;

    fn with<K: Kind>(mut self, sheet: &K) -> Self::Out {
        let mut findings = Vec::new();
        let tally = reading::read(sheet, self.file, |line: Line<K::Entry>| {
            findings.extend(line.findings);
            (self.watch)(line.behind);
            Ok::<(), Failure>(())
        })?;
        findings.extend(tally.late);
        findings.sort_by_key(|finding| (finding.row, finding.position));
        Ok(Report {
            rows_in: tally.rows_in,
            accepted: tally.accepted,
            findings,
        })
    }
}
