//! People who must stay together.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{ClosenessCode, DivisionBody, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
    storage::parties::Party,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::id::{PartyId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// People who must stay together from now on.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPartyBody {
    /// Who, each once; the home of the first decides whose party it is.
    #[validate(length(min = 2, max = 10))]
    members: Vec<Uuid>,
    /// How closely.
    closeness: ClosenessCode,
    /// Whether they need a couple room: two people, at one post.
    #[serde(default)]
    couple_room: bool,
}

/// People who must stay together.
#[derive(Serialize, ToSchema)]
pub struct PartyBody {
    id: Uuid,
    members: Vec<Uuid>,
    closeness: ClosenessCode,
    couple_room: bool,
    home: DivisionBody,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Party> for PartyBody {
    fn from(party: Party) -> Self {
        Self {
            id: party.id.0,
            members: party.members.into_iter().map(|id| id.0).collect(),
            closeness: Word(party.closeness),
            couple_room: party.couple_room,
            home: party.home.into(),
            created_at: party.created_at,
            version: party.version,
        }
    }
}

/// Which parties to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PartyQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Say who must stay together. A person is in one party at most.
#[utoipa::path(tag = "parties", operation_id = "make_party", security(("token" = [])), request_body = NewPartyBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("party_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "made", body = PartyBody),
    ))]
#[post("/parties")]
pub async fn make(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PartyManage)?;
    let (key, sent) = body.keyed::<NewPartyBody>(&by)?;
    let members = sent.members.into_iter().map(PersonId).collect();
    let done =
        services::parties::make(&app, &by, &key, members, sent.closeness.0, sent.couple_room)
            .await?;
    let party = services::parties::get(&app, &by, PartyId(done.id)).await?;
    let location = format!("/api/v1/parties/{}", done.id);
    let version = party.version;
    Ok(reply::made(
        &location,
        version,
        done.replayed,
        &PartyBody::from(party),
    ))
}

/// List parties.
#[utoipa::path(tag = "parties", operation_id = "list_parties", security(("token" = [])), params(PartyQuery),
    extensions(("x-permission" = json!("party_manage"))),
    responses(
        (status = 200, description = "parties within reach", body = Listed<PartyBody>),
    ))]
#[get("/parties")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<PartyQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PartyManage)?;
    let page = Page::read(&app, &by, "parties", query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PartyId);
    let rows = services::parties::list(&app, &by, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |party| party.id.to_string(), PartyBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// One party.
#[utoipa::path(tag = "parties", operation_id = "get_party", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("party_manage"))),
    responses(
        (status = 200, description = "the party", body = PartyBody, headers(("ETag" = String))),
    ))]
#[get("/parties/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PartyManage)?;
    let party = services::parties::get(&app, &by, PartyId(*id)).await?;
    Ok(reply::tagged(party.version, &PartyBody::from(party)))
}

/// Let people go separate ways.
#[utoipa::path(tag = "parties", operation_id = "part_party", security(("token" = [])),
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("party_manage")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 204, description = "parted"),
    ))]
#[delete("/parties/{id}")]
pub async fn part(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PartyManage)?;
    let id = PartyId(*id);
    services::parties::get(&app, &by, id).await?;
    services::parties::part(&app, &by, id, if_match.version()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
