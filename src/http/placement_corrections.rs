//! What was told of a placement, told otherwise.

use super::{
    Problem,
    body::{Body, IfMatch},
    placements::PlacementBody,
    reply,
    wire::CorrectionReasonCode,
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission, placements::Amendment},
};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use chrono::NaiveDate;
use domain::id::{EventId, PlacementId};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// An event told otherwise; what is absent stays as it was told.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    /// Which one.
    event_id: Uuid,
    /// The day on which it happened.
    on: Option<NaiveDate>,
    /// The code of its own reason, of the list that belongs to its kind.
    #[validate(length(max = 40))]
    reason: Option<String>,
    /// Why it is told otherwise.
    why: CorrectionReasonCode,
}

/// An event that did not happen.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetractionBody {
    /// Which one.
    event_id: Uuid,
    /// Why it is taken back.
    why: CorrectionReasonCode,
}

/// What a body asks for.
type Asked = (Uuid, Amendment, CorrectionReasonCode);

async fn amend<B: DeserializeOwned + Validate>(
    app: &App,
    caller: &Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
    read: impl FnOnce(B) -> Asked,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PlacementCorrect)?;
    let id = PlacementId(*id);
    services::placements::get(app, &by, id).await?;
    let version = if_match.version()?;
    let (key, body) = body.keyed(&by)?;
    let (event, how, why) = read(body);
    let read = (id, version);
    let done =
        services::placements::amend(app, &by, &key, read, EventId(event), &how, why.0).await?;
    let kept = services::placements::get(app, &by, id).await?;
    Ok(reply::acted(
        kept.version,
        done.replayed,
        &PlacementBody::from(kept),
    ))
}

/// Tell a step with another day or reason: a new event stands in place of the old one, which is kept. Whoever may tell a
/// step may correct it. Refused where the steps would contradict each other.
#[utoipa::path(tag = "placements", operation_id = "correct_placement", security(("token" = [])), request_body = CorrectionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("placement_correct")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement after the correction", body = PlacementBody)))]
#[post("/placements/{id}/corrections")]
pub async fn correct(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let read = |body: CorrectionBody| {
        let how = Amendment::Correction {
            on: body.on,
            reason: body.reason,
        };
        (body.event_id, how, body.why)
    };
    amend(&app, &caller, id, if_match, body, read).await
}

/// Take back a step that was told by mistake. It is kept, and counts no longer. What a yes has closed stays closed.
#[utoipa::path(tag = "placements", operation_id = "retract_placement_event", security(("token" = [])), request_body = RetractionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("placement_correct")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the placement without it", body = PlacementBody)))]
#[post("/placements/{id}/retractions")]
pub async fn retract(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let read = |body: RetractionBody| (body.event_id, Amendment::Retraction, body.why);
    amend(&app, &caller, id, if_match, body, read).await
}
