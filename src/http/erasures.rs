//! Being forgotten, and what must be kept all the same.

use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    people::body::All,
    reply,
    wire::{ErasureRefusalCode, ErasureStateCode, HoldReasonCode, RoleCode, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    erasure::{Erasure, ErasureRefusal, LegalHold},
    id::{ErasureId, LegalHoldId, PersonId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A request to be forgotten.
#[derive(Serialize, ToSchema)]
pub struct ErasureBody {
    id: Uuid,
    person_id: Uuid,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_by: Option<RoleCode>,
    state: ErasureStateCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<ErasureRefusalCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Erasure> for ErasureBody {
    fn from(erasure: Erasure) -> Self {
        Self {
            id: erasure.id.0,
            person_id: erasure.person.0,
            asked_by: erasure.role.map(Word),
            state: Word(erasure.state),
            refusal: erasure.refusal.map(Word),
            decided_at: erasure.decided_at,
            created_at: erasure.created_at,
            version: erasure.version,
        }
    }
}

/// Ask to be forgotten, as the person or at the counter; the county decides.
#[utoipa::path(tag = "erasures", operation_id = "ask_for_erasure", security(("token" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("erasure_ask")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "asked", body = ErasureBody),))]
#[post("/people/{id}/erasure-requests")]
pub async fn ask(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ErasureAsk)?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::erasures::ask(&app, &by, &key, PersonId(*id)).await?;
    let erasure = services::erasures::made(&app, ErasureId(done.id)).await?;
    Ok(reply::created(done.replayed, &ErasureBody::from(erasure)))
}

/// Which requests to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ErasureQuery {
    /// Those that stand like this.
    #[param(value_type = Option<String>)]
    state: Option<ErasureStateCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List requests to be forgotten, in the order in which they were made.
#[utoipa::path(tag = "erasures", operation_id = "list_erasures", security(("token" = [])), params(ErasureQuery),
    extensions(("x-permission" = json!("erasure_decide"))),
    responses((status = 200, description = "requests within reach", body = Listed<ErasureBody>),))]
#[get("/erasures")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<ErasureQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ErasureDecide)?;
    let state = query.state.map(|word| word.0);
    let bound = format!("erasures {state:?}");
    let page = Page::read(&app, &by, &bound, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(ErasureId);
    let rows = services::erasures::list(&app, &by, state, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.id.to_string(), ErasureBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One request to be forgotten.
#[utoipa::path(tag = "erasures", operation_id = "get_erasure", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("erasure_decide"))),
    responses((status = 200, description = "the request", body = ErasureBody, headers(("ETag" = String))),))]
#[get("/erasures/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ErasureDecide)?;
    let erasure = services::erasures::get(&app, &by, ErasureId(*id)).await?;
    Ok(reply::tagged(erasure.version, &ErasureBody::from(erasure)))
}

/// What is decided of a request.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureDecisionBody {
    /// Why not; absent, the person is forgotten at once, and nothing brings it back.
    refusal: Option<ErasureRefusalCode>,
}

/// Decide a request to be forgotten.
#[utoipa::path(tag = "erasures", operation_id = "decide_erasure", security(("token" = [])), request_body = ErasureDecisionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("erasure_decide")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "decided", body = ErasureBody, headers(("ETag" = String))),))]
#[post("/erasures/{id}/decision")]
pub async fn decide(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ErasureDecide)?;
    let id = ErasureId(*id);
    services::erasures::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, sent) = body.keyed::<ErasureDecisionBody>(&by)?;
    let refusal: Option<ErasureRefusal> = sent.refusal.map(|word| word.0);
    let done = services::erasures::decide(&app, &by, &key, (id, version), refusal).await?;
    let erasure = services::erasures::get(&app, &by, id).await?;
    let version = erasure.version;
    Ok(reply::acted(
        version,
        done.replayed,
        &ErasureBody::from(erasure),
    ))
}

/// What is known of somebody must be kept.
#[derive(Serialize, ToSchema)]
pub struct LegalHoldBody {
    id: Uuid,
    reason: HoldReasonCode,
    set_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<DateTime<Utc>>,
}

impl From<LegalHold> for LegalHoldBody {
    fn from(hold: LegalHold) -> Self {
        Self {
            id: hold.id.0,
            reason: Word(hold.reason),
            set_at: hold.set_at,
            released_at: hold.released_at,
        }
    }
}

/// Why what is known of somebody must be kept.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLegalHoldBody {
    reason: HoldReasonCode,
}

/// Say that what is known of a person must be kept: until it is released nothing is erased.
#[utoipa::path(tag = "erasures", operation_id = "set_legal_hold", security(("token" = [])), request_body = NewLegalHoldBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("legal_hold_manage")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "all holds of the person", body = All<LegalHoldBody>),))]
#[post("/people/{id}/legal-holds")]
pub async fn set_hold(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LegalHoldManage)?;
    let (key, sent) = body.keyed::<NewLegalHoldBody>(&by)?;
    let person = PersonId(*id);
    let done = services::erasures::hold(&app, &by, &key, person, sent.reason.0).await?;
    let items = told(services::erasures::holds(&app, &by, person).await?);
    Ok(reply::created(done.replayed, &items))
}

/// Why what is known of a person must be kept, and had to be.
#[utoipa::path(tag = "erasures", operation_id = "list_legal_holds", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("legal_hold_manage"))),
    responses((status = 200, description = "the oldest first", body = All<LegalHoldBody>),))]
#[get("/people/{id}/legal-holds")]
pub async fn list_holds(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LegalHoldManage)?;
    let holds = services::erasures::holds(&app, &by, PersonId(*id)).await?;
    Ok(HttpResponse::Ok().json(told(holds)))
}

/// Release a hold.
#[utoipa::path(tag = "erasures", operation_id = "release_legal_hold", security(("token" = [])),
    params(("id" = Uuid, Path), ("hold_id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("legal_hold_manage")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "all holds of the person", body = All<LegalHoldBody>),))]
#[post("/people/{id}/legal-holds/{hold_id}/release")]
pub async fn release(
    app: Data<App>,
    caller: Caller,
    path: Path<(Uuid, Uuid)>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LegalHoldManage)?;
    let (person, hold) = path.into_inner();
    let (key, Empty {}) = body.keyed(&by)?;
    let person = PersonId(person);
    let done = services::erasures::release(&app, &by, &key, person, LegalHoldId(hold)).await?;
    let items = told(services::erasures::holds(&app, &by, person).await?);
    Ok(reply::created(done.replayed, &items))
}

fn told(holds: Vec<LegalHold>) -> All<LegalHoldBody> {
    All {
        items: holds.into_iter().map(Into::into).collect(),
    }
}
