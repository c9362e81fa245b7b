//! Everything that a file says, in one reading.

use super::lines::{Line, Lines};
use super::malformed::{Fault, Unread};
use super::rows::Told;
use std::io::Read;

/// The most groups, and the most places.
const MOST: u32 = 100_000_000;

/// What a file says. Lists reach as far as some line names a group or place.
pub(super) struct Survey {
    pub groups: u32,
    pub places: u32,
    pub pairs: Told,
    /// The people of each of these groups.
    pub sizes: Vec<u32>,
    /// The people that each place takes.
    pub capacity: Vec<u32>,
}

impl Survey {
    /// Reads a file of about so many bytes.
    pub(super) fn of(input: impl Read, bytes: u64) -> Result<Self, Unread> {
        let mut lines = Lines::new(input);
        let mut draft = Draft {
            problem: None,
            pairs: Told::new(bytes),
            sizes: Vec::new(),
            capacity: Vec::new(),
        };
        while let Some(line) = lines.next()? {
            draft.take(line).map_err(|fault| lines.malformed(fault))?;
        }
        let (groups, places) = draft
            .problem
            .ok_or_else(|| lines.malformed(Fault::ProblemMissing))?;
        let mut sizes = draft.sizes;
        sizes.resize(draft.pairs.groups(), None);
        Ok(Self {
            groups,
            places,
            pairs: draft.pairs,
            sizes: sizes.into_iter().map(|size| size.unwrap_or(1)).collect(),
            capacity: draft
                .capacity
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
        })
    }
}

struct Draft {
    /// Groups and places of the p line.
    problem: Option<(u32, u32)>,
    pairs: Told,
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
                self.group(group)?;
                let known = self.place(place)?;
                entry(&mut self.capacity, known);
                self.pairs.take(group, place, score)
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
