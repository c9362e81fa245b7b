//! What share of all is as it was reported, from those who were visited, between which bounds.
//!
//! Of a stratum of `N` units `n` were visited and `x` found as reported. The share of all is `p = Σ W x/n` with weights
//! `W = N / ΣN` over the strata of which somebody was visited. Its interval is Wilson's (1927), which holds at shares
//! near 1, where reports tend to be and the usual interval fails; `n` in it is the effective size, `p(1−p)` over the
//! variance of `p` drawn without replacement (Korn & Graubard 1998, with Wilson's formula in place of Clopper's):
//!
//! - `V₀ = p(1−p) · Σ W² (N−n) / ((N−1) n)`, as if all strata were alike,
//! - `V₁ = Σ W² (1 − n/N) s² / n`, with `s² = n/(n−1) · p_h(1−p_h)`, as the strata were seen (Cochran 1977, 5.10),
//!
//! whichever is larger: the first where few were visited and nobody differed, the second where the strata differ in size
//! and truth. Where all were visited the interval is the point. It never leaves what is possible: at least those found as
//! reported are, and those found otherwise are not.

use crate::Z95;

/// A stratum and what was found of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    /// Units of the stratum.
    pub size: u64,
    /// Units of it that were visited, at most as many.
    pub visited: u64,
    /// Units of these that were as reported, at most as many.
    pub confirmed: u64,
}

/// A share with its 95 % interval, all within [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The share of something of which only a known part can be so: 0.8 of those reported, of whom 0.9 are true.
    #[must_use]
    pub fn times(self, known: f64) -> Self {
        Self {
            share: self.share * known,
            low: self.low * known,
            high: self.high * known,
        }
    }
}

/// Wilson's score interval of `successes` among `trials`, both of an endless population; none without a trial.
#[must_use]
pub fn wilson(successes: f64, trials: f64) -> Option<Interval> {
    (trials > 0.0).then(|| {
        let share = successes / trials;
        score(share, trials)
    })
}

fn score(share: f64, trials: f64) -> Interval {
    let z2 = Z95 * Z95;
    let scale = 1.0 + z2 / trials;
    let centre = (share + z2 / (2.0 * trials)) / scale;
    let half = Z95 / scale * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    Interval {
        share,
        low: (centre - half).clamp(0.0, share),
        high: (centre + half).clamp(share, 1.0),
    }
}

/// The share of all that is as reported; none where nobody was visited.
///
/// Strata of which nobody was visited say nothing and have no weight: [`covered`] tells how many of all that leaves.
#[must_use]
pub fn stratified(strata: &[Visited]) -> Option<Interval> {
    let seen = || strata.iter().filter(|stratum| stratum.visited > 0);
    let all = covered(strata) as f64;
    if all <= 0.0 {
        return None;
    }
    let (mut share, mut alike, mut apart, mut sure, mut possible) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for stratum in seen() {
        let (size, visited) = (stratum.size as f64, stratum.visited as f64);
        let confirmed = stratum.confirmed as f64;
        let weight = size / all;
        let own = confirmed / visited;
        share += weight * own;
        sure += confirmed / all;
        possible += (size - (visited - confirmed)) / all;
        if stratum.visited < stratum.size {
            alike += weight * weight * (size - visited) / ((size - 1.0) * visited);
            if stratum.visited > 1 {
                let spread = own * (1.0 - own) / (visited - 1.0);
                apart += weight * weight * (1.0 - visited / size) * spread;
            }
        }
    }
    let share = share.clamp(0.0, 1.0);
    if alike <= 0.0 {
        return Some(Interval {
            share,
            low: share,
            high: share,
        });
    }
    let binomial = share * (1.0 - share);
    // One stratum alone is like itself: the interval is Wilson's own.
    let apart = if seen().count() > 1 { apart } else { 0.0 };
    let trials = if apart > binomial * alike {
        binomial / apart
    } else {
        1.0 / alike
    };
    let drawn = score(share, trials);
    Some(Interval {
        share,
        low: drawn.low.max(sure).min(share),
        high: drawn.high.min(possible).max(share),
    })
}

/// Units of the strata of which somebody was visited.
#[must_use]
pub fn covered(strata: &[Visited]) -> u64 {
    let seen = strata.iter().filter(|stratum| stratum.visited > 0);
    seen.map(|stratum| stratum.size).sum()
}

#[cfg(test)]
mod tests;
