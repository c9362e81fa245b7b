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
//! rows has no groups. The file is read once, in order; memory holds 24 bytes a spell.

use crate::spell::{BadSpell, Cause, Spell};
use columns::Columns;
use encoding_rs::GB18030;
pub use fault::{Bad, Fault, Unread};
use std::{
    collections::{BTreeSet, HashMap},
    io::Read,
};

mod columns;
mod fault;

/// How many faults are told one by one.
pub const MOST_TOLD: usize = 100;

/// How many causes are told apart at most: each has a curve of its own in every group.
pub const MOST_CAUSES: usize = 100;

/// The spells of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What the file calls it; none where the file has no such column.
    pub name: Option<String>,
    /// In the order of the file; at least one.
    pub spells: Vec<Spell>,
}

/// Reads a file; groups come in the order of their names.
///
/// # Errors
/// Every fault with its line.
pub fn read(input: impl Read) -> Result<Vec<Group>, Unread> {
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(input);
    let mut record = csv::ByteRecord::new();
    if !csv.read_byte_record(&mut record)? {
        return Ok(Vec::new());
    }
    let columns = match Columns::of(&record) {
        Ok(columns) => columns,
        Err(bad) => {
            return Err(Unread::Faulty {
                told: vec![Fault {
                    line: line(&record),
                    bad,
                }],
                all: 1,
            });
        }
    };
    let mut gathered = Gathered::default();
    let (mut told, mut all) = (Vec::new(), 0);
    while csv.read_byte_record(&mut record)? {
        if let Err(bad) = gathered.take(&columns, &record) {
            all += 1;
            if told.len() < MOST_TOLD {
                told.push(Fault {
                    line: line(&record),
                    bad,
                });
            }
        }
    }
    if all > 0 {
        return Err(Unread::Faulty { told, all });
    }
    Ok(gathered.groups(columns.has_groups()))
}

fn line(record: &csv::ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    numbers: HashMap<Box<[u8]>, usize, foldhash::fast::RandomState>,
    spells: Vec<Vec<Spell>>,
    causes: BTreeSet<Cause>,
}

impl Gathered {
    fn take(&mut self, columns: &Columns, record: &csv::ByteRecord) -> Result<(), Bad> {
        let row = columns.row(record)?;
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
            self.causes.insert(cause);
        }
        let number = if let Some(number) = self.numbers.get(row.group) {
            *number
        } else {
            self.spells.push(Vec::new());
            self.numbers.insert(row.group.into(), self.spells.len() - 1);
            self.spells.len() - 1
        };
        self.spells[number].push(spell);
        Ok(())
    }

    fn groups(mut self, are_named: bool) -> Vec<Group> {
        let is_utf8 = self
            .numbers
            .keys()
            .all(|name| std::str::from_utf8(name).is_ok());
        let mut groups: Vec<Group> = Vec::with_capacity(self.numbers.len());
        for (name, number) in self.numbers {
            let name = if is_utf8 {
                String::from_utf8_lossy(&name)
            } else {
                GB18030.decode_without_bom_handling(&name).0
            };
            groups.push(Group {
                name: are_named.then(|| name.into_owned()),
                spells: std::mem::take(&mut self.spells[number]),
            });
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }
}

#[cfg(test)]
mod tests;
