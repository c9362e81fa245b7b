//! How much hazard has gathered by day t: the estimate of Nelson (1972) and Aalen (1978), as in Klein &
//! Moeschberger, *Survival Analysis* (2nd ed. 2003), formulae 4.2.3 and 4.2.4.
//!
//! With `d` ends among `n` at risk at each time: `H(t) = Σ d/n`, variance `Σ d/n²`, over the times up to `t`.
//! Several ends at one time are told as they stand; no order among them is made up. Where the curve of
//! [`kaplan_meier`](crate::kaplan_meier) falls to 0, the hazard stays finite. O(n) time for n times.

use crate::risk::RiskTable;

/// The cumulative hazard, a rising step function, continuous from the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    points: Vec<HazardPoint>,
}

/// The cumulative hazard at a time when spells ended or were last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HazardPoint {
    /// In days.
    pub time: f64,
    /// Expected number of ends up to `time` of one who is replaced at each end; 0 or more.
    pub value: f64,
    /// Standard error of `value`.
    pub std_error: f64,
}

impl Hazard {
    /// The hazard over a risk table, by any cause.
    #[must_use]
    pub fn of(risk: &RiskTable) -> Self {
        let (mut value, mut variance) = (0.0, 0.0);
        let points = risk.steps.iter().map(|step| {
            let (n, d) = (step.at_risk as f64, step.events as f64);
            value += d / n;
            variance += d / (n * n);
            HazardPoint {
                time: step.time,
                value,
                std_error: f64::sqrt(variance),
            }
        });
        Self {
            points: points.collect(),
        }
    }

    /// One row for each time at which a spell ended or was last seen, by rising time.
    #[must_use]
    pub fn table(&self) -> &[HazardPoint] {
        &self.points
    }

    /// The hazard gathered by `time`, in days; `None` before day 0 and after the last time in the table.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<HazardPoint> {
        let last = self.points.last()?;
        (0.0..=last.time).contains(&time).then(|| {
            let passed = self.points.partition_point(|point| point.time <= time);
            let at = passed.checked_sub(1).map(|i| self.points[i]);
            at.map_or(
                HazardPoint {
                    time,
                    value: 0.0,
                    std_error: 0.0,
                },
                |point| HazardPoint { time, ..point },
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spell;

    /// Remission in weeks, 6-MP arm, of Freireich et al. 1963: Klein & Moeschberger, table 4.2.
    #[test]
    fn agrees_with_the_printed_table() {
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|exit| (exit, true));
        let going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|exit| (exit, false));
        let spells: Vec<Spell> = ended
            .iter()
            .chain(&going_on)
            .map(|&(exit, ended)| Spell::new(0.0, f64::from(exit), ended).unwrap())
            .collect();
        let hazard = Hazard::of(&RiskTable::of(&spells));
        for (time, value, variance) in [
            (6.0, 0.1428, 0.0068),
            (7.0, 0.2017, 0.0103),
            (10.0, 0.2683, 0.0147),
            (13.0, 0.3517, 0.0217),
            (16.0, 0.4426, 0.0299),
            (22.0, 0.5854, 0.0503),
            (23.0, 0.7521, 0.0781),
        ] {
            let found = hazard.at(time).unwrap();
            // The table is printed with what was rounded on the way.
            assert!((found.value - value).abs() < 1.5e-4, "{found:?}");
            let squared = found.std_error.powi(2);
            assert!((squared - variance).abs() < 6e-5, "{found:?}");
        }
    }

    #[test]
    fn it_is_nothing_before_the_first_end_and_unknown_after_the_last_sight() {
        let hazard = Hazard::of(&RiskTable::of(&[Spell::new(0.0, 5.0, true).unwrap()]));
        assert_eq!(hazard.at(4.9).map(|point| point.value), Some(0.0));
        assert_eq!(
            hazard.at(5.0).map(|point| (point.value, point.std_error)),
            Some((1.0, 1.0))
        );
        assert_eq!(
            (hazard.at(5.1), hazard.at(-1.0), hazard.at(f64::NAN)),
            (None, None, None)
        );
        assert_eq!(Hazard::of(&RiskTable::of(&[])).at(0.0), None);
    }
}
