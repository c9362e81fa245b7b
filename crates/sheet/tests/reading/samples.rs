use chrono::NaiveDate;
use domain::form::Cell;

use crate::forms::{cell, open, people, read, text};

const CSV: &[u8] = include_bytes!("../../../../tests/data/roster_sample.csv");
const XLSX: &[u8] = include_bytes!("../../../../tests/data/roster_sample.xlsx");

#[test]
fn the_gbk_sample_gives_two_hundred_people() {
    let sheet = open(CSV).unwrap();
    assert_eq!(sheet.header().row, 1);
    assert_eq!(sheet.header().headings[1].as_deref(), Some("证件号码"));
    let records: Vec<_> = sheet.map(Result::unwrap).collect();
    assert_eq!(records.len(), 200);
    for (row, record) in (2..).zip(&records) {
        assert_eq!((record.row, record.serial), (row, Some(i64::from(row) - 1)));
    }
    assert_eq!(cell(&records[0], "name"), &text("贾斌"));
    assert_eq!(cell(&records[0], "citizen_id"), &text("522634200008019977"));
    assert_eq!(cell(&records[4], "wage"), &Cell::Empty);
}

#[test]
fn the_xlsx_sample_gives_eighty_people_and_leaves_out_blank_total_and_footer() {
    let mut sheet = open(XLSX).unwrap();
    assert_eq!(sheet.header().row, 4);
    assert!(
        !sheet
            .header()
            .unknown
            .iter()
            .any(|(heading, _)| heading == "序号")
    );
    let records: Vec<_> = sheet.by_ref().map(Result::unwrap).collect();
    let rows: Vec<u32> = records.iter().map(|record| record.row).collect();
    assert_eq!(rows, (5..=85).filter(|row| *row != 45).collect::<Vec<_>>());
    assert_eq!(sheet.skipped(), [86, 87]);
    assert!(
        (sheet.progress() - 1.0).abs() < 0.05,
        "{}",
        sheet.progress()
    );
}

#[test]
fn cells_of_the_xlsx_sample_keep_what_the_sheet_knew_of_them() {
    let records = read(XLSX).unwrap();
    let first = &records[0];
    assert_eq!(people(&records[..1]), [(5, text("严涛"))]);
    assert_eq!(cell(first, "citizen_id"), &text("522427198304279971"));
    assert_eq!(
        cell(first, "age"),
        &Cell::Unreadable,
        "a formula that was never reckoned"
    );
    assert_eq!(
        cell(first, "start"),
        &Cell::Date(NaiveDate::from_ymd_opt(2019, 8, 2).unwrap())
    );
    assert_eq!(cell(first, "wage"), &Cell::Number(5600.0));
    let household: Vec<_> = records[5..8]
        .iter()
        .map(|record| (record.row, cell(record, "head")))
        .collect();
    assert_eq!(
        household.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [10, 11, 12]
    );
    assert!(
        household
            .iter()
            .all(|(_, head)| *head == household[0].1 && **head != Cell::Empty)
    );
    let destroyed = records
        .iter()
        .filter(|record| matches!(cell(record, "citizen_id"), Cell::Number(_)));
    assert_eq!(
        destroyed.count(),
        1,
        "an ID that Excel made a number stays visible as one"
    );
}
