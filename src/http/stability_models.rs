//! What was learnt of how long jobs last, and how it did on later ones.

use super::{
    Problem,
    body::Body,
    jobs::JobBody,
    paging::{Listed, Page},
    reply,
    wire::{StabilityFactorCode, StabilityVerdictCode, Word},
};
use crate::{
    app::App,
    error::Error,
    gate::Caller,
    services::{self, Permission},
    storage::stability_models::{Learnt, StabilityModel},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{JobId, StabilityModelId};
use serde::{Deserialize, Serialize};
use stability::{
    hazard::EDGES,
    judge::{Judgement, Seen, Tenth},
    model::{HORIZON, Model},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A model to be learnt.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStabilityModelBody {
    /// Jobs up to this day teach it, and jobs after it judge it; half a year before today unless told, ten years at most.
    learnt_until: Option<NaiveDate>,
}

/// A model with its card.
#[derive(Serialize, ToSchema)]
pub struct StabilityModelBody {
    id: Uuid,
    /// Jobs up to this day taught it.
    learnt_until: NaiveDate,
    /// Jobs after that, up to this day, judged it.
    judged_until: NaiveDate,
    /// Whether runs are scored with it: it is the newest that was judged, and it was better than the base rate.
    in_use: bool,
    /// What came of it, once its job is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardBody>,
    created_at: DateTime<Utc>,
}

/// What taught a model, what it says at large, and how it did on later jobs alone.
#[derive(Serialize, ToSchema)]
pub struct CardBody {
    verdict: StabilityVerdictCode,
    /// The jobs that taught it, up to `learnt_until`.
    learnt: SeenBody,
    /// The jobs that judged it, from then on.
    held_out: SeenBody,
    /// How much better than the base rate the model foretold who left: logarithmic score for each job that ended, in nats.
    gain: GainBody,
    /// How often, of two held-out jobs watched at the same time since their start, the one that ended first was thought the
    /// likelier to end; 0.5 is what the base rate reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    concordance: Option<f64>,
    /// Held-out jobs that ended for each that the model expected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_by_expected: Option<f64>,
    /// The same of the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_observed_by_expected: Option<f64>,
    /// Tenths of the held-out jobs by risk, the least likely to end first.
    calibration: Vec<TenthBody>,
    /// How fast jobs end that have nothing special about them.
    hazard: Vec<BandBody>,
    /// Of such jobs, the share expected to last longer than `days`.
    stays: StaysBody,
    /// What jobs have in common, and how much that tells.
    factors: Vec<FactorBody>,
}

/// How much was seen.
#[derive(Serialize, ToSchema)]
pub struct SeenBody {
    jobs: usize,
    ended: usize,
    days: u64,
    enterprises: usize,
}

/// A gain with its 95 % interval; ends are absent where there is too little to tell.
#[derive(Serialize, ToSchema)]
pub struct GainBody {
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_high: Option<f64>,
}

/// A tenth of the held-out jobs.
#[derive(Serialize, ToSchema)]
pub struct TenthBody {
    jobs: usize,
    ended: usize,
    expected: f64,
}

/// How fast jobs end between two days since their start.
#[derive(Serialize, ToSchema)]
pub struct BandBody {
    after_day: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_day: Option<u32>,
    /// Share of those still at work that ends a day.
    rate: f64,
}

/// A share that stays.
#[derive(Serialize, ToSchema)]
pub struct StaysBody {
    days: u32,
    share: f64,
}

/// One of the things that jobs have in common.
#[derive(Serialize, ToSchema)]
pub struct FactorBody {
    factor: StabilityFactorCode,
    /// How many groups it divides the jobs into.
    groups: usize,
    /// By how much, relatively, the hazards of its groups are thought to differ: a standard deviation.
    spread: f64,
}

impl StabilityModelBody {
    /// A model, and which is in use.
    pub fn of(model: &StabilityModel, in_use: Option<StabilityModelId>) -> Self {
        Self {
            id: model.id.0,
            learnt_until: model.learnt_until,
            judged_until: model.judged_until,
            in_use: in_use == Some(model.id),
            card: model.learnt.as_ref().map(CardBody::from),
            created_at: model.created_at,
        }
    }
}

impl From<&Learnt> for CardBody {
    fn from(Learnt { model, judgement }: &Learnt) -> Self {
        let Judgement {
            verdict,
            learnt,
            held_out,
            gain,
            gain_low,
            gain_high,
            concordance,
            observed_by_expected,
            base_observed_by_expected,
            calibration,
        } = judgement;
        let end = |end: f64| end.is_finite().then_some(end);
        Self {
            verdict: Word(*verdict),
            learnt: learnt.into(),
            held_out: held_out.into(),
            gain: GainBody {
                value: *gain,
                ci_low: end(*gain_low),
                ci_high: end(*gain_high),
            },
            concordance: *concordance,
            observed_by_expected: *observed_by_expected,
            base_observed_by_expected: *base_observed_by_expected,
            calibration: calibration.iter().map(TenthBody::from).collect(),
            hazard: bands(model),
            stays: StaysBody {
                days: HORIZON,
                share: (-model.hazard.between(0, HORIZON)).exp(),
            },
            factors: factors(model),
        }
    }
}

fn bands(model: &Model) -> Vec<BandBody> {
    let starts = std::iter::once(0).chain(EDGES);
    let ends = EDGES.into_iter().map(Some).chain([None]);
    let bands = starts.zip(ends).zip(model.hazard.0);
    bands
        .map(|((after_day, to_day), rate)| BandBody {
            after_day,
            to_day,
            rate,
        })
        .collect()
}

fn factors(model: &Model) -> Vec<FactorBody> {
    let factors = model.effects.iter();
    factors
        .map(|(factor, effects)| FactorBody {
            factor: Word(*factor),
            groups: effects.levels.len(),
            spread: effects.unseen.spread.sqrt(),
        })
        .collect()
}

impl From<&Seen> for SeenBody {
    fn from(seen: &Seen) -> Self {
        let Seen {
            jobs,
            ended,
            days,
            enterprises,
        } = *seen;
        Self {
            jobs,
            ended,
            days,
            enterprises,
        }
    }
}

impl From<&Tenth> for TenthBody {
    fn from(tenth: &Tenth) -> Self {
        let Tenth {
            jobs,
            ended,
            expected,
        } = *tenth;
        Self {
            jobs,
            ended,
            expected,
        }
    }
}

/// Learn a model from jobs of the past and judge it on later ones. Its job has the same identity as the model.
#[utoipa::path(tag = "stability", operation_id = "learn_stability_model", security(("token" = [])), request_body = NewStabilityModelBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("stability_learn")), ("x-idempotent" = json!(true))),
    responses(
        (status = 202, description = "taken on", body = JobBody),
    ))]
#[post("/stability-models")]
pub async fn learn(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::StabilityLearn)?;
    let (key, sent) = body.keyed::<NewStabilityModelBody>(&by)?;
    let until = sent.learnt_until;
    let done = services::stability_models::request(&app, &by, &key, until).await?;
    let job = services::jobs::get(&app, &by, JobId(done.id)).await?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok(reply::taken_on(
        &location,
        job.version,
        done.replayed,
        &JobBody::from(job),
    ))
}

/// Which models to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct StabilityModelQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List models with their cards, the newest first. What a score rests on is open to everybody whom it bears on.
#[utoipa::path(tag = "stability", operation_id = "list_stability_models", security(("token" = [])), params(StabilityModelQuery),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "models", body = Listed<StabilityModelBody>),
    ))]
#[get("/stability-models")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<StabilityModelQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReferenceRead)?;
    let cursor = query.cursor.as_deref();
    let page = Page::read(&app, &by, "stability-models", query.limit, cursor)?;
    let before = page.after_id()?.map(StabilityModelId);
    let rows = services::stability_models::list(&app, before, page.fetch()).await?;
    let in_use = in_use(&app).await?;
    let shape = |model| StabilityModelBody::of(&model, in_use);
    Ok(HttpResponse::Ok().json(page.listed(&app, rows, |model| model.id.to_string(), shape)))
}

/// One model with its card.
#[utoipa::path(tag = "stability", operation_id = "get_stability_model", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the model", body = StabilityModelBody),
    ))]
#[get("/stability-models/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let model = services::stability_models::get(&app, StabilityModelId(*id)).await?;
    let body = StabilityModelBody::of(&model, in_use(&app).await?);
    Ok(HttpResponse::Ok().json(body))
}

async fn in_use(app: &App) -> Result<Option<StabilityModelId>, Error> {
    let found = services::stability_models::in_use(app).await?;
    Ok(found.map(|model| model.id))
}
