//! The best posts for one person, the best people for one post, without a run.

use super::{
    Problem,
    matching_runs::{PartsBody, PostBody},
    wire::{TierCode, UnknownCode, Word, spelt},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, matching::Tops},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use domain::id::{PersonId, VacancyId};
use matching::index::Top;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const USUAL: u32 = 20;
const MOST: u32 = 100;

/// How many are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TopQuery {
    /// How many at most, 1 to 100; 20 unless told.
    limit: Option<u32>,
    /// Whether expected stability is scored with what was learnt of past jobs, where that is good enough to be used; `true` unless told.
    learnt_stability: Option<bool>,
}

/// How many, and whether with what was learnt.
fn wanted(limit: Option<u32>, learnt: Option<bool>) -> Result<(usize, bool), Error> {
    let limit = limit.unwrap_or(USUAL);
    let size = (1..=MOST).contains(&limit).then_some(limit);
    let size = size.and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or(Error::Malformed(Code::ParameterMalformed))?;
    Ok((size, learnt.unwrap_or(true)))
}

/// How many people are asked for, and whether by name.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TopPeopleQuery {
    /// How many at most, 1 to 100; 20 unless told.
    limit: Option<u32>,
    /// Whether expected stability is scored with what was learnt of past jobs, where that is good enough to be used; `true` unless told.
    learnt_stability: Option<bool>,
    /// Whether people of one's own county are told by name; `true` unless told. Without names nobody is looked at: it leaves no
    /// trace, and is quicker by that.
    names: Option<bool>,
}

/// The best, most points first.
#[derive(Serialize, ToSchema)]
pub struct TopsBody<T> {
    /// How many changes of the database the answer knows of; it grows.
    revision: i64,
    /// The day as of which it was reckoned.
    on: NaiveDate,
    /// The model that expected stability was scored with; none where none is good enough, or it was done without.
    stability_model: Option<Uuid>,
    items: Vec<T>,
}

impl<T> TopsBody<T> {
    fn of<R>(tops: Tops<R>, shape: impl FnMut(R) -> T) -> Self {
        Self {
            revision: tops.revision,
            on: tops.on,
            stability_model: tops.model.map(|model| model.0),
            items: tops.items.into_iter().map(shape).collect(),
        }
    }
}

/// What a pair is worth.
#[derive(Serialize, ToSchema)]
pub struct WorthBody {
    tier: TierCode,
    /// The score, 0 to 10,000, and its parts.
    score: u16,
    parts: PartsBody,
    /// What had to be left neutral, to be asked about.
    unknown: Vec<UnknownCode>,
}

impl From<Top> for WorthBody {
    fn from(top: Top) -> Self {
        Self {
            tier: Word(top.tier),
            score: top.parts.total(),
            parts: top.parts.into(),
            unknown: spelt(&top.unknown),
        }
    }
}

/// A post that suits a person.
#[derive(Serialize, ToSchema)]
pub struct TopPostBody {
    vacancy: PostBody,
    #[serde(flatten)]
    worth: WorthBody,
}

/// A person whom a post suits.
#[derive(Serialize, ToSchema)]
pub struct TopPersonBody {
    person_id: Uuid,
    /// For the person's own county.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    worth: WorthBody,
}

/// The posts that suit a person best. Whoever is not there to be matched has none: without consent, with a job,
/// with an offer that is not answered yet. A change of the database is seen about a second later.
#[utoipa::path(tag = "matching", operation_id = "top_posts_of_person", security(("token" = [])),
    params(("id" = Uuid, Path), TopQuery),
    extensions(("x-permission" = json!("top_posts"))),
    responses(
        (status = 200, description = "the posts, most points first", body = TopsBody<TopPostBody>),
    ))]
#[get("/people/{id}/top-posts")]
pub async fn posts(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<TopQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::TopPosts)?;
    let wanted = wanted(query.limit, query.learnt_stability)?;
    let tops = services::matching::top_posts(&app, &by, PersonId(*id), wanted).await?;
    let body = TopsBody::of(tops, |(found, title)| TopPostBody {
        vacancy: PostBody::of(found.id, title),
        worth: found.top.into(),
    });
    Ok(HttpResponse::Ok().json(body))
}

/// The people within reach whom a post suits best, of those who are there to be matched. A change of the database is
/// seen about a second later.
#[utoipa::path(tag = "matching", operation_id = "top_people_of_vacancy", security(("token" = [])),
    params(("id" = Uuid, Path), TopPeopleQuery),
    extensions(("x-permission" = json!("top_people")), ("x-trace" = json!("top_people_read"))),
    responses(
        (status = 200, description = "the people, most points first", body = TopsBody<TopPersonBody>),
    ))]
#[get("/vacancies/{id}/top-people")]
pub async fn people(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<TopPeopleQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::TopPeople)?;
    let wanted = wanted(query.limit, query.learnt_stability)?;
    let (id, is_named) = (VacancyId(*id), query.names.unwrap_or(true));
    let tops = services::matching::top_people(&app, &by, id, wanted, is_named).await?;
    let body = TopsBody::of(tops, |(found, name)| TopPersonBody {
        person_id: found.id.0,
        name,
        worth: found.top.into(),
    });
    Ok(HttpResponse::Ok().json(body))
}
