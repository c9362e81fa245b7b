//! How runs are spelt.

use super::season::SeasonBody;
use crate::{
    error::{Code, Error},
    http::wire::{
        self, DivisionBody, Faults, NotOfferedCode, ObjectiveCode, TierCode, VerdictCode, Word,
    },
    services::matching::{NewRun, Summary},
    storage::runs::{Figures, Run, Season, UnmetPin},
};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use domain::words::Objective;
use matching::score::Weights;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

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
    /// Keeps openings for people who come later; unless told, everybody is matched as if nobody came later.
    season: Option<SeasonBody>,
}

impl TryFrom<NewRunBody> for NewRun {
    type Error = Error;

    fn try_from(body: NewRunBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let area = faults.take("/division", wire::division(&body.division));
        let weights = body.weights.map(Weights::try_from).transpose();
        let weights = faults.take("/weights", weights);
        let season = body.season.map(Season::try_from).transpose();
        let season = faults.take("/season", season);
        faults.or(area
            .zip(weights)
            .zip(season)
            .map(|((area, weights), season)| Self {
                area,
                on: body.on,
                objective: body
                    .objective
                    .map_or(Objective::PeopleFirst, |objective| objective.0),
                weights: weights.unwrap_or_default(),
                season,
            }))
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

/// A run. Its job has the same identity.
#[derive(Serialize, ToSchema)]
pub struct RunBody {
    id: Uuid,
    division: DivisionBody,
    on: NaiveDate,
    objective: ObjectiveCode,
    weights: WeightsBody,
    /// Where its bid prices come from, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<SeasonBody>,
    /// How many people it learnt bid prices from, once it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    learnt_from: Option<i64>,
    /// What came of it, once it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<ResultBody>,
    /// How its people are spread; when one run is asked for, once it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<SummaryBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    committed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl RunBody {
    /// A run, with how its people are spread.
    pub fn of(run: Run, summary: Option<Summary>) -> Self {
        Self {
            id: run.id.0,
            division: run.area.into(),
            on: run.on,
            objective: Word(run.objective),
            weights: run.weights.into(),
            season: run.season.map(SeasonBody::from),
            learnt_from: run.learnt_from,
            result: run.figures.map(ResultBody::from),
            summary: summary.map(SummaryBody::from),
            committed_at: run.committed_at,
            created_at: run.created_at,
            version: run.version,
        }
    }
}

/// What came of a run.
#[derive(Serialize, ToSchema)]
pub struct ResultBody {
    /// People looked at.
    people: i64,
    /// Posts looked at, and their openings that were neither taken nor offered.
    posts: i64,
    openings: i64,
    /// Pairs that no hard limit forbids.
    eligible_pairs: i64,
    placed: i64,
    unplaced: i64,
    /// No matching places more people.
    people_bound: i64,
    /// Sum of the scores, 0 to 10,000 each.
    score: i64,
    /// No matching under the objective scores more.
    score_bound: i64,
    /// (bound − score) / bound in millionths, rounded up; 0 is proven optimal.
    gap_ppm: i64,
    /// SHA-256 of everything that the run depends on: the same digest, the same run.
    input_digest: String,
    /// Duration of the computation, without reading and storing.
    duration_ms: i64,
    /// Pins that could not be kept.
    unmet_pins: Vec<UnmetPinBody>,
}

impl From<Figures> for ResultBody {
    fn from(figures: Figures) -> Self {
        Self {
            gap_ppm: figures.gap_ppm(),
            people: figures.people,
            posts: figures.posts,
            openings: figures.openings,
            eligible_pairs: figures.eligible_pairs,
            placed: figures.placed,
            unplaced: figures.people - figures.placed,
            people_bound: figures.people_bound,
            score: figures.score,
            score_bound: figures.bound,
            input_digest: HEXLOWER.encode(&figures.digest),
            duration_ms: figures.duration_ms,
            unmet_pins: figures
                .unmet_pins
                .into_iter()
                .map(UnmetPinBody::from)
                .collect(),
        }
    }
}

/// A pin that could not be kept.
#[derive(Serialize, ToSchema)]
pub struct UnmetPinBody {
    person_id: Uuid,
    vacancy_id: Uuid,
    /// The hard limits that forbid the pair, or `no_opening`, `party`, or `absent` where the person or
    /// the post is not there to be matched.
    because: Vec<String>,
}

impl From<UnmetPin> for UnmetPinBody {
    fn from(pin: UnmetPin) -> Self {
        Self {
            person_id: pin.person_id,
            vacancy_id: pin.vacancy_id,
            because: pin.because,
        }
    }
}

/// How a run's people are spread.
#[derive(Serialize, ToSchema)]
pub struct SummaryBody {
    placed_by_tier: Vec<TierCount>,
    unplaced_by_reason: Vec<ReasonCount>,
    /// After the commitment: proposals of which no offer was made.
    not_offered: Vec<NotOfferedCount>,
}

/// How many are proposed in a tier.
#[derive(Serialize, ToSchema)]
pub struct TierCount {
    tier: TierCode,
    people: i64,
}

/// How many are left out for a reason.
#[derive(Serialize, ToSchema)]
pub struct ReasonCount {
    reason: VerdictCode,
    people: i64,
}

/// Of how many proposals no offer was made.
#[derive(Serialize, ToSchema)]
pub struct NotOfferedCount {
    reason: NotOfferedCode,
    people: i64,
}

impl From<Summary> for SummaryBody {
    fn from(summary: Summary) -> Self {
        let tiers = summary.by_tier.into_iter();
        let reasons = summary.by_verdict.into_iter();
        let not_offered = summary.not_offered.into_iter();
        Self {
            placed_by_tier: tiers
                .map(|(tier, people)| TierCount {
                    tier: Word(tier),
                    people,
                })
                .collect(),
            unplaced_by_reason: reasons
                .map(|(reason, people)| ReasonCount {
                    reason: Word(reason),
                    people,
                })
                .collect(),
            not_offered: not_offered
                .map(|(reason, people)| NotOfferedCount {
                    reason: Word(reason),
                    people,
                })
                .collect(),
        }
    }
}
