//! The pairs: in the order in which a file tells them, and then in rows.

use super::Rows;
use super::lines::{Line, Lines};
use super::malformed::{Fault, Malformed, Unread};
use crate::assign::pairs::{Entry, Narrow, Pairs, Wide};
use std::io::Read;
use std::iter::repeat_n;

/// The bytes of `e 1 1 1` and the end of its line.
const SHORTEST: u64 = 8;

/// Pairs as they are told. Nearly all files tell them group by group; where one does not, the group of each is held, too.
pub(super) struct Told {
    entries: Entries,
    /// How many pairs each group has, up to the last group that has any.
    lengths: Vec<u32>,
    /// The group of each pair, once one stood behind a pair of a later group.
    groups: Option<Vec<u32>>,
}

/// In four bytes a pair until one needs eight.
enum Entries {
    Narrow(Vec<Narrow>),
    Wide(Vec<Wide>),
}

impl Entries {
    fn push(&mut self, place: u32, score: u32) {
        let (most_places, most_points) = Narrow::LIMITS;
        if place as usize >= most_places || score > most_points {
            self.widen();
        }
        match self {
            Self::Narrow(entries) => entries.push(Narrow::of(place, score)),
            Self::Wide(entries) => entries.push(Wide::of(place, score)),
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(entries) = self {
            let mut wide = with_room(entries.capacity());
            wide.extend(
                entries
                    .iter()
                    .map(|entry| Wide::of(entry.post(), entry.points())),
            );
            *self = Self::Wide(wide);
        }
    }
}

/// A list that is not moved while it grows to so many pairs: room that nothing is written to takes no memory.
fn with_room<E>(pairs: usize) -> Vec<E> {
    let mut entries = Vec::new();
    // A file may claim any length; where there is no room for it, the list is moved.
    drop(entries.try_reserve_exact(pairs));
    entries
}

impl Told {
    /// No pairs yet, of a file of so many bytes.
    pub(super) fn new(bytes: u64) -> Self {
        let most = usize::try_from(bytes / SHORTEST).unwrap_or(usize::MAX);
        Self {
            entries: Entries::Narrow(with_room(most)),
            lengths: Vec::new(),
            groups: None,
        }
    }

    /// How many groups there are up to the last one that has a pair.
    pub(super) fn groups(&self) -> usize {
        self.lengths.len()
    }

    /// Takes the next pair.
    pub(super) fn take(&mut self, group: u32, place: u32, score: u32) -> Result<(), Fault> {
        let row = group as usize;
        if row + 1 < self.lengths.len() && self.groups.is_none() {
            let rows = (0..).zip(&self.lengths);
            let groups = rows.flat_map(|(group, length)| repeat_n(group, *length as usize));
            self.groups = Some(groups.collect());
        }
        if row >= self.lengths.len() {
            self.lengths.resize(row + 1, 0);
        }
        // A group with more pairs than there can be places tells of one of them twice.
        let length = self.lengths[row].checked_add(1);
        self.lengths[row] = length.ok_or(Fault::PairRepeated)?;
        if let Some(groups) = &mut self.groups {
            groups.push(group);
        }
        self.entries.push(place, score);
        Ok(())
    }

    /// Row by row, of so many places; or a pair that was told twice.
    pub(super) fn into_rows(mut self, places: usize) -> Result<Rows, (u32, u32)> {
        if places > Narrow::LIMITS.0 {
            self.entries.widen();
        }
        let mut starts = Vec::with_capacity(self.lengths.len() + 1);
        let mut end = 0;
        starts.push(end);
        for length in self.lengths {
            end += length as usize;
            starts.push(end);
        }
        let groups = self.groups;
        Ok(match self.entries {
            Entries::Narrow(told) => Rows::Narrow(rows(places, starts, groups, told)?),
            Entries::Wide(told) => Rows::Wide(rows(places, starts, groups, told)?),
        })
    }
}

/// Group `i` gets as many pairs as lie between `starts[i]` and `starts[i + 1]`: the next ones told, or those of its own where
/// the group of each is named.
fn rows<E: Entry>(
    places: usize,
    starts: Vec<usize>,
    groups: Option<Vec<u32>>,
    told: Vec<E>,
) -> Result<Pairs<E>, (u32, u32)> {
    let mut entries = told;
    if let Some(groups) = groups {
        let mut next = starts.clone();
        let mut grouped = vec![E::VOID; entries.len()];
        for (group, entry) in groups.into_iter().zip(entries) {
            let at = &mut next[group as usize];
            grouped[*at] = entry;
            *at += 1;
        }
        entries = grouped;
    }
    match sort(&starts, &mut entries) {
        Some(twice) => Err(twice),
        None => Ok(Pairs::of_rows(places, starts, entries)),
    }
}

/// Puts the places of each group in ascending order; gives a pair that stands there twice.
fn sort<E: Entry>(starts: &[usize], entries: &mut [E]) -> Option<(u32, u32)> {
    let mut twice = None;
    for (group, ends) in (0..).zip(starts.windows(2)) {
        let row = &mut entries[ends[0]..ends[1]];
        if row.is_sorted_by(|one, next| one.post() < next.post()) {
            continue;
        }
        row.sort_unstable_by_key(|entry| entry.post());
        let mut neighbours = row.windows(2);
        let same = neighbours.find(|pair| pair[0].post() == pair[1].post());
        twice = twice.or(same.map(|pair| (group, pair[0].post())));
    }
    twice
}

/// The fault of the line that tells of a pair for the second time.
pub(super) fn told_again(
    input: impl Read,
    (group, place): (u32, u32),
) -> Result<Malformed, Unread> {
    let mut lines = Lines::new(input);
    let mut told = false;
    while let Some(line) = lines.next()? {
        let is_it =
            matches!(line, Line::Pair { group: i, place: j, .. } if (i, j) == (group, place));
        if is_it && told {
            return Ok(lines.malformed(Fault::PairRepeated));
        }
        told |= is_it;
    }
    Ok(lines.malformed(Fault::Changed))
}
