//! Where each group could be if nobody else were anywhere.

use super::Task;
use crate::assign::pairs::Entry;

/// A place that a group may take, and the points of the whole group there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub place: u32,
    pub points: u32,
}

/// The choices of all groups, row by row: pairs whose place could hold the whole group.
pub(super) struct Options {
    pub sizes: Vec<u32>,
    pub capacity: Vec<u32>,
    starts: Vec<usize>,
    choices: Vec<Choice>,
}

impl Options {
    pub(super) fn of<E: Entry>(task: &Task<'_, E>) -> Self {
        let mut capacity = task.capacity.to_vec();
        capacity.resize(task.pairs.posts(), 0);
        let mut starts = vec![0];
        let mut choices = Vec::with_capacity(task.pairs.len());
        for (group, size) in task.sizes.iter().enumerate().take(task.pairs.people()) {
            let row = task.pairs.row(group);
            let fitting = row.filter(|(place, _)| *size <= capacity[*place as usize]);
            choices.extend(fitting.map(|(place, points)| Choice { place, points }));
            starts.push(choices.len());
        }
        Self {
            sizes: task.sizes.to_vec(),
            capacity,
            starts,
            choices,
        }
    }

    pub(super) fn groups(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn of_group(&self, group: u32) -> &[Choice] {
        let group = group as usize;
        &self.choices[self.starts[group]..self.starts[group + 1]]
    }

    pub(super) fn size(&self, group: u32) -> u32 {
        self.sizes[group as usize]
    }

    /// The points of a group at a place where it may be.
    pub(super) fn points(&self, group: u32, place: u32) -> Option<u32> {
        let mut choices = self.of_group(group).iter();
        choices
            .find(|choice| choice.place == place)
            .map(|choice| choice.points)
    }

    /// No choice has more points.
    pub(super) fn most_of_one(&self) -> u32 {
        let points = self.choices.iter().map(|choice| choice.points);
        points.max().unwrap_or(0)
    }

    /// No assignment scores more.
    pub(super) fn most_points(&self) -> u64 {
        let rows = (0..).take(self.groups()).map(|group| self.of_group(group));
        let most = rows.filter_map(|row| row.iter().map(|choice| choice.points).max());
        most.map(u64::from).sum()
    }
}
