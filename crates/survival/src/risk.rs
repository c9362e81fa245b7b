//! Who was at risk when: the table that every estimator starts from.

use crate::spell::Spell;

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
struct Arrival {
    time: f64,
    /// Spells entered up to and including `time`.
    so_far: usize,
}

/// The risk set over time. Spells of zero length are left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RiskTable {
    /// By rising time.
    pub steps: Vec<Step>,
    /// By rising time.
    arrivals: Vec<Arrival>,
}

impl RiskTable {
    /// Takes O(n log n) time for n spells, in any order.
    pub fn of(spells: &[Spell]) -> Self {
        let at_risk_ever = || spells.iter().filter(|spell| spell.has_length());
        let mut entries: Vec<f64> = at_risk_ever().map(Spell::entry).collect();
        entries.sort_unstable_by(f64::total_cmp);
        let mut exits: Vec<(f64, bool)> = at_risk_ever().map(|s| (s.exit(), s.ended())).collect();
        exits.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));

        let (mut entered, mut left) = (0, 0);
        let steps = exits
            .chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq())
            .map(|leaving| {
                let time = leaving[0].0;
                while entries.get(entered).is_some_and(|&entry| entry < time) {
                    entered += 1;
                }
                let at_risk = entered - left;
                left += leaving.len();
                let events = leaving.iter().filter(|(_, ended)| *ended).count();
                Step {
                    time,
                    at_risk,
                    events,
                    censored: leaving.len() - events,
                }
            })
            .collect();

        let mut so_far = 0;
        let arrivals = entries
            .chunk_by(|a, b| a.total_cmp(b).is_eq())
            .map(|together| {
                so_far += together.len();
                Arrival {
                    time: together[0],
                    so_far,
                }
            })
            .collect();

        Self { steps, arrivals }
    }

    /// How many spells have `entry < time <= exit`, in O(log n).
    pub fn at_risk(&self, time: f64) -> usize {
        let next = self.steps.partition_point(|step| step.time < time);
        // Nobody leaves between two steps: the coming one's risk set differs by the arrivals until then.
        self.steps.get(next).map_or(0, |step| {
            step.at_risk + self.entered_before(time) - self.entered_before(step.time)
        })
    }

    /// Whether any spell is entered at exactly `time`.
    pub fn is_entered_at(&self, time: f64) -> bool {
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
            days in prop::collection::vec((0u8..20, 0u8..8, any::<bool>()), 0..40),
            halves in 0u8..60,
        ) {
            let spells: Vec<Spell> = days
                .iter()
                .map(|&(entry, length, ended)| Spell::new(entry.into(), f64::from(entry) + f64::from(length), ended).unwrap())
                .collect();
            let risk = RiskTable::of(&spells);
            let count = |time: f64| spells.iter().filter(|s| s.entry() < time && time <= s.exit()).count();

            let time = f64::from(halves) / 2.0;
            prop_assert_eq!(risk.at_risk(time), count(time));
            for step in &risk.steps {
                prop_assert_eq!(step.at_risk, count(step.time));
            }
        }
    }
}
