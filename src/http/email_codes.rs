//! An address is confirmed by the code that is sent there.

use super::{Problem, body::Body, preferences::ToldBody, reply, sessions::Refused};
use crate::{
    app::App,
    gate::{Caller, limits::SignInLimits},
    services::{self, Actor, Permission},
};
use actix_web::{HttpResponse, put, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// The code that came by e-mail.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailCodeBody {
    /// Eight letters and digits; dashes and small letters do not matter.
    #[validate(length(min = 8, max = 16))]
    code: String,
}

/// Have another code sent to the address that I named. The one before is no longer good; one a minute, five a day.
#[utoipa::path(tag = "sessions", operation_id = "ask_email_code", security(("token" = [])),
    extensions(("x-permission" = json!("self_write"))),
    responses(
        (status = 200, description = "it is on its way", body = ToldBody),
        (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[put("/me/email-code")]
pub async fn ask(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfWrite)?;
    services::email_codes::ask(&app, &by).await?;
    told(&app, &by).await
}

/// Confirm my address by the code that came.
#[utoipa::path(tag = "sessions", operation_id = "prove_email", security(("token" = [])), request_body = EmailCodeBody,
    extensions(("x-permission" = json!("self_write")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 200, description = "letters go there from now on", body = ToldBody),
        (status = 429, response = Refused),
    ))]
#[put("/me/email-code/proof")]
pub async fn prove(
    app: Data<App>,
    limits: Data<SignInLimits>,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfWrite)?;
    let sent: EmailCodeBody = body.read()?;
    limits.of_account(caller.grant().account)?;
    services::email_codes::prove(&app, &by, &sent.code).await?;
    told(&app, &by).await
}

async fn told(app: &App, by: &Actor) -> Result<HttpResponse, Problem> {
    let said = services::preferences::get(app, by).await?;
    Ok(reply::tagged(said.version, &ToldBody::from(&said)))
}
