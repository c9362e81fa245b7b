//! In which rounds divisions follow their people up.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    placements::StepBody,
    reply,
    wire::{self, DivisionBody, Faults},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, round_plans::NewPlan},
    storage::round_plans::RoundPlan,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    follow_up::{BadRounds, Rounds},
    id::RoundPlanId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Rounds for the people of a division; what is left out is as usual: three days early at most, a
/// week of grace, unreachable after three tries in vain.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoundPlanBody {
    /// A county, or what lies above one.
    division: String,
    /// Days after the start of a job, rising: 1 to 12 of them, each 1 to 3,650.
    #[schema(example = json!([7, 30, 90, 180, 365]))]
    days: Vec<u16>,
    /// By how many days evidence may be early; less than from one round to the next.
    lead_days: Option<u16>,
    /// For how many days a round is due and not yet overdue; 366 at most.
    grace_days: Option<u16>,
    /// After how many tries in vain somebody is unreachable; 1 to 20.
    tries: Option<u16>,
    /// From which day on; today unless told.
    valid_from: Option<NaiveDate>,
}

impl NewRoundPlanBody {
    fn read(self) -> Result<NewPlan, Error> {
        let mut faults = Faults::default();
        let division = faults.take("/division", wire::division(&self.division));
        let usual = Rounds::usual();
        let rounds = Rounds::new(
            self.days,
            self.lead_days.unwrap_or(usual.lead()),
            self.grace_days.unwrap_or(usual.grace()),
            self.tries.unwrap_or(usual.tries()),
        );
        for wrong in rounds.as_ref().err().into_iter().flatten() {
            let (at, code) = match wrong {
                BadRounds::Count => ("/days", Code::RoundsCount),
                BadRounds::Days => ("/days", Code::RoundsOrder),
                BadRounds::Lead => ("/lead_days", Code::RoundsLead),
                BadRounds::Grace => ("/grace_days", Code::OutOfRange),
                BadRounds::Tries => ("/tries", Code::OutOfRange),
            };
            faults.add(at, code);
        }
        let new = division.zip(rounds.ok()).map(|(division, rounds)| NewPlan {
            division,
            rounds,
            from: self.valid_from,
        });
        faults.or(new)
    }
}

/// The rounds of a division, from a day on.
#[derive(Serialize, ToSchema)]
pub struct RoundPlanBody {
    id: Uuid,
    division: DivisionBody,
    days: Vec<u16>,
    lead_days: u16,
    grace_days: u16,
    tries: u16,
    valid_from: NaiveDate,
    /// The last day; absent while the plan goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<RoundPlan> for RoundPlanBody {
    fn from(plan: RoundPlan) -> Self {
        Self {
            id: plan.id.0,
            division: plan.division.into(),
            days: plan.rounds.days().to_vec(),
            lead_days: plan.rounds.lead(),
            grace_days: plan.rounds.grace(),
            tries: plan.rounds.tries(),
            valid_from: plan.from,
            valid_to: plan.to,
            created_at: plan.created_at,
            version: plan.version,
        }
    }
}

/// Set the rounds in which a division's people are followed up; its plan until then ends the day before.
#[utoipa::path(tag = "follow-up", operation_id = "set_round_plan", security(("token" = [])), request_body = NewRoundPlanBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("round_plan_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "set", body = RoundPlanBody),
    ))]
#[post("/round-plans")]
pub async fn set(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundPlanManage)?;
    let (key, sent) = body.keyed::<NewRoundPlanBody>(&by)?;
    let done = services::round_plans::set(&app, &by, &key, sent.read()?).await?;
    let plan = services::round_plans::get(&app, &by, RoundPlanId(done.id)).await?;
    let location = format!("/api/v1/round-plans/{}", plan.id);
    Ok(reply::made(
        &location,
        plan.version,
        done.replayed,
        &RoundPlanBody::from(plan),
    ))
}

/// Which plans to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RoundPlanQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List the plans that bear on the caller's people: of its division, below it and above it. Where none is in
/// force, rounds are 7, 30, 90, 180 and 365 days after the start.
#[utoipa::path(tag = "follow-up", operation_id = "list_round_plans", security(("token" = [])), params(RoundPlanQuery),
    extensions(("x-permission" = json!("round_plan_read"))),
    responses(
        (status = 200, description = "plans", body = Listed<RoundPlanBody>),
    ))]
#[get("/round-plans")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<RoundPlanQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundPlanRead)?;
    let page = Page::read(
        &app,
        &by,
        "round-plans",
        query.limit,
        query.cursor.as_deref(),
    )?;
    let after = page.after_id()?.map(RoundPlanId);
    let rows = services::round_plans::list(&app, &by, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |plan| plan.id.to_string(), RoundPlanBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One plan.
#[utoipa::path(tag = "follow-up", operation_id = "get_round_plan", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("round_plan_read"))),
    responses(
        (status = 200, description = "the plan", body = RoundPlanBody),
    ))]
#[get("/round-plans/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundPlanRead)?;
    let plan = services::round_plans::get(&app, &by, RoundPlanId(*id)).await?;
    Ok(reply::tagged(plan.version, &RoundPlanBody::from(plan)))
}

/// End a plan with a day that has not passed; then the rounds of the division above hold.
#[utoipa::path(tag = "follow-up", operation_id = "end_round_plan", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("round_plan_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "the plan", body = RoundPlanBody),
    ))]
#[post("/round-plans/{id}/ending")]
pub async fn end(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundPlanManage)?;
    let id = RoundPlanId(*id);
    services::round_plans::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, StepBody { on }) = body.keyed(&by)?;
    let done = services::round_plans::end(&app, &by, &key, (id, version), on).await?;
    let plan = services::round_plans::get(&app, &by, id).await?;
    Ok(reply::acted(
        plan.version,
        done.replayed,
        &RoundPlanBody::from(plan),
    ))
}
