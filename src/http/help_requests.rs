//! The person's own word, one tap: at work, and whether help is wanted; and who asks for help.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{self, HelpOutcomeCode, HelpReasonCode, RoleCode, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
    storage::help_requests::{Filter, HelpRequest},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{HelpRequestId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// At work. Nothing needs to be told.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInBody {
    /// The day on which the person was at work; today unless told.
    on: Option<NaiveDate>,
    /// Help is wanted, for this.
    help: Option<HelpReasonCode>,
}

/// A word that was taken down.
#[derive(Serialize, ToSchema)]
pub struct CheckedInBody {
    /// The job: the one that has not ended.
    employment_id: Uuid,
    on: NaiveDate,
    /// Whether somebody will see to a call for help.
    help_asked: bool,
}

/// Say that one is at work, and whether one wants help.
#[utoipa::path(tag = "follow-up", operation_id = "check_in", security(("token" = [])), request_body = CheckInBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("self_check_in")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "taken down", body = CheckedInBody),
    ))]
#[post("/check-ins")]
pub async fn check_in(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfCheckIn)?;
    let (key, CheckInBody { on, help }) = body.keyed(&by)?;
    let help = help.map(|word| word.0);
    let done = services::check_ins::check_in(&app, &by, &key, on, help).await?;
    let body = CheckedInBody {
        employment_id: done.id,
        on: on.unwrap_or_else(|| app.clock.today()),
        help_asked: help.is_some(),
    };
    Ok(reply::created(done.replayed, &body))
}

/// A call for help.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHelpRequestBody {
    /// Who asks; a person that asks for itself leaves it out.
    person_id: Option<Uuid>,
    reason: HelpReasonCode,
    /// The day on which it was asked; today unless told.
    on: Option<NaiveDate>,
}

/// Somebody asks for help.
#[derive(Serialize, ToSchema)]
pub struct HelpRequestBody {
    id: Uuid,
    person_id: Uuid,
    /// At which job; absent before its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_id: Option<Uuid>,
    reason: HelpReasonCode,
    asked_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    /// How it ended; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<HelpOutcomeCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    recorded_at: DateTime<Utc>,
    version: i64,
}

impl From<HelpRequest> for HelpRequestBody {
    fn from(asked: HelpRequest) -> Self {
        Self {
            id: asked.id.0,
            person_id: asked.person.0,
            employment_id: asked.employment.map(|id| id.0),
            reason: Word(asked.reason),
            asked_on: asked.asked_on,
            told_by: asked.role.map(Word),
            outcome: asked.closed.map(|(outcome, _)| Word(outcome)),
            closed_on: asked.closed.map(|(_, on)| on),
            recorded_at: asked.recorded_at,
            version: asked.version,
        }
    }
}

/// Ask for help. Asked again for the same while it is open, it is the same request.
#[utoipa::path(tag = "follow-up", operation_id = "ask_for_help", security(("token" = [])), request_body = NewHelpRequestBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("help_ask")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "asked", body = HelpRequestBody),
    ))]
#[post("/help-requests")]
pub async fn ask(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::HelpAsk)?;
    let (key, sent) = body.keyed::<NewHelpRequestBody>(&by)?;
    let person = sent.person_id.map(PersonId);
    let done =
        services::help_requests::ask(&app, &by, &key, person, sent.reason.0, sent.on).await?;
    let asked = services::help_requests::get(&app, &by, HelpRequestId(done.id)).await?;
    let location = format!("/api/v1/help-requests/{}", asked.id);
    Ok(reply::made(
        &location,
        asked.version,
        done.replayed,
        &HelpRequestBody::from(asked),
    ))
}

/// Which calls for help to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct HelpRequestQuery {
    /// Those that are open, or those that are not.
    open: Option<bool>,
    /// Of people with the home in this division.
    area: Option<String>,
    /// Of this person.
    person: Option<Uuid>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List calls for help, in the order in which they were made.
#[utoipa::path(tag = "follow-up", operation_id = "list_help_requests", security(("token" = [])), params(HelpRequestQuery),
    extensions(("x-permission" = json!("help_read"))),
    responses(
        (status = 200, description = "calls within reach", body = Listed<HelpRequestBody>),
    ))]
#[get("/help-requests")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<HelpRequestQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::HelpRead)?;
    let filter = Filter {
        open: query.open,
        area: wire::division_parameter(query.area.as_deref())?,
        person: query.person.map(PersonId),
    };
    let spelt = format!("help-requests {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(HelpRequestId);
    let rows = services::help_requests::list(&app, &by, &filter, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.id.to_string(), HelpRequestBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One call for help.
#[utoipa::path(tag = "follow-up", operation_id = "get_help_request", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("help_read"))),
    responses(
        (status = 200, description = "the call", body = HelpRequestBody),
    ))]
#[get("/help-requests/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::HelpRead)?;
    let asked = services::help_requests::get(&app, &by, HelpRequestId(*id)).await?;
    Ok(reply::tagged(asked.version, &HelpRequestBody::from(asked)))
}

/// How a call for help ended.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HelpClosureBody {
    outcome: HelpOutcomeCode,
    /// The day; today unless told.
    on: Option<NaiveDate>,
}

/// Write down how a call for help ended.
#[utoipa::path(tag = "follow-up", operation_id = "close_help_request", security(("token" = [])), request_body = HelpClosureBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("help_close")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "the call", body = HelpRequestBody),
    ))]
#[post("/help-requests/{id}/closure")]
pub async fn close(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::HelpClose)?;
    let id = HelpRequestId(*id);
    services::help_requests::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, HelpClosureBody { outcome, on }) = body.keyed(&by)?;
    let read = (id, version);
    let done = services::help_requests::close(&app, &by, &key, read, outcome.0, on).await?;
    let asked = services::help_requests::get(&app, &by, id).await?;
    Ok(reply::acted(
        asked.version,
        done.replayed,
        &HelpRequestBody::from(asked),
    ))
}
