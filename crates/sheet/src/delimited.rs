//! Rows of CSV and its kin.

use std::io::{Read, Seek, SeekFrom};

use csv::{ReaderBuilder, StringRecord, Terminator};
use domain::form::Cell;

use crate::cells::{Row, is_blank, write_text};
use crate::transcoder::{END_MARK, Piece, Transcoder};
use crate::{Limits, Unreadable};

/// Bytes of the longest record: what is longer is an open quotation, or a text without line ends.
const RECORD_BYTES: usize = 1 << 20;

/// Streams the rows of a delimited text.
pub(crate) struct Delimited<R> {
    reader: csv::Reader<Transcoder<R>>,
    record: StringRecord,
    limits: Limits,
    total_bytes: u64,
    row: u32,
    ended: bool,
}

impl<R: Read + Seek> Delimited<R> {
    pub(crate) fn open(mut reader: R, limits: &Limits) -> Result<Self, Unreadable> {
        let total_bytes = reader.seek(SeekFrom::End(0))?;
        if total_bytes > limits.text_bytes {
            return Err(Unreadable::TooLarge);
        }
        reader.rewind()?;
        let record = Piece {
            bytes: RECORD_BYTES,
            // More of them are more rows than there may be.
            empty_lines: limits.rows as usize,
        };
        let (transcoder, head) = Transcoder::new(reader, record)?;
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter_of(&head))
            // With `\n` alone each line break is counted once, and `\r\n` lines without
            // anything else are rows, as they are for Excel.
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(64 << 10)
            .from_reader(transcoder);
        Ok(Self {
            reader,
            record: StringRecord::new(),
            limits: *limits,
            total_bytes,
            row: 0,
            ended: false,
        })
    }

    /// Reads the next row; false after the last one.
    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        if self.ended || !self.read_record()? {
            return Ok(false);
        }
        row.number = self.row;
        let kept = self.record.len().min(self.limits.columns);
        row.cells.resize(kept, Cell::Empty);
        for (column, text) in self.record.iter().enumerate() {
            // What `\r\n` leaves in the last cell of a line.
            let text = text.strip_suffix('\r').unwrap_or(text);
            if let Some(cell) = row.cells.get_mut(column) {
                write_text(cell, text);
                row.check_length(column, text, &self.limits)?;
            } else if !is_blank(text) {
                row.admit(column, &self.limits)?;
            }
        }
        Ok(true)
    }

    /// How much of the file has been read, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        self.reader.get_ref().read_bytes() as f64 / self.total_bytes.max(1) as f64
    }

    fn read_record(&mut self) -> Result<bool, Unreadable> {
        let unclosed = Unreadable::UnclosedQuote { row: self.row + 1 };
        let before = self.reader.position().line();
        self.reader.get_mut().refill();
        match self
            .reader
            .read_record(&mut self.record)
            .map_err(Unreadable::from)
        {
            Ok(true) => {}
            Ok(false) => return Err(Unreadable::Broken),
            Err(Unreadable::TooLarge) if self.lines_since(before) > self.limits.rows.into() => {
                return Err(Unreadable::TooManyRows {
                    most: self.limits.rows,
                });
            }
            Err(Unreadable::TooLarge) if self.reader.get_ref().has_quotes() => {
                return Err(unclosed);
            }
            Err(Unreadable::TooLarge) => return Err(Unreadable::RowTooLong { row: self.row + 1 }),
            Err(other) => return Err(other),
        }
        let all = self.record.as_slice();
        if all.ends_with(END_MARK) {
            self.ended = true;
            return if all == END_MARK {
                Ok(false)
            } else {
                Err(unclosed)
            };
        }
        // The parser passes over empty lines in silence, but they count as rows for whoever
        // looks at the sheet; line breaks inside a cell do not.
        let inside = all.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let rows = self.lines_since(before).saturating_sub(inside).max(1);
        self.row = u32::try_from(u64::from(self.row) + rows)
            .ok()
            .filter(|row| *row <= self.limits.rows)
            .ok_or(Unreadable::TooManyRows {
                most: self.limits.rows,
            })?;
        Ok(true)
    }

    /// Lines that were read behind this one.
    fn lines_since(&self, before: u64) -> u64 {
        self.reader.position().line() - before
    }
}

/// The delimiter that stands most often in some one of the first lines, outside of quotations.
fn delimiter_of(head: &str) -> u8 {
    let mut best = (0, b',');
    for line in head.lines().take(20) {
        let mut counts = [(0, b','), (0, b'\t'), (0, b';')];
        let mut quoted = false;
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            for (count, delimiter) in &mut counts {
                *count += usize::from(!quoted && byte == *delimiter);
            }
        }
        for counted in counts {
            if counted.0 > best.0 {
                best = counted;
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn rows(text: &str) -> Result<Vec<(u32, Vec<String>)>, Unreadable> {
        let mut rows = Vec::new();
        let mut delimited = Delimited::open(Cursor::new(text), &Limits::default())?;
        let mut row = Row::default();
        while delimited.next_row(&mut row)? {
            let texts = row.cells.iter().map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                _ => String::new(),
            });
            rows.push((row.number, texts.collect()));
        }
        assert!(!delimited.next_row(&mut row)?, "the end stays the end");
        Ok(rows)
    }

    fn read(text: &str) -> Vec<(u32, Vec<String>)> {
        rows(text).unwrap()
    }

    fn row(number: u32, texts: &[&str]) -> (u32, Vec<String>) {
        (
            number,
            texts.iter().map(|text| (*text).to_owned()).collect(),
        )
    }

    #[test]
    fn commas_tabs_and_semicolons_are_recognised() {
        for text in ["a,b\nc,d;e", "a\tb\nc\td;e", "\"x,y,z\";b;c\na;b;c"] {
            assert!(
                read(text).iter().all(|(_, cells)| cells.len() >= 2),
                "{text}"
            );
        }
    }

    #[test]
    fn row_numbers_are_those_that_excel_shows() {
        for newline in ["\n", "\r\n"] {
            let text = ["a,b", "", "\"c", "c\",d", "", "", "e,f", ""].join(newline);
            let inner = ["c", "c"].join(newline);
            let filled: Vec<_> = read(&text)
                .into_iter()
                .filter(|(_, cells)| cells.len() > 1)
                .collect();
            assert_eq!(
                filled,
                [
                    row(1, &["a", "b"]),
                    row(3, &[&inner, "d"]),
                    row(6, &["e", "f"])
                ]
            );
        }
    }

    #[test]
    fn quotations_are_undone_and_wrapped_cells_stay_as_they_stand() {
        let text = "=\"0123\",\"=\"\"0456\"\"\",\"a\"\"b\",=\"\",  \r\n";
        assert_eq!(
            read(text),
            [row(1, &["=\"0123\"", "=\"0456\"", "a\"b", "", ""])]
        );
    }

    #[test]
    fn ragged_rows_are_rows() {
        assert_eq!(
            read("a,b,c\nd\ne,f,g,h"),
            [
                row(1, &["a", "b", "c"]),
                row(2, &["d"]),
                row(3, &["e", "f", "g", "h"])
            ]
        );
    }

    #[test]
    fn an_open_quotation_is_reported_where_it_begins() {
        assert_eq!(
            rows("a,b\nc,\"d\ne,f\ng,h\n"),
            Err(Unreadable::UnclosedQuote { row: 2 })
        );
        let endless = format!("a,b\nc,\"{}", "d,\n".repeat(5_000_000));
        assert_eq!(rows(&endless), Err(Unreadable::UnclosedQuote { row: 2 }));
    }

    #[test]
    fn empty_lines_are_rows_however_many_stand_in_a_row() {
        for cell in ["a", "\"a\""] {
            let text = format!("{cell},b\n{}c,d\n", "\n".repeat(1_500_000));
            assert_eq!(
                read(&text),
                [row(1, &["a", "b"]), row(1_500_002, &["c", "d"])]
            );
            let endless = format!("{cell},b\n{}", "\n".repeat(8 << 20));
            let most = Limits::default().rows;
            assert_eq!(rows(&endless), Err(Unreadable::TooManyRows { most }));
        }
    }

    #[test]
    fn limits_on_rows_columns_and_cells_hold() {
        let limits = Limits {
            rows: 2,
            columns: 3,
            cell_chars: 4,
            ..Limits::default()
        };
        let fault = |text: &str| {
            let mut delimited = Delimited::open(Cursor::new(text), &limits).unwrap();
            let mut row = Row::default();
            loop {
                match delimited.next_row(&mut row) {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => return Some(error.code()),
                }
            }
        };
        assert_eq!(fault("a,b,c,,,\nd,e,四个汉字"), None);
        assert_eq!(fault("a\nb\nc"), Some("TOO_MANY_ROWS"));
        assert_eq!(fault("a,b,c,d"), Some("TOO_MANY_COLUMNS"));
        assert_eq!(fault("a,五个汉字呢"), Some("CELL_TOO_LONG"));
    }
}
