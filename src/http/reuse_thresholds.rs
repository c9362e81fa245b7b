//! From how many on something is told of too many people, in each area and from a day on.

use super::{
    Problem,
    body::Body,
    people::body::All,
    reply,
    reuse::ReuseCode,
    wire::{self, DivisionBody, Faults, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Permission,
        reuse_thresholds::{NewThreshold, Threshold},
    },
    storage::reuse_thresholds::ReuseThreshold,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// From how many on things of a kind are told to a division's officers.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReuseThresholdBody {
    /// A county, or what lies above one.
    division: String,
    kind: ReuseCode,
    /// 2 to 1,000: households that share a phone or an account, people of one file, people who start on one day. Left out: as the
    /// division above says, or else the settings.
    #[schema(minimum = 2, maximum = 1000)]
    least: Option<u32>,
    /// From which day on; today unless told.
    valid_from: Option<NaiveDate>,
}

impl NewReuseThresholdBody {
    fn read(self) -> Result<NewThreshold, Error> {
        let mut faults = Faults::default();
        let division = faults.take("/division", wire::division(&self.division));
        if self.least.is_some_and(|least| !(2..=1000).contains(&least)) {
            faults.add("/least", Code::OutOfRange);
        }
        faults.or(division.map(|division| NewThreshold {
            division,
            kind: self.kind.0,
            least: self.least,
            from: self.valid_from,
        }))
    }
}

/// What a division said.
#[derive(Serialize, ToSchema)]
pub struct ReuseThresholdBody {
    division: DivisionBody,
    kind: ReuseCode,
    /// Absent where it is as the division above says.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u32>,
    valid_from: NaiveDate,
    created_at: DateTime<Utc>,
}

impl From<ReuseThreshold> for ReuseThresholdBody {
    fn from(said: ReuseThreshold) -> Self {
        Self {
            division: said.division.into(),
            kind: Word(said.kind),
            least: said.least,
            valid_from: said.from,
            created_at: said.created_at,
        }
    }
}

/// From how many on things of a kind are told to whoever asks.
#[derive(Serialize, ToSchema)]
pub struct HeldThresholdBody {
    kind: ReuseCode,
    least: u32,
    /// Which division says so; absent where the settings do.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionBody>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<NaiveDate>,
}

impl From<Threshold> for HeldThresholdBody {
    fn from(held: Threshold) -> Self {
        Self {
            kind: Word(held.kind),
            least: held.least,
            division: held.said.map(|(division, _)| division.into()),
            valid_from: held.said.map(|(_, from)| from),
        }
    }
}

/// As of which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReuseThresholdQuery {
    /// Today unless told.
    on: Option<NaiveDate>,
}

/// Say from how many on things of a kind are told as told of too many people, to a division's officers and from a day on.
#[utoipa::path(tag = "audits", operation_id = "set_reuse_threshold", security(("token" = [])), request_body = NewReuseThresholdBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("reuse_threshold_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "said", body = ReuseThresholdBody),
    ))]
#[post("/reuse-thresholds")]
pub async fn set(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReuseThresholdManage)?;
    let (key, sent) = body.keyed::<NewReuseThresholdBody>(&by)?;
    let (said, replayed) = services::reuse_thresholds::set(&app, &by, &key, sent.read()?).await?;
    Ok(reply::created(replayed, &ReuseThresholdBody::from(said)))
}

/// Tell from how many on things of each kind are told to me on a day, and who says so.
#[utoipa::path(tag = "audits", operation_id = "get_reuse_thresholds", security(("token" = [])), params(ReuseThresholdQuery),
    extensions(("x-permission" = json!("reuse_read"))),
    responses(
        (status = 200, description = "each kind once", body = All<HeldThresholdBody>),
    ))]
#[get("/reuse-thresholds")]
pub async fn get(
    app: Data<App>,
    caller: Caller,
    query: Query<ReuseThresholdQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReuseRead)?;
    let day = query.on.unwrap_or_else(|| app.clock.today());
    let held = services::reuse_thresholds::on(&app, &by, day).await?;
    let items: Vec<HeldThresholdBody> = held.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
