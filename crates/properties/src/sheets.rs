//! An uploaded file, of whatever form, from its first byte to what its rows say.

use crate::rows::Rows;
use domain::{
    follow_up::sheet::FOLLOW_UPS,
    form::{Cell, Column, Form, Record},
    pairing_sheet::PAIRINGS,
    roster::form::{CLOSINGS, ROSTER},
    vacancy::sheet::VACANCIES,
};
use sheet::{Limits, Sheet};
use std::io::Cursor;

const FORMS: [Form; 5] = [ROSTER, VACANCIES, CLOSINGS, FOLLOW_UPS, PAIRINGS];

/// Small enough that a few kilobytes reach them.
const LIMITS: Limits = Limits {
    text_bytes: 64 << 10,
    xlsx_bytes: 64 << 10,
    xls_bytes: 64 << 10,
    inflated_bytes: 256 << 10,
    swelling: 100,
    rows: 200,
    columns: 64,
    cell_chars: 200,
};

/// What was read of a file.
#[derive(Debug, PartialEq)]
struct Read {
    records: Vec<Record>,
    /// The code of what ended it early.
    refused: Option<&'static str>,
}

/// A file is read to the same end each time, its rows are well formed, what they say is sound, and written out as a table and
/// read again they are the same.
pub fn holds(file: &[u8]) {
    for form in &FORMS {
        let read = read(file, form);
        if let Some(read) = &read {
            assert_eq!(self::read(file, form).as_ref(), Some(read), "read twice");
            well_formed(&read.records, form);
            assert_eq!(again(&read.records, form), texts(&read.records), "again");
            // A file is of one form.
            break;
        }
    }
}

/// Reads a file of a form; nothing where it has no header of it.
fn read(file: &[u8], form: &Form) -> Option<Read> {
    let mut sheet = Sheet::open(Cursor::new(file), form, &LIMITS).ok()?;
    let header = sheet.header().clone();
    assert_eq!(header.headings.len(), form.columns.len());
    for (column, heading) in form.columns.iter().zip(&header.headings) {
        assert!(heading.is_some() || !column.required, "{}", column.field);
    }
    let mut rows = Rows::of(form, &header);
    let mut read = Read {
        records: Vec::new(),
        refused: None,
    };
    loop {
        match sheet.next() {
            Some(Ok(record)) => {
                rows.examine(&record);
                read.records.push(record);
            }
            Some(Err(cause)) => read.refused = Some(cause.code()),
            None => break,
        }
        assert!((0.0..=1.0).contains(&sheet.progress()));
    }
    rows.finish();
    assert!(sheet.next().is_none(), "what has ended has ended");
    assert!(header.row < read.records.first().map_or(u32::MAX, |first| first.row));
    Some(read)
}

fn well_formed(records: &[Record], form: &Form) {
    assert!(
        records.is_sorted_by(|one, next| one.row < next.row),
        "rows rise"
    );
    for record in records {
        assert!(record.row <= LIMITS.rows);
        assert_eq!(record.cells.len(), form.columns.len());
        for cell in &record.cells {
            match cell {
                Cell::Text(text) => {
                    assert!(!text.trim().is_empty(), "blank is empty");
                    assert!(!text.chars().any(deceives), "nothing deceives");
                    assert!(text.chars().count() <= LIMITS.cell_chars);
                }
                Cell::Number(number) => assert!(number.is_finite()),
                Cell::Empty | Cell::Date(_) | Cell::Unreadable => {}
            }
        }
    }
}

fn deceives(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The cells that are texts, others empty.
fn texts(records: &[Record]) -> Vec<Vec<Option<String>>> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => Some(text.clone()),
        _ => None,
    };
    let row = |record: &Record| record.cells.iter().map(text).collect();
    records.iter().map(row).collect()
}

/// The same, written as CSV under the customary headings, and read again.
fn again(records: &[Record], form: &Form) -> Vec<Vec<Option<String>>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let customary = |column: &Column| column.headings.first().copied().unwrap_or_default();
    let headings = form.columns.iter().map(customary);
    let headings = std::iter::once("序号").chain(headings);
    out.write_record(headings).expect("memory");
    for (number, row) in (1..).zip(texts(records)) {
        let cells = row.into_iter().map(|text| text.map(kept_from_formulas));
        let cells = cells.map(Option::unwrap_or_default);
        let cells = std::iter::once(format!("{number}")).chain(cells);
        out.write_record(cells).expect("memory");
    }
    let file = out.into_inner().expect("memory");
    let file = [b"\xef\xbb\xbf", &file[..]].concat();
    let limits = Limits {
        text_bytes: 8 << 20,
        rows: 1 << 20,
        ..LIMITS
    };
    let sheet = Sheet::open(Cursor::new(file), form, &limits).expect("a table of ours");
    let records: Vec<Record> = sheet.map(|row| row.expect("a row of ours")).collect();
    texts(&records)
}

/// With the mark before it that is taken off when it is read.
fn kept_from_formulas(text: String) -> String {
    let unmarked = text.trim_start_matches('\'');
    let marked = unmarked.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if marked && unmarked.len() < text.len() {
        format!("'{text}")
    } else {
        text
    }
}
