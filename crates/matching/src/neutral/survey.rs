//! The first reading: everything but the pairs, and how many pairs each group has.

use super::lines::{Line, Lines};
use super::malformed::{Fault, Unread};
use std::io::Read;

/// The most groups, and the most places.
const MOST: u32 = 100_000_000;

/// What the first reading found. Lists reach as far as some line names a group or place.
pub(super) struct Survey {
    pub groups: u32,
    pub places: u32,
    /// How many pairs each group has.
    pub row_lengths: Vec<u32>,
    pub most_points: u32,
    /// The people of each of these groups.
    pub sizes: Vec<u32>,
    /// The people that each place takes.
    pub capacity: Vec<u32>,
}

impl Survey {
    pub(super) fn of(input: impl Read) -> Result<Self, Unread> {
        let mut lines = Lines::new(input);
        let mut draft = Draft::default();
        while let Some(line) = lines.next()? {
            draft.take(line).map_err(|fault| lines.malformed(fault))?;
        }
        let (groups, places) = draft
            .problem
            .ok_or_else(|| lines.malformed(Fault::ProblemMissing))?;
        let mut sizes = draft.sizes;
        sizes.resize(draft.row_lengths.len(), None);
        Ok(Self {
            groups,
            places,
            row_lengths: draft.row_lengths,
            most_points: draft.most_points,
            sizes: sizes.into_iter().map(|size| size.unwrap_or(1)).collect(),
            capacity: draft
                .capacity
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
        })
    }
}

#[derive(Default)]
struct Draft {
    /// Groups and places of the p line.
    problem: Option<(u32, u32)>,
    row_lengths: Vec<u32>,
    most_points: u32,
    sizes: Vec<Option<u32>>,
    capacity: Vec<Option<u32>>,
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
                let before = entry(&mut self.capacity, place).replace(capacity);
                before.map_or(Ok(()), |_| Err(Fault::PlaceRepeated))
            }
            Line::Group { size: 0, .. } => Err(Fault::SizeZero),
            Line::Group { group, size } => {
                let group = self.group(group)?;
                let before = entry(&mut self.sizes, group).replace(size);
                before.map_or(Ok(()), |_| Err(Fault::GroupRepeated))
            }
            Line::Pair {
                group,
                place,
                score,
            } => {
                self.most_points = self.most_points.max(score);
                let (group, place) = (self.group(group)?, self.place(place)?);
                entry(&mut self.capacity, place);
                let length = entry(&mut self.row_lengths, group);
                // A group with more pairs than there can be places tells of one of them twice.
                *length = length.checked_add(1).ok_or(Fault::PairRepeated)?;
                Ok(())
            }
        }
    }

    fn group(&self, group: u32) -> Result<usize, Fault> {
        let (groups, _) = self.problem.ok_or(Fault::ProblemMissing)?;
        let group = (group < groups).then_some(group as usize);
        group.ok_or(Fault::NoSuchGroup)
    }

    fn place(&self, place: u32) -> Result<usize, Fault> {
        let (_, places) = self.problem.ok_or(Fault::ProblemMissing)?;
        let place = (place < places).then_some(place as usize);
        place.ok_or(Fault::NoSuchPlace)
    }
}

/// The entry of a list that grows as far as it is asked for.
fn entry<T: Clone + Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}
