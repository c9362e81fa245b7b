//! Finding the header of a sheet, and which file column fills which column of the form.
//!
//! Above the header stand titles and notes; the header itself may have several levels, upper
//! cells naming groups: 就业意愿 over 意向地区 and 期望月薪. The lowest filled cell of a column is
//! its heading, so that a cell merged over all levels covers its column, and what stands
//! above, in the column itself or to the left of it, are its groups. Merged regions need not
//! be known for that, which makes CSV saved from such a sheet readable too.

use std::collections::{HashMap, HashSet};

use domain::form::{Cell, Form, Header};

use crate::Unreadable;
use crate::cells::{Row, unwrapped};
use crate::heading::{self, SERIAL};

/// How many rows are searched.
pub(crate) const HEAD_ROWS: usize = 20;

/// How many levels a header may have.
const LEVELS: usize = 3;

/// How many unknown headings are told, each with the known one that it resembles.
const UNKNOWN_MOST: usize = 64;

/// A header, and where its columns are.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) header: Header,
    /// For each column of the form: the column of the file.
    pub(crate) places: Vec<Option<usize>>,
    /// The column of the serial numbers (序号).
    pub(crate) serial: Option<usize>,
}

/// One column of a supposed header, as keys.
struct Title<'r> {
    /// Where in the head its own heading stands.
    cell: (usize, usize),
    key: &'r str,
    /// The groups over it, the nearest first.
    groups: Vec<&'r str>,
}

/// How a heading fits a column of the form; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// As `group/heading`.
    Group(usize),
    /// By itself, and no group is over it.
    Alone(usize),
    /// By itself, some group being over it.
    Within(usize),
}

/// Every heading of a form: its key, the place of its column, its own place in the column.
struct Headings<'f> {
    form: &'f Form,
    known: HashMap<String, (usize, usize)>,
    /// Keys of what the form knows and leaves unread.
    unread: HashSet<String>,
}

/// Finds the header in the first rows of a sheet: the block of rows in which the most columns
/// of the form are named; of two equally good ones the shorter, then the upper.
///
/// # Errors
/// [`Unreadable::HeaderNotFound`], [`Unreadable::ColumnMissing`], [`Unreadable::ColumnTwice`].
pub(crate) fn find(head: &[Row], form: &Form) -> Result<Found, Unreadable> {
    let headings = Headings::of(form);
    let keys: Vec<Vec<String>> = head
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| heading::key(text(cell)))
                .collect()
        })
        .collect();
    let mut best = (0, 0..0);
    for bottom in 0..keys.len() {
        for top in (0..=bottom).rev().take(LEVELS) {
            let named = headings.named(&titles(&keys, top..bottom + 1));
            if named > best.0 {
                best = (named, top..bottom + 1);
            }
        }
    }
    let (named, block) = best;
    // One known word may stand anywhere, in a title say.
    if named < form.columns.len().min(2) {
        return Err(Unreadable::HeaderNotFound);
    }
    let row = head[block.end - 1].number;
    headings.assign(head, row, &titles(&keys, block))
}

impl<'f> Headings<'f> {
    fn of(form: &'f Form) -> Self {
        let mut known = HashMap::new();
        for (place, column) in form.columns.iter().enumerate() {
            for (rank, written) in column.headings.iter().enumerate() {
                known.entry(heading::key(written)).or_insert((place, rank));
            }
        }
        let unread = form.unread.iter().map(|written| heading::key(written));
        Self {
            form,
            known,
            unread: unread.collect(),
        }
    }

    /// The column of the form that a title names, and how well.
    fn fit(&self, title: &Title) -> Option<(usize, Fit)> {
        let mut path = title.key.to_owned();
        for group in &title.groups {
            path = format!("{group}/{path}");
            for written in [format!("{group}/{}", title.key), path.clone()] {
                if let Some((place, rank)) = self.known.get(&written) {
                    return Some((*place, Fit::Group(*rank)));
                }
            }
        }
        let (place, rank) = self.known.get(title.key)?;
        let fit = if title.groups.is_empty() {
            Fit::Alone
        } else {
            Fit::Within
        };
        Some((*place, fit(*rank)))
    }

    /// How many columns of the form are named.
    fn named(&self, titles: &[Title]) -> usize {
        let mut named = vec![false; self.form.columns.len()];
        for (place, _) in titles.iter().filter_map(|title| self.fit(title)) {
            named[place] = true;
        }
        named.into_iter().filter(|named| *named).count()
    }

    /// Gives each column of the form the title that fits best.
    fn assign(&self, head: &[Row], row: u32, titles: &[Title]) -> Result<Found, Unreadable> {
        let written = |title: &Title| heading::shown(text(&head[title.cell.0].cells[title.cell.1]));
        let mut taken: Vec<Option<(Fit, &Title)>> = vec![None; self.form.columns.len()];
        let mut twice = vec![false; self.form.columns.len()];
        for title in titles {
            let Some((place, fit)) = self.fit(title) else {
                continue;
            };
            match taken[place] {
                Some((other, _)) if other < fit => {}
                Some((other, _)) if other == fit => twice[place] = true,
                _ => {
                    taken[place] = Some((fit, title));
                    twice[place] = false;
                }
            }
        }
        if let Some((_, title)) = taken
            .iter()
            .zip(twice)
            .find_map(|(taken, twice)| taken.filter(|_| twice))
        {
            return Err(Unreadable::ColumnTwice {
                heading: written(title),
            });
        }
        let places: Vec<Option<usize>> = taken
            .iter()
            .map(|taken| taken.map(|(_, title)| title.cell.1))
            .collect();
        let serial = titles
            .iter()
            .find(|title| title.key == SERIAL)
            .map(|title| title.cell.1);
        let unknown: Vec<(String, Option<&'static str>)> = titles
            .iter()
            .filter(|title| !places.contains(&Some(title.cell.1)) && title.key != SERIAL)
            .filter(|title| !self.unread.contains(title.key))
            .take(UNKNOWN_MOST)
            .map(|title| (written(title), self.meant(title.key, &places)))
            .collect();
        self.check_required(&places, &unknown)?;
        let headings = taken
            .iter()
            .map(|taken| taken.map(|(_, title)| written(title)))
            .collect();
        Ok(Found {
            header: Header {
                row,
                headings,
                unknown,
            },
            places,
            serial,
        })
    }

    /// The customary heading of the column that an unknown heading may be meant for: one that
    /// the file does not have otherwise.
    fn meant(&self, unknown: &str, places: &[Option<usize>]) -> Option<&'static str> {
        let absent = self
            .known
            .iter()
            .filter(|(_, (place, _))| places[*place].is_none());
        let mut absent: Vec<&str> = absent.map(|(key, _)| key.as_str()).collect();
        // The map has no order, the answer to a tie must have one.
        absent.sort_unstable();
        let key = heading::meant(unknown, absent.into_iter())?;
        let (place, rank) = self.known.get(key)?;
        self.form.columns[*place].headings.get(*rank).copied()
    }

    fn check_required(
        &self,
        places: &[Option<usize>],
        unknown: &[(String, Option<&'static str>)],
    ) -> Result<(), Unreadable> {
        let missing: Vec<&'static str> = (self.form.columns.iter().zip(places))
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column.headings.first().copied().unwrap_or(column.field))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let meant = unknown
            .iter()
            .filter_map(|(written, meant)| Some((written.clone(), (*meant)?)));
        Err(Unreadable::ColumnMissing {
            missing,
            meant: meant.collect(),
        })
    }
}

/// The titles of a header that consists of a block of rows.
fn titles(keys: &[Vec<String>], block: std::ops::Range<usize>) -> Vec<Title<'_>> {
    let key = |row: usize, column: usize| keys[row].get(column).map_or("", String::as_str);
    let columns = keys[block.clone()].iter().map(Vec::len).max().unwrap_or(0);
    let mut groups = vec![""; keys.len()];
    let mut titles = Vec::new();
    for column in 0..columns {
        let Some(row) = block
            .clone()
            .rev()
            .find(|row| !key(*row, column).is_empty())
        else {
            groups.fill("");
            continue;
        };
        for level in block.clone() {
            let own = key(level, column);
            if level >= row {
                groups[level] = "";
            } else if !own.is_empty() {
                // A new group ends those that stood below the old one.
                groups[level..row].fill("");
                groups[level] = own;
            }
        }
        titles.push(Title {
            cell: (row, column),
            key: key(row, column),
            groups: (block.start..row)
                .rev()
                .map(|level| groups[level])
                .filter(|group| !group.is_empty())
                .collect(),
        });
    }
    titles
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => unwrapped(text),
        _ => "",
    }
}
