//! Enterprises that ask for their first account by themselves, and the office that says yes or no.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    sessions::{Refused, address},
    wire::{self, DivisionBody, Faults, SignUpRefusalCode, SignUpStateCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::{Caller, limits::SignInLimits},
    services::{
        self, Actor, Permission,
        sign_ups::{Answer, NewSignUp},
    },
    storage::idempotency::RequestKey,
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    credit_code::CreditCode,
    enterprise::Particulars,
    id::SignUpId,
    phone::Phone,
    sign_up::{Outcome, SignUp},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What an enterprise asks with.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignUpBody {
    /// Unified social credit code, 18 characters.
    #[schema(example = "91441900MA4WXYT12X")]
    credit_code: String,
    /// Name, as registered.
    #[validate(length(min = 1, max = 100))]
    name: String,
    /// The place of its registration, whose bureau decides.
    #[schema(example = "441900")]
    division: String,
    /// The first user, and whom to ask for.
    #[validate(length(min = 1, max = 64))]
    contact_name: String,
    /// A mobile, or a landline with its area code.
    contact_phone: String,
    /// The first user's sign-in name.
    #[validate(length(min = 3, max = 64))]
    username: String,
    /// The first user's password: 12 to 128 characters, hard to guess.
    #[validate(length(min = 1, max = 128))]
    password: String,
}

impl TryFrom<NewSignUpBody> for NewSignUp {
    type Error = Error;

    fn try_from(body: NewSignUpBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let code = CreditCode::read(&body.credit_code).map_err(|_| Code::CreditCodeInvalid);
        let code = faults.take("/credit_code", code);
        let division = faults.take("/division", wire::division(&body.division));
        let phone = Phone::read(&body.contact_phone).ok_or(Code::PhoneInvalid);
        let phone = faults.take("/contact_phone", phone);
        let all = code.zip(division).zip(phone);
        faults.or(all.map(|((credit_code, division), phone)| Self {
            credit_code,
            particulars: Particulars {
                name: body.name,
                division,
                industry: None,
                size: None,
                contact_name: Some(body.contact_name),
                contact_phone: Some(phone),
            },
            username: body.username,
            password: body.password,
        }))
    }
}

/// The wish was taken; what is known of the enterprise is not told.
#[derive(Serialize, ToSchema)]
pub struct TakenBody {
    id: Uuid,
}

/// A sign-up, as the office sees it that decides.
#[derive(Serialize, ToSchema)]
pub struct SignUpBody {
    id: Uuid,
    credit_code: String,
    name: String,
    division: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    username: String,
    state: SignUpStateCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<SignUpRefusalCode>,
    /// The enterprise whose account was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    /// The account that was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<SignUp> for SignUpBody {
    fn from(sign_up: SignUp) -> Self {
        let state = sign_up.state();
        let said = sign_up.particulars;
        let outcome = sign_up.decision.map(|said| said.outcome);
        let (enterprise_id, account_id) = match outcome {
            Some(Outcome::Approved(enterprise, account)) => (Some(enterprise.0), Some(account.0)),
            _ => (None, None),
        };
        Self {
            id: sign_up.id.0,
            credit_code: sign_up.credit_code.as_str().to_owned(),
            name: said.name,
            division: said.division.into(),
            contact_name: said.contact_name,
            contact_phone: said.contact_phone.map(|phone| phone.reveal().to_owned()),
            username: sign_up.username,
            state: Word(state),
            refusal: match outcome {
                Some(Outcome::Refused(why)) => Some(Word(why)),
                _ => None,
            },
            enterprise_id,
            account_id,
            decided_at: sign_up.decision.map(|said| said.at),
            created_at: sign_up.created_at,
            version: sign_up.version,
        }
    }
}

/// Ask for an account in the name of an enterprise. It can do nothing until the bureau of its place has said yes.
#[utoipa::path(tag = "sign-ups", operation_id = "sign_up", request_body = NewSignUpBody,
    extensions(("x-permission" = json!("public")), ("x-rate" = json!("claim"))),
    responses(
        (status = 202, description = "taken; the same whatever is known", body = TakenBody),
        (status = 429, response = Refused),
    ))]
#[post("/sign-ups")]
pub async fn ask(
    app: Data<App>,
    limits: Data<SignInLimits>,
    request: HttpRequest,
    caller: Option<Caller>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let new = body.read::<NewSignUpBody>()?.try_into()?;
    limits.claim_from(&address(&app, &request))?;
    // An officer at the counter may type it in; somebody else then decides.
    let by = caller.as_ref().map(Caller::grant);
    let id = services::sign_ups::ask(&app, by, new).await?;
    Ok(HttpResponse::Accepted().json(TakenBody { id: id.0 }))
}

/// Which sign-ups to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SignUpQuery {
    /// Those that stand like this.
    #[param(value_type = Option<String>)]
    state: Option<SignUpStateCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List the sign-ups of one's place, in the order in which they came.
#[utoipa::path(tag = "sign-ups", operation_id = "list_sign_ups", security(("token" = [])), params(SignUpQuery),
    extensions(("x-permission" = json!("sign_up_decide"))),
    responses((status = 200, description = "sign-ups within reach", body = Listed<SignUpBody>),))]
#[get("/sign-ups")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<SignUpQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SignUpDecide)?;
    let state = query.state.map(|word| word.0);
    let bound = format!("sign-ups {state:?}");
    let page = Page::read(&app, &by, &bound, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(SignUpId);
    let rows = services::sign_ups::list(&app, &by, state, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.id.to_string(), SignUpBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One sign-up.
#[utoipa::path(tag = "sign-ups", operation_id = "get_sign_up", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("sign_up_decide"))),
    responses((status = 200, description = "the sign-up", body = SignUpBody, headers(("ETag" = String))),))]
#[get("/sign-ups/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SignUpDecide)?;
    let sign_up = services::sign_ups::get(&app, &by, SignUpId(*id)).await?;
    Ok(reply::tagged(sign_up.version, &SignUpBody::from(sign_up)))
}

/// How a sign-up is approved.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalBody {
    /// Another sign-in name, where the wished one is taken; the office tells the enterprise.
    #[validate(length(min = 3, max = 64))]
    username: Option<String>,
}

/// Say yes: the enterprise is made and verified, or joined where it is known, and its first user may sign in.
#[utoipa::path(tag = "sign-ups", operation_id = "approve_sign_up", security(("token" = [])), request_body = ApprovalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("sign_up_decide")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "approved", body = SignUpBody),))]
#[post("/sign-ups/{id}/approval")]
pub async fn approve(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SignUpDecide)?;
    services::sign_ups::get(&app, &by, SignUpId(*id)).await?;
    let version = if_match.version()?;
    let (key, ApprovalBody { username }) = body.keyed(&by)?;
    decide(&app, &by, (*id, version), key, Answer::Approve(username)).await
}

/// Why a sign-up is refused.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUpRefusalBody {
    reason: SignUpRefusalCode,
}

/// Say no, with the reason.
#[utoipa::path(tag = "sign-ups", operation_id = "refuse_sign_up", security(("token" = [])), request_body = SignUpRefusalBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("sign_up_decide")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "refused", body = SignUpBody),))]
#[post("/sign-ups/{id}/refusal")]
pub async fn refuse(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SignUpDecide)?;
    services::sign_ups::get(&app, &by, SignUpId(*id)).await?;
    let version = if_match.version()?;
    let (key, SignUpRefusalBody { reason }) = body.keyed(&by)?;
    decide(&app, &by, (*id, version), key, Answer::Refuse(reason.0)).await
}

async fn decide(
    app: &App,
    by: &Actor,
    (id, version): (Uuid, i64),
    key: RequestKey,
    answer: Answer,
) -> Result<HttpResponse, Problem> {
    let id = SignUpId(id);
    let done = services::sign_ups::decide(app, by, &key, (id, version), answer).await?;
    let sign_up = services::sign_ups::get(app, by, id).await?;
    Ok(reply::acted(
        sign_up.version,
        done.replayed,
        &SignUpBody::from(sign_up),
    ))
}
