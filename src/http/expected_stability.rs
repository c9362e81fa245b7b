//! How long a person may be expected to stay at a post.

use super::{
    Problem,
    wire::{StabilityFactorCode, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission, stability_models::Expectation},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use domain::id::{PersonId, VacancyId};
use serde::{Deserialize, Serialize};
use stability::model::HORIZON;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// At which post.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ExpectedStabilityQuery {
    /// A post within reach; unless told, one of which nothing is known.
    vacancy: Option<Uuid>,
}

/// What may be expected of a pair. It is a prediction, and no measure of what a matching gains.
#[derive(Serialize, ToSchema)]
pub struct ExpectedStabilityBody {
    /// For how many days of work.
    days: u32,
    /// The model that says so; absent, with all that follows, where none is good enough to be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Uuid>,
    /// The share of such pairs that stays longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    /// Lower end of its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_high: Option<f64>,
    /// What the pair has in common with past jobs.
    effects: Vec<EffectBody>,
}

/// One thing in common.
#[derive(Serialize, ToSchema)]
pub struct EffectBody {
    factor: StabilityFactorCode,
    /// By what it is thought to multiply how fast such jobs end; above 1 they end sooner.
    times: f64,
    /// The relative standard deviation of that.
    spread: f64,
}

impl ExpectedStabilityBody {
    fn of(found: Option<&Expectation>) -> Self {
        let expected = found.map(|found| found.expected);
        let effects = found.into_iter().flat_map(|found| &found.effects);
        let effects = effects.map(|(factor, times, spread)| EffectBody {
            factor: Word(*factor),
            times: *times,
            spread: *spread,
        });
        Self {
            days: HORIZON,
            effects: effects.collect(),
            model: found.map(|found| found.model.0),
            share: expected.map(|expected| expected.share),
            ci_low: expected.map(|expected| expected.low),
            ci_high: expected.map(|expected| expected.high),
        }
    }
}

/// How long a person may be expected to stay at a post, learnt from past jobs, with its uncertainty.
#[utoipa::path(tag = "stability", operation_id = "expected_stability", security(("token" = [])), params(("id" = Uuid, Path), ExpectedStabilityQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "what may be expected", body = ExpectedStabilityBody),
    ))]
#[get("/people/{id}/expected-stability")]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<ExpectedStabilityQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let vacancy = query.vacancy.map(VacancyId);
    let found = services::stability_models::expect(&app, &by, PersonId(*id), vacancy).await?;
    Ok(HttpResponse::Ok().json(ExpectedStabilityBody::of(found.as_ref())))
}
