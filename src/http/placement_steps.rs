//! The steps of a placement, one operation each.

use super::{
    Problem,
    body::{Body, IfMatch},
    placements::{AbsenceBody, EndingBody, PlacementBody, RefusalBody, StepBody, WithdrawalBody},
    reply,
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use chrono::NaiveDate;
use domain::{id::PlacementId, placement::Step};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use validator::Validate;

/// Everything that a step's request carries.
type Sent = (Path<Uuid>, IfMatch, Body);

/// Takes a step: `told` reads which one and on which day from the body.
async fn take<B: DeserializeOwned + Validate>(
    app: &App,
    caller: &Caller,
    permission: Permission,
    (id, if_match, body): Sent,
    told: impl FnOnce(B) -> (Step, Option<NaiveDate>),
) -> Result<HttpResponse, Problem> {
    let by = caller.may(permission)?;
    let id = PlacementId(*id);
    // Out of reach is absent, whatever else is wrong with the request.
    services::placements::get(app, &by, id).await?;
    let version = if_match.version()?;
    let (key, body) = body.keyed(&by)?;
    let (step, on) = told(body);
    let done = services::placements::take(app, &by, &key, id, version, step, on).await?;
    let kept = services::placements::get(app, &by, id).await?;
    Ok(reply::acted(
        kept.version,
        done.replayed,
        &PlacementBody::from(kept),
    ))
}

/// The person says yes: an opening is taken, other offers close.
#[utoipa::path(tag = "placements", operation_id = "accept_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("offer_answer")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/acceptance")]
pub async fn accept(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::OfferAnswer,
        sent,
        |body: StepBody| (Step::Accept, body.on),
    )
    .await
}

/// The person says no.
#[utoipa::path(tag = "placements", operation_id = "decline_placement", security(("token" = [])), request_body = RefusalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("offer_answer")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/refusal")]
pub async fn decline(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::OfferAnswer,
        sent,
        |body: RefusalBody| (Step::Decline(body.reason.0), body.on),
    )
    .await
}

/// The enterprise says yes to a person who has accepted.
#[utoipa::path(tag = "placements", operation_id = "confirm_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("candidate_answer")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/confirmation")]
pub async fn confirm(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::CandidateAnswer,
        sent,
        |body: StepBody| (Step::Confirm, body.on),
    )
    .await
}

/// The enterprise says no to a person who has accepted; the opening is free again.
#[utoipa::path(tag = "placements", operation_id = "refuse_placement", security(("token" = [])), request_body = RefusalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("candidate_answer")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/rejection")]
pub async fn refuse(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::CandidateAnswer,
        sent,
        |body: RefusalBody| (Step::Refuse(body.reason.0), body.on),
    )
    .await
}

/// The bureau takes the offer back.
#[utoipa::path(tag = "placements", operation_id = "withdraw_placement", security(("token" = [])), request_body = WithdrawalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("offer_withdraw")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::OfferWithdraw,
        sent,
        |body: WithdrawalBody| (Step::Withdraw(body.reason.0), body.on),
    )
    .await
}

/// The person left home.
#[utoipa::path(tag = "placements", operation_id = "depart_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/departure")]
pub async fn depart(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::DepartureRecord,
        sent,
        |body: StepBody| (Step::Depart, body.on),
    )
    .await
}

/// The person did not come; the opening is free again.
#[utoipa::path(tag = "placements", operation_id = "miss_placement", security(("token" = [])), request_body = AbsenceBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/no-show")]
pub async fn miss(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::DepartureRecord,
        sent,
        |body: AbsenceBody| (Step::NoShow(body.reason.0), body.on),
    )
    .await
}

/// The person arrived.
#[utoipa::path(tag = "placements", operation_id = "arrive_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("work_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/arrival")]
pub async fn arrive(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::WorkRecord,
        sent,
        |body: StepBody| (Step::Arrive, body.on),
    )
    .await
}

/// The person began to work: a dated job opens.
#[utoipa::path(tag = "placements", operation_id = "start_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("work_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/start")]
pub async fn start(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::WorkRecord,
        sent,
        |body: StepBody| (Step::Start, body.on),
    )
    .await
}

/// The work ended: the dated job closes, the opening is free again.
#[utoipa::path(tag = "placements", operation_id = "end_placement", security(("token" = [])), request_body = EndingBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("work_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the step", body = PlacementBody)))]
#[post("/placements/{id}/ending")]
pub async fn end(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    take(
        &app,
        &caller,
        Permission::WorkRecord,
        sent,
        |body: EndingBody| (Step::End(body.reason.0), body.on),
    )
    .await
}

/// Somebody says that the person was at work on a day.
#[utoipa::path(tag = "placements", operation_id = "check_in_placement", security(("token" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("check_in")), ("x-idempotent" = json!(true))),
    responses(
        (status = 200, description = "the placement", body = PlacementBody),
    ))]
#[post("/placements/{id}/check-ins")]
pub async fn check_in(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::CheckIn)?;
    let id = PlacementId(*id);
    services::placements::get(&app, &by, id).await?;
    let (key, sent) = body.keyed::<StepBody>(&by)?;
    let done = services::placements::check_in(&app, &by, &key, id, sent.on).await?;
    let kept = services::placements::get(&app, &by, id).await?;
    Ok(reply::acted(
        kept.version,
        done.replayed,
        &PlacementBody::from(kept),
    ))
}
