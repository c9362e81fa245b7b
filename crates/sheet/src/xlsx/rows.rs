//! The rows of one worksheet.

use std::io::{Read, Seek};
use std::sync::Arc;

use domain::form::{Cell, Form};

use super::package::Unpacked;
use super::workbook::Workbook;
use super::xml::{Node, Xml, attribute};
use crate::cells::{Row, text_cell};
use crate::days::numeric_cell;
use crate::merges::{Merges, SPANS_MOST, Span};
use crate::source::{first_with_header, head_of};
use crate::{Limits, Unreadable};

/// Streams the rows of the worksheet that has the form's header.
pub(crate) struct XlsxRows<R> {
    xml: Xml<Unpacked<R>>,
    workbook: Arc<Workbook>,
    limits: Limits,
    packed_bytes: u64,
    /// The number of the row read last.
    row: u32,
    ended: bool,
    text: String,
}

/// What a cell's own tag says.
struct Tag {
    column: usize,
    kind: Kind,
    shows_day: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Shared,
    Text,
    Bool,
    Error,
    Day,
    Number,
}

impl<R: Read + Seek> XlsxRows<R> {
    /// Opens a workbook at the first sheet with the form's header; merged cells come along,
    /// for they stand at the end of the sheet and are needed from its beginning.
    pub(crate) fn open(
        mut reader: R,
        form: &Form,
        limits: &Limits,
    ) -> Result<(Self, Merges), Unreadable> {
        let workbook = Arc::new(Workbook::open(&mut reader, limits)?);
        let part = first_with_header(&workbook.sheets, form, |part| {
            let mut rows = XlsxRows::new(&mut reader, &workbook, part, limits)?;
            head_of(|row| rows.next_row(row))
        })?;
        let merges = merges(&mut reader, &workbook, part, limits)?;
        Ok((Self::new(reader, &workbook, part, limits)?, merges))
    }

    fn new(
        reader: R,
        workbook: &Arc<Workbook>,
        part: &str,
        limits: &Limits,
    ) -> Result<Self, Unreadable> {
        let xml = workbook.package.part(reader, part, limits.inflated_bytes)?;
        Ok(Self {
            xml: xml.ok_or(Unreadable::Broken)?,
            workbook: Arc::clone(workbook),
            limits: *limits,
            packed_bytes: workbook.package.packed_bytes(part),
            row: 0,
            ended: false,
            text: String::new(),
        })
    }

    /// Reads the next row; false after the last one.
    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        let mut column = 0;
        while !self.ended {
            let tag = match self.xml.next()? {
                Node::Open(start) => match start.local_name().as_ref() {
                    "row" => {
                        let number = attribute(&start, "r").map(|number| number.parse());
                        let number = number
                            .unwrap_or(Ok(self.row + 1))
                            .map_err(|_| Unreadable::Broken)?;
                        self.start_row(number, row)?;
                        column = 0;
                        continue;
                    }
                    "c" => Tag::of(&start, column, &self.workbook.day_styles)?,
                    _ => continue,
                },
                Node::Close(end) => match end.local_name().as_ref() {
                    "row" => return Ok(true),
                    "sheetData" => {
                        self.ended = true;
                        break;
                    }
                    _ => continue,
                },
                Node::End => return Err(Unreadable::Broken),
                Node::Text(_) | Node::Char(_) | Node::Other => continue,
            };
            column = tag.column + 1;
            let has_formula = self
                .xml
                .content("c", self.limits.cell_chars, &mut self.text)?;
            row.put(tag.column, self.cell(&tag, has_formula)?, &self.limits)?;
        }
        Ok(false)
    }

    /// How much of the sheet has been read, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        1.0 - self.xml.get_ref().packed_left() as f64 / self.packed_bytes.max(1) as f64
    }

    fn start_row(&mut self, number: u32, row: &mut Row) -> Result<(), Unreadable> {
        if number > self.limits.rows {
            return Err(Unreadable::TooManyRows {
                most: self.limits.rows,
            });
        }
        // Rows stand in order (ECMA-376 part 1, 18.3.1.73); everything here relies on it.
        if number <= self.row {
            return Err(Unreadable::Broken);
        }
        self.row = number;
        row.number = number;
        row.cells.clear();
        Ok(())
    }

    /// The cell that a tag and the text in it make.
    fn cell(&self, tag: &Tag, has_formula: bool) -> Result<Cell, Unreadable> {
        let text = self.text.as_str();
        Ok(match tag.kind {
            Kind::Text => text_cell(text),
            Kind::Error => Cell::Unreadable,
            _ if text.trim().is_empty() => {
                if has_formula {
                    Cell::Unreadable
                } else {
                    Cell::Empty
                }
            }
            Kind::Shared => {
                let shared = text
                    .trim()
                    .parse()
                    .ok()
                    .and_then(|index| self.workbook.strings.get(index));
                text_cell(shared.ok_or(Unreadable::Broken)?)
            }
            Kind::Bool => text_cell(if text.trim() == "0" { "FALSE" } else { "TRUE" }),
            Kind::Day => match text.get(..10).and_then(|day| day.parse().ok()) {
                Some(day) => Cell::Date(day),
                None => text_cell(text),
            },
            Kind::Number => match text.trim().parse::<f64>() {
                Err(_) => text_cell(text),
                Ok(number) => numeric_cell(number, tag.shows_day, self.workbook.from_1904),
            },
        })
    }
}

impl Tag {
    fn of(
        start: &quick_xml::events::BytesStart<'_>,
        next: usize,
        day_styles: &[bool],
    ) -> Result<Self, Unreadable> {
        let column = match attribute(start, "r") {
            Some(reference) => position(&reference).ok_or(Unreadable::Broken)?.0,
            None => next,
        };
        let kind = match attribute(start, "t").as_deref() {
            Some("s") => Kind::Shared,
            Some("str" | "inlineStr") => Kind::Text,
            Some("b") => Kind::Bool,
            Some("e") => Kind::Error,
            Some("d") => Kind::Day,
            _ => Kind::Number,
        };
        let style: Option<usize> = attribute(start, "s").and_then(|style| style.parse().ok());
        let shows_day = style
            .and_then(|style| day_styles.get(style))
            .copied()
            .unwrap_or(false);
        Ok(Self {
            column,
            kind,
            shows_day,
        })
    }
}

/// The merged cells of a worksheet that reach over several rows, the left column of each.
fn merges<R: Read + Seek>(
    reader: R,
    workbook: &Workbook,
    part: &str,
    limits: &Limits,
) -> Result<Merges, Unreadable> {
    let mut xml = workbook
        .package
        .part(reader, part, limits.inflated_bytes)?
        .ok_or(Unreadable::Broken)?;
    let mut spans = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(start) if start.local_name().as_ref() == "mergeCell" => {
                let region = attribute(&start, "ref").unwrap_or_default();
                let corners = region
                    .split_once(':')
                    .map(|(from, to)| (position(from), position(to)));
                if let Some((Some((column, first)), Some((_, last)))) = corners
                    && first < last
                    && column < limits.columns
                {
                    spans.push(Span {
                        column,
                        first,
                        last,
                    });
                }
                if spans.len() > SPANS_MOST {
                    return Err(Unreadable::TooLarge);
                }
            }
            Node::End => return Ok(Merges::new(spans)),
            _ => {}
        }
    }
}

/// Column (the first is 0) and row (the first is 1) of a reference such as `AB12`.
fn position(reference: &str) -> Option<(usize, u32)> {
    let digits = reference.find(|char: char| char.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    // XFD is the last column there is.
    if !(1..=3).contains(&letters.len()) || !letters.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return None;
    }
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    Some((column - 1, row.parse().ok().filter(|row| *row > 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_nonsense_is_not() {
        assert_eq!(position("A1"), Some((0, 1)));
        assert_eq!(position("AA87"), Some((26, 87)));
        assert_eq!(position("XFD1048576"), Some((16_383, 1_048_576)));
        for nonsense in [
            "",
            "A",
            "1",
            "A0",
            "ABCD1",
            "A-1",
            "中1",
            "A1B",
            "A99999999999",
        ] {
            assert_eq!(position(nonsense), None, "{nonsense}");
        }
    }
}
