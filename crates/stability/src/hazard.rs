//! How fast people leave by time since the start: a hazard that is constant within bands (Holford 1976; Laird & Olivier
//! 1981), so that ends among days watched are as good as Poisson counts.

use crate::job::Stretch;

/// Days since the start at which the hazard may change: those of the follow-up rounds.
pub const EDGES: [u32; 5] = [7, 30, 90, 180, 365];

/// How many bands there are; the last has no end.
pub const BANDS: usize = EDGES.len() + 1;

/// Ends a day in each band, finite and not below 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hazard(pub [f64; BANDS]);

impl Hazard {
    /// The rates at which ends among weighed days are as observed. A band without days has the rate of the one before.
    #[must_use]
    pub fn of(stretches: impl Iterator<Item = (Stretch, f64)>) -> Self {
        let (mut ends, mut days) = ([0.0; BANDS], [0.0; BANDS]);
        for (stretch, weight) in stretches {
            for (days, within) in days.iter_mut().zip(within(stretch.from, stretch.to)) {
                *days += weight * f64::from(within);
            }
            if stretch.ended {
                ends[band(stretch.to)] += 1.0;
            }
        }
        let mut rates = [0.0; BANDS];
        let mut before = 0.0;
        for (rate, (ends, days)) in rates.iter_mut().zip(ends.iter().zip(days)) {
            *rate = if days > 0.0 { ends / days } else { before };
            before = *rate;
        }
        Self(rates)
    }

    /// The hazard gathered between two days since the start.
    #[must_use]
    pub fn between(&self, from: u32, to: u32) -> f64 {
        let days = within(from, to);
        self.0
            .iter()
            .zip(days)
            .map(|(rate, days)| rate * f64::from(days))
            .sum()
    }

    /// The rate on the last day of a stretch.
    #[must_use]
    pub fn at_end(&self, stretch: Stretch) -> f64 {
        self.0[band(stretch.to)]
    }
}

/// The band in which a day lies that is the `day`th since the start, from 1.
fn band(day: u32) -> usize {
    EDGES.partition_point(|edge| *edge < day)
}

/// The days between two that lie in each band.
fn within(from: u32, to: u32) -> [u32; BANDS] {
    let mut days = [0; BANDS];
    let mut start = 0;
    for (days, end) in days.iter_mut().zip(EDGES.into_iter().chain([u32::MAX])) {
        *days = to.min(end).saturating_sub(from.max(start));
        start = end;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_day_lies_in_one_band(from in 0u32..800, length in 1u32..800) {
            let days = within(from, from + length);
            prop_assert_eq!(days.iter().sum::<u32>(), length);
            let mut counted = [0; BANDS];
            for day in from + 1..=from + length {
                counted[band(day)] += 1;
            }
            prop_assert_eq!(days, counted);
        }
    }

    #[test]
    fn rates_are_ends_by_days() {
        let stretch = |from, to, ended| (Stretch { from, to, ended }, 1.0);
        let hazard = Hazard::of(
            [
                stretch(0, 10, true),
                stretch(0, 7, true),
                stretch(5, 7, false),
            ]
            .into_iter(),
        );
        assert!((hazard.0[0] - 1.0 / 16.0).abs() < 1e-12);
        assert!((hazard.0[1] - 1.0 / 3.0).abs() < 1e-12);
        // Nothing was seen later: it goes on as before.
        assert!((hazard.0[5] - 1.0 / 3.0).abs() < 1e-12);
        assert!((hazard.between(6, 9) - (1.0 / 16.0 + 2.0 / 3.0)).abs() < 1e-12);
    }
}
