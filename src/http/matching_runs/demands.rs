//! What training and which posts would place more people, page by page.

use super::people::{MarginalBody, PostBody};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    http::{
        Problem,
        paging::{Listed, Page},
        wire::{CertificateCode, DivisionBody, SkillBody, TradeCode, Word},
    },
    services::{self, Permission, matching::Titled},
    storage::runs::{Placed, WantedPosts},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use domain::id::RunId;
use matching::demand::{Lesson, TrainingDemand};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which page of a demand.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DemandQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// The place behind which a page begins.
fn after(page: &Page) -> Result<Option<i64>, Error> {
    let parsed = page.after.as_deref().map(str::parse).transpose();
    parsed.map_err(|_| Error::Malformed(Code::CursorMismatch))
}

/// Whom a certificate or a skill alone would place in a county.
#[derive(Serialize, ToSchema)]
pub struct TrainingDemandBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<SkillBody>,
    county: DivisionBody,
    /// People each of whom it would place, nobody else staying at home for it.
    people: u32,
    /// So many of them at least it would place at once, in the openings that are left.
    at_once: u32,
}

impl From<Placed<TrainingDemand>> for TrainingDemandBody {
    fn from(row: Placed<TrainingDemand>) -> Self {
        let (certificate, skill) = match row.of.lesson {
            Lesson::Certificate(certificate) => (Some(Word(certificate)), None),
            Lesson::Skill(skill) => (None, Some(skill.into())),
        };
        Self {
            certificate,
            skill,
            county: row.of.county.into(),
            people: row.of.people,
            at_once: row.of.at_once,
        }
    }
}

/// List what training would place people that a run leaves out, the most people first.
#[utoipa::path(tag = "matching", operation_id = "list_training_demand", security(("token" = [])), params(("id" = Uuid, Path), DemandQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "certificates and skills by county", body = Listed<TrainingDemandBody>),
    ))]
#[get("/matching-runs/{id}/training-demand")]
pub async fn training_demand(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<DemandQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let spelt = format!("training-demand {id}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = after(&page)?;
    let rows =
        services::matching::training_demand(&app, &by, RunId(*id), after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |row| row.place.to_string(),
        TrainingDemandBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// The posts of one trade in one place.
#[derive(Serialize, ToSchema)]
pub struct PostDemandBody {
    trade: TradeCode,
    /// The city of the workplaces, or the county that lies in its province directly.
    region: DivisionBody,
    /// The openings that there are, and those of them that are given.
    openings: i64,
    given: i64,
    /// People left out who may take one of these posts.
    waiting: i64,
    /// What one more opening would bring at most, at the post where it would bring most.
    one_more: MarginalBody,
    vacancy: PostBody,
}

impl From<(Placed<WantedPosts>, Option<Titled>)> for PostDemandBody {
    fn from((row, post): (Placed<WantedPosts>, Option<Titled>)) -> Self {
        let of = row.of;
        Self {
            trade: Word(of.trade),
            region: of.region.into(),
            openings: of.openings,
            given: of.given,
            waiting: of.waiting,
            one_more: of.marginal.into(),
            vacancy: PostBody::of(of.vacancy, post),
        }
    }
}

/// List where more openings would help the people of a run, the greatest gain first.
#[utoipa::path(tag = "matching", operation_id = "list_post_demand", security(("token" = [])), params(("id" = Uuid, Path), DemandQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "trades by region", body = Listed<PostDemandBody>),
    ))]
#[get("/matching-runs/{id}/post-demand")]
pub async fn post_demand(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<DemandQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let spelt = format!("post-demand {id}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = after(&page)?;
    let rows = services::matching::post_demand(&app, &by, RunId(*id), after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |(row, _)| row.place.to_string(),
        PostDemandBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}
