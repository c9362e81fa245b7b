//! Who was at risk when: the table that every estimator starts from.

mod tally;

use crate::spell::{Cause, Spell};
use std::collections::BTreeSet;
pub use tally::Tally;

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
    /// Takes spells in any order. See [`Tally`] for what it costs.
    #[must_use]
    pub fn of(spells: &[Spell]) -> Self {
        let mut tally = Tally::default();
        tally.extend(spells.iter().copied());
        tally.table()
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_risk_set_is_whom_a_count_finds(
            days in prop::collection::vec((0u8..20, 0u8..8, 0u32..4, prop::bool::weighted(0.1)), 0..40),
            halves in 0u8..60,
        ) {
            let spells: Vec<Spell> = days
                .iter()
                .map(|&(entry, length, cause, half)| {
                    let entry = f64::from(entry) + if half { 0.5 } else { 0.0 };
                    Spell::by_cause(entry, entry + f64::from(length), Cause::new(cause)).unwrap()
                })
                .collect();
            let risk = RiskTable::of(&spells);
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

    /// Days are counted, their thousandths sorted.
    #[test]
    fn days_and_fractions_of_days_make_the_same_table() {
        const PART: f64 = 1.0 / 1_024.0;
        let spells = |day: f64| -> Vec<Spell> {
            let spell = |number: u32| {
                let entry = f64::from(number % 3 * (number % 40));
                let exit = entry + f64::from(number % 71);
                Spell::by_cause(entry * day, exit * day, Cause::new(number % 4)).unwrap()
            };
            (0..500).map(spell).collect()
        };
        let (mut days, fractions) = (RiskTable::of(&spells(1.0)), RiskTable::of(&spells(PART)));
        for step in &mut days.steps {
            step.time *= PART;
        }
        for arrival in &mut days.arrivals {
            arrival.time *= PART;
        }
        assert_eq!(days, fractions);
    }

    #[test]
    fn days_beyond_all_counting_are_days() {
        let spell = |entry, exit| Spell::new(entry, exit, true).unwrap();
        let spells = [
            (0.0, 3.0),
            (2.0, 700.0),
            (1.0, 3.0),
            (0.5, 2.0),
            (0.0, 1e300),
        ];
        let risk = RiskTable::of(&spells.map(|(entry, exit)| spell(entry, exit)));
        assert_eq!(
            (risk.at_risk(1.0), risk.at_risk(1e299), risk.spells()),
            (3, 1, 5)
        );
        assert_eq!(risk.steps.len(), 4);
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
