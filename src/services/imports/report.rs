//! What a file holds and what is wrong with it, without any database.

use super::{
    ClosingSheet, PairingSheet, RosterSheet,
    reading::{self, Kind, Line},
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
    match kind {
        ImportKind::Roster => {
            let pairings = Pairings::new(shipped());
            let sheet = RosterSheet {
                as_of,
                area,
                pairings: &pairings,
            };
            read(&sheet, file, watch)
        }
        ImportKind::Closings => read(&ClosingSheet { as_of }, file, watch),
        ImportKind::Pairings => read(&PairingSheet { by: None }, file, watch),
        ImportKind::Vacancies => Err(crate::error::Code::FileGone.into()),
    }
}

fn read<K: Kind>(kind: &K, file: File, mut watch: impl FnMut(f64)) -> Result<Report, Failure> {
    let mut findings = Vec::new();
    let tally = reading::read(kind, file, |line: Line<K::Entry>| {
        findings.extend(line.findings);
        watch(line.behind);
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
