//! Who was at risk when: the table that every estimator starts from.

mod days;

use crate::spell::{Cause, Spell};
use days::Days;
use std::collections::BTreeSet;

/// One time at which at least one spell was left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// In days.
    pub time: f64,
    /// Spells with `entry < time <= exit`; at least one.
    pub at_risk: usize,
    /// Spells that ended at `time`.
    pub events: usize,
    /// Spells last seen at `time`. They still count as at risk there, so they leave after the events.
    pub censored: usize,
}

impl Step {
    /// How many of those at risk are still watched just after, newcomers left out.
    pub fn staying(&self) -> usize {
        self.at_risk - self.events - self.censored
    }
}

/// One time at which at least one spell was entered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arrival {
    pub time: f64,
    /// Spells entered up to and including `time`.
    pub so_far: usize,
}

/// Ends by one cause at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    /// Which of the steps.
    pub step: usize,
    pub cause: Cause,
    /// At least one.
    pub count: usize,
}

/// The risk set of one group of spells over time: sorted once, asked by every estimator.
///
/// Spells of zero length are left out. Memory is one row a time, not one a spell.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTable {
    /// By rising time.
    pub(crate) steps: Vec<Step>,
    /// By rising step, within it by rising cause.
    pub(crate) ends: Vec<Ends>,
    /// By rising time.
    pub(crate) arrivals: Vec<Arrival>,
}

/// Finite times from 0 on have the order of their bits, and whole numbers are sorted faster.
fn order(time: f64) -> u64 {
    // Negative zero is a sound time, but its bits are not those of zero.
    (time + 0.0).to_bits()
}

impl RiskTable {
    /// Takes O(n log n) time for n spells, in any order; O(n) where they are of whole days and not much longer than
    /// they are many.
    #[must_use]
    pub fn of(spells: &[Spell]) -> Self {
        Days::of(spells).map_or_else(|| Self::sorted(spells), |days| days.table())
    }

    fn sorted(spells: &[Spell]) -> Self {
        let at_risk_ever = || spells.iter().filter(|spell| spell.has_length());
        let mut exits: Vec<u128> = at_risk_ever()
            .map(|s| {
                u128::from(order(s.exit())) << 32 | u128::from(s.cause().map_or(0, Cause::get))
            })
            .collect();
        exits.sort_unstable();
        let entries = Entries::of(at_risk_ever().map(Spell::entry));

        let (mut entered, mut left) = (entries.at_zero, 0);
        let mut later = entries.later.iter().peekable();
        let (mut steps, mut ends) = (Vec::new(), Vec::new());
        for leaving in exits.chunk_by(|a, b| a >> 32 == b >> 32) {
            let time = time_of(leaving[0]);
            while later
                .next_if(|entry| f64::from_bits(**entry) < time)
                .is_some()
            {
                entered += 1;
            }
            let (at_risk, mut events) = (entered - left, 0);
            for together in leaving.chunk_by(|a, b| a == b) {
                if let Some(cause) = cause_of(together[0]) {
                    let (step, count) = (steps.len(), together.len());
                    ends.push(Ends { step, cause, count });
                    events += count;
                }
            }
            left += leaving.len();
            let censored = leaving.len() - events;
            steps.push(Step {
                time,
                at_risk,
                events,
                censored,
            });
        }
        Self {
            steps,
            ends,
            arrivals: entries.arrivals(),
        }
    }

    /// How many spells have `entry < time <= exit`, in O(log n).
    #[must_use]
    pub fn at_risk(&self, time: f64) -> usize {
        let next = self.steps.partition_point(|step| step.time < time);
        // Nobody leaves between two steps: the coming one's risk set differs by the arrivals until then.
        self.steps.get(next).map_or(0, |step| {
            step.at_risk + self.entered_before(time) - self.entered_before(step.time)
        })
    }

    /// How many spells were at risk at any time.
    #[must_use]
    pub fn spells(&self) -> usize {
        self.arrivals.last().map_or(0, |last| last.so_far)
    }

    /// How many of them ended.
    #[must_use]
    pub fn events(&self) -> usize {
        self.steps.iter().map(|step| step.events).sum()
    }

    /// What ended them.
    #[must_use]
    pub fn causes(&self) -> BTreeSet<Cause> {
        self.ends.iter().map(|ends| ends.cause).collect()
    }

    /// Whether any spell is entered at exactly `time`.
    pub(crate) fn is_entered_at(&self, time: f64) -> bool {
        self.arrivals
            .binary_search_by(|arrival| arrival.time.total_cmp(&time))
            .is_ok()
    }

    fn entered_before(&self, time: f64) -> usize {
        let upto = self.arrivals.partition_point(|a| a.time < time);
        upto.checked_sub(1).map_or(0, |i| self.arrivals[i].so_far)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "each half has its own width"
)]
fn time_of(exit: u128) -> f64 {
    f64::from_bits((exit >> 32) as u64)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "each half has its own width"
)]
fn cause_of(exit: u128) -> Option<Cause> {
    Cause::new(exit as u32)
}

/// Times of entry. Most spells are watched from the first day on: these need no sorting.
struct Entries {
    at_zero: usize,
    /// By their order, rising.
    later: Vec<u64>,
}

impl Entries {
    fn of(times: impl Iterator<Item = f64>) -> Self {
        let (mut at_zero, mut later) = (0, Vec::new());
        for time in times {
            if time > 0.0 {
                later.push(order(time));
            } else {
                at_zero += 1;
            }
        }
        later.sort_unstable();
        Self { at_zero, later }
    }

    fn arrivals(&self) -> Vec<Arrival> {
        let mut so_far = self.at_zero;
        let first = (so_far > 0).then_some(Arrival { time: 0.0, so_far });
        let later = self.later.chunk_by(|a, b| a == b).map(|together| {
            so_far += together.len();
            Arrival {
                time: f64::from_bits(together[0]),
                so_far,
            }
        });
        first.into_iter().chain(later).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_risk_set_is_whom_a_count_finds(
            days in prop::collection::vec((0u8..20, 0u8..8, 0u32..4), 0..40),
            halves in 0u8..60,
        ) {
            let spells: Vec<Spell> = days
                .iter()
                .map(|&(entry, length, cause)| {
                    let entry = f64::from(entry);
                    Spell::by_cause(entry, entry + f64::from(length), Cause::new(cause)).unwrap()
                })
                .collect();
            let risk = RiskTable::of(&spells);
            prop_assert_eq!(&risk, &RiskTable::sorted(&spells));
            let count = |time: f64| spells.iter().filter(|s| s.entry() < time && time <= s.exit()).count();

            let time = f64::from(halves) / 2.0;
            prop_assert_eq!(risk.at_risk(time), count(time));
            for (number, step) in risk.steps.iter().enumerate() {
                prop_assert_eq!(step.at_risk, count(step.time));
                let here = |s: &&Spell| s.exit().total_cmp(&step.time).is_eq() && s.has_length();
                for cause in (1..4).filter_map(Cause::new) {
                    let ended = spells.iter().filter(here).filter(|s| s.cause() == Some(cause)).count();
                    let told: usize = risk.ends.iter().filter(|e| (e.step, e.cause) == (number, cause)).map(|e| e.count).sum();
                    prop_assert_eq!(told, ended);
                }
            }
            prop_assert_eq!(risk.spells(), spells.iter().filter(|s| s.has_length()).count());
        }
    }

    #[test]
    fn a_minus_before_zero_changes_nothing() {
        let spell = |entry| Spell::new(entry, 3.0, true).unwrap();
        assert_eq!(RiskTable::of(&[spell(-0.0)]), RiskTable::of(&[spell(0.0)]));
    }

    #[test]
    fn half_a_day_among_whole_ones_is_no_matter() {
        let spell = |entry, exit| Spell::new(entry, exit, true).unwrap();
        let mut spells = vec![spell(0.0, 3.0), spell(2.0, 700.0), spell(1.0, 3.0)];
        assert_eq!(RiskTable::of(&spells), RiskTable::sorted(&spells));
        spells.push(spell(0.5, 2.0));
        let risk = RiskTable::of(&spells);
        assert_eq!((risk.at_risk(1.0), risk.spells()), (2, 4));
        // Days beyond all counting.
        spells.push(spell(0.0, 1e300));
        assert_eq!(RiskTable::of(&spells).steps.len(), 4);
    }

    #[test]
    fn causes_are_told_once_and_in_order() {
        let spells = [(1.0, 7), (2.0, 1), (2.0, 7), (3.0, 0)]
            .map(|(exit, cause)| Spell::by_cause(0.0, exit, Cause::new(cause)).unwrap());
        let causes: Vec<u32> = RiskTable::of(&spells)
            .causes()
            .iter()
            .map(|c| c.get())
            .collect();
        assert_eq!(causes, [1, 7]);
    }
}
