//! What share stays, for this person at this post.

use crate::{
    hazard::Hazard,
    shrink::Effect,
    traits::{Factor, Level, Traits},
};
use domain::coded::Coded;
use std::collections::BTreeMap;

/// The days for which matching asks: half a year, the least that the sources call stable.
pub const HORIZON: u32 = 180;

/// A hazard by time since the start, and one effect for each thing that jobs have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The hazard where no effect is.
    pub hazard: Hazard,
    /// The square of the relative standard deviation of that hazard.
    pub spread: f64,
    /// By factor.
    pub effects: BTreeMap<Factor, Effects>,
}

/// The effects of one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Of each group that was seen.
    pub levels: BTreeMap<Level, Effect>,
    /// Of a group of which nothing was seen.
    pub unseen: Effect,
}

/// The share that is expected to stay for so many days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// In [0, 1], and within the interval.
    pub share: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl Effects {
    /// The effect of a group; that of an unseen one where it is not known or was not seen.
    #[must_use]
    pub fn of(&self, level: Option<Level>) -> &Effect {
        level
            .and_then(|level| self.levels.get(&level))
            .unwrap_or(&self.unseen)
    }
}

impl Model {
    /// The factor by which the hazard is thought to be multiplied.
    #[must_use]
    pub fn risk(&self, traits: &Traits) -> f64 {
        self.risk_by(traits, Factor::ALL)
    }

    /// The same by some of the factors alone.
    #[must_use]
    pub fn risk_by(&self, traits: &Traits, factors: &[Factor]) -> f64 {
        self.of(traits, factors).map(|effect| effect.mean).product()
    }

    fn of<'m>(
        &'m self,
        traits: &'m Traits,
        factors: &'m [Factor],
    ) -> impl Iterator<Item = &'m Effect> {
        let effects = factors
            .iter()
            .filter_map(|factor| Some((*factor, self.effects.get(factor)?)));
        effects.map(|(factor, effects)| effects.of(traits.level(factor)))
    }

    /// The share expected to stay longer than `days`, with a 95 % interval.
    ///
    /// The effects are taken to be independent, so that mean `m` and relative variance `s` of what is gathered by then follow from
    /// theirs. The share is that of the gamma with these, `(1 + m·s)^(−1/s)`; the interval is that of the log-normal with these, for a
    /// product of many factors is nearly one, and a gamma's lower end lies too low.
    #[must_use]
    pub fn expected(&self, traits: &Traits, days: u32) -> Expected {
        self.expected_by(traits, days, Factor::ALL)
    }

    /// Of those who have stayed for `age` days, the share expected to leave within `days` more, from 0 to 1:
    /// `1 − S(age + days) / S(age)`.
    #[must_use]
    pub fn leaving(&self, traits: &Traits, age: u32, days: u32) -> f64 {
        let [now, then] =
            [age, age.saturating_add(days)].map(|day| self.expected(traits, day).share);
        if now > 0.0 {
            (1.0 - then / now).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }

    /// The share expected to stay longer than `days` by some of the factors alone, as if the others had no effect.
    #[must_use]
    pub fn expected_by(&self, traits: &Traits, days: u32, factors: &[Factor]) -> Expected {
        let gathered = self.hazard.between(0, days) * self.risk_by(traits, factors);
        let spreads = self.of(traits, factors).map(|effect| 1.0 + effect.spread);
        let spread = (1.0 + self.spread) * spreads.product::<f64>() - 1.0;
        // No spread at all would be a shape without end; one in a million is as good.
        let spread = spread.max(1e-6);
        let sigma = spread.ln_1p().sqrt();
        let end =
            |quantile: f64| (-gathered * (quantile * sigma - sigma * sigma / 2.0).exp()).exp();
        let (low, high) = (end(Z), end(-Z));
        Expected {
            // Where hardly anybody stays, the mean is made by the few least likely hazards, beyond the interval.
            share: (-(gathered * spread).ln_1p() / spread)
                .exp()
                .max(low)
                .min(high),
            low,
            high,
        }
    }
}

/// The quantile of the standard normal that leaves 2.5 % above.
const Z: f64 = 1.959_963_984_540_054;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazard::BANDS, shrink::Count};

    const NOBODY: Traits = Traits {
        enterprise: None,
        trade: None,
        origin: None,
        distance: None,
        tier: None,
        has_companions: false,
    };

    fn model(spread: f64) -> Model {
        let count = Count::default();
        let level = Level { of: 7, trade: 0 };
        let effects = Effects {
            levels: BTreeMap::from([(
                level,
                Effect {
                    mean: 2.0,
                    spread,
                    count,
                },
            )]),
            unseen: Effect {
                mean: 1.0,
                spread: 0.5,
                count,
            },
        };
        Model {
            hazard: Hazard([0.001; BANDS]),
            spread: 0.0,
            effects: BTreeMap::from([(Factor::Enterprise, effects)]),
        }
    }

    #[test]
    fn a_known_hazard_gives_the_exponential() {
        let known = Traits {
            enterprise: Some(7),
            ..NOBODY
        };
        let expected = model(0.0).expected(&known, 180);
        assert!(
            (expected.share - (-0.36f64).exp()).abs() < 1e-6,
            "{expected:?}"
        );
        assert!(expected.high - expected.low < 0.002, "{expected:?}");
    }

    #[test]
    fn a_hazard_that_does_not_change_forgets_how_long_somebody_stayed() {
        let model = model(0.0);
        let known = Traits {
            enterprise: Some(7),
            ..NOBODY
        };
        for age in [0, 30, 400] {
            let leaving = model.leaving(&known, age, 90);
            assert!(
                (leaving - (1.0 - (-0.18f64).exp())).abs() < 1e-5,
                "{leaving}"
            );
        }
        // What is not known for sure is known better of those who stayed: they are the ones whose hazard is low.
        let new = Traits {
            enterprise: Some(8),
            ..NOBODY
        };
        assert!(model.leaving(&new, 400, 90) < model.leaving(&new, 0, 90));
    }

    #[test]
    fn what_was_not_seen_is_uncertain() {
        let (known, new) = (
            Traits {
                enterprise: Some(7),
                ..NOBODY
            },
            Traits {
                enterprise: Some(8),
                ..NOBODY
            },
        );
        let model = model(0.1);
        let [known, new] = [known, new].map(|traits| model.expected(&traits, 180));
        assert!(known.share < new.share);
        assert!(new.low < new.share && new.share < new.high);
        assert!(new.high - new.low > known.high - known.low);
        let without = model.expected_by(&NOBODY, 180, &[]);
        assert!((without.share - (-0.18f64).exp()).abs() < 1e-6);
    }
}
