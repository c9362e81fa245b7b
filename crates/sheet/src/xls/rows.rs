//! The rows of one worksheet of a binary workbook.

use std::io::{Read, Seek, SeekFrom};

use cfb::CompoundFile;
use domain::form::{Cell, Form};

use super::book::Book;
use super::record::{Record, Records, f64_at, kind, rk_number, text_at, u16_at, u32_at};
use crate::cells::{Row, text_cell};
use crate::days::numeric_cell;
use crate::merges::{Merges, SPANS_MOST, Span};
use crate::source::{first_with_header, head_of};
use crate::{Limits, Unreadable};

/// Gives the rows of the worksheet that has the form's header.
pub(crate) struct XlsRows {
    stream: Vec<u8>,
    book: Book,
    sheet: Cells,
    limits: Limits,
}

/// Where the cells of a worksheet are in the stream.
#[derive(Default)]
struct Cells {
    /// Row, counted from 0, and place of each cell's record, by rows.
    places: Vec<(u16, u32)>,
    next: usize,
    spans: Vec<Span>,
}

impl XlsRows {
    pub(crate) fn open<R: Read + Seek>(
        mut reader: R,
        form: &Form,
        limits: &Limits,
    ) -> Result<(Self, Merges), Unreadable> {
        if reader.seek(SeekFrom::End(0))? > limits.xls_bytes {
            return Err(Unreadable::TooLarge);
        }
        reader.rewind()?;
        let stream = workbook_stream(reader, limits)?;
        let book = Book::read(&stream)?;
        let mut rows = Self {
            stream,
            book,
            sheet: Cells::default(),
            limits: *limits,
        };
        let at = first_with_header(rows.book.sheets.clone(), form, |at| {
            rows.sheet = Cells::of(&rows.stream, *at)?;
            head_of(|row| rows.next_row(row))
        })?;
        rows.sheet = Cells::of(&rows.stream, at)?;
        let merges = Merges::new(std::mem::take(&mut rows.sheet.spans));
        Ok((rows, merges))
    }

    /// Reads the next row; false after the last one.
    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        let Some((number, _)) = self.sheet.places.get(self.sheet.next) else {
            return Ok(false);
        };
        let number = *number;
        row.number = u32::from(number) + 1;
        row.cells.clear();
        if row.number > self.limits.rows {
            return Err(Unreadable::TooManyRows {
                most: self.limits.rows,
            });
        }
        while let Some((_, at)) = self
            .sheet
            .places
            .get(self.sheet.next)
            .filter(|(row, _)| *row == number)
        {
            self.put(*at as usize, row)?;
            self.sheet.next += 1;
        }
        Ok(true)
    }

    /// How much of the sheet has been read, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        self.sheet.next as f64 / self.sheet.places.len().max(1) as f64
    }

    /// Puts the cell or cells of a record into their row.
    fn put(&self, at: usize, row: &mut Row) -> Result<(), Unreadable> {
        let mut records = Records::from(&self.stream, at);
        let Record { kind, data, .. } = records.next().ok_or(Unreadable::Broken)?;
        let column = usize::from(u16_at(data, 2).ok_or(Unreadable::Broken)?);
        if kind == kind::MUL_RK {
            // Style and number of each cell, then the last column once more.
            let cells = data.get(4..data.len() - 2).ok_or(Unreadable::Broken)?;
            for (place, cell) in cells.as_chunks::<6>().0.iter().enumerate() {
                let rk = u32_at(cell, 2).unwrap_or(0);
                row.put(
                    column + place,
                    self.number(rk_number(rk), u16_at(cell, 0)),
                    &self.limits,
                )?;
            }
            return Ok(());
        }
        let cell = match kind {
            kind::NUMBER => f64_at(data, 6).map(|number| self.number(number, u16_at(data, 4))),
            kind::RK => u32_at(data, 6).map(|rk| self.number(rk_number(rk), u16_at(data, 4))),
            kind::LABEL => text_at(data, 6).map(|text| text_cell(&text)),
            kind::LABEL_SST => u32_at(data, 6)
                .and_then(|index| self.book.strings.get(usize::try_from(index).ok()?))
                .map(text_cell),
            kind::BOOL_ERR => match (data.get(6), data.get(7)) {
                (Some(value), Some(0)) => Some(bool_cell(*value)),
                (Some(_), Some(_)) => Some(Cell::Unreadable),
                _ => None,
            },
            _ => self.formula_value(data, records),
        };
        row.put(column, cell.ok_or(Unreadable::Broken)?, &self.limits)
    }

    fn number(&self, number: f64, style: Option<u16>) -> Cell {
        let style = style.and_then(|style| self.book.day_styles.get(usize::from(style)));
        numeric_cell(number, style.copied().unwrap_or(false), self.book.from_1904)
    }

    /// The value that a formula had when the file was saved (MS-XLS 2.5.133).
    fn formula_value(&self, data: &[u8], mut following: Records) -> Option<Cell> {
        let value = data.get(6..14)?;
        if !value.ends_with(&[0xFF, 0xFF]) {
            return Some(self.number(f64_at(value, 0)?, u16_at(data, 4)));
        }
        Some(match value[0] {
            // The text comes in a record of its own, perhaps after that of a shared formula.
            0 => match following
                .by_ref()
                .take(2)
                .find(|next| next.kind == kind::STRING)
            {
                Some(string) => text_cell(&text_at(string.data, 0)?),
                None => Cell::Unreadable,
            },
            1 => bool_cell(value[2]),
            3 => Cell::Empty,
            _ => Cell::Unreadable,
        })
    }
}

impl Cells {
    /// Walks through a worksheet once, without looking into its cells.
    fn of(stream: &[u8], at: usize) -> Result<Self, Unreadable> {
        let mut cells = Self::default();
        // Charts inside the sheet bring records of their own.
        let mut depth = 0_u32;
        for Record { at, kind, data } in Records::from(stream, at) {
            match kind {
                kind::BOF => depth += 1,
                kind::EOF if depth <= 1 => {
                    // Excel writes rows in order, not every other program does.
                    cells.places.sort_unstable();
                    return Ok(cells);
                }
                kind::EOF => depth -= 1,
                kind::FORMULA
                | kind::NUMBER
                | kind::LABEL
                | kind::BOOL_ERR
                | kind::RK
                | kind::MUL_RK
                | kind::LABEL_SST
                    if depth == 1 =>
                {
                    // Row, column and style at least; no stream is longer than its numbers here.
                    let at = u32::try_from(at).ok().filter(|_| data.len() >= 6);
                    let place = u16_at(data, 0).zip(at).ok_or(Unreadable::Broken)?;
                    cells.places.push(place);
                }
                kind::MERGE_CELLS if depth == 1 => {
                    if cells.spans.len() > SPANS_MOST {
                        return Err(Unreadable::TooLarge);
                    }
                    cells.spans.extend(
                        data.get(2..)
                            .unwrap_or_default()
                            .as_chunks::<8>()
                            .0
                            .iter()
                            .copied()
                            .map(span),
                    );
                }
                _ => {}
            }
        }
        Err(Unreadable::Broken)
    }
}

/// The left column of a merged region: first and last row, first and last column, from 0.
fn span(region: [u8; 8]) -> Span {
    let [first_0, first_1, last_0, last_1, left_0, left_1, ..] = region;
    Span {
        column: usize::from(u16::from_le_bytes([left_0, left_1])),
        first: u32::from(u16::from_le_bytes([first_0, first_1])) + 1,
        last: u32::from(u16::from_le_bytes([last_0, last_1])) + 1,
    }
}

fn bool_cell(value: u8) -> Cell {
    text_cell(if value == 0 { "FALSE" } else { "TRUE" })
}

/// The stream of the workbook inside the compound file.
fn workbook_stream<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let mut file = CompoundFile::open(reader)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(Unreadable::Encrypted);
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.is_stream(name));
    let content = file.open_stream(name.ok_or(Unreadable::NotATable)?)?;
    let bytes = content.len().min(limits.xls_bytes);
    // The length is what the file says; a stream that is shorter is damaged anyhow.
    let mut stream = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
    content.take(limits.xls_bytes).read_to_end(&mut stream)?;
    Ok(stream)
}
