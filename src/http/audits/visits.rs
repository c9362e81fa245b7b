//! The work list of a sample, and what visits found.

use super::bodies::{AuditBody, FindingCode};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    http::{
        Problem,
        body::Body,
        paging::{Listed, Page},
        reply,
        wire::{self, DivisionBody, Faults, RoleCode, Word},
    },
    services::{self, Permission},
    storage::audits::{Listed as Unit, UnitFilter, Visit},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use domain::{
    id::{AuditId, EmploymentId},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A drawn job.
#[derive(Serialize, ToSchema)]
pub struct UnitBody {
    employment_id: Uuid,
    person_id: Uuid,
    name: String,
    home: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    /// First day, as it was reported.
    started_on: NaiveDate,
    /// Number of its stratum.
    stratum: u32,
    /// Place in the draw of its stratum, from 1.
    place: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<FindingCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found_on: Option<NaiveDate>,
    /// In which role it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    found_by_role: Option<RoleCode>,
}

impl From<Unit> for UnitBody {
    fn from(unit: Unit) -> Self {
        Self {
            employment_id: unit.job.0,
            person_id: unit.person.0,
            name: unit.name,
            home: unit.home.into(),
            workplace: unit.workplace.map(DivisionBody::from),
            employer: unit.employer,
            started_on: unit.started_on,
            stratum: unit.stratum,
            place: unit.place,
            finding: unit.found.map(|found| Word(found.finding)),
            found_on: unit.found.map(|found| found.on),
            found_by_role: unit.found.and_then(|found| found.role).map(Word),
        }
    }
}

/// Which drawn jobs to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct UnitQuery {
    /// With a finding, or without one.
    is_found: Option<bool>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// The work list of a sample: the drawn jobs within one's own area.
#[utoipa::path(tag = "audits", operation_id = "list_audit_units", security(("token" = [])),
    params(("id" = Uuid, Path), UnitQuery),
    extensions(("x-permission" = json!("audit_visit")), ("x-trace" = json!("audit_units_read"))),
    responses(
        (status = 200, description = "whom to visit", body = Listed<UnitBody>),
    ))]
#[get("/audits/{id}/units")]
pub async fn work_list(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<UnitQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditVisit)?;
    let id = AuditId(*id);
    let spelt = format!("audit units {id} {:?}", query.is_found);
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(EmploymentId);
    let filter = UnitFilter {
        is_found: query.is_found,
    };
    let rows = services::audits::work_list(&app, &by, id, filter, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|unit| unit.person);
    services::traces::saw(&app, &by, Act::AuditUnitsRead, Some(id.0), people).await?;
    let listed = page.listed(&app, rows, |unit| unit.job.to_string(), UnitBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// The work list of a sample as XLSX, to be taken along: the drawn jobs within one's own area, by employer. It tells no
/// telephone and no ID.
#[utoipa::path(tag = "audits", operation_id = "download_audit_units", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("audit_visit")), ("x-trace" = json!("audit_list_taken"))),
    responses((status = 200, description = "the workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/audits/{id}/units.xlsx")]
pub async fn workbook(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditVisit)?;
    let id = AuditId(*id);
    let bytes = services::audits::workbook(&app, &by, id).await?;
    Ok(reply::workbook(&format!("audit-{id}.xlsx"), bytes))
}

/// What a visit found.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitBody {
    employment_id: Uuid,
    finding: FindingCode,
    /// The day of the visit.
    on: NaiveDate,
}

/// What visits found, 200 of them at most. What was told before of the same job is replaced, and kept.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitsBody {
    #[validate(length(min = 1, max = 200))]
    findings: Vec<VisitBody>,
}

impl TryFrom<VisitsBody> for Vec<Visit> {
    type Error = Error;

    fn try_from(body: VisitsBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        for (at, visit) in body.findings.iter().enumerate() {
            let pointer = format!("/findings/{at}/on");
            if wire::day_member(&pointer, visit.on).is_err() {
                faults.add(&pointer, Code::OutOfRange);
            }
        }
        let visits = body.findings.into_iter().map(|visit| Visit {
            job: EmploymentId(visit.employment_id),
            finding: visit.finding.0,
            on: visit.on,
        });
        faults.or(Some(visits.collect()))
    }
}

/// Tell what visits found. Whoever reported a job does not verify it.
#[utoipa::path(tag = "audits", operation_id = "tell_audit_findings", security(("token" = [])), request_body = VisitsBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("audit_visit")), ("x-idempotent" = json!(true))),
    responses(
        (status = 200, description = "the sample and its figures", body = AuditBody),
    ))]
#[post("/audits/{id}/findings")]
pub async fn tell(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AuditVisit)?;
    let id = AuditId(*id);
    services::audits::get(&app, &by, id).await?;
    let (key, sent) = body.keyed::<VisitsBody>(&by)?;
    let visits = Vec::<Visit>::try_from(sent)?;
    let done = services::audits::tell(&app, &by, &key, id, &visits).await?;
    let audit = services::audits::get(&app, &by, id).await?;
    let results = services::audits::results(&app, &by, &audit).await?;
    let body = AuditBody::of(&audit, Some(results));
    Ok(reply::acted(audit.version, done.replayed, &body))
}
