//! XLS, written record by record (MS-XLS), since nothing here writes it otherwise.

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use domain::form::Cell;

use crate::forms::{cell, fault, people, read, text};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A text with its length and width.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [
        words(&[u16::try_from(units.len()).unwrap()]),
        vec![1],
        words(&units),
    ]
    .concat()
}

fn bof(version: u16) -> Vec<u8> {
    record(0x0809, &words(&[version, 5, 0, 0, 0, 0, 0, 0]))
}

fn shared(row: u16, column: u16, string: u16) -> Vec<u8> {
    record(0x00FD, &words(&[row, column, 0, string, 0]))
}

fn number(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
    record(
        0x0203,
        &[words(&[row, column, style]), number.to_le_bytes().to_vec()].concat(),
    )
}

/// The stream of a workbook with one worksheet.
fn stream(extra: &[u8], strings: &[&str], cells: &[Vec<u8>]) -> Vec<u8> {
    let end = record(0x000A, &[]);
    let mut sst = vec![0; 8];
    sst.extend(strings.iter().flat_map(|string| wide(string)));
    let styles = [
        record(0x00E0, &words(&[0, 0])),
        record(0x00E0, &words(&[0, 14])),
    ]
    .concat();
    let before = [bof(0x0600), extra.to_vec(), styles, record(0x00FC, &sst)].concat();
    let sheet_at = u32::try_from(before.len() + 4 + 6 + 3 + end.len()).unwrap();
    let bound = record(
        0x0085,
        &[&sheet_at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat(),
    );
    [before, bound, end.clone(), bof(0x0600), cells.concat(), end].concat()
}

fn workbook(stream: &[u8], name: &str) -> Vec<u8> {
    let empty = Cursor::new(Vec::new());
    // Excel writes version 3, whose sectors are small.
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, empty).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

const STRINGS: [&str; 7] = [
    "姓名",
    "身份证号",
    "乡镇",
    "就业起始日期",
    "张三",
    "李四",
    "红旗镇",
];

fn header() -> Vec<Vec<u8>> {
    (0..4).map(|column| shared(0, column, column)).collect()
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let mut cells = header();
    cells.extend([
        shared(2, 0, 5), // rows out of order
        shared(1, 0, 4),
        number(1, 1, 0, 5.224_271_983_042_8e17),
        shared(1, 2, 6),
        number(1, 3, 1, 43_679.0),
        record(
            0x0006,
            &[words(&[2, 1, 0, 0, 0, 0, 0xFFFF, 0, 0, 0, 0])].concat(),
        ),
        record(0x0207, &wide("522427198304279971")),
        record(0x00E5, &words(&[1, 1, 2, 2, 2])),
    ]);
    let records = read(workbook(&stream(&[], &STRINGS, &cells), "/Workbook")).unwrap();
    assert_eq!(people(&records), [(2, text("张三")), (3, text("李四"))]);
    assert!(matches!(cell(&records[0], "citizen_id"), Cell::Number(_)));
    assert_eq!(
        cell(&records[0], "start"),
        &Cell::Date(NaiveDate::from_ymd_opt(2019, 8, 2).unwrap())
    );
    assert_eq!(cell(&records[1], "citizen_id"), &text("522427198304279971"));
    assert_eq!(
        cell(&records[1], "town"),
        &text("红旗镇"),
        "merged over both"
    );
}

#[test]
fn protected_foreign_and_cut_off_compound_files_are_told_apart() {
    let protected = stream(&record(0x002F, &words(&[1])), &STRINGS, &header());
    assert_eq!(fault(workbook(&protected, "/Workbook")), "ENCRYPTED");
    assert_eq!(fault(workbook(b"x", "/EncryptedPackage")), "ENCRYPTED");
    assert_eq!(fault(workbook(b"x", "/WordDocument")), "NOT_A_TABLE");
    assert_eq!(fault(workbook(&bof(0x0500), "/Book")), "NOT_A_TABLE");
    let whole = stream(&[], &STRINGS, &header());
    for end in [30, 120, whole.len() - 3] {
        assert_eq!(
            fault(workbook(&whole[..end], "/Workbook")),
            "BROKEN",
            "cut at {end}"
        );
    }
}

#[test]
fn no_flipped_byte_makes_an_old_workbook_panic() {
    let file = workbook(&stream(&[], &STRINGS, &header()), "/Workbook");
    for at in 0..file.len() {
        for flipped in [0x00, 0xFF] {
            let mut bytes = file.clone();
            bytes[at] = flipped;
            let _ = read(bytes);
        }
    }
}
