//! The trail of acts, and who has seen a person.

use super::{
    Problem,
    body::Body,
    paging::{Listed, Page},
    wire::{self, ActCode, ActKindCode, DivisionBody, RevealPurposeCode, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::traces::{Filter, Record},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    id::{AccountId, PersonId},
    trace::{Act, ActKind},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A record of the trail.
#[derive(Serialize, ToSchema)]
pub struct TraceBody {
    /// Its place in the chain, from 1.
    sequence: i64,
    at: DateTime<Utc>,
    /// `account`; `command` of whoever sits at the machine; `work` of the service itself; `visitor` who has not signed in.
    who: String,
    /// The account that did it, or for which it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<RoleCode>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    /// What the command or the work is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<String>,
    act: ActCode,
    act_kind: ActKindCode,
    /// Upon what.
    thing: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_id: Option<Uuid>,
    /// The code of a step or a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// Upon how many things.
    #[serde(skip_serializing_if = "Option::is_none")]
    things: Option<i64>,
    /// How many people were shown.
    people: i64,
}

impl From<Record> for TraceBody {
    fn from(record: Record) -> Self {
        Self {
            sequence: record.sequence,
            at: record.at,
            who: record.who,
            account_id: record.account.map(|id| id.0),
            role: record.role.map(Word),
            division: record.division.map(Into::into),
            enterprise_id: record.enterprise.map(|id| id.0),
            work: record.work,
            act: Word(record.act),
            act_kind: Word(record.act.kind()),
            thing: record.act.thing().to_owned(),
            object_id: record.object,
            detail: record.detail,
            purpose: record.purpose,
            things: record.things,
            people: record.people,
        }
    }
}

/// Which records to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TraceQuery {
    /// Of this act, such as `person_read`.
    act: Option<String>,
    /// Of acts of this kind, such as `critical`.
    kind: Option<String>,
    /// By this account.
    account: Option<Uuid>,
    /// Upon this object.
    object: Option<Uuid>,
    /// By offices at or below this division.
    area: Option<String>,
    /// Not before this day.
    from: Option<String>,
    /// Not after this day.
    to: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl TraceQuery {
    fn filter(&self) -> Result<Filter, Error> {
        fn read<T: Coded>(code: Option<&String>) -> Result<Option<T>, Error> {
            let word = |code: &String| {
                T::from_code(code).ok_or(Error::Malformed(Code::ParameterMalformed))
            };
            code.map(word).transpose()
        }
        let day = |text: Option<&String>| -> Result<Option<chrono::NaiveDate>, Error> {
            let parsed = text.map(|text| text.parse()).transpose();
            parsed.map_err(|_| Error::Malformed(Code::ParameterMalformed))
        };
        let (from, to) = (day(self.from.as_ref())?, day(self.to.as_ref())?);
        let before = |day: chrono::NaiveDate| day.pred_opt().unwrap_or(day);
        Ok(Filter {
            act: read::<Act>(self.act.as_ref())?,
            kind: read::<ActKind>(self.kind.as_ref())?,
            account: self.account.map(AccountId),
            object: self.object,
            area: wire::division_parameter(self.area.as_deref())?,
            from: from.map(|day| crate::clock::Clock::end_of(before(day))),
            to: to.map(crate::clock::Clock::end_of),
        })
    }
}

fn place(page: &Page) -> Result<Option<i64>, Error> {
    let parsed = page.after.as_deref().map(str::parse).transpose();
    parsed.map_err(|_| Error::Malformed(Code::CursorMismatch))
}

/// List what was done, read and taken out, the newest first: auditors all of it, an office what offices at or below its
/// division did.
#[utoipa::path(tag = "traces", operation_id = "list_traces", security(("token" = [])), params(TraceQuery),
    extensions(("x-permission" = json!("trace_read"))),
    responses(
        (status = 200, description = "records within reach", body = Listed<TraceBody>),
    ))]
#[get("/traces")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<TraceQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::TraceRead)?;
    let filter = query.filter()?;
    let shape = format!("traces\n{filter:?}");
    let page = Page::read(&app, &by, &shape, query.limit, query.cursor.as_deref())?;
    let rows = services::traces::list(&app, &by, filter, place(&page)?, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.sequence.to_string(), TraceBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// Somebody who has seen a person: which office, in which role, when and for what; never which colleague.
#[derive(Serialize, ToSchema)]
pub struct ViewerBody {
    at: DateTime<Utc>,
    act: ActCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<RoleCode>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
}

impl From<Record> for ViewerBody {
    fn from(record: Record) -> Self {
        Self {
            at: record.at,
            act: Word(record.act),
            role: record.role.map(Word),
            division: record.division.map(Into::into),
            enterprise_id: record.enterprise.map(|id| id.0),
            purpose: record.purpose,
        }
    }
}

/// A page of viewers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ViewerQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List who has seen a person, the latest first; for the person, and for the offices of their home.
#[utoipa::path(tag = "traces", operation_id = "list_viewers", security(("token" = [])),
    params(("id" = Uuid, Path), ViewerQuery), extensions(("x-permission" = json!("viewer_read"))),
    responses(
        (status = 200, description = "who has seen the person", body = Listed<ViewerBody>),
    ))]
#[get("/people/{id}/viewers")]
pub async fn viewers(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<ViewerQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ViewerRead)?;
    let shape = format!("viewers\n{id}");
    let page = Page::read(&app, &by, &shape, query.limit, query.cursor.as_deref())?;
    let rows =
        services::traces::viewers(&app, &by, PersonId(*id), place(&page)?, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.sequence.to_string(), ViewerBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// What numbers are read in full for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealBody {
    purpose: RevealPurposeCode,
}

/// A person's numbers in full.
#[derive(Serialize, ToSchema)]
pub struct RevealedBody {
    citizen_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

/// Read a person's ID and telephone number in full, for a purpose. Each time leaves a trace, which the person may see.
#[utoipa::path(tag = "people", operation_id = "reveal_person", security(("token" = [])), request_body = RevealBody,
    params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("person_reveal")), ("x-trace" = json!("person_revealed"))),
    responses(
        (status = 200, description = "the numbers", body = RevealedBody),
    ))]
#[post("/people/{id}/reveal")]
pub async fn reveal(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PersonReveal)?;
    let id = PersonId(*id);
    services::people::get(&app, &by, id).await?;
    let purpose = body.read::<RevealBody>()?.purpose.0;
    let person = services::people::reveal(&app, &by, id, purpose).await?;
    Ok(HttpResponse::Ok().json(RevealedBody {
        citizen_id: person.citizen_id.reveal().to_owned(),
        phone: person.phone.map(|phone| phone.reveal().to_owned()),
    }))
}
