//! Signing in and out, and making the first administrator.

use super::{
    Problem,
    body::Body,
    problem::ProblemBody,
    wire::{DivisionBody, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::{Caller, limits::SignInLimits, token},
    services::{self, Permission, accounts::NewAccount},
};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web::Data};
use domain::{
    grant::{Capacity, Grant},
    id::GrantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What signing in takes.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Sign-in name.
    #[validate(length(min = 1, max = 64))]
    username: String,
    /// Password, exactly.
    #[validate(length(min = 1, max = 128))]
    password: String,
    /// Which grant to act under; needed only by those who hold several.
    grant_id: Option<Uuid>,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// Sent as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: String,
    /// Seconds for which the token is good.
    expires_in: i64,
    /// The grant under which the session acts.
    grant: GrantBody,
}

/// A role at its anchor.
#[derive(Serialize, ToSchema)]
pub struct GrantBody {
    /// Identity.
    pub id: Uuid,
    /// The role.
    pub role: RoleCode,
    /// Where it is anchored, for offices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionBody>,
    /// Where it is anchored, for enterprises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise_id: Option<Uuid>,
    /// Where it is anchored, for job seekers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
}

impl From<&Grant> for GrantBody {
    fn from(grant: &Grant) -> Self {
        Self {
            id: grant.id.0,
            role: Word(grant.capacity.role()),
            division: grant.capacity.division().map(DivisionBody::from),
            enterprise_id: match grant.capacity {
                Capacity::Enterprise(id) => Some(id.0),
                _ => None,
            },
            person_id: match grant.capacity {
                Capacity::Worker(id) => Some(id.0),
                _ => None,
            },
        }
    }
}

/// Sign in.
#[utoipa::path(tag = "sessions", operation_id = "sign_in", request_body = SignIn,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 201, description = "signed in", body = SessionBody),
        (status = 401, response = Refused), (status = 409, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/sessions")]
pub async fn sign_in(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: SignIn = body.read()?;
    let address = request
        .peer_addr()
        .map(|a| a.ip().to_string())
        .unwrap_or_default();
    limits.attempt(&sent.username, &address)?;
    let wanted = sent.grant_id.map(GrantId);
    let (session, grant) =
        services::sessions::sign_in(&app, &sent.username, sent.password, wanted).await?;
    let (access_token, expires_in) = token::issue(&app, &session)?;
    Ok(HttpResponse::Created().json(SessionBody {
        access_token,
        token_type: "Bearer".into(),
        expires_in,
        grant: GrantBody::from(&grant),
    }))
}

/// Sign out: the session ends at once, whatever tokens it gave.
#[utoipa::path(tag = "sessions", operation_id = "sign_out", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 204, description = "signed out"),))]
#[delete("/sessions/current")]
pub async fn sign_out(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::SelfRead)?;
    services::sessions::sign_out(&app, caller.session).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who am I, and as what?
#[utoipa::path(tag = "sessions", operation_id = "me", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 200, description = "the grant in use", body = GrantBody),))]
#[get("/me")]
pub async fn me(caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::SelfRead)?;
    Ok(HttpResponse::Ok().json(GrantBody::from(caller.grant())))
}

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
    let address = request
        .peer_addr()
        .map(|a| a.ip().to_string())
        .unwrap_or_default();
    limits.attempt("bootstrap", &address)?;
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

/// Why there is no such answer.
#[derive(utoipa::ToResponse)]
#[response(description = "a problem", content_type = "application/problem+json")]
pub struct Refused(#[expect(dead_code, reason = "only its schema is used")] ProblemBody);
