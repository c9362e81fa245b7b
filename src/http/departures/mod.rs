//! People who leave together: plans, lists, roll-calls, and what does not fit together.

mod acts;
mod bodies;
mod page;

pub use acts::{
    __path_alter, __path_arrive, __path_board, __path_cancel, alter, arrive, board, cancel,
};

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    people::body::All,
    reply, wire,
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission, departures::Revealed},
    storage::departures::Filter,
};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path, Query},
};
use bodies::{
    DepartureBody, DepartureQuery, FindingBody, FindingQuery, MemberBody, NewDeparturesBody,
    PlanBody, PlanPatch,
};
use domain::{
    id::{DepartureId, RunId},
    trace::Act,
};
use uuid::Uuid;

/// Put the people of a committed run who said yes to work away from home into departures: by origin county and destination
/// city, households, parties and fellow villagers together, so many in each at most. Answers all departures of the run.
#[utoipa::path(tag = "departures", operation_id = "make_departures", security(("token" = [])), request_body = NewDeparturesBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("departure_plan")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "made", body = All<DepartureBody>)))]
#[post("/departures")]
pub async fn make(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DeparturePlan)?;
    let (key, sent) = body.keyed::<NewDeparturesBody>(&by)?;
    let new = sent.try_into()?;
    let done = services::departures::make(&app, &by, &key, &new).await?;
    let filter = Filter {
        run: Some(RunId(done.id)),
        ..Filter::default()
    };
    let made = services::departures::list(&app, &by, &filter, None, 10_000).await?;
    let items = made.into_iter().map(DepartureBody::from).collect();
    let location = format!("/api/v1/departures?run={}", done.id);
    Ok(reply::listed_as_made(
        &location,
        done.replayed,
        &All { items },
    ))
}

/// List departures.
#[utoipa::path(tag = "departures", operation_id = "list_departures", security(("token" = [])), params(DepartureQuery),
    extensions(("x-permission" = json!("departure_read"))),
    responses((status = 200, description = "departures within reach", body = Listed<DepartureBody>)))]
#[get("/departures")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<DepartureQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let filter = query.filter()?;
    let spelt = format!("departures {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(DepartureId);
    let rows = services::departures::list(&app, &by, &filter, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |(departure, _)| departure.id.to_string(),
        DepartureBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// One departure.
#[utoipa::path(tag = "departures", operation_id = "get_departure", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("departure_read"))),
    responses((status = 200, description = "the departure", body = DepartureBody)))]
#[get("/departures/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let found = services::departures::get(&app, &by, DepartureId(*id)).await?;
    Ok(reply::tagged(found.0.version, &DepartureBody::from(found)))
}

/// Change what is planned for a departure that has not left.
#[utoipa::path(tag = "departures", operation_id = "change_departure", security(("token" = [])),
    request_body(content = PlanPatch, content_type = "application/merge-patch+json"),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("departure_plan")), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "changed", body = DepartureBody)))]
#[patch("/departures/{id}")]
pub async fn change(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DeparturePlan)?;
    let id = DepartureId(*id);
    let (now, _) = services::departures::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let plan = body.patched(&PlanBody::from(&now.plan))?.try_into()?;
    services::departures::change(&app, &by, id, version, plan).await?;
    let found = services::departures::get(&app, &by, id).await?;
    Ok(reply::tagged(found.0.version, &DepartureBody::from(found)))
}

/// The people of a departure, in the order of its list: those who stay together stand together.
#[utoipa::path(tag = "departures", operation_id = "list_departure_members", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("departure_read")), ("x-trace" = json!("departure_members_read"))),
    responses((status = 200, description = "its people", body = All<MemberBody>)))]
#[get("/departures/{id}/members")]
pub async fn members(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let id = DepartureId(*id);
    let found = services::departures::members(&app, &by, id).await?;
    let people = found.iter().map(|member| member.kept.placement.person);
    services::traces::saw(&app, &by, Act::DepartureMembersRead, Some(id.0), people).await?;
    let items: Vec<MemberBody> = found.iter().map(MemberBody::from).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}

/// The list of a departure as XLSX, IDs and phones masked.
#[utoipa::path(tag = "departures", operation_id = "download_departure_list", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("departure_read")), ("x-trace" = json!("departure_list_taken"))),
    responses((status = 200, description = "the workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/departures/{id}/list.xlsx")]
pub async fn workbook(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let id = DepartureId(*id);
    let bytes = services::departures::workbook(&app, &by, id, Revealed::Masked).await?;
    Ok(reply::workbook(&format!("departure-{id}.xlsx"), bytes))
}

/// The list of a departure as XLSX, IDs and phones in full, as tickets are bought by them. Reading it is logged.
#[utoipa::path(tag = "departures", operation_id = "download_departure_tickets", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("departure_reveal")), ("x-trace" = json!("ticket_list_taken"))),
    responses((status = 200, description = "the workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/departures/{id}/tickets.xlsx")]
pub async fn tickets(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureReveal)?;
    let id = DepartureId(*id);
    let bytes = services::departures::workbook(&app, &by, id, Revealed::InFull).await?;
    Ok(reply::workbook(&format!("tickets-{id}.xlsx"), bytes))
}

/// The list of a departure as a page to print on A4, IDs and phones masked.
#[utoipa::path(tag = "departures", operation_id = "print_departure", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("departure_read")), ("x-trace" = json!("departure_list_taken"))),
    responses((status = 200, description = "the page", content_type = "text/html", body = String)))]
#[get("/departures/{id}/list.html")]
pub async fn printed(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let id = DepartureId(*id);
    let (departure, _) = services::departures::get(&app, &by, id).await?;
    let people = services::departures::members(&app, &by, id).await?;
    let seen = people.iter().map(|member| member.kept.placement.person);
    services::traces::saw(&app, &by, Act::DepartureListTaken, Some(id.0), seen).await?;
    let page = page::drawn(&departure, &people)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        // Nothing is loaded and nothing runs; the style stands in the page.
        .insert_header((
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'",
        ))
        .body(page))
}

/// What does not fit together between roll-calls and placements: who cannot leave, who was left behind, who arrived without
/// having left, who left and did not arrive.
#[utoipa::path(tag = "departures", operation_id = "list_departure_findings", security(("token" = [])), params(FindingQuery),
    extensions(("x-permission" = json!("departure_read"))),
    responses((status = 200, description = "findings", body = All<FindingBody>)))]
#[get("/departure-findings")]
pub async fn findings(
    app: Data<App>,
    caller: Caller,
    query: Query<FindingQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::DepartureRead)?;
    let filter = Filter {
        run: query.run.map(RunId),
        area: wire::division_parameter(query.area.as_deref())?,
        state: None,
        from: wire::day_parameter(query.from)?,
        to: wire::day_parameter(query.to)?,
    };
    let found = services::departures::findings(&app, &by, &filter).await?;
    let items: Vec<FindingBody> = found.into_iter().map(FindingBody::from).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
