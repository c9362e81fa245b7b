//! Changing one's password, and resetting a colleague's.

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
    HttpResponse, post, put,
    web::{Data, Path},
};
use domain::id::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What changing one's password takes.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    #[validate(length(min = 1, max = 128))]
    current_password: String,
    /// The one from now on: 12 to 128 characters, hard to guess.
    #[validate(length(min = 1, max = 128))]
    password: String,
    /// One-time or recovery code; needed by those who have a second factor.
    #[validate(length(min = 6, max = 64))]
    code: Option<String>,
}

/// A password for one sign-in. It is shown once.
#[derive(Serialize, ToSchema)]
pub struct TemporaryPassword {
    /// Must be changed before anything else.
    password: String,
}

/// Change one's password. All other sessions of the account end.
#[utoipa::path(tag = "sessions", operation_id = "change_password", security(("token" = [])), request_body = PasswordChange,
    extensions(("x-permission" = json!("self_manage")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 204, description = "changed"),
        (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[put("/me/password")]
pub async fn change(
    app: Data<App>,
    limits: Data<SignInLimits>,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfManage)?;
    let sent: PasswordChange = body.read()?;
    limits.of_account(caller.grant().account)?;
    services::passwords::change(
        &app,
        &by,
        caller.session,
        sent.current_password,
        sent.password,
        sent.code.as_deref(),
    )
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give a colleague who has forgotten the password another for one sign-in. The second factor stays.
#[utoipa::path(tag = "accounts", operation_id = "reset_password", security(("token" = [])),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("account_manage")), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the password; all sessions are ended", body = TemporaryPassword),))]
#[post("/accounts/{id}/password-reset")]
pub async fn reset(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let id = AccountId(*id);
    services::accounts::get(&app, &by, id).await?;
    let password = services::passwords::reset(&app, &by, id, if_match.version()?).await?;
    Ok(HttpResponse::Ok().json(TemporaryPassword { password }))
}
