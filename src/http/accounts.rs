//! Accounts of colleagues, at or below one's own division.

use super::{
    Problem,
    body::{Body, IfMatch},
    capacities::{GrantBody, capacity},
    paging::{Listed, Page},
    reply,
    wire::{Faults, GrantStateCode, RoleCode, Word},
};
use crate::{
    app::App,
    error::Error,
    gate::Caller,
    services::{self, Permission, accounts::NewAccount},
    storage::accounts::{Account, Granted},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An account to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccountBody {
    /// Sign-in name, unique.
    #[validate(length(min = 3, max = 64))]
    username: String,
    /// What colleagues call it.
    #[validate(length(min = 1, max = 64))]
    display_name: String,
    /// First password: 12 to 128 characters.
    #[validate(length(min = 1, max = 128))]
    password: String,
    /// Role of the first grant.
    role: RoleCode,
    /// Anchor of an office.
    division: Option<String>,
    /// Anchor of an enterprise.
    enterprise_id: Option<Uuid>,
    /// Anchor of a job seeker.
    person_id: Option<Uuid>,
    /// Last day of the grant.
    valid_to: Option<NaiveDate>,
}

impl TryFrom<NewAccountBody> for NewAccount {
    type Error = Error;

    fn try_from(body: NewAccountBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let anchors = (body.enterprise_id, body.person_id);
        let capacity = capacity(body.role, body.division.as_deref(), anchors, &mut faults);
        faults.or(capacity.map(|capacity| Self {
            username: body.username,
            display_name: body.display_name,
            password: body.password,
            capacity,
            until: body.valid_to,
        }))
    }
}

/// An account.
#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    id: Uuid,
    username: String,
    display_name: String,
    /// Since when it may not sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<DateTime<Utc>>,
    grants: Vec<AccountGrantBody>,
    created_at: DateTime<Utc>,
    version: i64,
}

/// A grant of an account, and how it stands.
#[derive(Serialize, ToSchema)]
pub struct AccountGrantBody {
    #[serde(flatten)]
    grant: GrantBody,
    state: GrantStateCode,
    valid_from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
}

/// An account as it is told on a day.
pub(super) fn shaped(account: Account, grants: &[Granted], today: NaiveDate) -> AccountBody {
    let grant = |granted: &Granted| AccountGrantBody {
        grant: GrantBody::from(&granted.grant),
        state: Word(granted.state(today)),
        valid_from: granted.grant.from,
        valid_to: granted.grant.to,
    };
    AccountBody {
        id: account.id.0,
        username: account.username,
        display_name: account.display_name,
        disabled_at: account.disabled_at,
        grants: grants.iter().map(grant).collect(),
        created_at: account.created_at,
        version: account.version,
    }
}

/// Which accounts to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AccountQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Make an account.
#[utoipa::path(tag = "accounts", operation_id = "open_account", security(("token" = [])), request_body = NewAccountBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("account_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "made", body = AccountBody),
    ))]
#[post("/accounts")]
pub async fn open(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let (key, sent) = body.keyed::<NewAccountBody>(&by)?;
    let done = services::accounts::open(&app, &by, &key, sent.try_into()?).await?;
    let id = AccountId(done.id);
    let (account, grants) = services::accounts::get(&app, &by, id).await?;
    let location = format!("/api/v1/accounts/{id}");
    Ok(reply::made(
        &location,
        account.version,
        done.replayed,
        &shaped(account, &grants, app.clock.today()),
    ))
}

/// List accounts.
#[utoipa::path(tag = "accounts", operation_id = "list_accounts", security(("token" = [])), params(AccountQuery),
    extensions(("x-permission" = json!("account_manage"))),
    responses(
        (status = 200, description = "accounts within reach", body = Listed<AccountBody>),
    ))]
#[get("/accounts")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<AccountQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let page = Page::read(&app, &by, "accounts", query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(AccountId);
    let rows = services::accounts::list(&app, &by, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |(account, _)| account.id.to_string(),
        |(account, grants)| shaped(account, &grants, app.clock.today()),
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// One account.
#[utoipa::path(tag = "accounts", operation_id = "get_account", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("account_manage"))),
    responses((status = 200, description = "the account", body = AccountBody, headers(("ETag" = String))),))]
#[get("/accounts/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let (account, grants) = services::accounts::get(&app, &by, AccountId(*id)).await?;
    let today = app.clock.today();
    Ok(reply::tagged(
        account.version,
        &shaped(account, &grants, today),
    ))
}

/// Stop an account from signing in.
#[utoipa::path(tag = "accounts", operation_id = "disable_account", security(("token" = [])),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("account_manage")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "disabled", body = AccountBody),
    ))]
#[post("/accounts/{id}/disablement")]
pub async fn disable(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AccountManage)?;
    let id = AccountId(*id);
    services::accounts::get(&app, &by, id).await?;
    services::accounts::disable(&app, &by, id, if_match.version()?).await?;
    let (account, grants) = services::accounts::get(&app, &by, id).await?;
    Ok(reply::tagged(
        account.version,
        &shaped(account, &grants, app.clock.today()),
    ))
}
