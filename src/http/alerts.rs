//! Early warning: whose job may end soon, at which enterprises, and why.

use super::{
    Problem,
    paging::{Listed, Page},
    people::body::All,
    wire::{self, AlertReasonCode, DivisionBody, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Permission,
        alerts::{Alert, Filter, Firm},
    },
    storage::people::Person,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Query},
};
use chrono::NaiveDate;
use domain::{
    alert::AlertReason,
    id::{EmploymentId, EnterpriseId},
    trace::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Somebody whose job may end soon.
#[derive(Serialize, ToSchema)]
pub struct AlertBody {
    employment_id: Uuid,
    person_id: Uuid,
    /// Absent where the person is not the caller's to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    home: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    started_on: NaiveDate,
    /// How urgent it is to look, 0 to 10,000. It orders the list; it is no probability.
    urgency_bp: u16,
    /// The gravest first.
    reasons: Vec<AlertReasonCode>,
    /// Rounds that were missed or are overdue.
    missed_rounds: usize,
    /// Of jobs as old as this one, the share that ended within ninety days, those of the same enterprise above all; 0 to
    /// 10,000. Absent where nobody was watched for as long.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_within_90_days_bp: Option<u16>,
}

impl From<(Alert, Option<Person>)> for AlertBody {
    fn from((alert, person): (Alert, Option<Person>)) -> Self {
        Self {
            employment_id: alert.job.id.0,
            person_id: alert.job.person.0,
            name: person.map(|person| person.name),
            home: alert.job.home.into(),
            enterprise_id: alert.job.enterprise.map(|id| id.0),
            employer: alert.job.employer,
            started_on: alert.job.started_on,
            urgency_bp: alert.urgency_bp,
            reasons: wire::spelt(&alert.reasons),
            missed_rounds: alert.missed,
            ends_within_90_days_bp: alert.ends_soon_bp,
        }
    }
}

/// Whom to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AlertQuery {
    /// With the home in this division.
    area: Option<String>,
    /// At this enterprise.
    enterprise: Option<Uuid>,
    /// For this reason among others.
    #[param(value_type = Option<AlertReasonCode>)]
    reason: Option<AlertReasonCode>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List people whose job may end soon, the most urgent first, with the reasons.
#[utoipa::path(tag = "follow-up", operation_id = "list_alerts", security(("token" = [])), params(AlertQuery),
    extensions(("x-permission" = json!("alert_read")), ("x-trace" = json!("alerts_read"))),
    responses(
        (status = 200, description = "people within reach", body = Listed<AlertBody>),
    ))]
#[get("/alerts")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<AlertQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AlertRead)?;
    let filter = Filter {
        area: wire::division_parameter(query.area.as_deref())?,
        enterprise: query.enterprise.map(EnterpriseId),
        reason: query.reason.map(|word| word.0),
    };
    let spelt = format!("alerts {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page
        .after
        .as_deref()
        .map(|key| place(key).ok_or(Error::Malformed(Code::CursorMismatch)));
    let fetch = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let rows = services::alerts::people(&app, &by, &filter, after.transpose()?, fetch).await?;
    let people = page.shown(&rows).iter().map(|(alert, _)| alert.job.person);
    services::traces::saw(&app, &by, Act::AlertsRead, None, people).await?;
    let listed = page.listed(
        &app,
        rows,
        |(alert, _)| format!("{} {}", alert.urgency_bp, alert.job.id),
        AlertBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

fn place(key: &str) -> Option<(u16, EmploymentId)> {
    let (urgency, id) = key.split_once(' ')?;
    Some((urgency.parse().ok()?, EmploymentId(id.parse().ok()?)))
}

/// For how many people there is a reason to look.
#[derive(Serialize, ToSchema)]
pub struct ReasonCountBody {
    reason: AlertReasonCode,
    people: usize,
}

impl From<(AlertReason, usize)> for ReasonCountBody {
    fn from((reason, people): (AlertReason, usize)) -> Self {
        Self {
            reason: Word(reason),
            people,
        }
    }
}

/// An enterprise at which jobs may end soon.
#[derive(Serialize, ToSchema)]
pub struct FirmAlertBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    /// People at work there within reach.
    at_work: usize,
    /// Of these, people for whom there is a reason to look.
    alerted: usize,
    /// The mean urgency of all at work, 0 to 10,000.
    urgency_bp: u16,
    reasons: Vec<ReasonCountBody>,
}

impl From<Firm> for FirmAlertBody {
    fn from(firm: Firm) -> Self {
        Self {
            enterprise_id: firm.enterprise.map(|id| id.0),
            employer: firm.employer,
            at_work: firm.at_work,
            alerted: firm.alerted,
            urgency_bp: firm.urgency_bp,
            reasons: firm.reasons.into_iter().map(Into::into).collect(),
        }
    }
}

/// Whose people to look at.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FirmAlertQuery {
    /// Those with the home in this division.
    area: Option<String>,
}

/// List the enterprises at which jobs may end soon, the most urgent first, 200 at most.
#[utoipa::path(tag = "follow-up", operation_id = "list_enterprise_alerts", security(("token" = [])), params(FirmAlertQuery),
    extensions(("x-permission" = json!("alert_read"))),
    responses(
        (status = 200, description = "enterprises of people within reach", body = All<FirmAlertBody>),
    ))]
#[get("/alerts/enterprises")]
pub async fn enterprises(
    app: Data<App>,
    caller: Caller,
    query: Query<FirmAlertQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AlertRead)?;
    let filter = Filter {
        area: wire::division_parameter(query.area.as_deref())?,
        ..Filter::default()
    };
    let firms = services::alerts::enterprises(&app, &by, &filter).await?;
    let items: Vec<FirmAlertBody> = firms.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
