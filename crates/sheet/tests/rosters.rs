//! Both sample rosters, from the file to the last issue: exactly what `expected_errors.json` says.
//!
//! The list was made by a checker that shares no code with this one.

use chrono::NaiveDate;
use domain::coded::Coded;
use domain::division::Division;
use domain::form::Header;
use domain::issue::Issue;
use domain::pairing::{Pairings, shipped};
use domain::roster::entry::{Entry, USUAL_AGES};
use domain::roster::examine::{Reading, Terms};
use domain::roster::form::ROSTER;
use serde_json::Value;
use sheet::{Limits, Sheet};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

const EXPECTED: &str = include_str!("../../../tests/data/expected_errors.json");
const CSV: &[u8] = include_bytes!("../../../tests/data/roster_sample.csv");
const XLSX: &[u8] = include_bytes!("../../../tests/data/roster_sample.xlsx");

/// Row, serial, heading, code, severity.
type Finding = (i64, i64, String, String, String);

/// All that was found in a file.
struct Found {
    findings: Vec<Finding>,
    accepted: BTreeMap<u32, Entry>,
    rows: Vec<u32>,
    skipped: Vec<u32>,
    unknown: usize,
}

fn read(bytes: &'static [u8], county: Option<Division>) -> Found {
    let mut sheet =
        Sheet::open(Cursor::new(bytes), &ROSTER, &Limits::default()).expect("a readable file");
    let header = sheet.header().clone();
    let terms = Terms {
        as_of: as_of(),
        county,
        ages: USUAL_AGES,
    };
    let pairings = Pairings::new(shipped());
    let mut reading = Reading::new(terms, &header, &pairings);
    let mut found = Found {
        findings: Vec::new(),
        accepted: BTreeMap::new(),
        rows: Vec::new(),
        skipped: Vec::new(),
        unknown: header.unknown.len(),
    };
    for record in sheet.by_ref() {
        let record = record.expect("a readable row");
        let examined = reading.examine(&record);
        found.rows.push(record.row);
        for issue in &examined.issues {
            let finding = finding(&header, record.row, record.serial, issue);
            found.findings.push(finding);
        }
        if let Some(entry) = examined.entry {
            found.accepted.insert(record.row, entry);
        }
    }
    for late in reading.finish() {
        let finding = finding(&header, late.row, late.serial, &late.issue);
        found.findings.push(finding);
    }
    found.findings.sort();
    found.skipped = sheet.skipped().to_vec();
    found
}

fn finding(header: &Header, row: u32, serial: Option<i64>, issue: &Issue) -> Finding {
    let place = ROSTER.position(issue.field).expect("a field of the form");
    let heading = header.headings[place].clone();
    (
        i64::from(row),
        serial.expect("a serial number"),
        heading.expect("a column of the file"),
        issue.code.code().to_owned(),
        issue.code.severity().code().to_owned(),
    )
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 3, 31).expect("a day")
}

fn weining() -> Division {
    Division::of_six(520_526)
}

fn expected(file: &str) -> Value {
    let all: Value = serde_json::from_str(EXPECTED).expect("the list");
    all["files"][file].clone()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

fn rows_of(rows: &Value) -> Vec<u32> {
    let row = |row: &Value| u32::try_from(number(&row["row"])).expect("a row");
    list(rows).map(row).collect()
}

fn findings_of(bad: &Value) -> Vec<Finding> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut findings = Vec::new();
    for row in list(bad) {
        for issue in list(&row["issues"]) {
            findings.push((
                number(&row["row"]),
                number(&row["serial"]),
                text(&issue["column"]),
                text(&issue["code"]),
                text(&issue["severity"]),
            ));
        }
    }
    findings.sort();
    findings
}

/// Rows with an error are rejected, and no others.
fn only_errors_reject(found: &Found) {
    let errors = found
        .findings
        .iter()
        .filter(|(.., severity)| severity == "error");
    let rejected: BTreeSet<_> = errors.map(|(row, ..)| *row).collect();
    for row in &found.rows {
        let accepted = found.accepted.contains_key(row);
        assert_ne!(accepted, rejected.contains(&i64::from(*row)), "row {row}");
    }
}

#[test]
fn the_national_export_gives_exactly_the_expected_issues() {
    let found = read(CSV, None);
    let expected = expected("roster_sample.csv");
    assert_eq!(found.rows.len(), 200);
    assert_eq!(found.unknown, 0);
    assert_eq!(found.findings, findings_of(&expected["bad"]));
    only_errors_reject(&found);
}

#[test]
fn the_county_register_gives_exactly_the_expected_issues() {
    let found = read(XLSX, Some(weining()));
    let expected = expected("roster_sample.xlsx");
    assert_eq!(found.rows.len(), 80);
    assert_eq!(found.unknown, 0);
    assert_eq!(found.findings, findings_of(&expected["bad"]));
    only_errors_reject(&found);
    for row in rows_of(&expected["must_still_pass"]) {
        assert!(found.accepted.contains_key(&row), "row {row}");
    }
    for row in rows_of(&expected["not_data"]) {
        assert!(!found.rows.contains(&row), "row {row}");
    }
    assert_eq!(found.skipped, [86, 87]);
}

#[test]
fn odd_cells_of_the_county_register_keep_their_meaning() {
    let accepted = read(XLSX, Some(weining())).accepted;
    let began = |row: u32| Some(accepted[&row].employment.as_ref()?.started?.on);
    assert_eq!(began(56), NaiveDate::from_ymd_opt(2019, 8, 15));
    // A bare 43692, which every spreadsheet shows as this day.
    assert_eq!(began(57), NaiveDate::from_ymd_opt(2019, 8, 15));
    let pay = accepted[&61].employment.as_ref().and_then(|work| work.pay);
    let pay = pay.expect("a range of pay");
    assert_eq!((pay.least, pay.most), (300_000, 400_000));
    let phone = accepted[&51].phone.as_ref().expect("a phone");
    assert!(phone.is_mobile());
    for row in [11, 12] {
        assert_eq!(accepted[&row].village, accepted[&10].village);
        assert_eq!(accepted[&row].head_name, accepted[&10].head_name);
    }
    // Sixteen on the reporting day.
    assert_eq!(accepted[&69].bars(as_of(), &USUAL_AGES), []);
}

#[test]
fn whoever_is_said_to_be_ineligible_is_so_by_the_facts_alone() {
    for found in [read(CSV, None), read(XLSX, Some(weining()))] {
        for (row, _, _, code, severity) in &found.findings {
            let entry = u32::try_from(*row)
                .ok()
                .and_then(|row| found.accepted.get(&row));
            if let (Some(entry), "ineligible") = (entry, severity.as_str()) {
                let bars = entry.bars(as_of(), &USUAL_AGES);
                assert!(bars.iter().any(|bar| bar.code() == code), "row {row}");
            }
        }
    }
}
