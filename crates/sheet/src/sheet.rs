//! A sheet being read: header first, then its data rows one by one.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::iter::FusedIterator;

use domain::form::{Cell, Form, Header, Record};
use unicode_normalization::UnicodeNormalization;

use crate::cells::{Row, unwrapped};
use crate::header::{self, Found};
use crate::merges::Merges;
use crate::source::{Source, head_of};
use crate::tame::tame;
use crate::{Limits, Unreadable};

/// How many skipped rows are remembered by number.
const SKIPPED_MOST: usize = 1000;

/// An uploaded table, streaming its data rows as records of a form.
///
/// Where the file has a 序号 column, a data row is one with a whole number there; otherwise
/// each row that is neither blank nor a total nor a line of signatures or notes. Cells merged
/// over several rows hold for each of them.
///
/// Iteration ends after the first error. Memory does not grow with the number of rows, except
/// for XLS, which is loaded whole, and for the shared strings and merged regions of XLSX.
pub struct Sheet<R> {
    source: Source<R>,
    /// Rows that were read while the header was looked for.
    waiting: VecDeque<Row>,
    merges: Merges,
    found: Found,
    row: Row,
    /// Bytes that its cells may still say.
    room: u64,
    skipped: Vec<u32>,
    failed: bool,
}

impl<R: Read + Seek> Sheet<R> {
    /// Finds out what a file is, finds the form's header in it, and stops before the first data row.
    ///
    /// # Errors
    /// Any [`Unreadable`].
    pub fn open(mut reader: R, form: &Form, limits: &Limits) -> Result<Self, Unreadable> {
        let length = reader.seek(SeekFrom::End(0))?;
        let (mut source, merges) = Source::open(reader, form, limits)?;
        let mut waiting = VecDeque::from(head_of(|row| source.next_row(row))?);
        let found = header::find(waiting.make_contiguous(), form)?;
        waiting.retain(|row| row.number > found.header.row);
        Ok(Self {
            source,
            waiting,
            merges,
            found,
            row: Row::default(),
            room: limits.room(length).min(limits.text_bytes.saturating_mul(2)),
            skipped: Vec::new(),
            failed: false,
        })
    }

    /// The header that was found.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.found.header
    }

    /// How much of the file has been read, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.source.progress().clamp(0.0, 1.0)
    }

    /// The physical rows below the header passed so far that hold something, but are no data:
    /// totals, notes, signatures, and people without a serial number where the others have one.
    /// At most the first thousand.
    #[must_use]
    pub fn skipped(&self) -> &[u32] {
        &self.skipped
    }

    /// Reads the next data row into a record, whose buffers are used again; false after the last.
    ///
    /// # Errors
    /// Any [`Unreadable`] that only shows further down: a limit, a change of encoding, damage.
    pub fn read_into(&mut self, record: &mut Record) -> Result<bool, Unreadable> {
        if self.failed {
            return Ok(false);
        }
        let read = self.advance(record);
        self.failed = read.is_err();
        read
    }

    fn advance(&mut self, record: &mut Record) -> Result<bool, Unreadable> {
        loop {
            if let Some(row) = self.waiting.pop_front() {
                self.row = row;
            } else if !self.source.next_row(&mut self.row)? {
                return Ok(false);
            }
            if self.row.is_blank() {
                continue;
            }
            self.merges.fill(&mut self.row);
            let said = self.row.text_bytes() as u64;
            self.room = self.room.checked_sub(said).ok_or(Unreadable::TooLarge)?;
            let serial = self
                .found
                .serial
                .and_then(|place| self.row.cells.get(place))
                .and_then(whole_number);
            let is_data = if self.found.serial.is_some() {
                serial.is_some()
            } else {
                !is_remark(&self.row)
            };
            if is_data {
                self.hand_over(serial, record);
                return Ok(true);
            }
            if self.skipped.len() < SKIPPED_MOST {
                self.skipped.push(self.row.number);
            }
        }
    }

    /// Moves the row's cells into the record, and the record's old ones into the row.
    fn hand_over(&mut self, serial: Option<i64>, record: &mut Record) {
        record.row = self.row.number;
        record.serial = serial;
        record.cells.resize(self.found.places.len(), Cell::Empty);
        for (cell, place) in record.cells.iter_mut().zip(&self.found.places) {
            match place.and_then(|place| self.row.cells.get_mut(place)) {
                Some(own) => {
                    std::mem::swap(cell, own);
                    tame(cell);
                }
                None => *cell = Cell::Empty,
            }
        }
    }
}

impl<R: Read + Seek> Iterator for Sheet<R> {
    type Item = Result<Record, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = Record {
            row: 0,
            serial: None,
            cells: Vec::new(),
        };
        match self.read_into(&mut record) {
            Ok(true) => Some(Ok(record)),
            Ok(false) => None,
            Err(fault) => Some(Err(fault)),
        }
    }
}

impl<R: Read + Seek> FusedIterator for Sheet<R> {}

/// The whole number in a cell, be it a number or digits in text of either width.
fn whole_number(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is whole and far below 2^63"
            )]
            let whole = *number as i64;
            Some(whole)
        }
        Cell::Text(text) => match unwrapped(text).trim().parse() {
            Ok(whole) => Some(whole),
            Err(_) if text.is_ascii() || text.chars().nth(20).is_some() => None,
            Err(_) => text.nfkc().collect::<String>().trim().parse().ok(),
        },
        _ => None,
    }
}

/// Whether a row is a total, or a note or line of signatures rather than a person:
/// its first cell says so, and a note has the colon that no name has.
fn is_remark(row: &Row) -> bool {
    const TOTALS: [&str; 4] = ["合计", "总计", "小计", "共计"];
    const REMARKS: [&str; 13] = [
        "填表",
        "填报",
        "审核",
        "制表",
        "负责人",
        "单位",
        "联系",
        "备注",
        "注",
        "说明",
        "经办",
        "日期",
        "签字",
    ];
    let Some(Cell::Text(first)) = row.cells.iter().find(|cell| **cell != Cell::Empty) else {
        return false;
    };
    let first: String = first
        .chars()
        .filter(|char| !char.is_whitespace())
        .take(40)
        .collect();
    TOTALS.iter().any(|word| first.starts_with(word))
        || (first.contains([':', '：']) && REMARKS.iter().any(|word| first.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::text_cell;

    #[test]
    fn serials_are_whole_numbers_in_any_dress() {
        for (cell, serial) in [
            (Cell::Number(7.0), Some(7)),
            (Cell::Number(7.5), None),
            (Cell::Number(f64::NAN), None),
            (Cell::Number(1e300), None),
            (text_cell(" 12 "), Some(12)),
            (text_cell("１２"), Some(12)),
            (text_cell("=\"12\""), Some(12)),
            (text_cell("合计"), None),
            (Cell::Empty, None),
        ] {
            assert_eq!(whole_number(&cell), serial, "{cell:?}");
        }
    }

    #[test]
    fn totals_and_signatures_are_remarks_and_people_are_not() {
        let row = |texts: &[&str]| Row {
            number: 9,
            cells: texts.iter().map(|text| text_cell(text)).collect(),
        };
        assert!(is_remark(&row(&["", "合 计", "80人"])));
        assert!(is_remark(&row(&["填表人：示例    审核人：示例"])));
        assert!(is_remark(&row(&["备注: 以上人员均已核实"])));
        assert!(!is_remark(&row(&["单位宏", "男"])));
        assert!(!is_remark(&row(&["", "张三"])));
    }
}
