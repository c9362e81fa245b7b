//! Signing in, staying signed in, and signing out.

use super::{
    Problem,
    body::{Body, Empty},
    capacities::GrantBody,
    problem::ProblemBody,
};
use crate::{
    app::App,
    gate::{Caller, address, limits::SignInLimits, token},
    services::{self, Permission, sessions::SignedIn},
    storage::sessions::Session,
};
use actix_web::{
    HttpRequest, HttpResponse, delete, get, post,
    web::{Data, Path},
};
use chrono::{DateTime, Utc};
use domain::id::{GrantId, SessionId};
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
    /// One-time code of the second factor, or a recovery code; needed by those who have set one up.
    #[validate(length(min = 6, max = 64))]
    code: Option<String>,
    /// Which grant to act under; needed only by those who hold several.
    grant_id: Option<Uuid>,
    /// Where, in words by which the holder knows it again in the list of sessions.
    #[validate(length(min = 1, max = 64))]
    device: Option<String>,
}

/// What renewing takes.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The refresh token that was given last.
    #[validate(length(min = 1, max = 64))]
    refresh_token: String,
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
    /// Renews the session once, by `POST /sessions/renewal`, which gives the next. Keep it as a password is kept.
    refresh_token: String,
    /// When one must sign in again.
    session_expires_at: DateTime<Utc>,
    /// The grant under which the session acts.
    grant: GrantBody,
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
    let address = address(&app, &request);
    limits.from(&address)?;
    let is_known = services::sessions::is_known(&app, &sent.username, &address).await?;
    limits.attempt(&sent.username, &address, is_known)?;
    let shown = services::sessions::SignIn {
        username: sent.username,
        password: sent.password,
        code: sent.code,
        grant: sent.grant_id.map(GrantId),
        device: sent.device,
        address,
    };
    let signed_in = services::sessions::sign_in(&app, shown).await?;
    let_in(&app, signed_in)
}

/// Renew the session: another access token, and the next refresh token.
#[utoipa::path(tag = "sessions", operation_id = "renew_session", request_body = Renewal,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("sign_in"))),
    responses(
        (status = 201, description = "renewed", body = SessionBody),
        (status = 401, response = Refused), (status = 429, response = Refused),
    ))]
#[post("/sessions/renewal")]
pub async fn renew(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let sent: Renewal = body.read()?;
    limits.from(&address(&app, &request))?;
    let signed_in = services::sessions::renew(&app, &sent.refresh_token).await?;
    let_in(&app, signed_in)
}

pub(super) fn let_in(app: &App, signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    let SignedIn {
        session,
        grant,
        refresh,
    } = signed_in;
    let (access_token, expires_in) = token::issue(app, &session)?;
    Ok(HttpResponse::Created().json(SessionBody {
        access_token,
        token_type: "Bearer".into(),
        expires_in,
        refresh_token: refresh,
        session_expires_at: session.expires_at,
        grant: GrantBody::from(&grant),
    }))
}

/// From where a request comes.
pub(super) fn address(app: &App, request: &HttpRequest) -> String {
    let lines = request.headers().get_all("x-forwarded-for");
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    address::of(request.peer_addr(), &lines, app.settings.proxy_hops)
}

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct OpenSessionBody {
    id: Uuid,
    /// Where, in the words of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    created_at: DateTime<Utc>,
    /// When it was last renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    renewed_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    is_current: bool,
}

/// One's own sessions.
#[derive(Serialize, ToSchema)]
pub struct OpenSessions {
    items: Vec<OpenSessionBody>,
}

/// Where am I signed in?
#[utoipa::path(tag = "sessions", operation_id = "list_sessions", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 200, description = "all that are in force, oldest first", body = OpenSessions),))]
#[get("/sessions")]
pub async fn list(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfRead)?;
    let shaped = |session: Session| OpenSessionBody {
        id: session.id.0,
        device: session.device,
        created_at: session.created_at,
        renewed_at: session.renewed_at,
        expires_at: session.expires_at,
        is_current: session.id == caller.session,
    };
    let found = services::sessions::list(&app, &by).await?;
    let items = found.into_iter().map(shaped).collect();
    Ok(HttpResponse::Ok().json(OpenSessions { items }))
}

/// End one of one's own sessions, such as that of a lost telephone.
#[utoipa::path(tag = "sessions", operation_id = "revoke_session", security(("token" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("self_manage")), ("x-idempotent" = json!(true))),
    responses((status = 204, description = "ended"),))]
#[post("/sessions/{id}/revocation")]
pub async fn revoke(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfManage)?;
    let (key, Empty {}) = body.keyed(&by)?;
    services::sessions::revoke(&app, &by, &key, SessionId(*id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sign out: the session ends at once, whatever tokens it gave.
#[utoipa::path(tag = "sessions", operation_id = "sign_out", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 204, description = "signed out"),))]
#[delete("/sessions/current")]
pub async fn sign_out(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::SelfRead)?;
    services::sessions::sign_out(&app, caller.grant(), caller.session).await?;
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

/// Why there is no such answer.
#[derive(utoipa::ToResponse)]
#[response(description = "a problem", content_type = "application/problem+json")]
pub struct Refused(#[expect(dead_code, reason = "only its schema is used")] ProblemBody);
