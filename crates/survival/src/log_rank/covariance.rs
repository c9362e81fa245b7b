//! The covariance of what was observed beyond what was expected, without a matrix.

use super::{companions::Companions, timeline::Timeline};

/// Where what is left of `z` is this small beside what it was, nothing is left: as a square, for so it is summed.
const NOTHING: f64 = 1e-24;

pub(super) struct Covariance<'t> {
    timeline: &'t Timeline,
    groups: Vec<Group>,
    /// One over the root of V's diagonal; 0 for groups that are left out.
    scale: Vec<f64>,
}

/// What one walk over the timeline gathers of a group.
#[derive(Clone, Copy, Default)]
struct Group {
    at_risk: f64,
    /// The sums over time as they stood when the group last changed.
    since: Sums,
    /// `Σ n_i D/N`, `Σ n_i c/N` and `Σ n_i² c/N²`, with `c` the moment's spread.
    expected: f64,
    linear: f64,
    square: f64,
}

/// Sums over the moments that are alike for all groups: `Σ D/N`, `Σ c/N`, `Σ c/N²`.
#[derive(Clone, Copy, Default)]
struct Sums {
    share: f64,
    linear: f64,
    square: f64,
}

impl Group {
    /// Brings the group up to date, before it changes.
    fn settle(&mut self, now: Sums) {
        let n = self.at_risk;
        self.expected += n * (now.share - self.since.share);
        self.linear += n * (now.linear - self.since.linear);
        self.square += n * n * (now.square - self.since.square);
        self.since = now;
    }

    fn variance(&self) -> f64 {
        self.linear - self.square
    }
}

impl<'t> Covariance<'t> {
    pub fn of(timeline: &'t Timeline, number: usize) -> Self {
        let mut groups = vec![Group::default(); number];
        let mut companions = Companions::new(number);
        let mut now = Sums::default();
        for (moment, since) in timeline.walk() {
            for change in since {
                let group = &mut groups[change.group as usize];
                group.settle(now);
                let before = group.at_risk;
                group.at_risk += change.by;
                if before <= 0.0 {
                    companions.comes(change.group);
                } else if group.at_risk <= 0.0 {
                    companions.goes(change.group);
                }
            }
            let (spread, n) = (moment.spread(), moment.at_risk);
            if spread > 0.0 {
                companions.meet();
            }
            now.share += moment.events / n;
            now.linear += spread / n;
            now.square += spread / (n * n);
        }
        for group in &mut groups {
            group.settle(now);
        }
        let scale = scale(&groups, companions);
        Self {
            timeline,
            groups,
            scale,
        }
    }

    /// How many ends each group would have had if all were alike.
    pub fn expected(&self) -> impl Iterator<Item = f64> {
        self.groups.iter().map(|group| group.expected)
    }

    /// How many groups are not left out, which is the rank of V.
    pub fn rank(&self) -> usize {
        self.scale.iter().filter(|scale| **scale > 0.0).count()
    }

    /// `zᵀ V⁻ z`, by conjugate gradients (Hestenes & Stiefel 1952) scaled by V's diagonal.
    ///
    /// In exact numbers as many steps as groups suffice; mostly a handful does.
    pub fn weigh(&self, z: &[f64]) -> f64 {
        let mut left: Vec<f64> = z.iter().zip(&self.scale).map(|(z, s)| z * s).collect();
        let mut direction = left.clone();
        let mut size = dot(&left, &left);
        let (nothing, mut weight) = (size * NOTHING, 0.0);
        for _ in 0..2 * self.rank() + 50 {
            if size <= nothing {
                break;
            }
            let image = self.times(&direction);
            let bend = dot(&direction, &image);
            if bend <= 0.0 {
                break;
            }
            let stride = size / bend;
            weight += stride * size;
            for (left, image) in left.iter_mut().zip(&image) {
                *left -= stride * image;
            }
            let before = std::mem::replace(&mut size, dot(&left, &left));
            for (direction, left) in direction.iter_mut().zip(&left) {
                *direction = left + size / before * *direction;
            }
        }
        weight
    }

    /// V, scaled from both sides, times `x`: one walk over the timeline.
    fn times(&self, x: &[f64]) -> Vec<f64> {
        let mut rows: Vec<Row> = x
            .iter()
            .zip(&self.scale)
            .map(|(x, s)| Row {
                x: x * s,
                early: 0.0,
            })
            .collect();
        // Σ n_j x_j now, and Σ c/N² of it over the moments so far.
        let (mut sum, mut gathered) = (0.0, 0.0);
        for (moment, since) in self.timeline.walk() {
            for change in since {
                let row = &mut rows[change.group as usize];
                sum += change.by * row.x;
                row.early += change.by * gathered;
            }
            gathered += moment.spread() * sum / (moment.at_risk * moment.at_risk);
        }
        let groups = self.groups.iter().zip(&self.scale);
        let all = rows.iter().zip(groups).map(|(row, (group, scale))| {
            scale * (group.linear * row.x - (group.at_risk * gathered - row.early))
        });
        all.collect()
    }
}

/// A group during a walk.
struct Row {
    x: f64,
    /// What had gathered before its spells came, less what had gathered before they left.
    early: f64,
}

/// Leaves out whoever was alone, and of all who were drawn together the largest group: its row
/// is the one that loses most digits.
fn scale(groups: &[Group], mut companions: Companions) -> Vec<f64> {
    let speakers: Vec<u32> = (0..)
        .take(groups.len())
        .map(|group| companions.speaker(group))
        .collect();
    let mut largest = speakers.clone();
    for (group, speaker) in (0u32..).zip(&speakers) {
        let so_far = &mut largest[*speaker as usize];
        if groups[group as usize].linear > groups[*so_far as usize].linear {
            *so_far = group;
        }
    }
    let scaled = (0u32..)
        .zip(groups)
        .zip(&speakers)
        .map(|((number, group), speaker)| {
            let left_out = largest[*speaker as usize] == number || group.variance() <= 0.0;
            if left_out {
                0.0
            } else {
                group.variance().sqrt().recip()
            }
        });
    scaled.collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
