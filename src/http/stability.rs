//! How long people stay at work.

use super::{
    Problem,
    wire::{self, DivisionBody},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, stability::Stability},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Query},
};
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Whose stability, and when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct StabilityQuery {
    /// Homes in this division; everything within reach unless told.
    area: Option<String>,
    /// Months of employment, separated by commas; `1,3,6,12` unless told, twelve figures at most.
    months: Option<String>,
    /// As of this day; today unless told.
    on: Option<NaiveDate>,
    /// By what was known at the end of this day; now unless told.
    known_on: Option<NaiveDate>,
}

/// Share of jobs that last, by Kaplan–Meier with delayed entry.
#[derive(Serialize, ToSchema)]
pub struct StabilityBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<DivisionBody>,
    on: NaiveDate,
    /// Jobs that were watched.
    jobs: usize,
    /// Of these, jobs that ended.
    ended: usize,
    /// Of these, jobs that had begun before we knew of them.
    entered_late: usize,
    /// Days of employment after which half the jobs had ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    median_days: Option<f64>,
    /// The first day of employment at which nobody was watched although others were later: figures
    /// beyond it speak of fewer people than they seem to.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at_days: Option<f64>,
    at: Vec<AtMonthsBody>,
    /// The whole curve, one row a day of employment on which somebody left or was last seen.
    table: Vec<PointBody>,
}

/// Share still at work after so many months.
#[derive(Serialize, ToSchema)]
pub struct AtMonthsBody {
    months: u32,
    days: u32,
    /// Absent where nobody was watched for as long.
    #[serde(skip_serializing_if = "Option::is_none")]
    survival: Option<f64>,
    /// Lower end of the 95 % interval (Greenwood, log-log).
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_high: Option<f64>,
    /// Jobs still watched then.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk: Option<usize>,
}

/// One row of the curve.
#[derive(Serialize, ToSchema)]
pub struct PointBody {
    /// Days of employment.
    time: f64,
    at_risk: usize,
    events: usize,
    censored: usize,
    survival: f64,
    se: f64,
    ci_low: f64,
    ci_high: f64,
}

fn shaped(area: Option<Division>, found: &Stability) -> StabilityBody {
    let at = found.at.iter().map(|at| AtMonthsBody {
        months: at.months,
        days: at.days,
        survival: at.estimate.map(|e| e.survival),
        ci_low: at.estimate.map(|e| e.low),
        ci_high: at.estimate.map(|e| e.high),
        at_risk: at.estimate.map(|e| e.at_risk),
    });
    let table = found.curve.table().iter().map(|point| PointBody {
        time: point.time,
        at_risk: point.at_risk,
        events: point.events,
        censored: point.censored,
        survival: point.survival,
        se: point.std_error,
        ci_low: point.low,
        ci_high: point.high,
    });
    StabilityBody {
        area: area.map(DivisionBody::from),
        on: found.on,
        jobs: found.jobs,
        ended: found.ended,
        entered_late: found.entered_late,
        median_days: found.curve.median().time,
        breaks_at_days: found.curve.breaks_at(),
        at: at.collect(),
        table: table.collect(),
    }
}

/// How long people stay at work.
#[utoipa::path(tag = "stability", operation_id = "stability", security(("token" = [])), params(StabilityQuery),
    extensions(("x-permission" = json!("stability_read"))),
    responses(
        (status = 200, description = "the curve and its figures", body = StabilityBody),
    ))]
#[get("/stability")]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    query: Query<StabilityQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::StabilityRead)?;
    let area = wire::division_parameter(query.area.as_deref())?;
    let months = months(query.months.as_deref().unwrap_or("1,3,6,12"))?;
    let on = wire::day_parameter(query.on)?;
    let known_on = wire::day_parameter(query.known_on)?;
    let found = services::stability::of(&app, &by, area, &months, on, known_on).await?;
    Ok(HttpResponse::Ok().json(shaped(area, &found)))
}

fn months(list: &str) -> Result<Vec<u32>, Error> {
    let figures: Option<Vec<u32>> = list
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect();
    figures
        .filter(|months| months.len() <= 12 && months.iter().all(|m| (1..=600).contains(m)))
        .ok_or(Error::Malformed(Code::ParameterMalformed))
}
