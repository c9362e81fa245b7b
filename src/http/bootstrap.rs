//! Making the first administrator.

use super::{
    Problem,
    body::Body,
    sessions::{Refused, address},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::limits::SignInLimits,
    services::{self, accounts::NewAccount},
};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use domain::grant::Capacity;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// What making the first administrator takes.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    /// The code that `rengang admin bootstrap` printed.
    #[validate(length(min = 1, max = 64))]
    code: String,
    /// Sign-in name.
    #[validate(length(min = 3, max = 64))]
    username: String,
    /// Password: 12 to 128 characters.
    #[validate(length(min = 1, max = 128))]
    password: String,
}

/// Make the first administrator, with the one-time code.
#[utoipa::path(tag = "sessions", operation_id = "bootstrap", request_body = Bootstrap,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 204, description = "made; sign in now"), (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/bootstrap")]
pub async fn bootstrap(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: Bootstrap = body.read()?;
    let address = address(&app, &request);
    limits.from(&address)?;
    limits.attempt("bootstrap", &address, false)?;
    let new = NewAccount {
        display_name: sent.username.clone(),
        username: sent.username,
        password: sent.password,
        capacity: Capacity::Sysadmin,
        until: None,
    };
    match services::accounts::bootstrap(&app, &sent.code, new).await {
        Ok(_) => Ok(HttpResponse::NoContent().finish()),
        // Whoever guesses codes learns nothing of names that are taken.
        Err(Error::Conflict(_)) => Err(Error::Conflict(Code::BootstrapClosed).into()),
        Err(other) => Err(other.into()),
    }
}
