//! How much groups differ, and how far each is from the rest: counts with a gamma-distributed rate (Clayton & Kaldor 1987), the
//! spread averaged over rather than guessed.
//!
//! Group `g` had `D_g` ends where `E_g` were expected. Its effect θ is taken to be drawn from a gamma distribution with mean 1
//! and shape α: the smaller α, the more groups differ. Given α, what is left to believe of θ is a gamma again, of shape
//! `α + D_g` and rate `α + E_g`; and the chance of the counts is negative binomial, so that the counts of *all* groups tell how
//! likely each α is:
//!
//! ```text
//! ln p(D | α) = Σ_g  lnΓ(α + D_g) − lnΓ(α) + α ln α − (α + D_g) ln(α + E_g)   (+ what does not depend on α)
//! ```
//!
//! A single α, however well chosen, would make intervals too narrow where there are few groups (Morris 1983): mean and spread of θ
//! are averaged over a grid of α instead, by how likely each is. The grid is even in the standard deviation `1/√α`, up to 1. Before any
//! counts are seen a standard deviation is as likely as it is large, so that none at all is never believed of counts that
//! are too few to tell (Chung et al. 2013): effects still shrink to 1 where nothing differs, but intervals stay wide.
//!
//! O(groups · grid) time.

use statrs::function::gamma::ln_gamma;

/// Standard deviations of θ that are thought possible: steps of 1/20, up to 1.
const STEPS: u32 = 20;

/// What was seen of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Ends; D.
    pub ends: f64,
    /// Ends that were expected of it if it were like all others; E.
    pub expected: f64,
}

/// How far a group is from the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The factor by which the hazard is thought to be multiplied; above 0.
    pub mean: f64,
    /// The square of its relative standard deviation.
    pub spread: f64,
    /// What it rests on.
    pub count: Count,
}

/// The effects of all groups of one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrunk {
    /// In the order of the counts.
    pub effects: Vec<Effect>,
    /// The effect of a group of which nothing was seen: 1, with the spread that groups have.
    pub unseen: Effect,
}

/// Shrinks the groups of one factor.
#[must_use]
pub fn shrink(counts: &[Count]) -> Shrunk {
    let shapes = shapes(counts);
    let effect = |count: Count| {
        let (mut mean, mut square) = (0.0, 0.0);
        for (shape, weight) in &shapes {
            let (shape, rate) = (shape + count.ends, shape + count.expected);
            mean += weight * shape / rate;
            square += weight * shape * (shape + 1.0) / (rate * rate);
        }
        let spread = square / (mean * mean) - 1.0;
        Effect {
            mean,
            spread: spread.max(0.0),
            count,
        }
    };
    let effects = counts.iter().map(|count| effect(*count)).collect();
    Shrunk {
        effects,
        unseen: effect(Count::default()),
    }
}

/// The shapes that are thought possible, each with how likely it is.
fn shapes(counts: &[Count]) -> Vec<(f64, f64)> {
    let logs = (1..=STEPS).map(|step| {
        let shape = f64::from(STEPS * STEPS) / f64::from(step * step);
        let own = ln_gamma(shape);
        let log: f64 = counts
            .iter()
            .map(|count| log_chance(*count, shape, own))
            .sum();
        (shape, log + f64::from(step).ln())
    });
    let logs: Vec<(f64, f64)> = logs.collect();
    let highest = logs
        .iter()
        .map(|(_, log)| *log)
        .fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|(_, log)| (log - highest).exp()).sum();
    let likely = logs
        .iter()
        .map(|(shape, log)| (*shape, (log - highest).exp() / sum));
    likely.collect()
}

/// The chance of a count; `own` is lnΓ of the shape.
fn log_chance(count: Count, shape: f64, own: f64) -> f64 {
    let Count { ends, expected } = count;
    // Written by ratios: for large shapes the four terms of the header nearly cancel.
    let drawn = if ends > 0.0 {
        ln_gamma(shape + ends) - own - ends * (shape + expected).ln()
    } else {
        0.0
    };
    drawn - shape * (expected / shape).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(ends: f64, expected: f64) -> Count {
        Count { ends, expected }
    }

    #[test]
    fn groups_that_do_not_differ_are_shrunk_to_one() {
        let counts: Vec<Count> = (0..50)
            .map(|group| count(20.0 + f64::from(group % 3) - 1.0, 20.0))
            .collect();
        for effect in shrink(&counts).effects {
            assert!((effect.mean - 1.0).abs() < 0.01, "{effect:?}");
        }
    }

    #[test]
    fn groups_that_differ_much_are_believed_by_how_much_was_seen() {
        let mut counts: Vec<Count> = (0..40)
            .map(|group| count(if group % 2 == 0 { 60.0 } else { 20.0 }, 40.0))
            .collect();
        counts.push(count(3.0, 2.0));
        let shrunk = shrink(&counts);
        let [much, little] = [shrunk.effects[0], shrunk.effects[40]];
        assert!(much.mean > 1.35 && much.mean < 1.5, "{much:?}");
        assert!(little.mean > 1.0 && little.mean < 1.25, "{little:?}");
        assert!(much.spread < little.spread && little.spread < shrunk.unseen.spread);
        assert!((shrunk.unseen.mean - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_seen_is_no_effect() {
        let shrunk = shrink(&[]);
        assert!((shrunk.unseen.mean - 1.0).abs() < 1e-12 && shrunk.unseen.spread > 0.0);
    }
}
