//! Random samples of reported jobs: drawn, visited, and told beside what was reported.

mod bodies;
mod visits;

pub use bodies::IntervalBody;
pub use visits::{tell, work_list, workbook};

use self::bodies::{AuditBody, NewAuditBody};
use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    reply, wire,
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
use domain::id::AuditId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Draw a random sample of the jobs that are reported to go on.
#[utoipa::path(tag = "audits", operation_id = "draw_audit", security(("token" = [])), request_body = NewAuditBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("audit_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "drawn; the frame is frozen", body = AuditBody),
    ))]
#[post("/audits")]
pub async fn draw(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditManage)?;
    let (key, sent) = body.keyed::<NewAuditBody>(&by)?;
    let done = services::audits::draw(&app, &by, &key, sent.try_into()?).await?;
    let audit = services::audits::get(&app, &by, AuditId(done.id)).await?;
    let results = services::audits::results(&app, &by, &audit).await?;
    let location = format!("/api/v1/audits/{}", audit.id);
    let body = AuditBody::of(&audit, Some(results));
    Ok(reply::made(&location, audit.version, done.replayed, &body))
}

/// Which samples to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Drawn from this division, or from one in it.
    area: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List samples, those drawn first first, without their figures.
#[utoipa::path(tag = "audits", operation_id = "list_audits", security(("token" = [])), params(AuditQuery),
    extensions(("x-permission" = json!("audit_read"))),
    responses(
        (status = 200, description = "samples", body = Listed<AuditBody>),
    ))]
#[get("/audits")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditRead)?;
    let area = wire::division_parameter(query.area.as_deref())?;
    let spelt = format!("audits {area:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(AuditId);
    let rows = services::audits::list(&app, &by, area, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |audit| audit.id.to_string(),
        |audit| AuditBody::of(&audit, None),
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// One sample: what was reported and what was found, side by side.
#[utoipa::path(tag = "audits", operation_id = "get_audit", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("audit_read"))),
    responses(
        (status = 200, description = "the sample and its figures", body = AuditBody),
    ))]
#[get("/audits/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditRead)?;
    let audit = services::audits::get(&app, &by, AuditId(*id)).await?;
    let results = services::audits::results(&app, &by, &audit).await?;
    Ok(reply::tagged(
        audit.version,
        &AuditBody::of(&audit, Some(results)),
    ))
}

/// Close a sample: it takes no finding any more, and its figures count.
#[utoipa::path(tag = "audits", operation_id = "close_audit", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"),
        ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("audit_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "closed", body = AuditBody),
    ))]
#[post("/audits/{id}/closing")]
pub async fn close(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditManage)?;
    let id = AuditId(*id);
    services::audits::to_close(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, _) = body.keyed::<Empty>(&by)?;
    let done = services::audits::close(&app, &by, &key, id, version).await?;
    let audit = services::audits::get(&app, &by, id).await?;
    let results = services::audits::results(&app, &by, &audit).await?;
    let body = AuditBody::of(&audit, Some(results));
    Ok(reply::acted(audit.version, done.replayed, &body))
}
