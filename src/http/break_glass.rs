//! Breaking the glass before one person out of one's own reach.

use super::{
    Problem,
    body::Body,
    paging::{Listed, Page},
    reply,
    wire::{DivisionBody, GlassReasonCode, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    gate::Caller,
    services::{self, Permission, break_glass::Named},
    storage::break_glass::BreakGlass,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    citizen_id::CitizenId,
    id::{BreakGlassId, PersonId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Before whom, and why; the person by identity or by the whole citizen ID.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBreakGlassBody {
    person_id: Option<Uuid>,
    citizen_id: Option<String>,
    reason: GlassReasonCode,
}

/// A glass that was broken: which office looks at whom, why, and until when.
#[derive(Serialize, ToSchema)]
pub struct BreakGlassBody {
    id: Uuid,
    person_id: Uuid,
    role: RoleCode,
    /// The office that looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionBody>,
    reason: GlassReasonCode,
    opened_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl From<BreakGlass> for BreakGlassBody {
    fn from(glass: BreakGlass) -> Self {
        Self {
            id: glass.id.0,
            person_id: glass.person.0,
            role: Word(glass.role),
            division: glass.division.map(Into::into),
            reason: Word(glass.reason),
            opened_at: glass.opened_at,
            ends_at: glass.ends_at,
        }
    }
}

fn named(sent: &NewBreakGlassBody) -> Result<Named, Error> {
    match (sent.person_id, &sent.citizen_id) {
        (Some(id), None) => Ok(Named::Id(PersonId(id))),
        (None, Some(id)) => CitizenId::read(id)
            .map(|(id, _)| Named::CitizenId(id))
            .map_err(|_| invalid("/citizen_id", Code::CitizenIdInvalid)),
        (None, None) => Err(invalid("/person_id", Code::Missing)),
        (Some(_), Some(_)) => Err(invalid("/citizen_id", Code::UnknownMember)),
    }
}

/// Look at one person out of your own reach for three hours, five times a day at most. The office of the person's home is told
/// at once, and the person may see it.
#[utoipa::path(tag = "traces", operation_id = "break_glass", security(("token" = [])), request_body = NewBreakGlassBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("break_glass")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "until when you may look", body = BreakGlassBody),
        (status = 429, response = super::sessions::Refused),
    ))]
#[post("/break-glass")]
pub async fn open(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::BreakGlass)?;
    let (key, sent) = body.keyed::<NewBreakGlassBody>(&by)?;
    let (named, reason) = (named(&sent)?, sent.reason.0);
    let done = services::break_glass::open(&app, &by, &key, named, reason).await?;
    let made = services::break_glass::get(&app, BreakGlassId(done.id)).await?;
    Ok(reply::created(done.replayed, &BreakGlassBody::from(made)))
}

/// A page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List who broke the glass before people of your area, the latest first.
#[utoipa::path(tag = "traces", operation_id = "list_broken_glass", security(("token" = [])), params(BreakGlassQuery),
    extensions(("x-permission" = json!("broken_glass_read"))),
    responses(
        (status = 200, description = "broken glasses", body = Listed<BreakGlassBody>),
    ))]
#[get("/break-glass")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<BreakGlassQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::BrokenGlassRead)?;
    let cursor = query.cursor.as_deref();
    let page = Page::read(&app, &by, "break-glass", query.limit, cursor)?;
    let before = page.after_id()?.map(BreakGlassId);
    let rows = services::break_glass::list(&app, &by, before, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |glass| glass.id.to_string(),
        BreakGlassBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}
