//! What is told of more people than it can be true of.

use super::{
    Problem,
    paging::{Listed, Page},
    wire::Word,
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::reuse::{Finding, Place},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Query},
};
use chrono::NaiveDate;
use domain::{coded::Coded, verification::Reuse};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A code of [`Reuse`].
pub type ReuseCode = Word<Reuse>;

/// What to look for, and from how many on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReuseQuery {
    /// Of this kind; of all unless told.
    kind: Option<ReuseCode>,
    /// Households that share a phone, 2 to 1000; as `/reuse-thresholds` tells unless told. People without a household's number count as
    /// one each.
    households: Option<u32>,
    /// Households whose wages go to one account, 2 to 1000; as `/reuse-thresholds` tells unless told.
    households_an_account: Option<u32>,
    /// People of whom one file is given as evidence, 2 to 1000; as `/reuse-thresholds` tells unless told. Stamped lists speak of many and are left out.
    people_a_file: Option<u32>,
    /// People who start on one day where there are fewer openings, 2 to 1000; as `/reuse-thresholds` tells unless told.
    starters: Option<u32>,
    /// Findings a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl ReuseQuery {
    fn least(&self, kind: Reuse) -> Option<u32> {
        match kind {
            Reuse::Phone => self.households,
            Reuse::PayAccount => self.households_an_account,
            Reuse::EvidenceFile => self.people_a_file,
            Reuse::CrowdedStart => self.starters,
        }
    }
}

/// One thing that is told of many people. It is a reason to look, not a proof.
#[derive(Serialize, ToSchema)]
pub struct ReuseBody {
    kind: ReuseCode,
    /// Of how many people it is told, wherever they are.
    people: u64,
    /// Their households, where it is a phone or an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    households: Option<u64>,
    /// The day, where it is a start.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vacancy_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    /// Employer as a roster writes it, where it is a start that a roster tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    /// Openings that there are, where it is a start.
    #[serde(skip_serializing_if = "Option::is_none")]
    openings: Option<u64>,
    /// People of these within one's own area, 50 at most.
    person_ids: Vec<Uuid>,
}

impl From<Finding> for ReuseBody {
    fn from(finding: Finding) -> Self {
        Self {
            kind: Word(finding.kind),
            people: finding.people,
            households: finding.households,
            on: finding.on,
            vacancy_id: finding.vacancy.map(|id| id.0),
            enterprise_id: finding.enterprise.map(|id| id.0),
            employer: finding.employer,
            openings: finding.openings,
            person_ids: finding.named.iter().map(|id| id.0).collect(),
        }
    }
}

/// List what is told of more people than it can be true of: kind after kind, that which is told of most first.
#[utoipa::path(tag = "audits", operation_id = "list_reuse", security(("token" = [])), params(ReuseQuery),
    extensions(("x-permission" = json!("reuse_read"))),
    responses(
        (status = 200, description = "what was found", body = Listed<ReuseBody>),
    ))]
#[get("/reuse")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<ReuseQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReuseRead)?;
    let held = services::reuse_thresholds::on(&app, &by, app.clock.today()).await?;
    let mut kinds = Vec::new();
    for usual in held {
        let least = threshold(query.least(usual.kind), usual.least)?;
        if query.kind.as_ref().is_none_or(|kind| kind.0 == usual.kind) {
            kinds.push((usual.kind, least));
        }
    }
    let spelt = format!("reuse {kinds:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page
        .after
        .as_deref()
        .map(|key| place(key).ok_or(Error::Malformed(Code::CursorMismatch)))
        .transpose()?;
    let fetch = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let found = services::reuse::list(&app, &by, &kinds, after.as_ref(), fetch).await?;
    let key = |finding: &Finding| {
        let (kind, people) = (finding.kind.code(), finding.people);
        format!("{kind} {people} {}", finding.mark)
    };
    let listed = page.listed(&app, found, key, ReuseBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

fn place(key: &str) -> Option<(Reuse, Place)> {
    let mut parts = key.split(' ');
    let kind = Reuse::from_code(parts.next()?)?;
    let people = parts.next()?.parse().ok()?;
    Some((kind, (people, parts.next()?.to_owned())))
}

fn threshold(asked: Option<u32>, usual: u32) -> Result<u32, Error> {
    match asked {
        None => Ok(usual),
        Some(asked) if (2..=1000).contains(&asked) => Ok(asked),
        Some(_) => Err(Error::Malformed(Code::ParameterMalformed)),
    }
}
