//! What a run is asked for, in the words of the command line.

use crate::{
    http::{
        matching_runs::{MOST_GAP_PPM, MOST_LOYALTY, MOST_SECONDS},
        wire,
    },
    storage::runs::{Asked, Limit},
};
use clap::{Args, ValueEnum, value_parser};
use domain::{
    id::RunId,
    words::{Objective, PartnerRule},
};
use matching::{quota::Bound, run::LOYALTY, score::Weights};
use uuid::Uuid;

/// What a run is asked for.
#[derive(Debug, Args)]
pub struct Options {
    /// 目标 — what is strived for first
    #[arg(long, value_enum, default_value = "people-first")]
    objective: Aim,
    /// 权重 — points of partner, skill, pay, place and stability, as 3000,2500,2000,1500,1000
    #[arg(long, value_name = "POINTS", value_parser = weights)]
    weights: Option<Weights>,
    /// 结对绝对优先 — a designated partner outranks every other post
    #[arg(long)]
    partners_first: bool,
    /// 下限..上限 — how many of a division's people are placed, as 520526:100..200 or 520526:30%..
    #[arg(long, value_name = "AREA:LEAST..MOST", value_parser = limit)]
    limit: Vec<Limit>,
    /// 保留原安排 — a run whose posts people keep unless moving gains more
    #[arg(long, value_name = "RUN")]
    keep_from: Option<Uuid>,
    /// What keeping one's post is worth, in points
    #[arg(long, default_value_t = LOYALTY, value_parser = value_parser!(u16).range(..=i64::from(MOST_LOYALTY)))]
    loyalty: u16,
    /// 允许差距 — the relative gap that is good enough, in millionths
    #[arg(long, value_name = "MILLIONTHS", value_parser = value_parser!(u32).range(..=i64::from(MOST_GAP_PPM)))]
    gap: Option<u32>,
    /// 时间上限 — after so many seconds the best found is taken, with its gap
    #[arg(long, value_name = "SECONDS", value_parser = value_parser!(u32).range(1..=i64::from(MOST_SECONDS)))]
    time_limit: Option<u32>,
    /// 结对的代价 — solve a second time to tell what favouring partners costs
    #[arg(long)]
    price_of_pairing: bool,
    /// 不用稳定性模型 — score expected stability as unknown, whatever was learnt of past jobs
    #[arg(long)]
    no_learnt_stability: bool,
    /// 试算 — propose nothing, and tell what would be different from this run
    #[arg(long, value_name = "RUN")]
    what_if_of: Option<Uuid>,
}

/// What is strived for first.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Aim {
    /// 人数优先 — most people, then the highest sum of scores
    PeopleFirst,
    /// 总分优先 — the highest sum of scores
    ScoreFirst,
}

impl Aim {
    /// As it is spelt on the command line.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl From<Aim> for Objective {
    fn from(aim: Aim) -> Self {
        match aim {
            Aim::PeopleFirst => Self::PeopleFirst,
            Aim::ScoreFirst => Self::ScoreFirst,
        }
    }
}

impl Options {
    /// What is asked for.
    pub fn asked(&self) -> Asked {
        let rule = if self.partners_first {
            PartnerRule::First
        } else {
            PartnerRule::Weighed
        };
        Asked {
            objective: self.objective.into(),
            weights: self.weights.unwrap_or_default().ruled(rule),
            limits: self.limit.clone(),
            keep_from: self.keep_from.map(RunId),
            loyalty: self.loyalty,
            gap_ppm: self.gap,
            seconds: self.time_limit,
            price_of_pairing: self.price_of_pairing,
            learnt_stability: !self.no_learnt_stability,
            what_if_of: self.what_if_of.map(RunId),
        }
    }
}

/// Reads `3000,2500,2000,1500,1000`.
fn weights(text: &str) -> Result<Weights, String> {
    let points: Option<Vec<u16>> = text.split(',').map(|points| points.parse().ok()).collect();
    let points = points.and_then(|points| <[u16; 5]>::try_from(points).ok());
    let points = points.ok_or_else(|| format!("应为五项分值 / {text} is no five numbers"))?;
    Weights::new(points).map_err(|why| format!("各项权重之和应为 10000 / {why}"))
}

/// Reads `520526:100..200`; either side may be missing, or end in `%`.
fn limit(text: &str) -> Result<Limit, String> {
    let unread = || format!("应为 区划代码:下限..上限 / {text} is no AREA:LEAST..MOST");
    let (division, bounds) = text.split_once(':').ok_or_else(unread)?;
    let (least, most) = bounds.split_once("..").ok_or_else(unread)?;
    let bound = |side: &str| match (side, side.strip_suffix('%')) {
        ("", _) => Ok(None),
        (_, Some(share)) => {
            let share: u16 = share.parse().map_err(|_| unread())?;
            let share = Some(share)
                .filter(|share| *share <= 100)
                .ok_or_else(unread)?;
            Ok(Some(Bound::Permille(share * 10)))
        }
        (people, None) => people
            .parse()
            .map(Bound::People)
            .map(Some)
            .map_err(|_| unread()),
    };
    let limit = Limit {
        division: wire::division(division).map_err(|_| unread())?,
        at_least: bound(least)?,
        at_most: bound(most)?,
    };
    if limit.at_least.or(limit.at_most).is_none() {
        return Err(unread());
    }
    Ok(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_five_and_add_up() {
        assert_eq!(weights("3000,2500,2000,1500,1000"), Ok(Weights::default()));
        for wrong in ["", "10000", "1,2,3,4,5", "3000,2500,2000,1500,x"] {
            assert!(weights(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_limit_is_read_as_it_is_said() {
        let read = |text| limit(text).map(|limit| (limit.at_least, limit.at_most));
        let (few, many) = (Some(Bound::People(100)), Some(Bound::People(200)));
        assert_eq!(read("520526:100..200"), Ok((few, many)));
        assert_eq!(read("520526:..200"), Ok((None, many)));
        assert_eq!(read("520526:30%.."), Ok((Some(Bound::Permille(300)), None)));
        for wrong in [
            "520526",
            "520526:..",
            "520526:101%..",
            "999999:1..2",
            "520526:a..b",
        ] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }
}
