//! Where each group could be if nobody else were anywhere.

use super::Task;
use super::worth::{Scale, Worth};
use crate::assign::pairs::Entry;

/// A place that a group may take, and the points of the whole group there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    ends: Vec<usize>,
    /// Groups with their points, place by place.
    wishes: Vec<(u32, u32)>,
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
        let mut options = Self {
            sizes: task.sizes.to_vec(),
            ends: vec![0; capacity.len()],
            capacity,
            starts,
            wishes: vec![(0, 0); choices.len()],
            choices,
        };
        options.turn();
        options
    }

    /// Writes the choices down by place, groups ascending.
    fn turn(&mut self) {
        for choice in &self.choices {
            self.ends[choice.place as usize] += 1;
        }
        let mut end = 0;
        for start in &mut self.ends {
            end += std::mem::replace(start, end);
        }
        // Each place's start moves on to its end.
        for (group, row) in (0..).zip(self.starts.windows(2)) {
            for choice in &self.choices[row[0]..row[1]] {
                let at = &mut self.ends[choice.place as usize];
                self.wishes[*at] = (group, choice.points);
                *at += 1;
            }
        }
    }

    /// Puts the choices of each group in order, those of most surplus first, and the groups of each place, those first
    /// that would lose least there.
    pub(super) fn rank(&mut self, scale: Scale, prices: &[Worth]) {
        let sizes = &self.sizes;
        let surplus = |group: usize, place: u32, points: u32| {
            let size = sizes[group];
            let worth = scale.of(i64::from(size), i64::from(points));
            worth - Worth::from(size) * prices[place as usize]
        };
        let mut most = Vec::with_capacity(self.sizes.len());
        for (group, row) in self.starts.windows(2).enumerate() {
            let row = &mut self.choices[row[0]..row[1]];
            row.sort_by_cached_key(|choice| -surplus(group, choice.place, choice.points));
            let best = row.first();
            let best = best.map_or(0, |choice| surplus(group, choice.place, choice.points));
            most.push(best.max(0));
        }
        let mut start = 0;
        for (place, end) in (0..).zip(&self.ends) {
            self.wishes[start..*end].sort_by_cached_key(|(group, points)| {
                most[*group as usize] - surplus(*group as usize, place, *points)
            });
            start = *end;
        }
    }

    /// The groups that may take a place, with their points there.
    pub(super) fn of_place(&self, place: u32) -> &[(u32, u32)] {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.wishes[start..self.ends[place]]
    }

    pub(super) fn groups(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn pairs(&self) -> usize {
        self.choices.len()
    }

    pub(super) fn of_group(&self, group: u32) -> &[Choice] {
        let group = group as usize;
        &self.choices[self.starts[group]..self.starts[group + 1]]
    }

    pub(super) fn size(&self, group: u32) -> u32 {
        self.sizes[group as usize]
    }

    /// The choice of a group that is a place.
    pub(super) fn at(&self, group: u32, place: u32) -> Option<Choice> {
        let mut choices = self.of_group(group).iter();
        choices.find(|choice| choice.place == place).copied()
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
