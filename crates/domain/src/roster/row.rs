//! One data row while it is read: its cells by name, and what was said about them.

use super::cell::Plain;
use super::form::Place;
use super::spelling::{Spelled, spelled};
use crate::form::{Cell, Header};
use crate::issue::{Issue, IssueCode, Severity};
use std::borrow::Cow;

/// Which columns the file has: a column that is missing is not a cell left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Present(u64);

impl Present {
    pub(crate) fn of(header: &Header) -> Self {
        let bits = header.headings.iter().enumerate().take(64);
        Self(bits.fold(0, |bits, (at, heading)| {
            bits | u64::from(heading.is_some()) << at
        }))
    }

    /// Whether the file has the column.
    pub(crate) fn has(self, column: impl Place) -> bool {
        self.0 >> column.index() & 1 == 1
    }
}

/// A row and its faults.
pub(crate) struct Row<'a, C> {
    cells: &'a [Cell],
    present: Present,
    above: Vec<(C, String)>,
    faults: Vec<(C, IssueCode)>,
}

impl<'a, C: Place> Row<'a, C> {
    pub(crate) fn new(cells: &'a [Cell], present: Present) -> Self {
        Self {
            cells,
            present,
            above: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Whether the file has the column.
    pub(crate) fn has(&self, column: C) -> bool {
        self.present.has(column)
    }

    pub(crate) fn cell(&self, column: C) -> &'a Cell {
        self.cells.get(column.index()).unwrap_or(&Cell::Empty)
    }

    /// What the cell says; what the cell above said, where it says 同上.
    pub(crate) fn text(&self, column: C) -> Plain<'a> {
        match self.above.iter().find(|(of, _)| *of == column) {
            None => Plain::of(self.cell(column)),
            Some((_, above)) => Plain {
                text: Cow::Owned(Plain::of_text(above).text.into_owned()),
                changed: true,
            },
        }
    }

    /// The first column and its text, or the second where that one alone exists or speaks.
    pub(crate) fn either(&self, first: C, second: C) -> (C, Plain<'a>) {
        let text = self.text(first);
        if !text.is_empty() || !self.has(second) {
            return (first, text);
        }
        let other = self.text(second);
        if other.is_empty() && self.has(first) {
            (first, text)
        } else {
            (second, other)
        }
    }

    /// The word of a closed list that the cell says; what else it says is reported as `unknown`.
    pub(crate) fn word<T: Spelled>(&mut self, column: C, unknown: IssueCode) -> Option<T> {
        let text = self.text(column);
        let word = spelled(&text.text);
        if word.is_none() && !text.is_empty() {
            self.say(column, unknown);
        }
        word
    }

    /// Lets a cell that says 同上 say what the cell above it said.
    pub(crate) fn repeat(&mut self, column: C, above: String) {
        self.say(column, IssueCode::ValueDitto);
        self.above.push((column, above));
    }

    pub(crate) fn say(&mut self, column: C, code: IssueCode) {
        self.faults.push((column, code));
    }

    /// Says so of formulas that the file carries no value for, and of errors such as `#N/A`;
    /// not of columns that have been called empty already.
    pub(crate) fn unreadable(&mut self) {
        for column in C::ALL.iter().copied() {
            let spoken_of = || self.faults.iter().any(|(of, _)| *of == column);
            if *self.cell(column) == Cell::Unreadable && !spoken_of() {
                self.say(column, IssueCode::ValueNotKept);
            }
        }
    }

    /// Whether nothing was said that rejects the row.
    pub(crate) fn is_sound(&self) -> bool {
        let mut codes = self.faults.iter().map(|(_, code)| code.severity());
        codes.all(|severity| severity != Severity::Error)
    }

    /// Everything that was said, by column, within a column as it was found.
    pub(crate) fn issues(mut self) -> Vec<Issue> {
        self.faults.sort_by_key(|(column, _)| *column);
        let issue = |(column, code): (C, IssueCode)| Issue {
            field: column.field(),
            code,
        };
        self.faults.into_iter().map(issue).collect()
    }
}
