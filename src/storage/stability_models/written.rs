//! Models and judgements as their columns have them. Groups are named as elsewhere in the database: by identity or code.

use crate::error::Error;
use domain::{
    coded::Coded,
    distance::Distance,
    words::{Tier, Trade},
};
use sea_orm::JsonValue;
use serde::{Deserialize, Serialize};
use stability::{
    hazard::{BANDS, Hazard},
    judge::{Judgement, Seen, Tenth, Verdict},
    model::{Effects, Model},
    shrink::{Count, Effect},
    traits::{Factor, Level},
};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct WrittenModel {
    hazard: [f64; BANDS],
    spread: f64,
    effects: BTreeMap<String, WrittenEffects>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEffects {
    unseen: WrittenEffect,
    levels: BTreeMap<String, WrittenEffect>,
}

/// Mean, spread, ends, ends expected.
type WrittenEffect = [f64; 4];

#[derive(Serialize, Deserialize)]
struct WrittenJudgement {
    learnt: WrittenSeen,
    held_out: WrittenSeen,
    /// Low, middle, high; absent where there is none.
    gain: [Option<f64>; 3],
    concordance: Option<f64>,
    observed_by_expected: Option<f64>,
    base_observed_by_expected: Option<f64>,
    /// Jobs, ended, expected.
    calibration: Vec<(usize, usize, f64)>,
}

/// Jobs, ended, days, enterprises.
type WrittenSeen = (usize, usize, u64, usize);

pub(super) fn of_model(model: &Model) -> Result<JsonValue, Error> {
    let effects = model.effects.iter().map(|(factor, effects)| {
        let levels = effects.levels.iter();
        let levels = levels.map(|(level, effect)| (name(*factor, *level), written(effect)));
        let unseen = written(&effects.unseen);
        (
            factor.code().to_owned(),
            WrittenEffects {
                unseen,
                levels: levels.collect(),
            },
        )
    });
    json(&WrittenModel {
        hazard: model.hazard.0,
        spread: model.spread,
        effects: effects.collect(),
    })
}

pub(super) fn model(column: JsonValue) -> Result<Model, Error> {
    let written: WrittenModel = serde_json::from_value(column).map_err(Error::internal)?;
    let unknown = || Error::internal("a model names what there is not");
    let mut effects = BTreeMap::new();
    for (code, of) in written.effects {
        let factor = Factor::from_code(&code).ok_or_else(unknown)?;
        let levels = of.levels.iter();
        let levels = levels.map(|(name, effect)| Some((level(factor, name)?, read(*effect))));
        let levels = levels.collect::<Option<_>>().ok_or_else(unknown)?;
        effects.insert(
            factor,
            Effects {
                levels,
                unseen: read(of.unseen),
            },
        );
    }
    Ok(Model {
        hazard: Hazard(written.hazard),
        spread: written.spread,
        effects,
    })
}

fn written(effect: &Effect) -> WrittenEffect {
    let Count { ends, expected } = effect.count;
    [effect.mean, effect.spread, ends, expected]
}

fn read([mean, spread, ends, expected]: WrittenEffect) -> Effect {
    Effect {
        mean,
        spread,
        count: Count { ends, expected },
    }
}

fn name(factor: Factor, level: Level) -> String {
    let word = |place: u128| usize::try_from(place).unwrap_or(usize::MAX);
    let trade = |place: usize| Trade::ALL.get(place).map_or("", |trade| trade.code());
    match factor {
        Factor::Distance => Distance::ALL
            .get(word(level.of))
            .map_or("", |far| far.code())
            .to_owned(),
        Factor::Tier => Tier::ALL
            .get(word(level.of))
            .map_or("", |tier| tier.code())
            .to_owned(),
        Factor::Trade => trade(word(level.of)).to_owned(),
        Factor::Companions | Factor::Origin => level.of.to_string(),
        Factor::Enterprise => Uuid::from_u128(level.of).to_string(),
        Factor::Post => format!(
            "{}/{}",
            Uuid::from_u128(level.of),
            trade(level.trade.into())
        ),
    }
}

fn level(factor: Factor, name: &str) -> Option<Level> {
    let plain = |of: u128| Level { of, trade: 0 };
    let enterprise = |text: &str| text.parse::<Uuid>().ok().map(|id| id.as_u128());
    match factor {
        Factor::Distance => Distance::from_code(name).map(|far| plain(far.place() as u128)),
        Factor::Tier => Tier::from_code(name).map(|tier| plain(tier.place() as u128)),
        Factor::Trade => Trade::from_code(name).map(|trade| plain(trade.place() as u128)),
        Factor::Companions | Factor::Origin => name.parse().ok().map(plain),
        Factor::Enterprise => enterprise(name).map(plain),
        Factor::Post => {
            let (of, trade) = name.split_once('/')?;
            let trade = u8::try_from(Trade::from_code(trade)?.place()).ok()?;
            Some(Level {
                of: enterprise(of)?,
                trade,
            })
        }
    }
}

pub(super) fn of_judgement(judgement: &Judgement) -> Result<JsonValue, Error> {
    let seen = |seen: &Seen| (seen.jobs, seen.ended, seen.days, seen.enterprises);
    let number = |value: f64| value.is_finite().then_some(value);
    let calibration = judgement.calibration.iter();
    json(&WrittenJudgement {
        learnt: seen(&judgement.learnt),
        held_out: seen(&judgement.held_out),
        gain: [judgement.gain_low, judgement.gain, judgement.gain_high].map(number),
        concordance: judgement.concordance,
        observed_by_expected: judgement.observed_by_expected,
        base_observed_by_expected: judgement.base_observed_by_expected,
        calibration: calibration
            .map(|tenth| (tenth.jobs, tenth.ended, tenth.expected))
            .collect(),
    })
}

pub(super) fn judgement(verdict: Verdict, column: JsonValue) -> Result<Judgement, Error> {
    let written: WrittenJudgement = serde_json::from_value(column).map_err(Error::internal)?;
    let seen = |(jobs, ended, days, enterprises): WrittenSeen| Seen {
        jobs,
        ended,
        days,
        enterprises,
    };
    let [low, gain, high] = written.gain;
    let tenths = written.calibration.into_iter();
    Ok(Judgement {
        verdict,
        learnt: seen(written.learnt),
        held_out: seen(written.held_out),
        gain: gain.unwrap_or_default(),
        gain_low: low.unwrap_or(f64::NEG_INFINITY),
        gain_high: high.unwrap_or(f64::INFINITY),
        concordance: written.concordance,
        observed_by_expected: written.observed_by_expected,
        base_observed_by_expected: written.base_observed_by_expected,
        calibration: tenths
            .map(|(jobs, ended, expected)| Tenth {
                jobs,
                ended,
                expected,
            })
            .collect(),
    })
}

fn json(value: &impl Serialize) -> Result<JsonValue, Error> {
    serde_json::to_value(value).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_factor_names_its_groups_and_finds_them_again() {
        let trade = 3;
        for (factor, level) in [
            (Factor::Distance, Level { of: 5, trade: 0 }),
            (Factor::Tier, Level { of: 4, trade: 0 }),
            (Factor::Trade, Level { of: 3, trade: 0 }),
            (Factor::Companions, Level { of: 1, trade: 0 }),
            (
                Factor::Origin,
                Level {
                    of: 520_526_000_000,
                    trade: 0,
                },
            ),
            (
                Factor::Enterprise,
                Level {
                    of: 7 << 90,
                    trade: 0,
                },
            ),
            (Factor::Post, Level { of: 7 << 90, trade }),
        ] {
            assert_eq!(
                self::level(factor, &name(factor, level)),
                Some(level),
                "{factor:?}"
            );
        }
        assert_eq!(level(Factor::Post, "nonsense"), None);
    }
}
