//! What shows that people are at work: statements, and the files that show what they state.

use super::{
    Problem,
    body::{Body, Empty, IfMatch, idempotency_key, operation, request_key},
    paging::{Listed, Page},
    people::body::All,
    reply,
    sessions::Refused,
    upload::Parts,
    wire::{EvidenceKindCode, Faults, MediaCode, Money, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::{Caller, uploads::Uploads},
    services::{
        self, Permission,
        evidence::{Given, NewEvidence, Shown},
    },
    storage::evidence::Filter,
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use domain::{
    evidence::{MOST_MONTHS, MOST_PAY_FEN, Statement},
    id::{EmploymentId, EvidenceFileId, EvidenceId, PersonId},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use tokio_util::io::ReaderStream;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What an upload of evidence holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "only its description is used: parts are read as they stream in"
)]
pub struct EvidenceUpload {
    /// JPEG, PNG, WebP or PDF, told by its content.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// A file given as evidence.
#[derive(Serialize, ToSchema)]
pub struct EvidenceFileBody {
    id: Uuid,
    /// SHA-256 of what it holds, in hexadecimal.
    sha256: String,
    bytes: i64,
    media: MediaCode,
    created_at: DateTime<Utc>,
}

impl From<Given> for EvidenceFileBody {
    fn from(file: Given) -> Self {
        Self {
            id: file.id.0,
            sha256: HEXLOWER.encode(&file.digest),
            bytes: file.bytes,
            media: Word(file.media),
            created_at: file.created_at,
        }
    }
}

/// Give a file, so that statements can name it; one that none names within a day is gone.
#[utoipa::path(tag = "evidence", operation_id = "give_evidence_file", security(("token" = [])),
    request_body(content = EvidenceUpload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("evidence_record")), ("x-idempotent" = json!(true)), ("x-rate" = json!("upload"))),
    responses(
        (status = 201, description = "kept", body = EvidenceFileBody),
        (status = 429, response = Refused),
    ))]
#[post("/evidence-files")]
pub async fn give(
    app: Data<App>,
    uploads: Data<Uploads>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRecord)?;
    let key = idempotency_key(&request);
    if key.is_none() {
        return Err(Error::Malformed(Code::IdempotencyKeyMissing).into());
    }
    let mut under_way = uploads.begin(caller.grant().account)?;
    under_way.beside(services::incoming::waiting(&app, caller.grant().account).await?);
    let receive = async || services::evidence::receive(&app).await;
    let mut parts = Parts::read(&request, body, &mut under_way, receive).await?;
    let mut faults = Faults::default();
    let file = faults.take("/file", parts.file.take().ok_or(Code::Missing));
    for name in parts.left() {
        faults.add(&format!("/{name}"), Code::UnknownMember);
    }
    let file = faults.or(file)?;
    let key = request_key(&by, key, operation(&request), file.digest)?;
    let (given, replayed) = services::evidence::give(&app, &by, &key, file).await?;
    drop(under_way);
    Ok(reply::created(replayed, &EvidenceFileBody::from(given)))
}

/// One thing stated of some jobs; a stamped list speaks of many.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvidenceBody {
    /// 1 to 200 jobs.
    #[validate(length(min = 1, max = 200))]
    employment_ids: Vec<Uuid>,
    kind: EvidenceKindCode,
    /// The last day of which it speaks; today unless told.
    on: Option<NaiveDate>,
    /// The first day of which it speaks, where that is another one.
    since: Option<NaiveDate>,
    /// Pay that is seen in it.
    pay: Option<Money>,
    /// Months for which the contract runs.
    #[schema(minimum = 1, maximum = 600)]
    contract_months: Option<u16>,
    /// A file that the same account has given.
    file_id: Option<Uuid>,
}

impl NewEvidenceBody {
    fn read(self, today: NaiveDate) -> Result<NewEvidence, Error> {
        let mut faults = Faults::default();
        let pay = self.pay.map(|pay| pay.amount);
        if pay.is_some_and(|fen| !(1..=MOST_PAY_FEN).contains(&fen)) {
            faults.add("/pay/amount", Code::OutOfRange);
        }
        let months = self.contract_months;
        if months.is_some_and(|months| !(1..=MOST_MONTHS).contains(&months)) {
            faults.add("/contract_months", Code::OutOfRange);
        }
        let mut employments: Vec<_> = self.employment_ids.into_iter().map(EmploymentId).collect();
        let mut seen = std::collections::HashSet::new();
        employments.retain(|id| seen.insert(*id));
        faults.or(Some(NewEvidence {
            employments,
            statement: Statement {
                kind: self.kind.0,
                on: self.on.unwrap_or(today),
                since: self.since,
                pay_fen: pay,
                contract_months: months,
            },
            file: self.file_id.map(EvidenceFileId),
        }))
    }
}

/// A statement that somebody was at a job on a day. It is withdrawn where it was a mistake, never changed.
#[derive(Serialize, ToSchema)]
pub struct EvidenceBody {
    id: Uuid,
    employment_id: Uuid,
    kind: EvidenceKindCode,
    on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_months: Option<u16>,
    /// What shows it; `GET /evidence/{id}/file` reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<EvidenceFileBody>,
    /// In which role it was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    recorded_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    version: i64,
}

impl From<Shown> for EvidenceBody {
    fn from((evidence, file): Shown) -> Self {
        let version = evidence.version();
        let said = evidence.statement;
        Self {
            id: evidence.id.0,
            employment_id: evidence.employment.0,
            kind: Word(said.kind),
            on: said.on,
            since: said.since,
            pay: said.pay_fen.map(Money::monthly),
            contract_months: said.contract_months,
            file: file.map(Into::into),
            told_by: evidence.role.map(Word),
            recorded_at: evidence.recorded_at,
            withdrawn_at: evidence.withdrawn_at,
            version,
        }
    }
}

/// State that people were at their jobs: of all that are named, or of none.
#[utoipa::path(tag = "evidence", operation_id = "state_evidence", security(("token" = [])), request_body = NewEvidenceBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("evidence_record")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "what is stated of each job", body = All<EvidenceBody>),
    ))]
#[post("/evidence")]
pub async fn state(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRecord)?;
    let (key, sent) = body.keyed::<NewEvidenceBody>(&by)?;
    let new = sent.read(app.clock.today())?;
    let (shown, replayed) = services::evidence::state(&app, &by, &key, &new).await?;
    let items: Vec<EvidenceBody> = shown.into_iter().map(Into::into).collect();
    Ok(reply::created(replayed, &All { items }))
}

/// Which statements to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct EvidenceQuery {
    /// About this job.
    employment: Option<Uuid>,
    /// About the jobs of this person.
    person: Option<Uuid>,
    /// Of this kind.
    #[param(value_type = Option<EvidenceKindCode>)]
    kind: Option<EvidenceKindCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List statements, those withdrawn as well, in the order in which they were made. An employer sees its own.
#[utoipa::path(tag = "evidence", operation_id = "list_evidence", security(("token" = [])), params(EvidenceQuery),
    extensions(("x-permission" = json!("evidence_read"))),
    responses(
        (status = 200, description = "statements within reach", body = Listed<EvidenceBody>),
    ))]
#[get("/evidence")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<EvidenceQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRead)?;
    let filter = Filter {
        employment: query.employment.map(EmploymentId),
        person: query.person.map(PersonId),
        kind: query.kind.map(|word| word.0),
        act: None,
    };
    let spelt = format!("evidence {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(EvidenceId);
    let rows = services::evidence::list(&app, &by, &filter, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |(one, _)| one.id.to_string(),
        EvidenceBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// One statement.
#[utoipa::path(tag = "evidence", operation_id = "get_evidence", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("evidence_read"))),
    responses(
        (status = 200, description = "the statement", body = EvidenceBody),
    ))]
#[get("/evidence/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRead)?;
    let shown = services::evidence::get(&app, &by, EvidenceId(*id)).await?;
    Ok(reply::tagged(shown.0.version(), &EvidenceBody::from(shown)))
}

/// A file of a statement.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its description is used")]
pub struct ContentBody(Vec<u8>);

/// The file that shows a statement, to be saved.
#[utoipa::path(tag = "evidence", operation_id = "read_evidence_file", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("evidence_read")), ("x-trace" = json!("evidence_file_read"))),
    responses(
        (status = 200, description = "JPEG, PNG, WebP or PDF", content(
            (ContentBody = "image/jpeg"), (ContentBody = "image/png"), (ContentBody = "image/webp"),
            (ContentBody = "application/pdf"),
        )),
        (status = 409, response = super::sessions::Refused),
    ))]
#[get("/evidence/{id}/file")]
pub async fn read_file(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRead)?;
    let (person, file, content) = services::evidence::read(&app, &by, EvidenceId(*id)).await?;
    services::traces::saw(&app, &by, Act::EvidenceFileRead, Some(*id), [person]).await?;
    let name = format!("evidence-{id}.{}", file.media.ending());
    Ok(reply::download(
        &name,
        file.media.mime(),
        ReaderStream::new(content),
    ))
}

/// Withdraw a statement that was made by mistake. It stays known that it was made.
#[utoipa::path(tag = "evidence", operation_id = "withdraw_evidence", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("evidence_record")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "the statement", body = EvidenceBody),
    ))]
#[post("/evidence/{id}/withdrawal")]
pub async fn withdraw(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EvidenceRecord)?;
    let id = EvidenceId(*id);
    services::evidence::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let Empty {} = body.read()?;
    let shown = services::evidence::withdraw(&app, &by, id, version).await?;
    Ok(reply::tagged(shown.0.version(), &EvidenceBody::from(shown)))
}
