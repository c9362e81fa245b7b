//! Uploads of sheets, what is wrong with them, and the sheets to fill in.

use super::{
    Problem,
    body::{idempotency_key, operation, request_key},
    jobs::JobBody,
    paging::{Listed, Page},
    reply,
    sessions::Refused,
    upload::Parts,
    wire::{self, Faults, ImportKindCode, ImportModeCode, IssueCodeCode, SeverityCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::{Caller, uploads::Uploads},
    services::{
        self, Permission,
        imports::{self, NewImport},
        incoming::{self, Spooled},
    },
    storage::imports::Finding,
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    id::JobId,
    job::{ImportKind, ImportMode},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What an upload holds, part by part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "only its description is used: parts are read as they stream in"
)]
pub struct Upload {
    /// CSV (GBK, GB18030 or UTF-8), XLSX or XLS.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    kind: ImportKindCode,
    /// For whose people or posts it speaks; the caller's own division unless told.
    #[schema(max_length = 12, example = "520526")]
    area: Option<String>,
    /// The day of which it speaks; today unless told.
    as_of: Option<NaiveDate>,
    mode: ImportModeCode,
}

/// The import that the parts of an upload describe, with every fault at once.
fn described(mut parts: Parts) -> Result<(NewImport, Spooled), Error> {
    let mut faults = Faults::default();
    let file = faults.take("/file", parts.file.take().ok_or(Code::Missing));
    let kind = word::<ImportKind>(&mut parts, &mut faults, "kind");
    let mode = word::<ImportMode>(&mut parts, &mut faults, "mode");
    let area = parts.take("area").map(|code| wire::division(&code));
    let area = faults.take("/area", area.transpose()).flatten();
    let as_of = parts
        .take("as_of")
        .map(|day| day.parse().map_err(|_| Code::WrongType));
    let as_of = faults.take("/as_of", as_of.transpose()).flatten();
    for name in parts.left() {
        faults.add(&format!("/{name}"), Code::UnknownMember);
    }
    let new = kind.zip(mode).map(|(kind, mode)| NewImport {
        kind,
        area,
        as_of,
        mode,
    });
    faults.or(new.zip(file))
}

fn word<T: Coded>(parts: &mut Parts, faults: &mut Faults, name: &str) -> Option<T> {
    let code = parts.take(name).ok_or(Code::Missing);
    let word = code.and_then(|code| T::from_code(&code).ok_or(Code::UnknownCode));
    faults.take(&format!("/{name}"), word)
}

/// Upload a sheet. A job reads it through and then waits for its confirmation.
#[utoipa::path(tag = "imports", operation_id = "upload_import", security(("token" = [])),
    request_body(content = Upload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("sheet_import")), ("x-idempotent" = json!(true)), ("x-rate" = json!("upload"))),
    responses(
        (status = 202, description = "taken on", body = JobBody, headers(("Location" = String), ("Retry-After" = i64))),
        (status = 429, response = Refused),
    ))]
#[post("/imports")]
pub async fn upload(
    app: Data<App>,
    uploads: Data<Uploads>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SheetImport)?;
    let key = idempotency_key(&request);
    if key.is_none() {
        return Err(Error::Malformed(Code::IdempotencyKeyMissing).into());
    }
    let mut under_way = uploads.begin(caller.grant().account)?;
    under_way.beside(incoming::waiting(&app, caller.grant().account).await?);
    let receive = async || imports::receive(&app).await;
    let parts = Parts::read(&request, body, &mut under_way, receive).await?;
    let (new, file) = described(parts)?;
    let key = request_key(&by, key, operation(&request), new.fingerprint(&file))?;
    let done = imports::take_on(&app, &by, Some(&key), new, file).await?;
    drop(under_way);
    let job = services::jobs::get(&app, &by, JobId(done.id)).await?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok(reply::taken_on(
        &location,
        job.version,
        done.replayed,
        &JobBody::from(job),
    ))
}

/// What is wrong with one cell. It never repeats what the cell holds.
#[derive(Serialize, ToSchema)]
pub struct RowErrorBody {
    /// Physical row, the first being 1.
    row: u32,
    /// The row's own serial number.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<i64>,
    /// The file's own heading.
    column: String,
    code: IssueCodeCode,
    severity: SeverityCode,
    /// The sentence for an officer.
    zh: &'static str,
    /// The sentence in English.
    en: &'static str,
}

impl From<Finding> for RowErrorBody {
    fn from(finding: Finding) -> Self {
        Self {
            row: finding.row,
            serial: finding.serial,
            column: finding.heading.to_string(),
            code: Word(finding.code),
            severity: Word(finding.code.severity()),
            zh: finding.code.zh(),
            en: finding.code.en(),
        }
    }
}

/// Which row errors to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RowErrorQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// What is wrong with the cells of an import, row by row.
#[utoipa::path(tag = "imports", operation_id = "list_row_errors", security(("token" = [])),
    params(("id" = Uuid, Path), RowErrorQuery), extensions(("x-permission" = json!("job_read"))),
    responses(
        (status = 200, description = "errors, warnings and what bars people from matching", body = Listed<RowErrorBody>),
    ))]
#[get("/jobs/{id}/row-errors")]
pub async fn row_errors(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<RowErrorQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobRead)?;
    let id = JobId(*id);
    let filter = format!("row-errors\n{id}");
    let page = Page::read(&app, &by, &filter, query.limit, query.cursor.as_deref())?;
    let after = place(page.after.as_deref())?;
    let rows = imports::findings(&app, &by, id, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |finding| format!("{}:{}", finding.row, finding.position),
        RowErrorBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// A row and a place in it, as the list spells them.
fn place(spelt: Option<&str>) -> Result<(u32, u32), Error> {
    let Some(spelt) = spelt else {
        return Ok((0, 0));
    };
    spelt
        .split_once(':')
        .and_then(|(row, position)| Some((row.parse().ok()?, position.parse().ok()?)))
        .ok_or(Error::Malformed(Code::CursorMismatch))
}

/// A workbook.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its description is used")]
pub struct WorkbookBody(Vec<u8>);

/// The bad rows of an import, with what is wrong written beside them, to be mended and sent again.
/// For those who may import such a sheet.
#[utoipa::path(tag = "imports", operation_id = "get_corrected_copy", security(("token" = [])),
    params(("id" = Uuid, Path)), extensions(("x-permission" = json!("job_read")), ("x-trace" = json!("corrected_copy_taken"))),
    responses(
        (status = 200, description = "XLSX", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = WorkbookBody),
        (status = 409, response = Refused),
    ))]
#[get("/jobs/{id}/corrected-copy")]
pub async fn corrected_copy(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::JobRead)?;
    let copy = imports::corrected_copy(&app, &by, JobId(*id)).await?;
    services::traces::saw(&app, &by, Act::CorrectedCopyTaken, Some(*id), []).await?;
    Ok(reply::workbook(&format!("corrected-{id}.xlsx"), copy))
}

/// The sheet of a kind, to be filled in, with the code lists in it.
#[utoipa::path(tag = "imports", operation_id = "get_template", security(("token" = [])),
    params(("kind" = ImportKindCode, Path)), extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "XLSX", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = WorkbookBody),
    ))]
#[get("/templates/{kind}.xlsx")]
pub async fn template(
    app: Data<App>,
    caller: Caller,
    kind: Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let kind = ImportKind::from_code(&kind).ok_or(Error::NotFound)?;
    let blank = imports::template(&app, kind).await?;
    Ok(reply::workbook(&format!("{}.xlsx", kind.code()), blank))
}
