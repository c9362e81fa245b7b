//! People of the registry.
//!
//! No ID, phone or name ever stands in an address: whoever looks for somebody sends a body.

pub mod asked;
pub mod body;

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    placements::KnownQuery,
    reply, wire,
};
use crate::{
    app::App,
    error::Error,
    gate::Caller,
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path, Query},
};
use asked::{ChangePersonBody, ConsentBody, PersonQuery, SearchBody};
use body::{All, EmploymentBody, PersonBody, PersonChangeBody, shaped};
use domain::{id::PersonId, trace::Act, words::Role};
use uuid::Uuid;

/// List people by home.
#[utoipa::path(tag = "people", operation_id = "list_people", security(("token" = [])), params(PersonQuery),
    extensions(("x-permission" = json!("person_read")), ("x-trace" = json!("people_listed"))),
    responses(
        (status = 200, description = "people within reach", body = Listed<PersonBody>),
    ))]
#[get("/people")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<PersonQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonRead)?;
    let filter = query.filter()?;
    let bound = format!("people\n{filter:?}");
    let page = Page::read(&app, &by, &bound, query.limit, query.cursor.as_deref())?;
    let after = asked::after(&page)?;
    let rows = services::people::list(&app, &by, filter, after, page.fetch()).await?;
    services::traces::saw(
        &app,
        &by,
        Act::PeopleListed,
        None,
        page.shown(&rows).iter().map(|(one, _)| one.id),
    )
    .await?;
    let today = app.clock.today();
    let listed = page.listed(
        &app,
        rows,
        |(person, _)| format!("{} {}", person.home.widened(), person.id),
        |seen| shaped(by.role(), today, seen),
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// Look for somebody by ID, phone or whole name; fifty at most are found. A search changes
/// nothing, so it takes no Idempotency-Key.
#[utoipa::path(tag = "people", operation_id = "search_people", security(("token" = [])), request_body = SearchBody,
    extensions(("x-permission" = json!("person_read")), ("x-trace" = json!("person_found"))),
    responses(
        (status = 200, description = "who was found within reach", body = All<PersonBody>),
    ))]
#[post("/people/search")]
pub async fn search(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonRead)?;
    let wanted = body.read::<SearchBody>()?.try_into()?;
    let found = services::people::search(&app, &by, &wanted).await?;
    services::traces::saw(
        &app,
        &by,
        Act::PersonFound,
        None,
        found.iter().map(|(one, _)| one.id),
    )
    .await?;
    let today = app.clock.today();
    let items = found
        .into_iter()
        .map(|seen| shaped(by.role(), today, seen))
        .collect();
    Ok(HttpResponse::Ok().json(All::<PersonBody> { items }))
}

/// One person.
#[utoipa::path(tag = "people", operation_id = "get_person", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("person_read")), ("x-trace" = json!("person_read"))),
    responses(
        (status = 200, description = "the person", body = PersonBody, headers(("ETag" = String))),
    ))]
#[get("/people/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonRead)?;
    let id = PersonId(*id);
    let seen = services::people::read(&app, &by, id).await?;
    // Through a glass nobody is called: numbers stay masked, as for a province.
    let (act, role) = if by.scope().is_through(id) {
        (Act::PersonSeenThroughGlass, Some(Role::Province))
    } else {
        (Act::PersonRead, by.role())
    };
    services::traces::saw(&app, &by, act, Some(id.0), [id]).await?;
    let version = seen.0.version;
    let body = shaped(role, app.clock.today(), seen);
    Ok(reply::tagged(version, &body))
}

/// Write down what a person wishes for, knows and is reached at.
#[utoipa::path(tag = "people", operation_id = "change_person", security(("token" = [])), request_body = ChangePersonBody,
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("person_write")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "the person as changed", body = PersonBody, headers(("ETag" = String))),
    ))]
#[patch("/people/{id}")]
pub async fn change(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonWrite)?;
    let id = PersonId(*id);
    services::people::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let change = body.read::<ChangePersonBody>()?.try_into()?;
    services::people::change(&app, &by, id, version, &change).await?;
    Ok(tagged(&app, &by, id).await?)
}

/// Write down that a person consents to being matched, or no longer does.
#[utoipa::path(tag = "people", operation_id = "consent_of_person", security(("token" = [])), request_body = ConsentBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("person_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "the person", body = PersonBody, headers(("ETag" = String))),
    ))]
#[post("/people/{id}/consent")]
pub async fn consent(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonWrite)?;
    let id = PersonId(*id);
    services::people::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, ConsentBody { given }) = body.keyed(&by)?;
    let done = services::people::consent(&app, &by, &key, id, version, given).await?;
    let seen = services::people::get(&app, &by, id).await?;
    let version = seen.0.version;
    let body = shaped(by.role(), app.clock.today(), seen);
    Ok(reply::acted(version, done.replayed, &body))
}

/// The jobs of a person, the latest first.
#[utoipa::path(tag = "people", operation_id = "list_employments", security(("token" = [])), params(("id" = Uuid, Path), KnownQuery),
    extensions(("x-permission" = json!("employment_read")), ("x-trace" = json!("person_history_read"))),
    responses(
        (status = 200, description = "jobs", body = All<EmploymentBody>),
    ))]
#[get("/people/{id}/employments")]
pub async fn employments(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<KnownQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentRead)?;
    let day = wire::day_parameter(query.known_on)?;
    let id = PersonId(*id);
    let jobs = services::people::jobs(&app, &by, id, day).await?;
    services::traces::saw(&app, &by, Act::PersonHistoryRead, Some(id.0), [id]).await?;
    let items: Vec<EmploymentBody> = jobs.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}

/// How a person's row was changed, the latest change first.
#[utoipa::path(tag = "people", operation_id = "list_person_changes", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("person_history")), ("x-trace" = json!("person_history_read"))),
    responses(
        (status = 200, description = "changes", body = All<PersonChangeBody>),
    ))]
#[get("/people/{id}/changes")]
pub async fn changes(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonHistory)?;
    let id = PersonId(*id);
    let past = services::people::history(&app, &by, id).await?;
    services::traces::saw(&app, &by, Act::PersonHistoryRead, Some(id.0), [id]).await?;
    let items: Vec<PersonChangeBody> = past.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}

async fn tagged(app: &App, by: &services::Actor, id: PersonId) -> Result<HttpResponse, Error> {
    let seen = services::people::get(app, by, id).await?;
    let version = seen.0.version;
    let body = shaped(by.role(), app.clock.today(), seen);
    Ok(reply::tagged(version, &body))
}
