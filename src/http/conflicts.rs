//! People whom two counties call their own.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{ConflictOutcomeCode, DivisionBody, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
    storage::conflicts::Conflict,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::id::ConflictId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A person whom two counties call their own. Both see the same, and no more than this.
#[derive(Serialize, ToSchema)]
pub struct ConflictBody {
    id: Uuid,
    /// Surname, the rest hidden.
    #[schema(example = "王＊＊")]
    name: String,
    /// First four and last four characters.
    #[schema(example = "5224**********9975")]
    citizen_id: String,
    /// The county that has the person.
    holder: DivisionBody,
    /// The county that claims the person.
    claimant: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<ConflictOutcomeCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Conflict> for ConflictBody {
    fn from(conflict: Conflict) -> Self {
        Self {
            id: conflict.id.0,
            name: masked(&conflict.name),
            citizen_id: conflict.citizen_id.masked(),
            holder: conflict.holder.into(),
            claimant: conflict.claimant.into(),
            outcome: conflict.outcome.map(Word),
            resolved_at: conflict.resolved_at,
            created_at: conflict.created_at,
            version: conflict.version,
        }
    }
}

/// The first character and a mark for each other one.
fn masked(name: &str) -> String {
    let hide = |(index, c)| if index == 0 { c } else { '＊' };
    name.chars().enumerate().map(hide).collect()
}

/// How a conflict is to end.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolutionBody {
    /// `released` by the county that has the person, or `withdrawn` by the one that claims it.
    outcome: ConflictOutcomeCode,
}

/// Which conflicts to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ConflictQuery {
    /// Only those that are open, or only those that have ended.
    open: Option<bool>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List conflicts to which the caller's county is a side.
#[utoipa::path(tag = "conflicts", operation_id = "list_conflicts", security(("token" = [])), params(ConflictQuery),
    extensions(("x-permission" = json!("conflict_read"))),
    responses(
        (status = 200, description = "conflicts within reach", body = Listed<ConflictBody>),
    ))]
#[get("/conflicts")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<ConflictQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ConflictRead)?;
    let filter = format!("conflicts\n{:?}", query.open);
    let page = Page::read(&app, &by, &filter, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(ConflictId);
    let rows = services::conflicts::list(&app, &by, query.open, after, page.fetch()).await?;
    let key = |conflict: &Conflict| conflict.id.to_string();
    let listed = page.listed(&app, rows, key, ConflictBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One conflict.
#[utoipa::path(tag = "conflicts", operation_id = "get_conflict", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("conflict_read"))),
    responses(
        (status = 200, description = "the conflict", body = ConflictBody, headers(("ETag" = String))),
    ))]
#[get("/conflicts/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ConflictRead)?;
    let conflict = services::conflicts::get(&app, &by, ConflictId(*id)).await?;
    Ok(reply::tagged(
        conflict.version,
        &ConflictBody::from(conflict),
    ))
}

/// End a conflict: release the person to the other county, or withdraw the claim.
#[utoipa::path(tag = "conflicts", operation_id = "resolve_conflict", security(("token" = [])), request_body = ResolutionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("conflict_resolve")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "ended", body = ConflictBody, headers(("ETag" = String))),
    ))]
#[post("/conflicts/{id}/resolution")]
pub async fn resolve(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ConflictResolve)?;
    let id = ConflictId(*id);
    services::conflicts::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, sent) = body.keyed::<ResolutionBody>(&by)?;
    let outcome = sent.outcome.0;
    let done = services::conflicts::resolve(&app, &by, &key, id, version, outcome).await?;
    let conflict = services::conflicts::get(&app, &by, id).await?;
    let version = conflict.version;
    Ok(reply::acted(
        version,
        done.replayed,
        &ConflictBody::from(conflict),
    ))
}
