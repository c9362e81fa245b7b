//! Rows of a sheet of posts, good and bad.

use super::*;
use crate::form::Cell;
use IssueCode::*;

fn reading() -> Reading<'static> {
    let header = Header {
        row: 1,
        headings: vec![Some(String::new()); VACANCIES.columns.len()],
        unknown: Vec::new(),
    };
    Reading::new("2026-03-09".parse().expect("a day"), None, &header)
}

/// A usual row, with these cells besides.
fn row(cells: &[(&str, &str)]) -> Record {
    let usual = [
        ("name", "东莞某某制衣厂"),
        ("credit_code", "11100000000013338W"),
        ("title", "缝纫工"),
        ("trade", "加工类"),
        ("openings", "20"),
        ("workplace", "广东省东莞市"),
        ("pay", "4500-6000"),
    ];
    let mut record = Record {
        row: 2,
        serial: None,
        cells: vec![Cell::Empty; VACANCIES.columns.len()],
    };
    for (field, text) in usual.iter().chain(cells) {
        let at = VACANCIES.position(field).expect("a column of the form");
        record.cells[at] = Cell::Text((*text).to_owned());
    }
    record
}

fn codes(cells: &[(&str, &str)]) -> Vec<IssueCode> {
    let examined = reading().examine(&row(cells));
    examined.issues.iter().map(|issue| issue.code).collect()
}

#[test]
fn a_usual_row_is_a_post_of_its_enterprise() {
    let told = [
        ("age_min", "18-45周岁"),
        ("board_and_lodging", "包吃住"),
        ("closes_on", "2026-04-01"),
    ];
    let examined = reading().examine(&row(&told));
    assert_eq!(examined.issues, []);
    let entry = examined.entry.expect("a post");
    assert_eq!(entry.division, Division::of_six(441_900));
    assert_eq!(entry.posting.pay_max_fen, 600_000);
    assert_eq!(
        (entry.posting.age_min, entry.posting.age_max),
        (Some(18), Some(45))
    );
    assert_eq!(
        (entry.posting.board, entry.posting.lodging),
        (Some(true), Some(true))
    );
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    let wrong = [
        ("credit_code", "123"),
        ("title", "缝纫工（限女）"),
        ("pay", "6000-0"),
        ("age_min", "15-45"),
        ("hazards", "一级以上接尘作业"),
        ("closes_on", "2026-03-01"),
    ];
    assert_eq!(codes(&wrong), [CreditCodeInvalid, PayInvalid]);
    let judged = [&wrong[1..2], &wrong[3..]].concat();
    assert_eq!(codes(&judged), [UnlawfulSex, AgeUnlawful, DatePassed]);
}

#[test]
fn the_same_post_twice_in_a_file_is_a_fault() {
    let mut reading = reading();
    assert!(reading.examine(&row(&[])).entry.is_some());
    let again = reading.examine(&row(&[("openings", "30")]));
    assert_eq!(again.issues.len(), 1);
    assert_eq!(again.entry, None);
}
