//! Groups at places, and the room that is left.

use super::options::{Choice, Options};
use super::worth::{Scale, Worth};

/// An assignment that never takes more than the capacity.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub options: &'a Options,
    pub scale: Scale,
    chosen: Vec<Option<Choice>>,
    /// The groups at each place.
    members: Vec<Vec<u32>>,
    /// Where each group stands in the list of its place.
    slot: Vec<u32>,
    /// The people that each place could still take.
    left: Vec<u32>,
    worth: Worth,
}

impl<'a> Plan<'a> {
    /// Nobody is placed.
    pub(super) fn empty(options: &'a Options, scale: Scale) -> Self {
        Self {
            options,
            scale,
            chosen: vec![None; options.groups()],
            members: vec![Vec::new(); options.capacity.len()],
            slot: vec![0; options.groups()],
            left: options.capacity.clone(),
            worth: 0,
        }
    }

    pub(super) fn chosen(&self, group: u32) -> Option<Choice> {
        self.chosen[group as usize]
    }

    pub(super) fn members(&self, place: u32) -> &[u32] {
        &self.members[place as usize]
    }

    pub(super) fn left(&self, place: u32) -> u32 {
        self.left[place as usize]
    }

    pub(super) fn worth(&self) -> Worth {
        self.worth
    }

    /// What a group is worth with a choice of its own.
    pub(super) fn worth_of(&self, group: u32, choice: Choice) -> Worth {
        let size = i64::from(self.options.size(group));
        self.scale.of(size, i64::from(choice.points))
    }

    /// Moves a group to one of its places where there is room, or home.
    pub(super) fn put(&mut self, group: u32, choice: Option<Choice>) {
        let size = self.options.size(group);
        if let Some(before) = self.chosen(group) {
            self.left[before.place as usize] += size;
            self.worth -= self.worth_of(group, before);
            let slot = self.slot[group as usize];
            let members = &mut self.members[before.place as usize];
            members.swap_remove(slot as usize);
            if let Some(moved) = members.get(slot as usize) {
                self.slot[*moved as usize] = slot;
            }
        }
        if let Some(after) = choice {
            self.left[after.place as usize] -= size;
            self.worth += self.worth_of(group, after);
            let members = &mut self.members[after.place as usize];
            self.slot[group as usize] = u32::try_from(members.len()).unwrap_or(u32::MAX);
            members.push(group);
        }
        self.chosen[group as usize] = choice;
    }

    /// How many people are placed, and for how many points.
    pub(super) fn totals(&self) -> (u64, u64) {
        let mut totals = (0, 0);
        for (choice, size) in self.chosen.iter().zip(&self.options.sizes) {
            if let Some(choice) = choice {
                totals.0 += u64::from(*size);
                totals.1 += u64::from(choice.points);
            }
        }
        totals
    }

    pub(super) fn into_places(self) -> Vec<Option<u32>> {
        let places = self.chosen.into_iter();
        places.map(|choice| Some(choice?.place)).collect()
    }
}
