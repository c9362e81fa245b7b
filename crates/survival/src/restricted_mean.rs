//! How many of the first τ days are worked, on average: the area below the curve up to τ, as in Klein & Moeschberger,
//! *Survival Analysis* (2nd ed. 2003), formulae 4.5.1 and 4.5.2.
//!
//! Unlike the mean it exists although many spells are still going on, and unlike the median it exists although fewer
//! than half have ended. With `A(t)` the area between `t` and τ, `d` ends among `n` at risk: variance
//! `Σ A(t)² · d/(n(n − d))` over the times up to τ. The interval is the plain one, kept within [0, τ]. O(n) time.

use crate::kaplan_meier::{Curve, Point};
use crate::level::{Level, plain};

/// Days worked of the first `until`, on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The days that count: τ.
    pub until: f64,
    /// The estimate, in [0, `until`].
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl RestrictedMean {
    /// The mean of the first `until` days, in days; `None` where the curve is not known until then, or `until` is
    /// no finite number.
    #[must_use]
    pub fn of(curve: &Curve, until: f64, level: Level) -> Option<Self> {
        curve.at(until).filter(|_| until.is_finite())?;
        let passed = curve.table().partition_point(|point| point.time <= until);
        let (mut area, mut variance, mut to) = (0.0, 0.0, until);
        for point in curve.table()[..passed].iter().rev() {
            area += (to - point.time) * point.survival;
            variance += area * area * greenwood(point);
            to = point.time;
        }
        // Rounding must not add a day to those that there are.
        let value = f64::min(area + to, until);
        let std_error = f64::sqrt(variance);
        let (low, high) = plain(value, std_error, level.z(), (0.0, until));
        Some(Self {
            until,
            value,
            std_error,
            low,
            high,
        })
    }
}

/// The term of Greenwood's sum; where everybody ends nothing comes after, and it weighs nothing.
fn greenwood(point: &Point) -> f64 {
    let (n, d) = (point.at_risk as f64, point.events as f64);
    if n > d { d / (n * (n - d)) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spell;
    use proptest::prelude::*;

    fn mean(spells: &[Spell], until: f64) -> Option<RestrictedMean> {
        RestrictedMean::of(&Curve::of(spells), until, Level::P95)
    }

    /// Remission in weeks, 6-MP arm: Klein & Moeschberger, example 4.1, continued in section 4.5.
    #[test]
    fn agrees_with_the_printed_figures() {
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|exit| (exit, true));
        let going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|exit| (exit, false));
        let spells: Vec<Spell> = ended
            .iter()
            .chain(&going_on)
            .map(|&(exit, ended)| Spell::new(0.0, f64::from(exit), ended).unwrap())
            .collect();
        let mean = mean(&spells, 35.0).unwrap();
        assert!((mean.value - 23.287).abs() < 5e-4, "{mean:?}");
        assert!((mean.std_error - 2.827).abs() < 2e-3, "{mean:?}");
        assert!(
            (mean.low - 17.7).abs() < 0.1 && (mean.high - 28.8).abs() < 0.1,
            "{mean:?}"
        );
    }

    proptest! {
        #[test]
        fn without_censoring_it_is_the_mean_of_what_was_worked(
            exits in prop::collection::vec(1u32..400, 1..50),
            until in 1u32..400,
        ) {
            let spells: Vec<Spell> = exits.iter().map(|&exit| Spell::new(0.0, exit.into(), true).unwrap()).collect();
            let (mean, n, until) = (mean(&spells, until.into()).unwrap(), exits.len() as f64, f64::from(until));
            let worked = || exits.iter().map(|&exit| until.min(exit.into()));
            let average = worked().sum::<f64>() / n;
            let variance = worked().map(|days| (days - average).powi(2)).sum::<f64>() / (n * n);
            prop_assert!((mean.value - average).abs() < 1e-9);
            prop_assert!((mean.std_error - variance.sqrt()).abs() < 1e-7);
            prop_assert!(0.0 <= mean.low && mean.low <= mean.value && mean.value <= mean.high && mean.high <= until);
        }
    }

    #[test]
    fn it_is_not_told_beyond_what_was_watched() {
        let going_on = [Spell::new(0.0, 30.0, false).unwrap()];
        assert_eq!(
            mean(&going_on, 30.0).map(|mean| (mean.value, mean.std_error)),
            Some((30.0, 0.0))
        );
        for until in [30.5, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(mean(&going_on, until), None);
        }
        let ended = [Spell::new(0.0, 30.0, true).unwrap()];
        assert_eq!(mean(&ended, 365.0).map(|mean| mean.value), Some(30.0));
        assert_eq!((mean(&ended, f64::INFINITY), mean(&[], 30.0)), (None, None));
    }
}
