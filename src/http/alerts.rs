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
    services::{self, Permission},
    storage::{
        alerts::{Alert, Filter, Firm},
        people::Person,
    },
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
    /// Of jobs as old as this one, the share that ends within ninety days, 0 to 10,000: as the model in use foretells, or
    /// else as it was with jobs that were watched, those of the same enterprise above all. Absent where nobody was watched
    /// for as long, and for jobs that are younger than the last reckoning of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_within_90_days_bp: Option<u16>,
    /// The model that foretells that share, where one is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    stability_model_id: Option<Uuid>,
    /// The day on which this was reckoned: that of all, or of what was told of the job since.
    reckoned_on: NaiveDate,
}

impl From<(Alert, Option<Person>)> for AlertBody {
    fn from((alert, person): (Alert, Option<Person>)) -> Self {
        Self {
            employment_id: alert.employment.0,
            person_id: alert.person.0,
            name: person.map(|person| person.name),
            home: alert.home.into(),
            enterprise_id: alert.enterprise.map(|id| id.0),
            employer: alert.employer,
            started_on: alert.started_on,
            urgency_bp: alert.urgency_bp,
            reasons: wire::spelt(&alert.signs.reasons()),
            missed_rounds: alert.signs.missed,
            ends_within_90_days_bp: alert.signs.ends_soon_bp,
            stability_model_id: alert.model.map(|id| id.0),
            reckoned_on: alert.reckoned_on,
        }
    }
}

/// People whose job may end soon, as it was reckoned.
#[derive(Serialize, ToSchema)]
pub struct AlertsBody<T> {
    /// The day on which all jobs were reckoned last. Absent where they never were: then only those are listed of whom
    /// something was told since.
    #[serde(skip_serializing_if = "Option::is_none")]
    reckoned_on: Option<NaiveDate>,
    #[serde(flatten)]
    listed: T,
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
        (status = 200, description = "people within reach", body = AlertsBody<Listed<AlertBody>>),
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
    let after = after.transpose()?;
    let rows = services::alerts::people(&app, &by, &filter, after, page.fetch()).await?;
    let people = page.shown(&rows).iter().map(|(alert, _)| alert.person);
    services::traces::saw(&app, &by, Act::AlertsRead, None, people).await?;
    let listed = page.listed(
        &app,
        rows,
        |(alert, _)| format!("{} {}", alert.urgency_bp, alert.employment),
        AlertBody::from,
    );
    let reckoned_on = services::alerts::reckoned_on(&app).await?;
    Ok(HttpResponse::Ok().json(AlertsBody {
        reckoned_on,
        listed,
    }))
}

fn place(key: &str) -> Option<(u16, EmploymentId)> {
    let (urgency, id) = key.split_once(' ')?;
    Some((urgency.parse().ok()?, EmploymentId(id.parse().ok()?)))
}

/// For how many people there is a reason to look.
#[derive(Serialize, ToSchema)]
pub struct ReasonCountBody {
    reason: AlertReasonCode,
    people: u64,
}

impl From<(AlertReason, u64)> for ReasonCountBody {
    fn from((reason, people): (AlertReason, u64)) -> Self {
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
    at_work: u64,
    /// Of these, people for whom there is a reason to look.
    alerted: u64,
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
        (status = 200, description = "enterprises of people within reach", body = AlertsBody<All<FirmAlertBody>>),
    ))]
#[get("/alerts/enterprises")]
pub async fn enterprises(
    app: Data<App>,
    caller: Caller,
    query: Query<FirmAlertQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::AlertRead)?;
    let area = wire::division_parameter(query.area.as_deref())?;
    let firms = services::alerts::enterprises(&app, &by, area).await?;
    let items: Vec<FirmAlertBody> = firms.into_iter().map(Into::into).collect();
    let reckoned_on = services::alerts::reckoned_on(&app).await?;
    Ok(HttpResponse::Ok().json(AlertsBody {
        reckoned_on,
        listed: All { items },
    }))
}
