//! What runs say of their people, page by page.

use super::people::{ComparedBody, ProposalBody, UnplacedBody};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    http::{
        Problem,
        paging::{Listed, Page},
        sessions::Refused,
        wire::{DifferenceCode, TierCode, VerdictCode},
    },
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use domain::{
    coded::Coded,
    id::{PersonId, RunId},
    trace::Act,
};
use matching::compare::Difference;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which proposals to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ProposalQuery {
    /// Of this tier.
    tier: Option<TierCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List what a run proposes, in the order of the people.
#[utoipa::path(tag = "matching", operation_id = "list_proposals", security(("token" = [])), params(("id" = Uuid, Path), ProposalQuery),
    extensions(("x-permission" = json!("match_read")), ("x-trace" = json!("proposals_read"))),
    responses(
        (status = 200, description = "proposals", body = Listed<ProposalBody>),
    ))]
#[get("/matching-runs/{id}/proposals")]
pub async fn proposals(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<ProposalQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let tier = query.tier.map(|tier| tier.0);
    let spelt = format!("proposals {id} {}", tier.map_or("", Coded::code));
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PersonId);
    let rows =
        services::matching::proposals(&app, &by, RunId(*id), tier, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|row| row.said.person);
    services::traces::saw(&app, &by, Act::ProposalsRead, Some(*id), people).await?;
    let listed = page.listed(
        &app,
        rows,
        |row| row.said.person.to_string(),
        ProposalBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// Which of the unplaced to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct UnplacedQuery {
    /// For this reason.
    reason: Option<VerdictCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List for whom a run proposes nothing, with reasons, in the order of the people.
#[utoipa::path(tag = "matching", operation_id = "list_unplaced", security(("token" = [])), params(("id" = Uuid, Path), UnplacedQuery),
    extensions(("x-permission" = json!("match_read")), ("x-trace" = json!("unplaced_read"))),
    responses(
        (status = 200, description = "people without a proposal", body = Listed<UnplacedBody>),
    ))]
#[get("/matching-runs/{id}/unplaced")]
pub async fn unplaced(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<UnplacedQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let reason = query.reason.map(|reason| reason.0);
    let spelt = format!("unplaced {id} {}", reason.map_or("", Coded::code));
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PersonId);
    let rows =
        services::matching::unplaced(&app, &by, RunId(*id), reason, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|row| row.said.person);
    services::traces::saw(&app, &by, Act::UnplacedRead, Some(*id), people).await?;
    let listed = page.listed(
        &app,
        rows,
        |row| row.said.person.to_string(),
        UnplacedBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// With which run to compare, and what to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ComparisonQuery {
    /// The other run; needed.
    with: Option<Uuid>,
    /// Only people of this difference.
    difference: Option<DifferenceCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// Two runs side by side.
#[derive(Serialize, ToSchema)]
pub struct ComparisonBody {
    /// How many of those placed in either run stay where they were.
    same: usize,
    moved: usize,
    newly_placed: usize,
    no_longer_placed: usize,
    /// What the sum of scores gains by the other run.
    score_gain: i64,
    /// The people, in their order.
    #[serde(flatten)]
    people: Listed<ComparedBody>,
}

/// Compare a run with another, person by person.
#[utoipa::path(tag = "matching", operation_id = "compare_matching_runs", security(("token" = [])), params(("id" = Uuid, Path), ComparisonQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "both runs side by side", body = ComparisonBody),
        (status = 409, response = Refused),
    ))]
#[get("/matching-runs/{id}/comparison")]
pub async fn compare(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<ComparisonQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let id = RunId(*id);
    services::matching::get(&app, &by, id).await?;
    let with = query
        .with
        .ok_or(Error::Malformed(Code::ParameterMalformed))?;
    let only = query.difference.map(|difference| difference.0);
    let spelt = format!("comparison {id} {with} {}", only.map_or("", Coded::code));
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PersonId);
    let both = services::matching::compare(&app, &by, id, RunId(with)).await?;
    let count = |difference| {
        let of = |each: &&matching::compare::Compared| each.difference == difference;
        both.people.iter().filter(of).count()
    };
    let body = ComparisonBody {
        same: count(Difference::Same),
        moved: count(Difference::Moved),
        newly_placed: count(Difference::NewlyPlaced),
        no_longer_placed: count(Difference::NoLongerPlaced),
        score_gain: both.score_gain(),
        people: {
            let fetch = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
            let wanted = both.people.iter().copied();
            let wanted = wanted
                .filter(|each| after.is_none_or(|after| each.person > after))
                .filter(|each| only.is_none_or(|only| each.difference == only));
            page.listed(
                &app,
                wanted.take(fetch).collect(),
                |each| each.person.to_string(),
                ComparedBody::from,
            )
        },
    };
    Ok(HttpResponse::Ok().json(body))
}
