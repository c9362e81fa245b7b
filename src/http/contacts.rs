//! Attempts to reach people, one by one and many at once.

use super::{
    Problem,
    body::Body,
    paging::{Listed, Page},
    people::body::All,
    reply,
    wire::{ContactOutcomeCode, EndReasonCode, Faults, HelpReasonCode, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, contacts::NewContact},
    storage::contacts::Contact,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    follow_up::ContactOutcome,
    id::{ContactId, EmploymentId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Most attempts that one request tells of.
const MOST: usize = 200;

/// Attempts to be written down: all of them or none.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContactsBody {
    /// 1 to 200.
    #[schema(min_items = 1, max_items = 200)]
    items: Vec<NewContactBody>,
}

/// An attempt to reach somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContactBody {
    employment_id: Uuid,
    /// The day of the attempt; today unless told.
    on: Option<NaiveDate>,
    outcome: ContactOutcomeCode,
    /// The last day of work; with the outcome `left`, and only then.
    left_on: Option<NaiveDate>,
    /// Why the person left; with the outcome `left`, and only then.
    end_reason: Option<EndReasonCode>,
    /// The person asks for help, for this.
    help: Option<HelpReasonCode>,
}

impl NewContactsBody {
    fn read(self, today: NaiveDate) -> Result<Vec<NewContact>, Error> {
        let mut faults = Faults::default();
        if self.items.is_empty() {
            faults.add("/items", Code::TooShort);
        }
        if self.items.len() > MOST {
            faults.add("/items", Code::TooLong);
            return faults.or(None);
        }
        let mut all = Vec::with_capacity(self.items.len());
        for (place, one) in self.items.into_iter().enumerate() {
            let has_left = one.outcome.0 == ContactOutcome::Left;
            for (member, told) in [
                ("left_on", one.left_on.is_some()),
                ("end_reason", one.end_reason.is_some()),
            ] {
                let at = format!("/items/{place}/{member}");
                match (has_left, told) {
                    (true, false) => faults.add(&at, Code::Missing),
                    (false, true) => faults.add(&at, Code::OnlyWhereLeft),
                    _ => {}
                }
            }
            all.push(NewContact {
                employment: EmploymentId(one.employment_id),
                on: one.on.unwrap_or(today),
                outcome: one.outcome.0,
                left: one.left_on.zip(one.end_reason.map(|word| word.0)),
                help: one.help.map(|word| word.0),
            });
        }
        faults.or(Some(all))
    }
}

/// An attempt to reach somebody, as it was told.
#[derive(Serialize, ToSchema)]
pub struct ContactBody {
    id: Uuid,
    employment_id: Uuid,
    on: NaiveDate,
    outcome: ContactOutcomeCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    recorded_at: DateTime<Utc>,
}

impl From<Contact> for ContactBody {
    fn from(contact: Contact) -> Self {
        Self {
            id: contact.id.0,
            employment_id: contact.employment.0,
            on: contact.on,
            outcome: Word(contact.outcome),
            told_by: contact.role.map(Word),
            recorded_at: contact.recorded_at,
        }
    }
}

/// Write down attempts to reach people. Whoever is at work has been shown to be; whose work has ended, ends it.
#[utoipa::path(tag = "follow-up", operation_id = "record_contacts", security(("token" = [])), request_body = NewContactsBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("contact_record")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "the attempts, in their order", body = All<ContactBody>),
    ))]
#[post("/contacts")]
pub async fn record(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ContactRecord)?;
    let (key, sent) = body.keyed::<NewContactsBody>(&by)?;
    let all = sent.read(app.clock.today())?;
    let (written, replayed) = services::contacts::record(&app, &by, &key, &all).await?;
    let items: Vec<ContactBody> = written.into_iter().map(Into::into).collect();
    Ok(reply::created(replayed, &All { items }))
}

/// Which attempts to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ContactQuery {
    /// About this job.
    employment: Option<Uuid>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List attempts to reach people, in the order in which they were told.
#[utoipa::path(tag = "follow-up", operation_id = "list_contacts", security(("token" = [])), params(ContactQuery),
    extensions(("x-permission" = json!("contact_read"))),
    responses(
        (status = 200, description = "attempts within reach", body = Listed<ContactBody>),
    ))]
#[get("/contacts")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<ContactQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ContactRead)?;
    let employment = query.employment.map(EmploymentId);
    let spelt = format!("contacts {employment:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(ContactId);
    let rows = services::contacts::list(&app, &by, employment, after, page.fetch()).await?;
    let listed = page.listed(&app, rows, |one| one.id.to_string(), ContactBody::from);
    Ok(HttpResponse::Ok().json(listed))
}
