//! How what a run is asked for is spelt.

use super::season::SeasonBody;
use crate::{
    error::{Code, Error},
    http::wire::{self, DivisionBody, Faults, ObjectiveCode, PartnerRuleCode, Word},
    services::matching::NewRun,
    storage::runs::{Asked, Limit, Season, joined, split},
};
use chrono::NaiveDate;
use domain::{id::RunId, words::PartnerRule};
use matching::score::Weights;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// The most floors and caps of a run.
const MOST_LIMITS: usize = 200;
/// The most points that keeping one's post is worth.
pub const MOST_LOYALTY: u16 = 10_000;
/// Everything may be open, in millionths.
pub const MOST_GAP_PPM: u32 = 1_000_000;
/// The longest search: a day.
pub const MOST_SECONDS: u32 = 86_400;

/// A run to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunBody {
    /// Whose people are matched: one's own division or one in it.
    #[schema(example = "520526")]
    division: String,
    /// The day for which they are matched; today unless told.
    on: Option<NaiveDate>,
    /// `people_first` unless told.
    objective: Option<ObjectiveCode>,
    /// What each part of the score weighs; the usual weights unless told.
    weights: Option<WeightsBody>,
    /// `weighed` unless told; `first` gives a pair at a designated partner 10,000 points more, so that it outranks
    /// every other pair.
    partner_rule: Option<PartnerRuleCode>,
    /// Floors and caps on how many people of a division are placed; 200 at most.
    #[serde(default)]
    limits: Vec<NewLimitBody>,
    /// A run whose posts people keep unless moving gains more points than `loyalty`.
    keep_from: Option<Uuid>,
    /// What keeping one's post is worth, in points; 20 unless told, 10,000 at most.
    loyalty: Option<u16>,
    /// When the search may end.
    target: Option<TargetBody>,
    /// Whether a second solve tells what favouring partners costs.
    #[serde(default)]
    price_of_pairing: bool,
    /// Whether expected stability is scored with what was learnt of past jobs, where that is good enough to be used; `true` unless told.
    learnt_stability: Option<bool>,
    /// Keeps openings for people who come later; unless told, everybody is matched as if nobody came later.
    season: Option<SeasonBody>,
    /// A finished run of the same division to compare with: then nothing is proposed and nothing can be committed, and `result.what_if` tells what
    /// would be different.
    what_if_of: Option<Uuid>,
}

impl TryFrom<NewRunBody> for NewRun {
    type Error = Error;

    fn try_from(body: NewRunBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let area = faults.take("/division", wire::division(&body.division));
        let weights = body.weights.map(Weights::try_from).transpose();
        let weights = faults.take("/weights", weights);
        if body.limits.len() > MOST_LIMITS {
            faults.add("/limits", Code::TooLong);
        }
        let limits = body.limits.iter().enumerate();
        let limits: Vec<Option<Limit>> = limits
            .map(|(at, limit)| limit.read(&format!("/limits/{at}"), &mut faults))
            .collect();
        let usual = Asked::default();
        let loyalty = body.loyalty.unwrap_or(usual.loyalty);
        if loyalty > MOST_LOYALTY {
            faults.add("/loyalty", Code::OutOfRange);
        }
        let target = body.target.unwrap_or_default();
        target.check(&mut faults);
        let rule = body
            .partner_rule
            .map_or(PartnerRule::Weighed, |rule| rule.0);
        let objective = body
            .objective
            .map_or(usual.objective, |objective| objective.0);
        let season = body.season.map(Season::try_from).transpose();
        let season = faults.take("/season", season);
        let read = area.zip(weights).zip(season);
        let read = read.map(|((area, weights), season)| Self {
            season,
            area,
            on: body.on,
            asked: Asked {
                objective,
                weights: weights.unwrap_or_default().ruled(rule),
                limits: limits.into_iter().flatten().collect(),
                keep_from: body.keep_from.map(RunId),
                loyalty,
                gap_ppm: target.gap_ppm,
                seconds: target.seconds,
                price_of_pairing: body.price_of_pairing,
                learnt_stability: body.learnt_stability.unwrap_or(usual.learnt_stability),
                what_if_of: body.what_if_of.map(RunId),
            },
        });
        faults.or(read)
    }
}

/// A floor or a cap on how many people of a division are placed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLimitBody {
    /// Where the people live.
    #[schema(example = "520526")]
    division: String,
    /// So many of them at least, as far as they can be placed at all.
    at_least: Option<u32>,
    /// The same as a share of those who are matched, in thousandths.
    #[schema(maximum = 1000)]
    at_least_permille: Option<u16>,
    /// So many of them at most.
    at_most: Option<u32>,
    /// The same as a share of those who are matched, in thousandths.
    #[schema(maximum = 1000)]
    at_most_permille: Option<u16>,
}

impl NewLimitBody {
    fn read(&self, at: &str, faults: &mut Faults) -> Option<Limit> {
        let bounds = [
            ("at_least", self.at_least, self.at_least_permille),
            ("at_most", self.at_most, self.at_most_permille),
        ];
        for (name, people, share) in bounds {
            if share.is_some_and(|share| share > 1000) {
                faults.add(&format!("{at}/{name}_permille"), Code::OutOfRange);
            }
            if people.is_some() && share.is_some() {
                faults.add(&format!("{at}/{name}"), Code::BoundTwice);
            }
        }
        let limit = Limit {
            division: faults.take(&format!("{at}/division"), wire::division(&self.division))?,
            at_least: joined(self.at_least, self.at_least_permille),
            at_most: joined(self.at_most, self.at_most_permille),
        };
        if limit.at_least.or(limit.at_most).is_none() {
            faults.add(&format!("{at}/at_least"), Code::Missing);
        }
        Some(limit)
    }
}

/// When the search of a run may end; the best found is answered with the gap that is proven by then.
#[derive(Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetBody {
    /// (bound − score) / bound in millionths; unless told 1 without parties, 1,000 with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_ppm: Option<u32>,
    /// Seconds, a day at most; without a limit unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
}

impl TargetBody {
    fn check(self, faults: &mut Faults) {
        if self.gap_ppm.is_some_and(|gap| gap > MOST_GAP_PPM) {
            faults.add("/target/gap_ppm", Code::OutOfRange);
        }
        let within = |seconds: u32| (1..=MOST_SECONDS).contains(&seconds);
        if !self.seconds.is_none_or(within) {
            faults.add("/target/seconds", Code::OutOfRange);
        }
    }
}

/// The most points of each part of a score; 10,000 together.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightsBody {
    /// How close a partner the workplace is.
    #[schema(example = 3000)]
    partner: u16,
    /// Trade, certificates and skills.
    #[schema(example = 2500)]
    skill: u16,
    /// Pay against the wish.
    #[schema(example = 2000)]
    pay: u16,
    /// Place against the wish.
    #[schema(example = 1500)]
    place: u16,
    /// Expected stability.
    #[schema(example = 1000)]
    stability: u16,
}

impl TryFrom<WeightsBody> for Weights {
    type Error = Code;

    fn try_from(body: WeightsBody) -> Result<Self, Code> {
        let parts = [
            body.partner,
            body.skill,
            body.pay,
            body.place,
            body.stability,
        ];
        Self::new(parts).map_err(|_| Code::WeightsUneven)
    }
}

impl From<Weights> for WeightsBody {
    fn from(weights: Weights) -> Self {
        let [partner, skill, pay, place, stability] = weights.parts();
        Self {
            partner,
            skill,
            pay,
            place,
            stability,
        }
    }
}

/// What a run was asked for.
#[derive(Serialize, ToSchema)]
pub struct AskedBody {
    objective: ObjectiveCode,
    weights: WeightsBody,
    partner_rule: PartnerRuleCode,
    limits: Vec<AskedLimitBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_from: Option<Uuid>,
    loyalty: u16,
    target: TargetBody,
    price_of_pairing: bool,
    learnt_stability: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if_of: Option<Uuid>,
}

/// A floor or a cap, as it was asked for.
#[derive(Serialize, ToSchema)]
pub struct AskedLimitBody {
    division: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least_permille: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most_permille: Option<u16>,
}

impl From<Limit> for AskedLimitBody {
    fn from(limit: Limit) -> Self {
        let (at_least, at_least_permille) = split(limit.at_least);
        let (at_most, at_most_permille) = split(limit.at_most);
        Self {
            division: limit.division.into(),
            at_least,
            at_least_permille,
            at_most,
            at_most_permille,
        }
    }
}

impl From<Asked> for AskedBody {
    fn from(asked: Asked) -> Self {
        Self {
            objective: Word(asked.objective),
            partner_rule: Word(asked.weights.rule()),
            weights: asked.weights.into(),
            limits: asked.limits.into_iter().map(AskedLimitBody::from).collect(),
            keep_from: asked.keep_from.map(|id| id.0),
            loyalty: asked.loyalty,
            target: TargetBody {
                gap_ppm: asked.gap_ppm,
                seconds: asked.seconds,
            },
            price_of_pairing: asked.price_of_pairing,
            learnt_stability: asked.learnt_stability,
            what_if_of: asked.what_if_of.map(|id| id.0),
        }
    }
}
