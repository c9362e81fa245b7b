//! Which kind of file it is, by content alone, and its rows whatever it is.

use std::io::{Read, Seek};

use crate::cells::Row;
use crate::delimited::Delimited;
use crate::merges::Merges;
use crate::xls::XlsRows;
use crate::xlsx::XlsxRows;
use crate::{Limits, Unreadable};
use domain::form::Form;

/// The physical rows of the sheet that holds the data, in order. Rows without any content
/// may be left out.
pub(crate) enum Source<R> {
    Delimited(Box<Delimited<R>>),
    Xlsx(Box<XlsxRows<R>>),
    Xls(Box<XlsRows>),
}

impl<R: Read + Seek> Source<R> {
    /// Opens a file, and in a workbook the first sheet that has the form's header.
    pub(crate) fn open(
        mut reader: R,
        form: &Form,
        limits: &Limits,
    ) -> Result<(Self, Merges), Unreadable> {
        let mut magic = Vec::new();
        reader.rewind()?;
        reader.by_ref().take(8).read_to_end(&mut magic)?;
        match magic.as_slice() {
            // An archive without any entry, or one in several volumes, is at least a zip.
            [b'P', b'K', 3 | 5 | 7, ..] => {
                let (rows, merges) = XlsxRows::open(reader, form, limits)?;
                Ok((Self::Xlsx(Box::new(rows)), merges))
            }
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                let (rows, merges) = XlsRows::open(reader, form, limits)?;
                Ok((Self::Xls(Box::new(rows)), merges))
            }
            _ => Ok((
                Self::Delimited(Box::new(Delimited::open(reader, limits)?)),
                Merges::default(),
            )),
        }
    }

    /// Reads the next row; false after the last one.
    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        match self {
            Self::Delimited(rows) => rows.next_row(row),
            Self::Xlsx(rows) => rows.next_row(row),
            Self::Xls(rows) => rows.next_row(row),
        }
    }

    /// How much has been read, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        match self {
            Self::Delimited(rows) => rows.progress(),
            Self::Xlsx(rows) => rows.progress(),
            Self::Xls(rows) => rows.progress(),
        }
    }
}

/// More sheets than any honest roster has; the rest is not looked at.
pub(crate) const SHEETS_MOST: usize = 64;

/// What the first rows of a sheet may say, for they are held all at once.
const HEAD_BYTES: usize = 4 << 20;

/// The first rows of a sheet, as many as may hold a header.
pub(crate) fn head_of(
    mut next_row: impl FnMut(&mut Row) -> Result<bool, Unreadable>,
) -> Result<Vec<Row>, Unreadable> {
    let mut head = Vec::new();
    let mut room = HEAD_BYTES;
    while head.len() < crate::header::HEAD_ROWS {
        let mut row = Row::default();
        if !next_row(&mut row)? {
            break;
        }
        room = room
            .checked_sub(row.text_bytes())
            .ok_or(Unreadable::TooLarge)?;
        head.push(row);
    }
    Ok(head)
}

/// The first sheet of a workbook in which the header is found.
///
/// # Errors
/// What the first sheet with a nearly good header lacks, else [`Unreadable::HeaderNotFound`].
pub(crate) fn first_with_header<S>(
    sheets: impl IntoIterator<Item = S>,
    form: &Form,
    mut head: impl FnMut(&S) -> Result<Vec<Row>, Unreadable>,
) -> Result<S, Unreadable> {
    let mut fault = Unreadable::HeaderNotFound;
    for sheet in sheets {
        match crate::header::find(&head(&sheet)?, form) {
            Ok(_) => return Ok(sheet),
            Err(nearly) if fault == Unreadable::HeaderNotFound => fault = nearly,
            Err(_) => {}
        }
    }
    Err(fault)
}
