//! People who have left their jobs, and putting them back into the next run.

use super::{
    Problem,
    body::Body,
    paging::{Listed, Page},
    people::{asked::ChangePersonBody, body::All},
    reply,
    wire::{self, DivisionBody, EndReasonCode, WillingnessCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error, Fault},
    gate::Caller,
    services::{self, Permission, rematches::Rematch},
    storage::{
        people::{Change, Person},
        rematches::Leaver,
    },
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Query},
};
use chrono::{Days, NaiveDate};
use domain::{
    id::{EmploymentId, PersonId},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Most people that one request tells of.
const MOST: usize = 200;
/// Days back for which people who left are listed unless told.
const BACK_DAYS: u64 = 90;

/// People to be matched again: all of them or nobody.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRematchesBody {
    #[schema(min_items = 1, max_items = 200)]
    items: Vec<NewRematchBody>,
}

/// Somebody to be matched again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRematchBody {
    person_id: Uuid,
    /// What of the wishes is refreshed, as a merge patch; ready from today unless told.
    change: Option<ChangePersonBody>,
}

impl NewRematchesBody {
    fn read(self) -> Result<Vec<Rematch>, Error> {
        let mut faults = Vec::new();
        if self.items.is_empty() {
            faults.push(Fault::at("/items", Code::TooShort));
        }
        if self.items.len() > MOST {
            return Err(crate::error::invalid("/items", Code::TooLong));
        }
        let mut all = Vec::with_capacity(self.items.len());
        let mut seen = HashSet::new();
        for (place, one) in self.items.into_iter().enumerate() {
            if !seen.insert(one.person_id) {
                faults.push(Fault::at(
                    format!("/items/{place}/person_id"),
                    Code::MembersRepeated,
                ));
            }
            let change = match one.change {
                None => Ok(Change::default()),
                Some(change) => super::body::validated(change).and_then(Change::try_from),
            };
            match change {
                Ok(change) => all.push(Rematch {
                    person: PersonId(one.person_id),
                    change,
                }),
                Err(Error::Invalid(found)) => faults.extend(found.into_iter().map(|fault| {
                    let at = format!("/items/{place}/change{}", fault.pointer);
                    Fault::at(at, fault.code)
                })),
                Err(other) => return Err(other),
            }
        }
        if faults.is_empty() {
            Ok(all)
        } else {
            Err(Error::Invalid(faults))
        }
    }
}

/// Somebody who is in the next run.
#[derive(Serialize, ToSchema)]
pub struct RematchBody {
    person_id: Uuid,
    /// The first day on which the person could start.
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_from: Option<NaiveDate>,
    /// Version of the person.
    version: i64,
}

impl From<Person> for RematchBody {
    fn from(person: Person) -> Self {
        Self {
            person_id: person.id.0,
            ready_from: person.wishes.ready_from,
            version: person.version,
        }
    }
}

/// Put people who have left back into the next run, their wishes refreshed.
#[utoipa::path(tag = "follow-up", operation_id = "rematch", security(("token" = [])), request_body = NewRematchesBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("rematch")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "the people, in their order", body = All<RematchBody>),
    ))]
#[post("/rematches")]
pub async fn put_back(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::Rematch)?;
    let (key, sent) = body.keyed::<NewRematchesBody>(&by)?;
    let all = sent.read()?;
    let (people, replayed) = services::rematches::put_back(&app, &by, &key, &all).await?;
    let items: Vec<RematchBody> = people.into_iter().map(Into::into).collect();
    Ok(reply::created(replayed, &All { items }))
}

/// Somebody who has left a job and has no other yet.
#[derive(Serialize, ToSchema)]
pub struct LeaverBody {
    person_id: Uuid,
    employment_id: Uuid,
    home: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    ended_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_reason: Option<EndReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    willingness: Option<WillingnessCode>,
    /// Whether the person consents to being matched.
    consents: bool,
}

impl From<Leaver> for LeaverBody {
    fn from(leaver: Leaver) -> Self {
        Self {
            person_id: leaver.person.0,
            employment_id: leaver.employment.0,
            home: leaver.home.into(),
            employer: leaver.employer,
            ended_on: leaver.ended_on,
            end_reason: leaver.end_reason.map(Word),
            willingness: leaver.willingness.map(Word),
            consents: leaver.matching_consent_on.is_some(),
        }
    }
}

/// Whom to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LeaverQuery {
    /// Whose last job ended on this day or later; ninety days back unless told.
    since: Option<NaiveDate>,
    /// With the home in this division.
    area: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List people who have left their jobs and have no other yet.
#[utoipa::path(tag = "follow-up", operation_id = "list_leavers", security(("token" = [])), params(LeaverQuery),
    extensions(("x-permission" = json!("rematch")), ("x-trace" = json!("leavers_read"))),
    responses(
        (status = 200, description = "people within reach", body = Listed<LeaverBody>),
    ))]
#[get("/leavers")]
pub async fn leavers(
    app: Data<App>,
    caller: Caller,
    query: Query<LeaverQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::Rematch)?;
    let since = wire::day_parameter(query.since)?;
    let since = since.unwrap_or_else(|| app.clock.today() - Days::new(BACK_DAYS));
    let which = (since, wire::division_parameter(query.area.as_deref())?);
    let spelt = format!("leavers {which:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(EmploymentId);
    let rows = services::rematches::list(&app, &by, which, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|one| one.person);
    services::traces::saw(&app, &by, Act::LeaversRead, None, people).await?;
    let listed = page.listed(
        &app,
        rows,
        |one| one.employment.to_string(),
        LeaverBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}
