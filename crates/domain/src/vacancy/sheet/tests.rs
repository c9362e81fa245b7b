//! Rows of a sheet of posts, good and bad.

use super::*;
use crate::{form::Cell, words::Schooling};
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

/// A row with some columns beside those without which nothing is read.
fn with_columns(cells: &[(&str, &str)]) -> Examined<Entry> {
    let usual = [
        "name",
        "credit_code",
        "title",
        "trade",
        "openings",
        "workplace",
    ];
    let has = |field: &str| usual.contains(&field) || cells.iter().any(|(of, _)| *of == field);
    let columns = VACANCIES.columns.iter();
    let header = Header {
        row: 1,
        headings: columns
            .map(|column| has(column.field).then(String::new))
            .collect(),
        unknown: Vec::new(),
    };
    let mut record = row(cells);
    for (cell, heading) in record.cells.iter_mut().zip(&header.headings) {
        if heading.is_none() {
            *cell = Cell::Empty;
        }
    }
    Reading::new("2026-03-09".parse().expect("a day"), None, &header).examine(&record)
}

#[test]
fn pay_stands_in_two_cells_or_in_one_of_them() {
    for (least, most, fen) in [
        ("4000", "5500", (400_000, 550_000)),
        ("4000", "", (400_000, 400_000)),
        ("", "5500", (550_000, 550_000)),
    ] {
        let examined = with_columns(&[("pay_min", least), ("pay_max", most)]);
        let posting = examined.entry.expect("a post").posting;
        assert_eq!((posting.pay_min_fen, posting.pay_max_fen), fen);
    }
    let wrong = with_columns(&[("pay_min", "5500"), ("pay_max", "4000")]);
    assert_eq!(wrong.issues[0].code, PayInvalid);
    assert_eq!(wrong.issues[0].field, "pay_max");
}

#[test]
fn demands_are_read_in_their_usual_wordings() {
    for (text, schooling) in [
        ("初中及以上", Some(Schooling::JuniorMiddle)),
        ("高中以上学历", Some(Schooling::SeniorMiddle)),
        ("本科及以上", Some(Schooling::Bachelor)),
        ("不限", None),
    ] {
        let examined = reading().examine(&row(&[("schooling_min", text)]));
        let posting = examined.entry.expect("a post").posting;
        assert_eq!(posting.schooling_min, schooling, "{text}");
    }
    for (text, ages) in [
        ("18周岁以上", (Some(18), None)),
        ("50岁及以下", (None, Some(50))),
        ("不限", (None, None)),
    ] {
        let examined = reading().examine(&row(&[("age_min", text)]));
        let posting = examined.entry.expect("a post").posting;
        assert_eq!((posting.age_min, posting.age_max), ages, "{text}");
    }
    assert_eq!(codes(&[("schooling_min", "识字")]), [EnumUnknown]);
}

#[test]
fn a_column_that_the_file_lacks_leaves_what_is_known() {
    let told = reading().examine(&row(&[("age_min", "18-45"), ("hours_per_day", "8")]));
    let known = told.entry.expect("a post").posting;
    let shorter = with_columns(&[("pay", "5000"), ("age_min", "不限")]);
    let now = shorter.entry.expect("a post").over(&known);
    assert_eq!((now.age_min, now.hours_per_day), (None, Some(8)));
    assert_eq!(now.pay_min_fen, 500_000);
}
