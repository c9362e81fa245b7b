//! Asking for runs, reading and committing them.

use super::{asked::NewRunBody, bodies::RunBody};
use crate::{
    app::App,
    gate::Caller,
    http::{
        Problem,
        body::{Body, Empty, IfMatch},
        jobs::JobBody,
        paging::{Listed, Page},
        reply,
    },
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use domain::id::{JobId, RunId};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Ask for a run, or for a what-if. Its job has the same identity as the run.
#[utoipa::path(tag = "matching", operation_id = "ask_for_matching_run", security(("token" = [])), request_body = NewRunBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("match_run")), ("x-idempotent" = json!(true))),
    responses(
        (status = 202, description = "taken on", body = JobBody),
    ))]
#[post("/matching-runs")]
pub async fn ask(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRun)?;
    let (key, sent) = body.keyed::<NewRunBody>(&by)?;
    let done = services::matching::request(&app, &by, &key, sent.try_into()?).await?;
    let job = services::jobs::get(&app, &by, JobId(done.id)).await?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok(reply::taken_on(
        &location,
        job.version,
        done.replayed,
        &JobBody::from(job),
    ))
}

/// Which runs to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List runs, the newest first.
#[utoipa::path(tag = "matching", operation_id = "list_matching_runs", security(("token" = [])), params(RunQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "runs within reach", body = Listed<RunBody>),
    ))]
#[get("/matching-runs")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<RunQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let page = Page::read(
        &app,
        &by,
        "matching-runs",
        query.limit,
        query.cursor.as_deref(),
    )?;
    let before = page.after_id()?.map(RunId);
    let rows = services::matching::list(&app, &by, before, page.fetch()).await?;
    let shape = |run| RunBody::of(run, None);
    Ok(HttpResponse::Ok().json(page.listed(&app, rows, |run| run.id.to_string(), shape)))
}

/// One run: what was asked, and once it is done what came of it.
#[utoipa::path(tag = "matching", operation_id = "get_matching_run", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "the run", body = RunBody),
    ))]
#[get("/matching-runs/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let run = services::matching::get(&app, &by, RunId(*id)).await?;
    let summary = services::matching::summary(&app, &run).await?;
    let version = run.version;
    Ok(reply::tagged(version, &RunBody::of(run, summary)))
}

/// Commit a run, once: offers are made of all proposals that are still possible.
#[utoipa::path(tag = "matching", operation_id = "commit_matching_run", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("match_run")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "committed; `summary.not_offered` tells of which proposals no offer was made", body = RunBody),
    ))]
#[post("/matching-runs/{id}/commitment")]
pub async fn commit(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRun)?;
    let id = RunId(*id);
    services::matching::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::matching::commit(&app, &by, &key, id, version).await?;
    let run = services::matching::get(&app, &by, id).await?;
    let summary = services::matching::summary(&app, &run).await?;
    let version = run.version;
    let body = RunBody::of(run, summary);
    Ok(reply::acted(version, done.replayed, &body))
}
