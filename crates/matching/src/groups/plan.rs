//! Groups at places, and the room that is left.

use super::options::Options;
use super::worth::{Scale, Worth};

/// An assignment that never takes more than the capacity.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub options: &'a Options,
    pub scale: Scale,
    place_of: Vec<Option<u32>>,
    /// The people that each place could still take.
    left: Vec<u32>,
}

impl<'a> Plan<'a> {
    /// Nobody is placed.
    pub(super) fn empty(options: &'a Options, scale: Scale) -> Self {
        Self {
            options,
            scale,
            place_of: vec![None; options.groups()],
            left: options.capacity.clone(),
        }
    }

    pub(super) fn place_of(&self, group: u32) -> Option<u32> {
        self.place_of[group as usize]
    }

    pub(super) fn left(&self, place: u32) -> u32 {
        self.left[place as usize]
    }

    /// Moves a group to a place, or home, where that is allowed; gives whether it was.
    pub(super) fn put(&mut self, group: u32, place: Option<u32>) -> bool {
        let size = self.options.size(group);
        if let Some(place) = place
            && (self.left(place) < size || self.options.points(group, place).is_none())
        {
            return false;
        }
        if let Some(before) = self.place_of(group) {
            self.left[before as usize] += size;
        }
        if let Some(place) = place {
            self.left[place as usize] -= size;
        }
        self.place_of[group as usize] = place;
        true
    }

    /// How many people are placed, and for how many points.
    pub(super) fn totals(&self) -> (u64, u64) {
        let mut totals = (0, 0);
        for (group, place) in (0..).zip(&self.place_of) {
            if let Some(place) = place {
                totals.0 += u64::from(self.options.size(group));
                totals.1 += u64::from(self.options.points(group, *place).unwrap_or(0));
            }
        }
        totals
    }

    pub(super) fn into_places(self) -> Vec<Option<u32>> {
        self.place_of
    }

    /// Puts groups without a place, larger ones first, where they gain most at the prices.
    pub(super) fn fill(&mut self, prices: &[Worth]) {
        let mut homeless: Vec<u32> = (0..)
            .take(self.options.groups())
            .filter(|group| self.place_of(*group).is_none())
            .collect();
        homeless.sort_by_key(|group| std::cmp::Reverse(self.options.size(*group)));
        for group in homeless {
            let size = self.options.size(group);
            let fitting = self.options.of_group(group).iter();
            let fitting = fitting.filter(|choice| self.left(choice.place) >= size);
            let best = fitting.max_by_key(|choice| {
                let worth = self.scale.of(i64::from(size), i64::from(choice.points));
                worth - prices[choice.place as usize] * Worth::from(size)
            });
            if let Some(choice) = best {
                self.put(group, Some(choice.place));
            }
        }
    }
}
