//! What is done with a departure: people join and stay, it is given up, it is called.

use super::bodies::{AlterationBody, ArrivalBody, BoardingBody, DepartureBody};
use crate::{
    app::App,
    gate::Caller,
    http::{
        Problem,
        body::{Body, Empty, IfMatch},
        reply,
    },
    services::{self, Actor, Done, Permission, departures::Absent},
    storage::idempotency::RequestKey,
};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use domain::id::{DepartureId, PlacementId};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use validator::Validate;

/// Everything that an act's request carries.
type Sent = (Path<Uuid>, IfMatch, Body);

/// Reads the request of an act: out of reach is absent, whatever else is wrong with it.
async fn asked<B: DeserializeOwned + Validate>(
    app: &App,
    by: &Actor,
    (id, if_match, body): Sent,
) -> Result<((DepartureId, i64), RequestKey, B), Problem> {
    let id = DepartureId(*id);
    services::departures::get(app, by, id).await?;
    let version = if_match.version()?;
    let (key, body) = body.keyed(by)?;
    Ok(((id, version), key, body))
}

async fn acted(app: &App, by: &Actor, done: Done) -> Result<HttpResponse, Problem> {
    let found = services::departures::get(app, by, DepartureId(done.id)).await?;
    let version = found.0.version;
    Ok(reply::acted(
        version,
        done.replayed,
        &DepartureBody::from(found),
    ))
}

/// Add people to a departure that has not left, and take people out of it.
#[utoipa::path(tag = "departures", operation_id = "alter_departure", security(("token" = [])), request_body = AlterationBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_plan")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the departure", body = DepartureBody)))]
#[post("/departures/{id}/members")]
pub async fn alter(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DeparturePlan)?;
    let (read, key, body) = asked::<AlterationBody>(&app, &by, sent).await?;
    let ids = |all: Vec<Uuid>| all.into_iter().map(PlacementId).collect::<Vec<_>>();
    let (add, remove) = (ids(body.add), ids(body.remove));
    let done = services::departures::alter(&app, &by, &key, read, &add, &remove).await?;
    acted(&app, &by, done).await
}

/// Give a departure up that has not left; its people may leave with another.
#[utoipa::path(tag = "departures", operation_id = "cancel_departure", security(("token" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_plan")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the departure", body = DepartureBody)))]
#[post("/departures/{id}/cancellation")]
pub async fn cancel(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DeparturePlan)?;
    let ((id, version), key, _) = asked::<Empty>(&app, &by, sent).await?;
    let done = services::departures::cancel(&app, &by, &key, id, version).await?;
    acted(&app, &by, done).await
}

/// Call the roll on departure: everybody leaves except those who are named, and those who cannot.
#[utoipa::path(tag = "departures", operation_id = "board_departure", security(("token" = [])), request_body = BoardingBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_plan")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the departure after the roll-call", body = DepartureBody)))]
#[post("/departures/{id}/boarding")]
pub async fn board(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DeparturePlan)?;
    let (read, key, body) = asked::<BoardingBody>(&app, &by, sent).await?;
    let absent: Vec<Absent> = body.absent.into_iter().map(Absent::from).collect();
    let done = services::departures::board(&app, &by, &key, read, body.on, &absent).await?;
    acted(&app, &by, done).await
}

/// Call the roll on arrival: everybody who left has come except those who are named. It may be called again for those who
/// are still awaited, and each office of the destination calls its own.
#[utoipa::path(tag = "departures", operation_id = "arrive_departure", security(("token" = [])), request_body = ArrivalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_receive")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the departure after the roll-call", body = DepartureBody)))]
#[post("/departures/{id}/arrival")]
pub async fn arrive(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureReceive)?;
    let (read, key, body) = asked::<ArrivalBody>(&app, &by, sent).await?;
    let absent: Vec<Absent> = body.absent.into_iter().map(Absent::from).collect();
    let also: Vec<PlacementId> = body.also.into_iter().map(PlacementId).collect();
    let done = services::departures::arrive(&app, &by, &key, read, body.on, &absent, &also).await?;
    acted(&app, &by, done).await
}
