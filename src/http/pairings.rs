//! Pairings: which divisions are partners, and what a workplace therefore is to a home.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{self, DivisionBody, Faults, PairingKindCode, TierCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::pairings::{Filter, Recorded},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{division::Division, id::PairingId, pairing::Pairing, register::register};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A pairing to be entered, at any level from village to province.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPairingBody {
    kind: PairingKindCode,
    /// The side that takes people in: 2 to 12 digits.
    #[schema(example = "440106")]
    east: String,
    /// The side that people leave.
    #[schema(example = "520526100001")]
    west: String,
    /// First day.
    effective_from: NaiveDate,
    /// Last day, where one is set.
    effective_to: Option<NaiveDate>,
    /// Where this is written.
    #[validate(length(min = 1, max = 500))]
    source: String,
}

impl TryFrom<NewPairingBody> for Pairing {
    type Error = Error;

    fn try_from(body: NewPairingBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let east = faults.take("/east", side(&body.east));
        let west = faults.take("/west", side(&body.west));
        faults.or(east.zip(west).map(|(east, west)| Self {
            kind: body.kind.0,
            east,
            west,
            from: body.effective_from,
            to: body.effective_to,
            source: body.source,
        }))
    }
}

/// A code in force, or what one given up has become.
fn side(code: &str) -> Result<Division, Code> {
    let known = wire::division(code)?;
    register().current(known).ok_or(Code::DivisionUnknown)
}

/// What a pairing says.
#[derive(Serialize, ToSchema)]
pub struct PartnerBody {
    id: Uuid,
    kind: PairingKindCode,
    east: DivisionBody,
    west: DivisionBody,
    effective_from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_to: Option<NaiveDate>,
    /// Where this is written.
    source: String,
}

impl PartnerBody {
    fn of(id: PairingId, pairing: Pairing) -> Self {
        Self {
            id: id.0,
            kind: Word(pairing.kind),
            east: pairing.east.into(),
            west: pairing.west.into(),
            effective_from: pairing.from,
            effective_to: pairing.to,
            source: pairing.source,
        }
    }
}

/// A pairing as it is kept.
#[derive(Serialize, ToSchema)]
pub struct PairingBody {
    #[serde(flatten)]
    pairing: PartnerBody,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Recorded> for PairingBody {
    fn from(recorded: Recorded) -> Self {
        Self {
            pairing: PartnerBody::of(recorded.id, recorded.pairing),
            created_at: recorded.created_at,
            version: recorded.version,
        }
    }
}

/// Which pairings to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PairingQuery {
    /// Whose western side is this division, lies in it or contains it.
    west: Option<String>,
    /// Whose eastern side is this division, lies in it or contains it.
    east: Option<String>,
    /// In force on this day.
    on: Option<NaiveDate>,
    /// Of this kind.
    kind: Option<PairingKindCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List pairings, those entered first first.
#[utoipa::path(tag = "reference", operation_id = "list_pairings", security(("token" = [])), params(PairingQuery),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "pairings", body = Listed<PairingBody>),
    ))]
#[get("/pairings")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<PairingQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReferenceRead)?;
    let filter = Filter {
        west: wire::division_parameter(query.west.as_deref())?,
        east: wire::division_parameter(query.east.as_deref())?,
        on: wire::day_parameter(query.on)?,
        kind: query.kind.map(|kind| kind.0),
    };
    let spelt = format!("pairings {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PairingId);
    let rows = services::pairings::list(&app, filter, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |row| row.id.to_string(), PairingBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// Enter a pairing.
#[utoipa::path(tag = "reference", operation_id = "enter_pairing", security(("token" = [])), request_body = NewPairingBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("pairing_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "entered", body = PairingBody),
    ))]
#[post("/pairings")]
pub async fn enter(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PairingManage)?;
    let (key, sent) = body.keyed::<NewPairingBody>(&by)?;
    let done = services::pairings::enter(&app, &by, &key, sent.try_into()?).await?;
    let recorded = services::pairings::get(&app, PairingId(done.id)).await?;
    let location = format!("/api/v1/pairings/{}", recorded.id);
    Ok(reply::made(
        &location,
        recorded.version,
        done.replayed,
        &PairingBody::from(recorded),
    ))
}

/// One pairing.
#[utoipa::path(tag = "reference", operation_id = "get_pairing", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the pairing", body = PairingBody),
    ))]
#[get("/pairings/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let recorded = services::pairings::get(&app, PairingId(*id)).await?;
    Ok(reply::tagged(
        recorded.version,
        &PairingBody::from(recorded),
    ))
}

/// The end of a pairing.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairingEndingBody {
    /// Its last day; may be set anew until it has come.
    effective_to: NaiveDate,
}

/// Set the last day of a pairing.
#[utoipa::path(tag = "reference", operation_id = "end_pairing", security(("token" = [])), request_body = PairingEndingBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"),
        ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("pairing_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "ended", body = PairingBody),
    ))]
#[post("/pairings/{id}/ending")]
pub async fn end(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PairingManage)?;
    let id = PairingId(*id);
    services::pairings::to_end(&app.db, &by, id).await?;
    let version = if_match.version()?;
    let (key, sent) = body.keyed::<PairingEndingBody>(&by)?;
    let last = sent.effective_to;
    let done = services::pairings::end(&app, &by, &key, id, version, last).await?;
    let recorded = services::pairings::get(&app, id).await?;
    Ok(reply::acted(
        recorded.version,
        done.replayed,
        &PairingBody::from(recorded),
    ))
}

/// Whose home, which workplace, when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ResolveQuery {
    /// The home division.
    home: String,
    /// The workplace division.
    workplace: String,
    /// The day; today unless told.
    on: Option<NaiveDate>,
}

/// What a workplace is to a home on a day.
#[derive(Serialize, ToSchema)]
pub struct PairingResolutionBody {
    /// The home, under its present code.
    home: DivisionBody,
    /// The workplace, under its present code.
    workplace: DivisionBody,
    on: NaiveDate,
    tier: TierCode,
    /// The one of `partners` that gives the tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing_id: Option<Uuid>,
    /// All pairings that give the home its partners on that day: the most specific western side
    /// first, counterpart support behind the others of one side.
    partners: Vec<PartnerBody>,
}

/// Tell what a workplace is to a home on a day, and why.
#[utoipa::path(tag = "reference", operation_id = "resolve_pairing", security(("token" = [])), params(ResolveQuery),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "tier and partners", body = PairingResolutionBody),
    ))]
#[get("/pairings/resolve")]
pub async fn resolve(
    app: Data<App>,
    caller: Caller,
    query: Query<ResolveQuery>,
) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let read = |code: &str| side(code).map_err(|_| Error::Malformed(Code::ParameterMalformed));
    let home = read(&query.home)?;
    let workplace = read(&query.workplace)?;
    let on = wire::day_parameter(query.on)?;
    let resolved = services::pairings::resolve(&app, home, workplace, on).await?;
    Ok(HttpResponse::Ok().json(PairingResolutionBody {
        home: home.into(),
        workplace: workplace.into(),
        on: resolved.on,
        tier: Word(resolved.tier),
        pairing_id: resolved.pairing.map(|id| id.0),
        partners: resolved
            .partners
            .into_iter()
            .map(|(id, pairing)| PartnerBody::of(id, pairing))
            .collect(),
    }))
}
