//! The first reading: everything but the pairs, and how many pairs each group has.

use super::lines::{Line, Lines};
use super::malformed::{Fault, Unread};
use super::pages::Pages;
use std::io::Read;

/// The most groups, and the most places.
const MOST: u32 = 100_000_000;

/// What the first reading found.
pub(super) struct Survey {
    /// Groups and places of the p line.
    pub problem: (u32, u32),
    pub most_points: u32,
    /// The groups that have pairs, and how many.
    pub groups: Named,
    pub row_lengths: Vec<u32>,
    /// The people of each of these groups.
    pub sizes: Vec<u32>,
    /// The places that have pairs.
    pub places: Named,
    /// The people that each of these places takes.
    pub capacity: Vec<u32>,
}

/// Groups, or places, that have pairs, numbered anew without the others.
pub(super) struct Named {
    /// The number in the file, from 0 on, of each.
    pub names: Vec<u32>,
    /// One more than the new number; 0 where there are no pairs.
    numbers: Pages<u32>,
}

impl Named {
    /// Numbers those with pairs; gives how many pairs each has, too.
    fn of(mut pairs: Pages<u32>) -> (Self, Vec<u32>) {
        let (mut names, mut counts) = (Vec::new(), Vec::new());
        for ((name, pairs), number) in pairs.iter_mut().filter(|(_, n)| **n > 0).zip(1..) {
            names.push(name);
            counts.push(std::mem::replace(pairs, number));
        }
        let numbers = pairs;
        (Self { names, numbers }, counts)
    }

    /// The new number.
    pub(super) fn number(&self, name: u32) -> Option<u32> {
        self.numbers.get(name).checked_sub(1)
    }
}

impl Survey {
    pub(super) fn of(input: impl Read) -> Result<Self, Unread> {
        let mut lines = Lines::new(input);
        let mut draft = Draft::default();
        while let Some(line) = lines.next()? {
            draft.take(line).map_err(|fault| lines.malformed(fault))?;
        }
        let problem = draft.problem;
        let problem = problem.ok_or_else(|| lines.malformed(Fault::ProblemMissing))?;
        let (groups, row_lengths) = Named::of(draft.row_lengths);
        let (places, _) = Named::of(draft.asked);
        let size = |group: &u32| draft.sizes.get(*group).unwrap_or(1);
        let capacity = |place: &u32| draft.capacity.get(*place).unwrap_or(0);
        Ok(Self {
            problem,
            most_points: draft.most_points,
            sizes: groups.names.iter().map(size).collect(),
            capacity: places.names.iter().map(capacity).collect(),
            groups,
            row_lengths,
            places,
        })
    }
}

#[derive(Default)]
struct Draft {
    /// Groups and places of the p line.
    problem: Option<(u32, u32)>,
    /// How many pairs each group has.
    row_lengths: Pages<u32>,
    /// 1 for a place that has pairs.
    asked: Pages<u32>,
    most_points: u32,
    sizes: Pages<Option<u32>>,
    capacity: Pages<Option<u32>>,
}

impl Draft {
    fn take(&mut self, line: Line) -> Result<(), Fault> {
        match line {
            Line::Problem { groups, places } => {
                if groups.max(places) > MOST {
                    return Err(Fault::TooMany);
                }
                let before = self.problem.replace((groups, places));
                before.map_or(Ok(()), |_| Err(Fault::ProblemRepeated))
            }
            Line::Place { place, capacity } => {
                let place = self.place(place)?;
                let before = self.capacity.entry(place).replace(capacity);
                before.map_or(Ok(()), |_| Err(Fault::PlaceRepeated))
            }
            Line::Group { size: 0, .. } => Err(Fault::SizeZero),
            Line::Group { group, size } => {
                let group = self.group(group)?;
                let before = self.sizes.entry(group).replace(size);
                before.map_or(Ok(()), |_| Err(Fault::GroupRepeated))
            }
            Line::Pair {
                group,
                place,
                score,
            } => {
                self.most_points = self.most_points.max(score);
                let (group, place) = (self.group(group)?, self.place(place)?);
                *self.asked.entry(place) = 1;
                let length = self.row_lengths.entry(group);
                // A group with more pairs than there can be places tells of one of them twice.
                *length = length.checked_add(1).ok_or(Fault::PairRepeated)?;
                Ok(())
            }
        }
    }

    fn group(&self, group: u32) -> Result<u32, Fault> {
        let (groups, _) = self.problem.ok_or(Fault::ProblemMissing)?;
        let group = (group < groups).then_some(group);
        group.ok_or(Fault::NoSuchGroup)
    }

    fn place(&self, place: u32) -> Result<u32, Fault> {
        let (_, places) = self.problem.ok_or(Fault::ProblemMissing)?;
        let place = (place < places).then_some(place);
        place.ok_or(Fault::NoSuchPlace)
    }
}
