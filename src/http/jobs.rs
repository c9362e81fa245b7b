//! Long work: where it stands, and what to do about it.

use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{JobKindCode, JobStateCode, JobUnitCode, MatchingPhaseCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::jobs::{Failure, Job},
};
use actix_web::{
    HttpResponse, get,
    http::header::{HeaderValue, RETRY_AFTER},
    post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    id::JobId,
    job::{JobKind, JobState},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Long work.
#[derive(Serialize, ToSchema)]
pub struct JobBody {
    id: Uuid,
    kind: JobKindCode,
    state: JobStateCode,
    progress: ProgressBody,
    /// What it counted, by name; imports: `rows_in`, `accepted`, `rejected`, `created`, `changed`,
    /// `unchanged`, `claimed`, …
    counts: BTreeMap<String, i64>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FailureBody>,
    /// Where to look for what it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    result_href: Option<String>,
    /// Where an import tells what is wrong with which cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    row_errors_href: Option<String>,
    created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
    /// Until when it waits for its confirmation, or keeps what can be downloaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    version: i64,
}

/// How far a job has come.
#[derive(Serialize, ToSchema)]
pub struct ProgressBody {
    done: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    unit: JobUnitCode,
    /// What a matching is busy with.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<MatchingPhaseCode>,
    /// Its proven gap so far: (bound − score) / bound in millionths, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_ppm: Option<i64>,
}

/// Why a job failed.
#[derive(Serialize, ToSchema)]
pub struct FailureBody {
    /// The code to decide by; never translated.
    code: String,
    /// The sentence for an officer.
    zh: String,
    /// The sentence in English.
    en: String,
}

impl From<Failure> for FailureBody {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code,
            zh: failure.zh,
            en: failure.en,
        }
    }
}

impl From<Job> for JobBody {
    fn from(job: Job) -> Self {
        let (result_href, row_errors_href) = match job.kind {
            JobKind::Import => (None, Some(format!("/api/v1/jobs/{}/row-errors", job.id))),
            JobKind::Matching => (Some(format!("/api/v1/matching-runs/{}", job.id)), None),
            JobKind::Alerts => (Some("/api/v1/alerts".to_owned()), None),
            JobKind::StabilityModel => (Some(format!("/api/v1/stability-models/{}", job.id)), None),
        };
        Self {
            id: job.id.0,
            kind: Word(job.kind),
            state: Word(job.state),
            progress: ProgressBody {
                done: job.progress.done,
                total: job.progress.total,
                unit: Word(job.progress.unit),
                phase: job.progress.phase.map(Word),
                gap_ppm: job.progress.gap_ppm,
            },
            counts: job.counts,
            error: job.failure.map(FailureBody::from),
            result_href,
            row_errors_href,
            created_at: job.created_at,
            finished_at: job.finished_at,
            expires_at: job.expires_at,
            version: job.version,
        }
    }
}

/// Which jobs to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct JobQuery {
    /// States, separated by commas; all unless told.
    state: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl JobQuery {
    fn states(&self) -> Result<Vec<JobState>, Error> {
        let named = self.state.iter().flat_map(|states| states.split(','));
        named
            .map(|code| JobState::from_code(code).ok_or(Error::Malformed(Code::ParameterMalformed)))
            .collect()
    }
}

/// List jobs, the newest first.
#[utoipa::path(tag = "jobs", operation_id = "list_jobs", security(("token" = [])), params(JobQuery),
    extensions(("x-permission" = json!("job_read"))),
    responses(
        (status = 200, description = "jobs within reach", body = Listed<JobBody>),
    ))]
#[get("/jobs")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<JobQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobRead)?;
    let states = query.states()?;
    let filter = format!("jobs\n{}", query.state.as_deref().unwrap_or_default());
    let page = Page::read(&app, &by, &filter, query.limit, query.cursor.as_deref())?;
    let before = page.after_id()?.map(JobId);
    let rows = services::jobs::list(&app, &by, &states, before, page.fetch()).await?;
    let listed = page.listed(&app, rows, |job| job.id.to_string(), JobBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// Where a job stands. Ask again after `Retry-After` seconds, with `If-None-Match`.
#[utoipa::path(tag = "jobs", operation_id = "get_job", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("job_read"))),
    responses(
        (status = 200, description = "the job", body = JobBody, headers(("ETag" = String), ("Retry-After" = i64, description = "seconds, while somebody works on it"))),
        (status = 304, description = "nothing has changed"),
    ))]
#[get("/jobs/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobRead)?;
    let job = services::jobs::get(&app, &by, JobId(*id)).await?;
    let (version, due) = (job.version, JobState::DUE.contains(&job.state));
    let mut answer = reply::tagged(version, &JobBody::from(job));
    if due {
        let soon = HeaderValue::from_static("2");
        answer.headers_mut().insert(RETRY_AFTER, soon);
    }
    Ok(answer)
}

/// Let a reviewed job go on. `If-Match` takes the version that was reviewed.
#[utoipa::path(tag = "jobs", operation_id = "confirm_job", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("job_decide")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 202, description = "it goes on", body = JobBody),
    ))]
#[post("/jobs/{id}/confirmation")]
pub async fn confirm(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobDecide)?;
    let id = JobId(*id);
    services::jobs::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::jobs::confirm(&app, &by, Some(&key), id, version).await?;
    let job = services::jobs::get(&app, &by, id).await?;
    let location = format!("/api/v1/jobs/{id}");
    Ok(reply::taken_on(
        &location,
        job.version,
        done.replayed,
        &JobBody::from(job),
    ))
}

/// Stop a job. What is not committed by then is undone; only a matching that has an answer by then stores it, with
/// `result.stopped`. Takes no `If-Match`: a job under way moves on faster than anybody can read it.
#[utoipa::path(tag = "jobs", operation_id = "cancel_job", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("job_decide")), ("x-idempotent" = json!(true))),
    responses(
        (status = 200, description = "cancelled, or about to be", body = JobBody),
    ))]
#[post("/jobs/{id}/cancellation")]
pub async fn cancel(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobDecide)?;
    let id = JobId(*id);
    services::jobs::get(&app, &by, id).await?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::jobs::cancel(&app, &by, &key, id).await?;
    let job = services::jobs::get(&app, &by, id).await?;
    Ok(reply::acted(
        job.version,
        done.replayed,
        &JobBody::from(job),
    ))
}
