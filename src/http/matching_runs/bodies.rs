//! How runs, and what came of them, are spelt.

use super::{asked::AskedBody, season::SeasonBody};
use crate::{
    http::wire::{DivisionBody, NotOfferedCode, StoppedCode, TierCode, VerdictCode, Word},
    services::matching::Summary,
    storage::runs::{Asked, Figures, Limit, LimitMet, PriceOfPairing, Run, UnmetPin, WhatIf},
};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A run. Its job has the same identity.
#[derive(Serialize, ToSchema)]
pub struct RunBody {
    id: Uuid,
    division: DivisionBody,
    on: NaiveDate,
    #[serde(flatten)]
    asked: AskedBody,
    /// Where its bid prices come from, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<SeasonBody>,
    /// How many people it learnt bid prices from, once it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    learnt_from: Option<i64>,
    /// The model that expected stability was scored with, once it is done; absent where none was good enough to be used, or wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    stability_model: Option<Uuid>,
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
            result: run
                .figures
                .map(|figures| ResultBody::of(figures, &run.asked)),
            asked: run.asked.into(),
            season: run.season.map(SeasonBody::from),
            learnt_from: run.learnt_from,
            stability_model: run.stability_model.map(|id| id.0),
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
    /// Sum of the scores, 0 to 10,000 each, or to 20,000 where partners come strictly first.
    score: i64,
    /// No matching under the objective scores more.
    score_bound: i64,
    /// (bound − score) / bound in millionths, rounded up; 0 is proven optimal.
    gap_ppm: i64,
    /// Why the search ended before its target, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<StoppedCode>,
    /// What each floor and cap came to, in the order in which they were asked for.
    limits: Vec<LimitMetBody>,
    /// What favouring partners costs, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_of_pairing: Option<PriceOfPairingBody>,
    /// A what-if beside the run that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<WhatIfBody>,
    /// SHA-256 of everything that the run depends on: the same digest, the same run.
    input_digest: String,
    /// Duration of the computation, without reading and storing.
    duration_ms: i64,
    /// Pins that could not be kept.
    unmet_pins: Vec<UnmetPinBody>,
}

impl ResultBody {
    fn of(figures: Figures, asked: &Asked) -> Self {
        let limits = asked.limits.iter().zip(&figures.limits_met);
        Self {
            stopped: figures.stopped.map(Word),
            limits: limits.map(LimitMetBody::of).collect(),
            price_of_pairing: figures.pairing_price.map(PriceOfPairingBody::from),
            what_if: figures.what_if.map(WhatIfBody::from),
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

/// What a floor or a cap came to.
#[derive(Serialize, ToSchema)]
pub struct LimitMetBody {
    division: DivisionBody,
    /// Those of the division who are matched, and those of them who are placed.
    people: i64,
    placed: i64,
    /// The points that the score loses by one more of a floor, or gains by one more of a cap.
    price: i64,
}

impl LimitMetBody {
    fn of((limit, met): (&Limit, &LimitMet)) -> Self {
        Self {
            division: limit.division.into(),
            people: met.people,
            placed: met.placed,
            price: met.points,
        }
    }
}

/// What favouring partners costs: this answer beside another with nothing for partners. Both are measured in the
/// points of skill, pay, place and stability, in which partners have no share.
#[derive(Serialize, ToSchema)]
pub struct PriceOfPairingBody {
    /// People who would be placed besides; always 0 in people first.
    people: i64,
    /// Points that the people would have besides.
    points: i64,
    with_partners: FootingBody,
    without_partners: FootingBody,
    /// No answer has more points beside partners.
    points_bound: i64,
}

/// One answer, measured without what partners are worth.
#[derive(Serialize, ToSchema)]
pub struct FootingBody {
    placed: i64,
    /// Those of them at designated partners.
    at_partners: i64,
    points: i64,
}

impl From<PriceOfPairing> for PriceOfPairingBody {
    fn from(price: PriceOfPairing) -> Self {
        Self {
            people: price.placed_without - price.placed,
            points: price.points_without - price.points,
            with_partners: FootingBody {
                placed: price.placed,
                at_partners: price.at_partners,
                points: price.points,
            },
            without_partners: FootingBody {
                placed: price.placed_without,
                at_partners: price.at_partners_without,
                points: price.points_without,
            },
            points_bound: price.points_bound,
        }
    }
}

/// A what-if beside the run that it is compared with.
#[derive(Serialize, ToSchema)]
pub struct WhatIfBody {
    /// Whether both looked at the same people, posts and wishes; if not, the differences are not the settings' alone.
    same_world: bool,
    /// People at the same post in both, at another, and placed in one of them only.
    same: i64,
    moved: i64,
    newly_placed: i64,
    no_longer_placed: i64,
    /// What the answer of the what-if scores by the weights of the run: to be compared with the run's own score.
    score_by_its_weights: i64,
}

impl From<WhatIf> for WhatIfBody {
    fn from(what_if: WhatIf) -> Self {
        Self {
            same_world: what_if.same_world,
            same: what_if.same,
            moved: what_if.moved,
            newly_placed: what_if.newly_placed,
            no_longer_placed: what_if.no_longer_placed,
            score_by_its_weights: what_if.score_by_its_weights,
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
