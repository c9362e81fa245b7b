//! What share is still at work after t days: the product-limit estimate of Kaplan & Meier (1958), with late
//! entries as in Klein & Moeschberger, *Survival Analysis* (2nd ed. 2003), chapters 4.2–4.6.
//!
//! With `d` ends among `n` at risk at each time: `S(t) = Π (1 − d/n)`, Greenwood's variance
//! `S(t)² · Σ d / (n (n − d))`, both over the times up to `t`; intervals are log-log, so they stay within [0, 1].
//!
//! Where everybody at risk ends, S is 0 for good, Greenwood's sum has no value, and standard error and interval
//! are given as 0 and [0, 0]: a convention, not a certainty. Read `at_risk` beside them.
//!
//! With late entries a curve tells of employments that lasted until the earliest entry, and it may break:
//! see [`Curve::breaks_at`].

use crate::level::{Level, log_log};
use crate::risk::{RiskTable, Step};
use crate::spell::Spell;

/// S is a long product; what should be exactly one half may come out a hair above.
const ROUNDING: f64 = 1e-9;

/// The share still at work over time, a falling step function, continuous from the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    points: Vec<Point>,
    risk: RiskTable,
    breaks_at: Option<f64>,
}

/// The curve at a time when spells ended or were last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// In days.
    pub time: f64,
    /// Spells watched until here at least and entered before; at least one.
    pub at_risk: usize,
    /// Spells that ended here.
    pub events: usize,
    /// Spells last seen here, still going on.
    pub censored: usize,
    /// Estimated share that lasts longer than `time`, in [0, 1].
    pub survival: f64,
    /// Greenwood's standard error of `survival`.
    pub std_error: f64,
    /// Lower end of the interval, at most `survival`.
    pub low: f64,
    /// Upper end of the interval, at least `survival`.
    pub high: f64,
}

/// The curve at a time somebody asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Estimated share that lasts longer than the time, in [0, 1].
    pub survival: f64,
    /// Greenwood's standard error of `survival`.
    pub std_error: f64,
    /// Lower end of the interval, at most `survival`.
    pub low: f64,
    /// Upper end of the interval, at least `survival`.
    pub high: f64,
    /// Spells at risk at that time. Few say little, none say nothing.
    pub at_risk: usize,
}

/// The time by which half have ended, in days, with its interval.
///
/// Each of the three is the first time at which the curve, its lower or its upper end is at or below one half
/// (Brookmeyer & Crowley 1982), and `None` where that was never seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// Where the curve itself reaches one half.
    pub time: Option<f64>,
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Curve {
    /// The curve of these spells, in any order, with 95 % intervals. No spells give an empty curve.
    ///
    /// Takes O(n log n) time for n spells.
    #[must_use]
    pub fn of(spells: &[Spell]) -> Self {
        Self::with_level(spells, Level::P95)
    }

    /// The same with intervals of another level.
    #[must_use]
    pub fn with_level(spells: &[Spell], level: Level) -> Self {
        Self::over(RiskTable::of(spells), level)
    }

    /// The same of spells that are sorted already, in O(n) time for n times.
    #[must_use]
    pub fn over(risk: RiskTable, level: Level) -> Self {
        let points = points(&risk.steps, level.z());
        let breaks_at = break_of(&points, &risk);
        Self {
            points,
            risk,
            breaks_at,
        }
    }

    /// Who was at risk when.
    #[must_use]
    pub fn risk(&self) -> &RiskTable {
        &self.risk
    }

    /// One row for each time at which a spell ended or was last seen, by rising time.
    #[must_use]
    pub fn table(&self) -> &[Point] {
        &self.points
    }

    /// The curve at `time`, in days.
    ///
    /// `None` where nothing is known: before day 0, and after the last time in the table unless everybody
    /// watched until then ended, for then none can last longer. Before the first row survival is 1.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<Estimate> {
        let last = self.points.last()?;
        let known = time >= 0.0 && (time <= last.time || last.survival <= 0.0);
        known.then(|| {
            let passed = self.points.partition_point(|point| point.time <= time);
            let point = passed.checked_sub(1).map(|i| &self.points[i]);
            Estimate {
                survival: point.map_or(1.0, |point| point.survival),
                std_error: point.map_or(0.0, |point| point.std_error),
                low: point.map_or(1.0, |point| point.low),
                high: point.map_or(1.0, |point| point.high),
                at_risk: self.risk.at_risk(time),
            }
        })
    }

    /// When half of the employments have ended.
    #[must_use]
    pub fn median(&self) -> Median {
        let halved = |share: fn(&Point) -> f64| {
            let halved = self
                .points
                .iter()
                .find(|point| share(point) <= 0.5 + ROUNDING);
            halved.map(|point| point.time)
        };
        Median {
            time: halved(|point| point.survival),
            low: halved(|point| point.low),
            high: halved(|point| point.high),
        }
    }

    /// The first time after which the figures rest on nothing, although later spells were watched.
    ///
    /// With late entries the risk set may run empty in between: by ends, and then S falls to 0 and stays there
    /// however many come later; or by censoring, and then S stays level over days that nobody watched.
    /// The estimate is left as defined; whoever shows it must say so, or estimate survival given that this time
    /// was outlived, from [`Spell::after`] (Klein & Moeschberger, section 4.6). Without late entries it is `None`.
    #[must_use]
    pub fn breaks_at(&self) -> Option<f64> {
        self.breaks_at
    }
}

fn points(steps: &[Step], z: f64) -> Vec<Point> {
    let (mut survival, mut greenwood) = (1.0, 0.0);
    steps
        .iter()
        .map(|&step| {
            let Step {
                time,
                at_risk,
                events,
                censored,
            } = step;
            let (n, lasting) = (at_risk as f64, (at_risk - events) as f64);
            survival *= lasting / n;
            if survival > 0.0 {
                greenwood += events as f64 / (n * lasting);
            }
            let log_error = f64::sqrt(greenwood);
            let (low, high) = log_log(survival, log_error, z);
            Point {
                time,
                at_risk,
                events,
                censored,
                survival,
                std_error: survival * log_error,
                low,
                high,
            }
        })
        .collect()
}

/// A risk set that is renewed in the very moment it empties, as by a spell told in two pieces, is no break
/// unless S has fallen to 0.
fn break_of(points: &[Point], risk: &RiskTable) -> Option<f64> {
    let (_, but_last) = risk.steps.split_last()?;
    but_last
        .iter()
        .zip(points)
        .find(|(step, point)| {
            step.staying() == 0 && (point.survival <= 0.0 || !risk.is_entered_at(step.time))
        })
        .map(|(step, _)| step.time)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
