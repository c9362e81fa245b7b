//! Posts with openings.

mod bodies;

pub use bodies::{NewVacancy, VacancyBody};

use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    patch::{Patch, unchanged},
    reply,
    wire::{self, Faults, TradeCode},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission, vacancies::Act},
    storage::vacancies::Filter,
};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path, Query},
};
use domain::{
    id::{EnterpriseId, VacancyId},
    vacancy::Vacancy,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// A change of a post.
type VacancyPatch = Patch<NewVacancy>;

/// Which posts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct VacancyQuery {
    /// With the workplace in this division and everything under it.
    area: Option<String>,
    /// Of this trade.
    #[param(value_type = Option<TradeCode>)]
    trade: Option<TradeCode>,
    /// Of this enterprise.
    enterprise: Option<Uuid>,
    /// Taking candidates today, or not.
    open: Option<bool>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Put a post up.
#[utoipa::path(tag = "vacancies", operation_id = "post_vacancy", security(("token" = [])), request_body = NewVacancy,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("vacancy_write")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "put up", body = VacancyBody),
    ))]
#[post("/vacancies")]
pub async fn put_up(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::VacancyWrite)?;
    let (key, sent) = body.keyed::<NewVacancy>(&by)?;
    let (enterprise, posting) = sent.try_into()?;
    let done = services::vacancies::post(&app, &by, &key, enterprise, posting).await?;
    let vacancy = services::vacancies::get(&app, &by, VacancyId(done.id)).await?;
    let location = format!("/api/v1/vacancies/{}", done.id);
    Ok(reply::made(
        &location,
        vacancy.version,
        done.replayed,
        &VacancyBody::on(app.clock.today(), &vacancy),
    ))
}

/// List posts.
#[utoipa::path(tag = "vacancies", operation_id = "list_vacancies", security(("token" = [])), params(VacancyQuery),
    extensions(("x-permission" = json!("vacancy_read"))),
    responses(
        (status = 200, description = "posts within reach", body = Listed<VacancyBody>),
    ))]
#[get("/vacancies")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<VacancyQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::VacancyRead)?;
    let filter = Filter {
        area: wire::division_parameter(query.area.as_deref())?,
        trade: query.trade.map(|word| word.0),
        enterprise: query.enterprise.map(EnterpriseId),
        open: query.open,
    };
    let shape = format!("vacancies {filter:?}");
    let page = Page::read(&app, &by, &shape, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(VacancyId);
    let rows = services::vacancies::list(&app, &by, &filter, after, page.fetch()).await?;
    let today = app.clock.today();
    let key = |row: &Vacancy| row.id.to_string();
    Ok(HttpResponse::Ok().json(page.listed(&app, rows, key, |row| VacancyBody::on(today, &row))))
}

/// Show one post.
#[utoipa::path(tag = "vacancies", operation_id = "get_vacancy", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("vacancy_read"))),
    responses(
        (status = 200, description = "the post", body = VacancyBody),
    ))]
#[get("/vacancies/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::VacancyRead)?;
    let vacancy = services::vacancies::get(&app, &by, VacancyId(*id)).await?;
    let shaped = VacancyBody::on(app.clock.today(), &vacancy);
    Ok(reply::tagged(vacancy.version, &shaped))
}

/// Change a post, which also confirms it.
#[utoipa::path(tag = "vacancies", operation_id = "change_vacancy", security(("token" = [])),
    request_body(content = VacancyPatch, content_type = "application/merge-patch+json"),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("vacancy_write")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "changed", body = VacancyBody),
    ))]
#[patch("/vacancies/{id}")]
pub async fn change(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::VacancyWrite)?;
    let id = VacancyId(*id);
    services::vacancies::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let current = services::vacancies::to_change(&app, &by, id, version).await?;
    let sent = body.patched(&NewVacancy::from(&current))?;
    let (enterprise, posting) = sent.try_into()?;
    let mut faults = Faults::default();
    let same = faults.take(
        "/enterprise_id",
        unchanged(&current.enterprise, &enterprise),
    );
    faults.or(same)?;
    services::vacancies::change(&app, &by, id, version, posting).await?;
    let vacancy = services::vacancies::get(&app, &by, id).await?;
    let shaped = VacancyBody::on(app.clock.today(), &vacancy);
    Ok(reply::tagged(vacancy.version, &shaped))
}

/// Say that a post still stands.
#[utoipa::path(tag = "vacancies", operation_id = "confirm_vacancy", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("vacancy_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "confirmed today", body = VacancyBody),
    ))]
#[post("/vacancies/{id}/confirmation")]
pub async fn confirm(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    act(&app, &caller, VacancyId(*id), &if_match, body, Act::Confirm).await
}

/// Close a post for good. Whoever was given an opening keeps it.
#[utoipa::path(tag = "vacancies", operation_id = "close_vacancy", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("vacancy_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "closed", body = VacancyBody),
    ))]
#[post("/vacancies/{id}/closure")]
pub async fn close(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    act(&app, &caller, VacancyId(*id), &if_match, body, Act::Close).await
}

async fn act(
    app: &App,
    caller: &Caller,
    id: VacancyId,
    if_match: &IfMatch,
    body: Body,
    act: Act,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::VacancyWrite)?;
    services::vacancies::get(app, &by, id).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::vacancies::act(app, &by, &key, id, version, act).await?;
    let vacancy = services::vacancies::get(app, &by, id).await?;
    let shaped = VacancyBody::on(app.clock.today(), &vacancy);
    Ok(reply::acted(vacancy.version, done.replayed, &shaped))
}
