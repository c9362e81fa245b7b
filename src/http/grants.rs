//! Grants: roles at their anchors, one or several an account.

use super::{
    Problem,
    accounts::{AccountBody, shaped},
    body::{Body, Empty, IfMatch},
    capacities::capacity,
    reply,
    wire::{Faults, RoleCode},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Actor, Permission},
};
use actix_web::{
    HttpResponse, delete, post,
    web::{Data, Path},
};
use chrono::NaiveDate;
use domain::id::{AccountId, GrantId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A grant to be added.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrantBody {
    /// The role.
    role: RoleCode,
    /// Anchor of an office.
    division: Option<String>,
    /// Anchor of an enterprise.
    enterprise_id: Option<Uuid>,
    /// Anchor of a job seeker.
    person_id: Option<Uuid>,
    /// Its last day.
    valid_to: Option<NaiveDate>,
}

/// Add a grant to an account, at or below one's own division. Those of the service's administrators and auditors wait for a
/// second administrator.
#[utoipa::path(tag = "accounts", operation_id = "add_grant", security(("token" = [])), request_body = NewGrantBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("account_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the account", body = AccountBody, headers(("ETag" = String))),))]
#[post("/accounts/{id}/grants")]
pub async fn add(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let id = AccountId(*id);
    services::accounts::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, sent) = body.keyed::<NewGrantBody>(&by)?;
    let mut faults = Faults::default();
    let anchors = (sent.enterprise_id, sent.person_id);
    let capacity = capacity(sent.role, sent.division.as_deref(), anchors, &mut faults);
    let capacity = faults.or(capacity)?;
    let read = (id, version);
    let done = services::grants::add(&app, &by, &key, read, capacity, sent.valid_to).await?;
    told(&app, &by, id, done.replayed).await
}

/// Confirm, as a second administrator, a grant that waits for one.
#[utoipa::path(tag = "accounts", operation_id = "confirm_grant", security(("token" = [])),
    params(("id" = Uuid, Path), ("grant_id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("grant_confirm")), ("x-idempotent" = json!(true))),
    responses((status = 200, description = "the account", body = AccountBody, headers(("ETag" = String))),))]
#[post("/accounts/{id}/grants/{grant_id}/confirmation")]
pub async fn confirm(
    app: Data<App>,
    caller: Caller,
    path: Path<(Uuid, Uuid)>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::GrantConfirm)?;
    let (account, grant) = path.into_inner();
    let (key, Empty {}) = body.keyed(&by)?;
    let id = AccountId(account);
    let done = services::grants::confirm(&app, &by, &key, id, GrantId(grant)).await?;
    told(&app, &by, id, done.replayed).await
}

/// End a grant. Whoever is signed in under it is so no longer.
#[utoipa::path(tag = "accounts", operation_id = "end_grant", security(("token" = [])),
    params(("id" = Uuid, Path), ("grant_id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag of the account that was read")),
    extensions(("x-permission" = json!("account_manage")), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the account", body = AccountBody, headers(("ETag" = String))),))]
#[delete("/accounts/{id}/grants/{grant_id}")]
pub async fn end(
    app: Data<App>,
    caller: Caller,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let (account, grant) = path.into_inner();
    let id = AccountId(account);
    services::accounts::get(&app, &by, id).await?;
    let read = (id, if_match.version()?);
    services::grants::end(&app, &by, read, GrantId(grant)).await?;
    told(&app, &by, id, false).await
}

async fn told(
    app: &App,
    by: &Actor,
    id: AccountId,
    replayed: bool,
) -> Result<HttpResponse, Problem> {
    let (account, grants) = services::accounts::get(app, by, id).await?;
    let version = account.version;
    let body = shaped(account, &grants, app.clock.today());
    Ok(reply::acted(version, replayed, &body))
}
