//! How job seekers sign in: a code to the telephone on the roster, or one that an officer prints.

use super::{
    Problem,
    body::{Body, Empty},
    reply,
    sessions::{Refused, SessionBody, address, let_in},
    wire::Faults,
};
use crate::{
    app::App,
    error::Code,
    gate::{Caller, limits::SignInLimits},
    services::{self, Permission},
};
use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use chrono::{DateTime, Utc};
use domain::{
    citizen_id::CitizenId,
    id::{ClaimCodeId, ClaimId, PersonId},
    phone::Phone,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Who somebody says to be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    /// Citizen ID.
    #[validate(length(min = 15, max = 18))]
    citizen_id: String,
    /// The mobile number on the roster.
    #[validate(length(min = 11, max = 20))]
    phone: String,
}

/// A code is on its way, if there is such a person; whether there is, is not told.
#[derive(Serialize, ToSchema)]
pub struct ClaimBody {
    id: Uuid,
    /// Until when the code is good.
    expires_at: DateTime<Utc>,
}

/// The code that came.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Six digits.
    #[validate(length(min = 6, max = 6))]
    code: String,
    /// Where, in words by which the holder knows it again in the list of sessions.
    #[validate(length(min = 1, max = 64))]
    device: Option<String>,
}

/// A code that an officer printed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redemption {
    /// Twelve letters and digits; dashes and small letters do not matter.
    #[validate(length(min = 12, max = 20))]
    code: String,
    /// Where, in words by which the holder knows it again in the list of sessions.
    #[validate(length(min = 1, max = 64))]
    device: Option<String>,
}

/// A code to be printed.
#[derive(Serialize, ToSchema)]
pub struct ClaimCodeBody {
    /// In three groups.
    code: String,
    /// Until when it is good, once.
    expires_at: DateTime<Utc>,
}

/// Say who you are; a code goes to the telephone on the roster.
#[utoipa::path(tag = "sessions", operation_id = "claim", request_body = NewClaim,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("claim"))),
    responses(
        (status = 202, description = "a code is on its way, if there is such a person", body = ClaimBody),
        (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/claims")]
pub async fn ask(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: NewClaim = body.read()?;
    let mut faults = Faults::default();
    let id = CitizenId::read(&sent.citizen_id).map_err(|_| Code::CitizenIdInvalid);
    let id = faults.take("/citizen_id", id).map(|(id, _)| id);
    let phone = Phone::read(&sent.phone).filter(Phone::is_mobile);
    let phone = faults.take("/phone", phone.ok_or(Code::PhoneInvalid));
    let (id, phone) = faults.or(id.zip(phone))?;
    limits.claim_from(&address(&app, &request))?;
    let claim = services::claims::ask(&app, &id, &phone).await?;
    Ok(HttpResponse::Accepted().json(ClaimBody {
        id: claim.id.0,
        expires_at: claim.expires_at,
    }))
}

/// Sign in by the code that came.
#[utoipa::path(tag = "sessions", operation_id = "prove_claim", request_body = Proof, params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 201, description = "signed in", body = SessionBody),
        (status = 401, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/claims/{id}/proof")]
pub async fn prove(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: Proof = body.read()?;
    limits.from(&address(&app, &request))?;
    let signed_in = services::claims::prove(&app, ClaimId(*id), sent.code, sent.device).await?;
    let_in(&app, signed_in)
}

/// Sign in by a code that an officer printed.
#[utoipa::path(tag = "sessions", operation_id = "redeem_claim_code", request_body = Redemption,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 201, description = "signed in", body = SessionBody),
        (status = 401, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/claim-codes/redemption")]
pub async fn redeem(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: Redemption = body.read()?;
    limits.from(&address(&app, &request))?;
    let signed_in = services::claims::redeem(&app, &sent.code, sent.device).await?;
    let_in(&app, signed_in)
}

/// Print a code for somebody at the counter whose papers were seen. One printed before is no longer good.
#[utoipa::path(tag = "people", operation_id = "print_claim_code", security(("token" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("claim_code_print")), ("x-idempotent" = json!(true)), ("x-sensitive" = json!(true))),
    responses((status = 201, description = "the code", body = ClaimCodeBody),))]
#[post("/people/{id}/claim-codes")]
pub async fn print(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ClaimCodePrint)?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::claims::print(&app, &by, &key, PersonId(*id)).await?;
    let (code, expires_at) = services::claims::printed(&app, ClaimCodeId(done.id)).await?;
    let body = ClaimCodeBody { code, expires_at };
    Ok(reply::created(done.replayed, &body))
}

/// Take a printed code back.
#[utoipa::path(tag = "people", operation_id = "revoke_claim_code", security(("token" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("claim_code_print")), ("x-idempotent" = json!(true))),
    responses((status = 204, description = "none is good any more"),))]
#[post("/people/{id}/claim-code-revocation")]
pub async fn revoke(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ClaimCodePrint)?;
    let (key, Empty {}) = body.keyed(&by)?;
    services::claims::revoke(&app, &by, &key, PersonId(*id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
