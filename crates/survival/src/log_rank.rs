//! Whether groups differ in how long employment lasts by more than chance: the log-rank test of Mantel (1966) and Peto &
//! Peto (1972) for k groups with late entries, as in Klein & Moeschberger, *Survival Analysis* (2nd ed. 2003),
//! section 7.3.
//!
//! At each time with `D` ends among `N` at risk, of whom `n_i` are of group `i`, that group is expected to have
//! `D · n_i/N` of them. With `z` what was observed beyond what was expected, and
//!
//! ```text
//! V_ij = Σ D (N − D)/(N − 1) · (n_i/N) (1[i = j] − n_j/N)
//! ```
//!
//! its covariance, `χ² = zᵀ V⁻ z` is chi-squared where nothing differs. Of all groups that were ever at risk beside each
//! other, directly or through others, one is left out, for its `z` follows from the rest; the degrees of freedom are
//! the groups that remain. A group that was never at risk beside another says nothing and counts for none.
//!
//! V is never written down. `V x` takes one walk over the changes of the risk sets, and conjugate gradients, scaled by
//! V's diagonal, need few such walks where groups overlap: O(n) time and memory for n rows of all risk tables
//! and for any number of groups, where the usual way takes k² memory and k² time at each of the times.

use crate::risk::RiskTable;
use covariance::Covariance;
use statrs::function::gamma::checked_gamma_ur;
use timeline::Timeline;

mod companions;
mod covariance;
mod timeline;

/// What the test says.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The statistic, 0 or more.
    pub chi2: f64,
    /// Its degrees of freedom: groups less one, unless some were never at risk beside others.
    pub df: usize,
    /// The chance of a statistic as large where nothing differs, in [0, 1]; 1 where nothing can be told.
    pub p: f64,
    /// What was observed and expected, in the order of the groups.
    pub groups: Vec<Observed>,
}

/// Ends of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// How many there were.
    pub events: usize,
    /// How many there would have been if all groups were alike.
    pub expected: f64,
}

impl LogRank {
    /// Compares groups; `None` where there are fewer than two.
    #[must_use]
    pub fn of(groups: &[&RiskTable]) -> Option<Self> {
        if groups.len() < 2 {
            return None;
        }
        let timeline = Timeline::of(groups);
        let covariance = Covariance::of(&timeline, groups.len());
        let observed: Vec<Observed> = groups
            .iter()
            .zip(covariance.expected())
            .map(|(group, expected)| Observed {
                events: group.events(),
                expected,
            })
            .collect();
        let beyond: Vec<f64> = observed
            .iter()
            .map(|o| o.events as f64 - o.expected)
            .collect();
        let (chi2, df) = (covariance.weigh(&beyond), covariance.rank());
        Some(Self {
            chi2,
            df,
            p: chance(chi2, df),
            groups: observed,
        })
    }
}

/// The upper tail of the chi-squared distribution.
fn chance(chi2: f64, df: usize) -> f64 {
    if df == 0 || chi2 <= 0.0 {
        return 1.0;
    }
    let tail = checked_gamma_ur(df as f64 / 2.0, chi2 / 2.0);
    tail.ok()
        .filter(|p| p.is_finite())
        .map_or(0.0, |p| p.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests;
