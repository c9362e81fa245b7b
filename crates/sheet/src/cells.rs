//! A physical row on its way from the file, and how text becomes a cell.

use domain::form::Cell;

use crate::{Limits, Unreadable};

/// A physical row: its number, the first being 1, and its cells in the file's own order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Empty)
    }

    /// Bytes of text in all its cells.
    pub(crate) fn text_bytes(&self) -> usize {
        let texts = self.cells.iter().map(|cell| match cell {
            Cell::Text(text) => text.len(),
            _ => 0,
        });
        texts.sum()
    }

    /// Puts a cell in its column; an empty one leaves no trace.
    ///
    /// # Errors
    /// [`Unreadable::TooManyColumns`], [`Unreadable::CellTooLong`].
    pub(crate) fn put(
        &mut self,
        column: usize,
        cell: Cell,
        limits: &Limits,
    ) -> Result<(), Unreadable> {
        if cell == Cell::Empty {
            return Ok(());
        }
        self.admit(column, limits)?;
        if let Cell::Text(text) = &cell {
            self.check_length(column, text, limits)?;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = cell;
        Ok(())
    }

    /// Whether anything may stand in a column.
    pub(crate) fn admit(&self, column: usize, limits: &Limits) -> Result<(), Unreadable> {
        if column < limits.columns {
            return Ok(());
        }
        Err(Unreadable::TooManyColumns {
            row: self.number,
            most: limits.columns,
        })
    }

    /// Whether a text may stand in a cell of this row.
    pub(crate) fn check_length(
        &self,
        column: usize,
        text: &str,
        limits: &Limits,
    ) -> Result<(), Unreadable> {
        // There are never more characters than bytes: most cells need no counting.
        if text.len() <= limits.cell_chars || text.chars().count() <= limits.cell_chars {
            return Ok(());
        }
        Err(Unreadable::CellTooLong {
            row: self.number,
            column: column + 1,
            most: limits.cell_chars,
        })
    }
}

/// A text without the `="…"` by which tools keep Excel from making numbers of citizen IDs.
pub(crate) fn unwrapped(text: &str) -> &str {
    let inner = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// Whether a text is nothing but white space, wrapped or not.
pub(crate) fn is_blank(text: &str) -> bool {
    unwrapped(text).trim().is_empty()
}

/// The cell for a text: white space alone is [`Cell::Empty`].
pub(crate) fn text_cell(text: &str) -> Cell {
    if is_blank(text) {
        Cell::Empty
    } else {
        Cell::Text(text.to_owned())
    }
}

/// Like [`text_cell`], but keeps the buffer of the text that stood there before.
pub(crate) fn write_text(cell: &mut Cell, text: &str) {
    match cell {
        Cell::Text(old) if !is_blank(text) => {
            old.clear();
            old.push_str(text);
        }
        _ => *cell = text_cell(text),
    }
}
