//! Whom to follow up, how it stands, and the list to phone by.

use super::{
    Problem,
    imports::WorkbookBody,
    paging::{Listed, Page},
    people::body::All,
    reply,
    wire::{self, DivisionBody, RoundStateCode, TradeCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, rounds::Seen},
    storage::rounds::Filter,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use domain::{
    follow_up::Round,
    id::{EmploymentId, EnterpriseId},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Somebody at work, and how the last round so far stands.
#[derive(Serialize, ToSchema)]
pub struct FollowUpBody {
    employment_id: Uuid,
    person_id: Uuid,
    /// Absent where the person is not the caller's to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trade: Option<TradeCode>,
    home: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
    started_on: NaiveDate,
    /// The round: so many days after the start.
    days: i64,
    due_on: NaiveDate,
    state: RoundStateCode,
    /// Tries in vain since the round may be done.
    tries: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_tried_on: Option<NaiveDate>,
    /// The last day on which the person was shown at work.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_shown_on: Option<NaiveDate>,
}

impl From<Seen> for FollowUpBody {
    fn from((one, person): Seen) -> Self {
        Self {
            employment_id: one.employment.0,
            person_id: one.person.0,
            name: person.map(|person| person.name),
            placement_id: one.placement.map(|id| id.0),
            enterprise_id: one.enterprise.map(|id| id.0),
            employer: one.employer,
            trade: one.trade.map(Word),
            home: one.home.into(),
            workplace: one.workplace.map(Into::into),
            started_on: one.started_on,
            days: one.days,
            due_on: one.due_on,
            state: Word(one.state),
            tries: one.tries,
            last_tried_on: one.last_tried_on,
            last_shown_on: one.last_shown_on,
        }
    }
}

/// Whom to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RoundQuery {
    /// As of which day; today unless told, and a day to come to plan ahead.
    on: Option<NaiveDate>,
    /// With the round in this state.
    #[param(value_type = Option<RoundStateCode>)]
    state: Option<RoundStateCode>,
    /// Only those whose round is not done yet.
    #[serde(default)]
    undone: bool,
    /// With the home in this division.
    area: Option<String>,
    /// At this enterprise.
    enterprise: Option<Uuid>,
    /// With this round: so many days after the start.
    days: Option<u16>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl RoundQuery {
    fn filter(&self, today: NaiveDate) -> Result<Filter, Error> {
        Ok(Filter {
            on: wire::day_parameter(self.on)?.unwrap_or(today),
            state: self.state.map(|word| word.0),
            undone: self.undone,
            area: wire::division_parameter(self.area.as_deref())?,
            enterprise: self.enterprise.map(EnterpriseId),
            days: self.days,
        })
    }
}

/// List people at work by how their last round so far stands, the longest due first.
#[utoipa::path(tag = "follow-up", operation_id = "list_rounds", security(("token" = [])), params(RoundQuery),
    extensions(("x-permission" = json!("round_read")), ("x-trace" = json!("rounds_read"))),
    responses(
        (status = 200, description = "people within reach", body = Listed<FollowUpBody>),
    ))]
#[get("/rounds")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<RoundQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundRead)?;
    let filter = query.filter(app.clock.today())?;
    let spelt = format!("rounds {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page
        .after
        .as_deref()
        .map(|key| place(key).ok_or(Error::Malformed(Code::CursorMismatch)));
    let after = after.transpose()?;
    let rows = services::rounds::list(&app, &by, &filter, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|(one, _)| one.person);
    services::traces::saw(&app, &by, Act::RoundsRead, None, people).await?;
    let listed = page.listed(
        &app,
        rows,
        |(one, _)| format!("{} {}", one.due_on, one.employment),
        FollowUpBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

fn place(key: &str) -> Option<(NaiveDate, EmploymentId)> {
    let (due_on, id) = key.split_once(' ')?;
    Some((due_on.parse().ok()?, EmploymentId(id.parse().ok()?)))
}

/// The list to phone by: people whose round is not done yet, 5,000 at most. Telephone numbers stand in it in
/// full for the home county and masked for others.
#[utoipa::path(tag = "follow-up", operation_id = "get_phone_list", security(("token" = [])), params(RoundQuery),
    extensions(("x-permission" = json!("round_read")), ("x-trace" = json!("phone_list_taken"))),
    responses(
        (status = 200, description = "XLSX", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = WorkbookBody),
    ))]
#[get("/rounds/phone-list.xlsx")]
pub async fn phone_list(
    app: Data<App>,
    caller: Caller,
    query: Query<RoundQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundRead)?;
    let filter = query.filter(app.clock.today())?;
    let book = services::rounds::phone_list(&app, &by, &filter).await?;
    Ok(reply::workbook(
        &format!("phone-list-{}.xlsx", filter.on),
        book,
    ))
}

/// One round of a job.
#[derive(Serialize, ToSchema)]
pub struct RoundBody {
    /// So many days after the start.
    days: u16,
    due_on: NaiveDate,
    state: RoundStateCode,
}

impl From<Round> for RoundBody {
    fn from(round: Round) -> Self {
        Self {
            days: round.days,
            due_on: round.due_on,
            state: Word(round.state),
        }
    }
}

/// As of which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// Today unless told.
    on: Option<NaiveDate>,
}

/// Every round of one job, and how it stands.
#[utoipa::path(tag = "follow-up", operation_id = "list_rounds_of_employment", security(("token" = [])),
    params(("id" = Uuid, Path), DayQuery), extensions(("x-permission" = json!("round_read"))),
    responses(
        (status = 200, description = "its rounds", body = All<RoundBody>),
    ))]
#[get("/employments/{id}/rounds")]
pub async fn of_job(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<DayQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::RoundRead)?;
    let on = wire::day_parameter(query.on)?.unwrap_or_else(|| app.clock.today());
    let rounds = services::rounds::of_job(&app, &by, EmploymentId(*id), on).await?;
    let items: Vec<RoundBody> = rounds.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
