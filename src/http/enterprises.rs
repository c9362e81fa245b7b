//! Employers, and what the bureau of their place finds.

use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    patch::{Patch, unchanged},
    reply,
    wire::{self, DivisionBody, EnterpriseSizeCode, Faults, IndustryCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Actor, Permission,
        enterprises::{Finding, may_call},
    },
    storage::{enterprises::Filter, idempotency::RequestKey},
};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    credit_code::CreditCode,
    enterprise::{Enterprise, Particulars, Standing},
    id::EnterpriseId,
    phone::Phone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An enterprise to be entered. A change takes the same members, none of them required.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnterprise {
    /// Unified social credit code, 18 characters; set once.
    #[schema(example = "91441900MA4WXYT12X")]
    credit_code: String,
    /// Name, as registered.
    #[validate(length(min = 1, max = 100))]
    name: String,
    /// The place of its registration.
    #[schema(example = "441900")]
    division: String,
    /// Industry section of GB/T 4754.
    industry: Option<IndustryCode>,
    /// Size.
    size: Option<EnterpriseSizeCode>,
    /// Whom to ask for.
    #[validate(length(min = 1, max = 64))]
    contact_name: Option<String>,
    /// A mobile, or a landline with its area code.
    contact_phone: Option<String>,
}

/// A change of an enterprise.
type EnterprisePatch = Patch<NewEnterprise>;

impl From<&Enterprise> for NewEnterprise {
    fn from(enterprise: &Enterprise) -> Self {
        let said = &enterprise.particulars;
        Self {
            credit_code: enterprise.credit_code.as_str().to_owned(),
            name: said.name.clone(),
            division: said.division.to_string(),
            industry: said.industry.map(Word),
            size: said.size.map(Word),
            contact_name: said.contact_name.clone(),
            contact_phone: said.contact_phone.as_ref().map(|p| p.reveal().to_owned()),
        }
    }
}

impl TryFrom<NewEnterprise> for (CreditCode, Particulars) {
    type Error = Error;

    fn try_from(body: NewEnterprise) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let code = CreditCode::read(&body.credit_code).map_err(|_| Code::CreditCodeInvalid);
        let code = faults.take("/credit_code", code);
        let division = faults.take("/division", wire::division(&body.division));
        let phone = body.contact_phone.as_deref();
        let phone = phone.map(|text| Phone::read(text).ok_or(Code::PhoneInvalid));
        let phone = faults.take("/contact_phone", phone.transpose());
        let all = code.zip(division).zip(phone);
        faults.or(all.map(|((code, division), contact_phone)| {
            let particulars = Particulars {
                name: body.name,
                division,
                industry: body.industry.map(|word| word.0),
                size: body.size.map(|word| word.0),
                contact_name: body.contact_name,
                contact_phone,
            };
            (code, particulars)
        }))
    }
}

/// An enterprise.
#[derive(Serialize, ToSchema)]
pub struct EnterpriseBody {
    id: Uuid,
    credit_code: String,
    name: String,
    division: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    industry: Option<IndustryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<EnterpriseSizeCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    /// In full to itself and to the offices of its place, else its first and last digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    /// Whether its posts are offered: verified, and not suspended.
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspension_reason: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

fn shaped(by: &Actor, enterprise: Enterprise) -> EnterpriseBody {
    let in_full = may_call(by, &enterprise);
    let said = enterprise.particulars;
    let verified = enterprise.standing.is_verified();
    let (verification, suspended_on, suspension_reason) = match enterprise.standing {
        Standing::Unverified => (None, None, None),
        Standing::Verified(verification) => (Some(verification), None, None),
        Standing::Suspended {
            verification,
            on,
            reason,
        } => (Some(verification), Some(on), Some(reason)),
    };
    let number = |phone: Phone| {
        if in_full {
            phone.reveal().to_owned()
        } else {
            phone.masked()
        }
    };
    EnterpriseBody {
        id: enterprise.id.0,
        credit_code: enterprise.credit_code.as_str().to_owned(),
        name: said.name,
        division: said.division.into(),
        industry: said.industry.map(Word),
        size: said.size.map(Word),
        contact_name: said.contact_name,
        contact_phone: said.contact_phone.map(number),
        verified,
        verified_on: verification.map(|found| found.on),
        suspended_on,
        suspension_reason,
        created_at: enterprise.created_at,
        updated_at: enterprise.updated_at,
        version: enterprise.version,
    }
}

/// Which enterprises to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct EnterpriseQuery {
    /// In this division and everything under it.
    area: Option<String>,
    /// Verified and not suspended, or not.
    verified: Option<bool>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Why an enterprise is suspended.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionBody {
    /// In a sentence.
    #[validate(length(min = 1, max = 500))]
    reason: String,
}

/// Enter an enterprise of one's own place.
#[utoipa::path(tag = "enterprises", operation_id = "enter_enterprise", security(("token" = [])), request_body = NewEnterprise,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("enterprise_write")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "entered", body = EnterpriseBody),
    ))]
#[post("/enterprises")]
pub async fn enter(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseWrite)?;
    let (key, sent) = body.keyed::<NewEnterprise>(&by)?;
    let (code, particulars) = sent.try_into()?;
    let done = services::enterprises::enter(&app, &by, &key, code, particulars).await?;
    let enterprise = services::enterprises::get(&app, &by, EnterpriseId(done.id)).await?;
    let location = format!("/api/v1/enterprises/{}", done.id);
    Ok(reply::made(
        &location,
        enterprise.version,
        done.replayed,
        &shaped(&by, enterprise),
    ))
}

/// List enterprises.
#[utoipa::path(tag = "enterprises", operation_id = "list_enterprises", security(("token" = [])), params(EnterpriseQuery),
    extensions(("x-permission" = json!("enterprise_read"))),
    responses(
        (status = 200, description = "enterprises within reach", body = Listed<EnterpriseBody>),
    ))]
#[get("/enterprises")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<EnterpriseQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseRead)?;
    let filter = Filter {
        area: wire::division_parameter(query.area.as_deref())?,
        verified: query.verified,
    };
    let shape = format!("enterprises {filter:?}");
    let page = Page::read(&app, &by, &shape, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(EnterpriseId);
    let rows = services::enterprises::list(&app, &by, &filter, after, page.fetch()).await?;
    let key = |row: &Enterprise| row.id.to_string();
    Ok(HttpResponse::Ok().json(page.listed(&app, rows, key, |row| shaped(&by, row))))
}

/// Show one enterprise.
#[utoipa::path(tag = "enterprises", operation_id = "get_enterprise", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("enterprise_read"))),
    responses(
        (status = 200, description = "the enterprise", body = EnterpriseBody),
    ))]
#[get("/enterprises/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseRead)?;
    let enterprise = services::enterprises::get(&app, &by, EnterpriseId(*id)).await?;
    Ok(reply::tagged(enterprise.version, &shaped(&by, enterprise)))
}

/// Change an enterprise. With its name or its place a verification lapses.
#[utoipa::path(tag = "enterprises", operation_id = "change_enterprise", security(("token" = [])),
    request_body(content = EnterprisePatch, content_type = "application/merge-patch+json"),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("enterprise_write")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "changed", body = EnterpriseBody),
    ))]
#[patch("/enterprises/{id}")]
pub async fn change(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseWrite)?;
    let id = EnterpriseId(*id);
    services::enterprises::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let current = services::enterprises::to_change(&app, &by, id, version).await?;
    let sent = body.patched(&NewEnterprise::from(&current))?;
    let (code, particulars) = sent.try_into()?;
    let mut faults = Faults::default();
    let same = faults.take("/credit_code", unchanged(&current.credit_code, &code));
    faults.or(same)?;
    services::enterprises::change(&app, &by, id, version, particulars).await?;
    let enterprise = services::enterprises::get(&app, &by, id).await?;
    Ok(reply::tagged(enterprise.version, &shaped(&by, enterprise)))
}

/// A finding's handler: in reach, in version, then done.
async fn find(
    app: &App,
    by: &Actor,
    id: Uuid,
    version: i64,
    (key, finding): (RequestKey, Finding),
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id);
    let done = services::enterprises::find(app, by, &key, id, version, finding).await?;
    let enterprise = services::enterprises::get(app, by, id).await?;
    Ok(reply::acted(
        enterprise.version,
        done.replayed,
        &shaped(by, enterprise),
    ))
}

/// Verify an enterprise of one's own place.
#[utoipa::path(tag = "enterprises", operation_id = "verify_enterprise", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("enterprise_verify")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "verified", body = EnterpriseBody),
    ))]
#[post("/enterprises/{id}/verification")]
pub async fn verify(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseVerify)?;
    services::enterprises::get(&app, &by, EnterpriseId(*id)).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    find(&app, &by, *id, version, (key, Finding::Verified)).await
}

/// Suspend an enterprise of one's own place: its posts are no longer offered.
#[utoipa::path(tag = "enterprises", operation_id = "suspend_enterprise", security(("token" = [])), request_body = SuspensionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("enterprise_verify")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "suspended", body = EnterpriseBody),
    ))]
#[post("/enterprises/{id}/suspension")]
pub async fn suspend(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseVerify)?;
    services::enterprises::get(&app, &by, EnterpriseId(*id)).await?;
    let version = if_match.version()?;
    let (key, SuspensionBody { reason }) = body.keyed(&by)?;
    find(&app, &by, *id, version, (key, Finding::Suspended(reason))).await
}

/// Give a suspended enterprise its verification back.
#[utoipa::path(tag = "enterprises", operation_id = "reinstate_enterprise", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("enterprise_verify")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "reinstated", body = EnterpriseBody),
    ))]
#[post("/enterprises/{id}/reinstatement")]
pub async fn reinstate(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EnterpriseVerify)?;
    services::enterprises::get(&app, &by, EnterpriseId(*id)).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    find(&app, &by, *id, version, (key, Finding::Reinstated)).await
}
