//! Which spells are in a CSV file, group by group, and what is wrong with it.
//!
//! ```text
//! entry,exit,event,group
//! ,194,1,威宁
//! 30,365,0,威宁
//! ```
//!
//! The first line names the columns, in any order: `entry`, `exit`, `event` and, where groups shall be told apart,
//! `group`. Times are days and may have decimals; no entry is entry at 0. `event` is 0 for a spell that still goes on,
//! otherwise the number of the cause that ended it. Text is UTF-8, with or without its mark, or GB 18030.
//!
//! A file is taken whole or not at all, and all its faults are told at once, up to [`MOST_TOLD`] of them. A file without
//! rows has no groups. The file is read once, in order; what memory holds is up to whoever gathers: a [`Tally`] counts, a list
//! takes 24 bytes a spell. Plain lines, without quotes or blanks, are read by their digits; the others, with what follows them
//! in the same piece, by the rules of CSV.
//!
//! [`Tally`]: crate::risk::Tally

use crate::spell::{BadSpell, Cause, Spell};
use columns::{Columns, Row};
use encoding_rs::GB18030;
pub use fault::{Bad, Fault, Unread};
use pieces::Pieces;
use std::{collections::HashMap, io::Read, ops::ControlFlow};

mod columns;
mod fault;
mod pieces;

/// How many faults are told one by one.
pub const MOST_TOLD: usize = 100;

/// How many causes are told apart at most: each has a curve of its own in every group.
pub const MOST_CAUSES: usize = 100;

/// The spells of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group<S> {
    /// What the file calls it; none where the file has no such column.
    pub name: Option<String>,
    /// At least one; they came in the order of the file.
    pub spells: S,
}

/// Reads a file; groups come in the order of their names.
///
/// # Errors
/// Every fault with its line.
pub fn read<S: Default + Extend<Spell>>(input: impl Read) -> Result<Vec<Group<S>>, Unread> {
    let mut pieces = Pieces::of(input);
    let mut reading = Reading::default();
    while let Some(piece) = pieces.next()? {
        if memchr::memchr(b'"', piece).is_some() {
            // What is quoted may go over the end of a piece.
            let ends = Ends::of(piece);
            reading.by_rules(pieces.rest(), ends)?;
            break;
        }
        if reading.by_hand(piece)?.is_break() {
            break;
        }
    }
    reading.end()
}

/// What rows end with. A carriage return before the end of a line is a blank of its last field.
#[derive(Clone, Copy)]
enum Ends {
    Line,
    /// Alone, as only some old programs write it.
    Return,
}

impl Ends {
    fn of(lines: &[u8]) -> Self {
        match memchr::memchr(b'\n', lines) {
            Some(_) => Self::Line,
            None => Self::Return,
        }
    }
}

/// A file on its way in.
#[derive(Default)]
struct Reading<S> {
    /// None before the first line.
    columns: Option<Columns>,
    gathered: Gathered<S>,
    told: Vec<Fault>,
    faults: u64,
    /// Lines before what is read now.
    lines: u64,
}

impl<S: Default + Extend<Spell>> Reading<S> {
    /// Takes whole lines without quotes: as long as they are plain by their digits, the others by the rules of CSV. There is
    /// no going on without the names of the columns.
    fn by_hand(&mut self, mut piece: &[u8]) -> Result<ControlFlow<()>, Unread> {
        while !piece.is_empty() {
            let empty = [&b"\n"[..], b"\r\n"];
            if let Some(next) = empty.iter().find_map(|end| piece.strip_prefix(*end)) {
                self.lines += 1;
                piece = next;
                continue;
            }
            let Some(columns) = &self.columns else {
                let end = memchr::memchr(b'\n', piece).map_or(piece.len(), |end| end + 1);
                let (heading, next) = piece.split_at(end);
                self.by_rules(heading, Ends::of(heading))?;
                self.lines += 1;
                piece = next;
                if self.columns.is_none() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            };
            let Some((row, length)) = columns.plain(piece) else {
                self.by_rules(piece, Ends::Line)?;
                self.lines += memchr::memchr_iter(b'\n', piece).count() as u64;
                break;
            };
            self.lines += 1;
            if let Err(bad) = self.gathered.take(&row) {
                self.faults += 1;
                note(&mut self.told, self.lines, bad);
            }
            piece = &piece[length..];
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes records to the end, the names of the columns first where they are still unknown.
    fn by_rules(&mut self, input: impl Read, ends: Ends) -> Result<(), Unread> {
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(match ends {
                Ends::Line => csv::Terminator::Any(b'\n'),
                Ends::Return => csv::Terminator::CRLF,
            })
            .buffer_capacity(1 << 16)
            .from_reader(input);
        let mut record = csv::ByteRecord::new();
        while csv.read_byte_record(&mut record)? {
            if record.len() == 1 && record[0].trim_ascii().is_empty() {
                continue;
            }
            let taken = match &self.columns {
                Some(columns) => columns
                    .row(&record)
                    .and_then(|row| self.gathered.take(&row)),
                None => Columns::of(&record).map(|columns| self.columns = Some(columns)),
            };
            if let Err(bad) = taken {
                self.faults += 1;
                let line = record.position().map_or(0, csv::Position::line);
                note(&mut self.told, self.lines + line, bad);
                if bad == Bad::Heading {
                    break;
                }
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Group<S>>, Unread> {
        if self.faults > 0 {
            return Err(Unread::Faulty {
                told: self.told,
                all: self.faults,
            });
        }
        let are_named = self.columns.is_some_and(|columns| columns.has_groups());
        Ok(self.gathered.groups(are_named))
    }
}

fn note(told: &mut Vec<Fault>, line: u64, bad: Bad) {
    if told.len() < MOST_TOLD {
        told.push(Fault { line, bad });
    }
}

/// How many spells are given on at once: while lines are read, the processor does not wait for what is counted far apart, for
/// each of many groups.
const AT_ONCE: usize = 1_024;

/// What was read so far.
#[derive(Default)]
struct Gathered<S> {
    /// Which group has a name of at most seven bytes: in one word, names are compared at once.
    short: HashMap<u64, usize, foldhash::fast::RandomState>,
    /// Which group has a longer name.
    long: HashMap<Box<[u8]>, usize, foldhash::fast::RandomState>,
    names: Vec<Box<[u8]>>,
    /// By group.
    spells: Vec<S>,
    /// Those that were not given on yet, with their groups.
    waiting: Vec<(usize, Spell)>,
    causes: Vec<Cause>,
}

impl<S: Default + Extend<Spell>> Gathered<S> {
    fn take(&mut self, row: &Row<'_>) -> Result<(), Bad> {
        let spell = Spell::by_cause(row.entry, row.exit, row.cause).map_err(|bad| match bad {
            BadSpell::NotFinite => Bad::NotFinite,
            BadSpell::Negative => Bad::Negative,
            BadSpell::ExitBeforeEntry => Bad::ExitBeforeEntry,
        })?;
        if let Some(cause) = row.cause
            && !self.causes.contains(&cause)
        {
            if self.causes.len() == MOST_CAUSES {
                return Err(Bad::TooManyCauses);
            }
            self.causes.push(cause);
        }
        let group = self.group(row.group);
        self.waiting.push((group, spell));
        if self.waiting.len() >= AT_ONCE {
            self.give_on();
        }
        Ok(())
    }

    fn give_on(&mut self) {
        for (group, spell) in self.waiting.drain(..) {
            self.spells[group].extend([spell]);
        }
    }

    /// The group of this name; a new one where there is none.
    fn group(&mut self, name: &[u8]) -> usize {
        let word = in_a_word(name);
        let known = match word {
            Some(word) => self.short.get(&word),
            None => self.long.get(name),
        };
        if let Some(group) = known {
            return *group;
        }
        let group = self.names.len();
        self.names.push(name.into());
        self.spells.push(S::default());
        match word {
            Some(word) => self.short.insert(word, group),
            None => self.long.insert(name.into(), group),
        };
        group
    }

    fn groups(mut self, are_named: bool) -> Vec<Group<S>> {
        self.give_on();
        let is_utf8 = |name: &[u8]| std::str::from_utf8(name).is_ok();
        let all_are = self.names.iter().all(|name| is_utf8(name));
        let named = self.names.into_iter().zip(self.spells);
        let mut groups: Vec<Group<S>> = named
            .map(|(name, spells)| {
                let name = if all_are {
                    String::from_utf8_lossy(&name)
                } else {
                    GB18030.decode_without_bom_handling(&name).0
                };
                let name = are_named.then(|| name.into_owned());
                Group { name, spells }
            })
            .collect();
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }
}

/// Up to seven bytes and how many they are.
fn in_a_word(name: &[u8]) -> Option<u64> {
    let begun = name.len() as u64;
    let word = |so_far: u64, byte: &u8| so_far << 8 | u64::from(*byte);
    (name.len() < 8).then(|| name.iter().fold(begun, word))
}

#[cfg(test)]
mod tests;
