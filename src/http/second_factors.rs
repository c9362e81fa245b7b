//! One-time codes beside the password.

use super::{
    Problem,
    body::{Body, IfMatch},
    sessions::Refused,
};
use crate::{
    app::App,
    gate::{Caller, limits::SignInLimits},
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Path},
};
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A one-time code.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits of the app; where a second factor is set up, a recovery code will do.
    #[validate(length(min = 6, max = 64))]
    code: String,
}

/// How far one's second factor has come.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorBody {
    /// `none`, `prepared` (a secret was made, no code has proved it) or `proved`.
    state: &'static str,
    /// Since when it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    proved_at: Option<DateTime<Utc>>,
    /// How many recovery codes are unused.
    recovery_codes_left: u64,
}

/// What an authenticator app needs to know. It is shown once.
#[derive(Serialize, ToSchema)]
pub struct PreparedBody {
    /// The secret in Base32, to be typed.
    secret: String,
    /// The same as an `otpauth` address, to be shown as a square code.
    uri: String,
}

/// Codes for the day on which the app is lost. They are shown once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    /// Each is good once.
    recovery_codes: Vec<String>,
}

/// How far has my second factor come?
#[utoipa::path(tag = "sessions", operation_id = "get_second_factor", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 200, description = "its state", body = SecondFactorBody),))]
#[get("/me/second-factor")]
pub async fn get(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfRead)?;
    let standing = services::second_factors::standing(&app, &by).await?;
    Ok(HttpResponse::Ok().json(SecondFactorBody {
        state: match (standing.proved_at, standing.is_prepared) {
            (Some(_), _) => "proved",
            (None, true) => "prepared",
            (None, false) => "none",
        },
        proved_at: standing.proved_at,
        recovery_codes_left: standing.recovery_codes_left,
    }))
}

/// Prepare a second factor: a secret for the app. It counts once a code has proved it.
#[utoipa::path(tag = "sessions", operation_id = "prepare_second_factor", security(("token" = [])),
    extensions(("x-permission" = json!("self_manage"))),
    responses(
        (status = 200, description = "what the app needs to know", body = PreparedBody),
        (status = 409, response = Refused),
    ))]
#[put("/me/second-factor")]
pub async fn prepare(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfManage)?;
    let prepared = services::second_factors::prepare(&app, &by).await?;
    Ok(HttpResponse::Ok().json(PreparedBody {
        secret: prepared.secret,
        uri: prepared.uri,
    }))
}

/// Prove by a first code that the app has the secret.
#[utoipa::path(tag = "sessions", operation_id = "prove_second_factor", security(("token" = [])), request_body = CodeBody,
    extensions(("x-permission" = json!("self_manage")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 200, description = "it counts from now on", body = RecoveryCodesBody),
        (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[put("/me/second-factor/proof")]
pub async fn prove(
    app: Data<App>,
    limits: Data<SignInLimits>,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfManage)?;
    let sent: CodeBody = body.read()?;
    limits.of_account(caller.grant().account)?;
    let recovery_codes = services::second_factors::prove(&app, &by, &sent.code).await?;
    Ok(HttpResponse::Ok().json(RecoveryCodesBody { recovery_codes }))
}

/// Put fresh recovery codes in the place of those there are.
#[utoipa::path(tag = "sessions", operation_id = "renew_recovery_codes", security(("token" = [])), request_body = CodeBody,
    extensions(("x-permission" = json!("self_manage")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 200, description = "the only ones that are good", body = RecoveryCodesBody),
        (status = 429, response = Refused),
    ))]
#[put("/me/recovery-codes")]
pub async fn renew(
    app: Data<App>,
    limits: Data<SignInLimits>,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfManage)?;
    let sent: CodeBody = body.read()?;
    limits.of_account(caller.grant().account)?;
    let recovery_codes = services::second_factors::renew(&app, &by, &sent.code).await?;
    Ok(HttpResponse::Ok().json(RecoveryCodesBody { recovery_codes }))
}

/// Take the second factor of a colleague away who has lost app and codes; another must be set up at the next sign-in.
#[utoipa::path(tag = "accounts", operation_id = "remove_second_factor", security(("token" = [])),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("account_manage")), ("x-precondition" = json!("if-match"))),
    responses((status = 204, description = "taken away; all sessions are ended"),))]
#[post("/accounts/{id}/second-factor-removal")]
pub async fn remove(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let id = AccountId(*id);
    services::accounts::get(&app, &by, id).await?;
    services::second_factors::remove(&app, &by, id, if_match.version()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
