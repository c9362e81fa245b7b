//! What a small figure says, among many others like it.
//!
//! Two of three who stayed are no better than sixty of a hundred. Each enterprise's share is taken as drawn from one
//! Beta distribution, whose mean and strength are told by all of them (empirical Bayes with the beta-binomial; the
//! strength by the analysis of variance of Fleiss 1981, formula 13.16: `ρ = (MSB − MSW) / (MSB + (n₀−1) MSW)`, strength
//! `1/ρ − 1`). Posterior mean and equal-tailed 95 % interval follow. The interval takes the Beta as known, so it is a
//! little too narrow where only a handful of enterprises tell it.

use crate::Interval;
use statrs::distribution::{Beta, ContinuousCDF};

/// What is known before anybody of one enterprise was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Mean share, strictly between 0 and 1.
    pub mean: f64,
    /// As many people as it weighs.
    pub strength: f64,
}

/// People of one enterprise and how many of them were so. Weighted counts need not be whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// People.
    pub trials: f64,
    /// Of these, so many.
    pub successes: f64,
}

/// Between what a single person weighs and what a thousand do.
const STRENGTHS: (f64, f64) = (1.0, 1_000.0);

/// Where fewer than two enterprises tell how they differ.
const USUAL: f64 = 10.0;

impl Counts {
    /// The counts that a share with this standard error weighs as much as: of a curve's value, for example. None
    /// where it has no spread.
    #[must_use]
    pub fn of_share(share: f64, std_error: f64) -> Option<Self> {
        let trials = share * (1.0 - share) / (std_error * std_error);
        (trials.is_finite() && trials > 0.0).then_some(Self {
            trials,
            successes: share * trials,
        })
    }
}

impl Prior {
    /// What all of them tell together; none where nobody was counted.
    #[must_use]
    pub fn of(all: &[Counts]) -> Option<Self> {
        let told: Vec<&Counts> = all.iter().filter(|one| one.trials > 0.0).collect();
        let trials: f64 = told.iter().map(|one| one.trials).sum();
        if trials <= 0.0 {
            return None;
        }
        let successes: f64 = told.iter().map(|one| one.successes).sum();
        // Half a person of each kind more, so that nothing is ever certain.
        let mean = (successes + 0.5) / (trials + 1.0);
        Some(Self {
            mean,
            strength: strength(&told, trials, successes / trials),
        })
    }

    /// What is known of one enterprise after its own were counted.
    #[must_use]
    pub fn after(&self, own: Counts) -> Interval {
        let yes = self.mean * self.strength + own.successes;
        let no = (1.0 - self.mean) * self.strength + own.trials - own.successes;
        let share = yes / (yes + no);
        match Beta::new(yes, no) {
            Ok(beta) => Interval {
                share,
                low: beta.inverse_cdf(0.025).clamp(0.0, share),
                high: beta.inverse_cdf(0.975).clamp(share, 1.0),
            },
            Err(_) => Interval {
                share,
                low: 0.0,
                high: 1.0,
            },
        }
    }
}

fn strength(told: &[&Counts], trials: f64, mean: f64) -> f64 {
    let groups = told.len() as f64;
    if groups < 2.0 || trials <= groups {
        return USUAL;
    }
    let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
    for one in told {
        let own = one.successes / one.trials;
        between += one.trials * (own - mean).powi(2);
        within += one.trials * own * (1.0 - own);
        squares += one.trials * one.trials;
    }
    let (between, within) = (between / (groups - 1.0), within / (trials - groups));
    let typical = (trials - squares / trials) / (groups - 1.0);
    let alike = (between - within) / (between + (typical - 1.0) * within);
    if alike.is_nan() {
        return USUAL;
    }
    if alike <= 0.0 {
        return STRENGTHS.1;
    }
    (1.0 / alike - 1.0).clamp(STRENGTHS.0, STRENGTHS.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(successes: f64, trials: f64) -> Counts {
        Counts { trials, successes }
    }

    #[test]
    fn a_flat_prior_gives_the_printed_quantiles_of_the_beta() {
        // Beta(1, 1) after 7 of 10 is Beta(8, 4): mean 2/3, quantiles 0.390 and 0.891.
        let flat = Prior {
            mean: 0.5,
            strength: 2.0,
        };
        let after = flat.after(counts(7.0, 10.0));
        assert!((after.share - 8.0 / 12.0).abs() < 1e-12);
        assert!(
            (after.low - 0.3903).abs() < 5e-4 && (after.high - 0.8907).abs() < 5e-4,
            "{after:?}"
        );
    }

    #[test]
    fn the_few_are_drawn_to_the_many_and_the_many_stay() {
        let mut all = vec![counts(2.0, 2.0), counts(0.0, 2.0)];
        all.extend((0..20).map(|at| counts(f64::from(40 + at * 2), 100.0)));
        let prior = Prior::of(&all).expect("a prior");
        assert!(prior.strength > 5.0 && prior.strength < 200.0, "{prior:?}");
        assert!(prior.after(all[0]).share < 0.75);
        assert!(prior.after(all[1]).share > 0.35);
        let large = prior.after(all[21]).share;
        assert!((large - 0.78).abs() < 0.06, "{large}");
    }

    #[test]
    fn where_all_are_alike_one_of_them_says_little() {
        let alike = vec![counts(8.0, 10.0); 30];
        assert!(Prior::of(&alike).expect("a prior").strength >= 999.0);
        assert_eq!(Prior::of(&[]), None);
        assert_eq!(Prior::of(&[Counts::default()]), None);
    }

    #[test]
    fn a_share_with_its_error_weighs_as_the_count_it_came_from() {
        let share = 0.8_f64;
        let error = (share * 0.2 / 50.0).sqrt();
        let weighed = Counts::of_share(share, error).expect("counts");
        assert!((weighed.trials - 50.0).abs() < 1e-9 && (weighed.successes - 40.0).abs() < 1e-9);
        assert_eq!(Counts::of_share(1.0, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_share_lies_between_the_own_and_the_mean_of_all(
            all in prop::collection::vec((1_u32..60, 0_u32..60), 2..12),
        ) {
            let all: Vec<Counts> = all
                .into_iter()
                .map(|(trials, successes)| counts(f64::from(successes.min(trials)), f64::from(trials)))
                .collect();
            let prior = Prior::of(&all).expect("a prior");
            for own in &all {
                let after = prior.after(*own);
                let raw = own.successes / own.trials;
                prop_assert!(after.share >= raw.min(prior.mean) - 1e-12 && after.share <= raw.max(prior.mean) + 1e-12);
                prop_assert!(0.0 <= after.low && after.low <= after.share && after.share <= after.high && after.high <= 1.0);
            }
        }
    }
}
