//! What a filled-in sheet is, whatever file it came in.
//!
//! A [`Form`] names the columns that may stand in a sheet and all the headings
//! that people write above them. The reader of files finds the header, and hands
//! each data row on as a [`Record`] whose cells stand in the form's own order.

use chrono::NaiveDate;

/// A kind of sheet: its columns, in the order in which records carry them.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What the sheet is called, in `snake_case`.
    pub name: &'static str,
    /// The columns that are understood.
    pub columns: &'static [Column],
    /// Headings that are known and left unread, because the service needs no such thing
    /// of anybody; they are not reported as unknown. Compared like those of a column.
    pub unread: &'static [&'static str],
}

/// A column that a form understands.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The field that it fills, in `snake_case`; unique in its form.
    pub field: &'static str,
    /// Headings under which people write it, the customary one first. Compared after
    /// white space, a trailing `*` and the difference of full and half width are taken away.
    pub headings: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
}

/// One cell, as exactly as the file told it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or white space only, or a column that the file does not have.
    Empty,
    /// Text as it stood, untouched: who reads the cell takes off `="…"` and says so.
    Text(String),
    /// A number that the sheet held as a number.
    Number(f64),
    /// A day that the sheet held as a date.
    Date(NaiveDate),
    /// A formula whose value the file does not carry, or an error such as `#N/A`.
    Unreadable,
}

/// One data row.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Physical row in the file, the first being 1.
    pub row: u32,
    /// The serial number (序号) that the row itself carries, where it carries one.
    pub serial: Option<i64>,
    /// One cell a column of the form, in the form's order.
    pub cells: Vec<Cell>,
}

/// Which of a form's columns a file has, and what it calls them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The physical row of the (last) header line.
    pub row: u32,
    /// For each column of the form: the file's own heading without a trailing `*`.
    pub headings: Vec<Option<String>>,
    /// Headings that the form does not know, each with the known one that it resembles.
    pub unknown: Vec<(String, Option<&'static str>)>,
}

impl Form {
    /// The place of a field in each record.
    #[must_use]
    pub fn position(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }
}
