//! How sure an interval is, and how one is drawn around a share.

use statrs::distribution::{ContinuousCDF, Normal};
use thiserror::Error;

/// The share of intervals that cover the truth in the long run, strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level(f64);

/// The level does not lie strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a level lies strictly between 0 and 1")]
pub struct BadLevel;

impl Level {
    /// 95 %, which every published figure uses unless it says otherwise.
    pub const P95: Self = Self(0.95);

    /// The level of that coverage, for example 0.9.
    ///
    /// # Errors
    /// [`BadLevel`] unless `0 < coverage < 1`.
    pub fn new(coverage: f64) -> Result<Self, BadLevel> {
        if coverage > 0.0 && coverage < 1.0 {
            Ok(Self(coverage))
        } else {
            Err(BadLevel)
        }
    }

    /// The two-sided quantile of the standard normal: 1.96 for 95 %.
    pub(crate) fn z(self) -> f64 {
        Normal::standard().inverse_cdf(f64::midpoint(1.0, self.0))
    }
}

/// The interval around a survival `s` whose logarithm has standard error `log_error`, both ends in [0, 1]:
/// `s^exp(±z · log_error / |ln s|)`, the log-log interval (Kalbfleisch & Prentice 1980, section 1.3; Klein &
/// Moeschberger 2003, formula 4.3.2).
///
/// At 0 and 1 the formula has no value and the interval shrinks to the point.
pub(crate) fn log_log(s: f64, log_error: f64, z: f64) -> (f64, f64) {
    if s <= 0.0 || s >= 1.0 {
        return (s, s);
    }
    let width = (z * log_error / s.ln().abs()).exp();
    (s.powf(width), s.powf(width.recip()))
}

/// The interval around any figure with that standard error, both ends kept within what is possible.
pub(crate) fn plain(value: f64, std_error: f64, z: f64, possible: (f64, f64)) -> (f64, f64) {
    let (least, most) = possible;
    let reach = z * std_error;
    ((value - reach).max(least), (value + reach).min(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_levels_have_their_printed_quantiles() {
        for (coverage, z) in [
            (0.90, 1.644_853_627),
            (0.95, 1.959_963_985),
            (0.99, 2.575_829_304),
        ] {
            assert!((Level::new(coverage).unwrap().z() - z).abs() < 1e-9);
        }
    }

    #[test]
    fn a_level_is_neither_nothing_nor_certainty() {
        for coverage in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(Level::new(coverage), Err(BadLevel));
        }
    }
}
