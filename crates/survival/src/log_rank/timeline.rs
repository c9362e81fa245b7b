//! The risk tables of all groups on one line of time: at which times somebody ended, and who came and went between.

use crate::risk::RiskTable;

/// All times at which a spell of any group ended, rising, with what changed before each.
pub(super) struct Timeline {
    moments: Vec<Moment>,
    changes: Vec<Change>,
}

/// A time at which spells ended.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    /// Ends, of all groups; at least one.
    pub events: f64,
    /// Spells at risk, of all groups.
    pub at_risk: f64,
    /// Where the changes since the moment before end.
    upto: usize,
}

impl Moment {
    /// The variance of the number of ends that one in `at_risk` draws, times `at_risk`; 0 where all end.
    pub fn spread(&self) -> f64 {
        let (d, n) = (self.events, self.at_risk);
        if n > d { d * (n - d) / (n - 1.0) } else { 0.0 }
    }
}

/// Spells of a group that came into the risk set or left it.
#[derive(Clone, Copy, Default)]
pub(super) struct Change {
    pub group: u32,
    /// How many; below zero where they left.
    pub by: f64,
}

impl Timeline {
    /// Takes O(n log n) time for n rows of all tables.
    pub fn of(groups: &[&RiskTable]) -> Self {
        let times = times(groups);
        let mut moments = vec![
            Moment {
                events: 0.0,
                at_risk: 0.0,
                upto: 0
            };
            times.len()
        ];
        for group in groups {
            let mut place = Place::new(&times);
            for step in group.steps.iter().filter(|step| step.events > 0) {
                let next = place.first_after(step.time);
                moments[next - 1].events += step.events as f64;
            }
            for (moment, _) in changes(group, &times) {
                moments[moment].upto += 1;
            }
        }
        let mut upto = 0;
        for moment in &mut moments {
            // For now where its changes begin; each that is put down moves it on.
            upto += std::mem::replace(&mut moment.upto, upto);
        }
        let mut placed = vec![Change::default(); upto];
        for (number, group) in (0..).zip(groups) {
            for (moment, by) in changes(group, &times) {
                let moment = &mut moments[moment];
                placed[moment.upto] = Change { group: number, by };
                moment.upto += 1;
            }
        }
        let mut timeline = Self {
            moments,
            changes: placed,
        };
        timeline.count();
        timeline
    }

    /// The moments by rising time, each with the changes since the one before.
    pub fn walk(&self) -> impl Iterator<Item = (Moment, &[Change])> {
        let mut from = 0;
        self.moments.iter().map(move |moment| {
            let since = &self.changes[from..moment.upto];
            from = moment.upto;
            (*moment, since)
        })
    }

    fn count(&mut self) {
        let (mut from, mut at_risk) = (0, 0.0);
        for moment in &mut self.moments {
            let since = &self.changes[from..moment.upto];
            at_risk += since.iter().map(|change| change.by).sum::<f64>();
            (moment.at_risk, from) = (at_risk, moment.upto);
        }
    }
}

/// Each time at which a spell ended, once, rising.
fn times(groups: &[&RiskTable]) -> Vec<f64> {
    let ends = groups.iter().flat_map(|group| &group.steps);
    let ends = ends.filter(|step| step.events > 0);
    // From 0 on the order of the bits is that of the times.
    let mut times: Vec<u64> = ends.map(|step| step.time.to_bits()).collect();
    times.sort_unstable();
    times.dedup();
    times.into_iter().map(f64::from_bits).collect()
}

/// What changes a group's risk set, each with the first moment that sees it; what none sees is left out.
fn changes(group: &RiskTable, times: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    let (mut coming, mut going, mut before) = (Place::new(times), Place::new(times), 0);
    let come = group.arrivals.iter().map(move |arrival| {
        let new = arrival.so_far - std::mem::replace(&mut before, arrival.so_far);
        (coming.first_after(arrival.time), new as f64)
    });
    let gone = group.steps.iter().map(move |step| {
        let gone = (step.events + step.censored) as f64;
        (going.first_after(step.time), -gone)
    });
    let last = times.len();
    come.chain(gone).filter(move |(moment, _)| *moment < last)
}

/// A place in rising times that only moves on.
struct Place<'t> {
    times: &'t [f64],
    at: usize,
}

impl<'t> Place<'t> {
    fn new(times: &'t [f64]) -> Self {
        Self { times, at: 0 }
    }

    /// The first of the times after `time`, or their number. Strides double, for the next is mostly near.
    fn first_after(&mut self, time: f64) -> usize {
        let mut stride = 1;
        while self
            .times
            .get(self.at + stride - 1)
            .is_some_and(|there| *there <= time)
        {
            self.at += stride;
            stride *= 2;
        }
        let end = self.times.len().min(self.at + stride - 1);
        self.at += self.times[self.at..end].partition_point(|there| *there <= time);
        self.at
    }
}
