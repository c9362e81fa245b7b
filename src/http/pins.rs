//! Pins: that a pair be made, or never be made.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission, pins::NewPin},
    storage::pins::Pin,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::id::{PersonId, PinId, VacancyId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A wish about one pair, which the runs from now on heed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPinBody {
    person_id: Uuid,
    vacancy_id: Uuid,
    /// `true`: this pair is never made. `false`: it is made if no hard limit forbids it.
    excluded: bool,
    /// What the officer writes about it.
    #[validate(length(min = 1, max = 500))]
    reason: Option<String>,
}

impl From<NewPinBody> for NewPin {
    fn from(body: NewPinBody) -> Self {
        Self {
            person: PersonId(body.person_id),
            vacancy: VacancyId(body.vacancy_id),
            excluded: body.excluded,
            reason: body.reason,
        }
    }
}

/// A wish about one pair. It is made and removed, never changed.
#[derive(Serialize, ToSchema)]
pub struct PinBody {
    id: Uuid,
    person_id: Uuid,
    vacancy_id: Uuid,
    excluded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Pin> for PinBody {
    fn from(pin: Pin) -> Self {
        Self {
            id: pin.id.0,
            person_id: pin.person.0,
            vacancy_id: pin.vacancy.0,
            excluded: pin.excluded,
            reason: pin.reason,
            created_at: pin.created_at,
            version: Pin::VERSION,
        }
    }
}

/// Which pins to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PinQuery {
    /// Of this person.
    person_id: Option<Uuid>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Pin a person to a post, or exclude the pair.
#[utoipa::path(tag = "matching", operation_id = "add_pin", security(("token" = [])), request_body = NewPinBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("pin_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "pinned, or excluded", body = PinBody),
    ))]
#[post("/pins")]
pub async fn add(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PinManage)?;
    let (key, sent) = body.keyed::<NewPinBody>(&by)?;
    let done = services::pins::add(&app, &by, &key, sent.into()).await?;
    let pin = services::pins::get(&app, &by, PinId(done.id)).await?;
    let location = format!("/api/v1/pins/{}", pin.id);
    Ok(reply::made(
        &location,
        Pin::VERSION,
        done.replayed,
        &PinBody::from(pin),
    ))
}

/// List pins.
#[utoipa::path(tag = "matching", operation_id = "list_pins", security(("token" = [])), params(PinQuery),
    extensions(("x-permission" = json!("pin_manage"))),
    responses(
        (status = 200, description = "pins within reach", body = Listed<PinBody>),
    ))]
#[get("/pins")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<PinQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PinManage)?;
    let person = query.person_id.map(PersonId);
    let spelt = format!("pins {person:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PinId);
    let rows = services::pins::list(&app, &by, person, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |pin| pin.id.to_string(), PinBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One pin.
#[utoipa::path(tag = "matching", operation_id = "get_pin", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("pin_manage"))),
    responses(
        (status = 200, description = "the pin", body = PinBody),
    ))]
#[get("/pins/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PinManage)?;
    let pin = services::pins::get(&app, &by, PinId(*id)).await?;
    Ok(reply::tagged(Pin::VERSION, &PinBody::from(pin)))
}

/// Forget a pin.
#[utoipa::path(tag = "matching", operation_id = "remove_pin", security(("token" = [])),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("pin_manage")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 204, description = "forgotten"),
    ))]
#[delete("/pins/{id}")]
pub async fn remove(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PinManage)?;
    let id = PinId(*id);
    services::pins::get(&app, &by, id).await?;
    services::pins::remove(&app, &by, id, if_match.version()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
