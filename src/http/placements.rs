//! Placements: offers, answers, departures, work.

use super::{
    Problem,
    paging::{Listed, Page},
    reply,
    wire::{
        self, CorrectionReasonCode, DivisionBody, EndReasonCode, NoShowReasonCode,
        RefusalReasonCode, RoleCode, StageCode, TierCode, WithdrawalReasonCode, Word,
    },
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
    storage::placements::{Event, Filter, Kept},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    id::{PersonId, PlacementId, VacancyId},
    placement::Life,
    trace::Act,
    words::Stage,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A step without a reason.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// The day on which it happened; today unless told.
    pub(super) on: Option<NaiveDate>,
}

/// An offer taken back, with its reason.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalBody {
    /// The day on which it was taken back; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Why.
    pub(super) reason: WithdrawalReasonCode,
}

/// Somebody who did not come, with the reason.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceBody {
    /// The day; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Why; `unknown` where nobody knows.
    pub(super) reason: NoShowReasonCode,
}

/// A no, with its reason.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalBody {
    /// The day on which it was said; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Why.
    pub(super) reason: RefusalReasonCode,
}

/// An end of work, with its reason.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingBody {
    /// The last day of work; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Why.
    pub(super) reason: EndReasonCode,
}

/// A placement.
#[derive(Serialize, ToSchema)]
pub struct PlacementBody {
    id: Uuid,
    person_id: Uuid,
    vacancy_id: Uuid,
    enterprise_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<Uuid>,
    home: DivisionBody,
    workplace: DivisionBody,
    tier: TierCode,
    /// Score of the proposal, 0 to 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_bp: Option<i32>,
    stage: StageCode,
    offered_on: NaiveDate,
    expires_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_on: Option<NaiveDate>,
    /// When the enterprise confirmed the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_reason: Option<EndReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal_reason: Option<RefusalReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal_reason: Option<WithdrawalReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_show_reason: Option<NoShowReasonCode>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Kept> for PlacementBody {
    fn from(kept: Kept) -> Self {
        let Kept {
            placement,
            version,
            created_at,
        } = kept;
        let life = placement.life;
        let closed = !life.is_live() && life != Life::Offered;
        let journey = match life {
            Life::Departed(_, left) => (Some(left), None),
            Life::Arrived(_, left, came) => (Some(left), Some(came)),
            Life::Working(work) | Life::Ended(work, ..) => work.journey.unzip(),
            _ => (None, None),
        };
        Self {
            id: placement.id.0,
            person_id: placement.person.0,
            vacancy_id: placement.vacancy.0,
            enterprise_id: placement.enterprise.0,
            run_id: placement.run.map(|id| id.0),
            home: placement.home.into(),
            workplace: placement.workplace.into(),
            tier: Word(placement.tier),
            score_bp: placement.score,
            stage: Word(life.stage()),
            offered_on: placement.offered_on,
            expires_on: placement.expires_on,
            accepted_on: life.yes().map(|yes| yes.on),
            confirmed_on: life.yes().and_then(|yes| yes.confirmed_on),
            departed_on: journey.0,
            arrived_on: journey.1,
            started_on: life.work().map(|(work, _)| work.on),
            closed_on: closed.then(|| placement.latest()),
            end_reason: match life {
                Life::Ended(_, _, why) => Some(Word(why)),
                _ => None,
            },
            refusal_reason: match life {
                Life::Declined(_, _, why) => Some(Word(why)),
                _ => None,
            },
            withdrawal_reason: match life {
                Life::Withdrawn(_, _, why) => Some(Word(why)),
                _ => None,
            },
            no_show_reason: match life {
                Life::NoShow(_, _, why) => Some(Word(why)),
                _ => None,
            },
            created_at,
            version,
        }
    }
}

/// One dated step.
#[derive(Serialize, ToSchema)]
pub struct EventBody {
    id: Uuid,
    /// What: `offered`, `accepted`, `confirmed`, `departed`, `arrived`, `started`, `check_in`, `ended` …; `retracted`
    /// where an earlier event is taken back.
    kind: String,
    on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The event that it stands in place of, or takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    supersedes: Option<Uuid>,
    /// Why it was told again.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction_reason: Option<CorrectionReasonCode>,
    /// In which role it was told; absent where the service did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    recorded_at: DateTime<Utc>,
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        Self {
            id: event.id.0,
            kind: event.kind,
            on: event.on,
            reason: event.reason,
            supersedes: event.supersedes.map(|id| id.0),
            correction_reason: event.correction_reason.map(Word),
            told_by: event.role.map(Word),
            recorded_at: event.recorded_at,
        }
    }
}

/// All that happened to a placement.
#[derive(Serialize, ToSchema)]
pub struct EventsBody {
    /// First told first.
    items: Vec<EventBody>,
}

/// Which placements to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PlacementQuery {
    /// Of this stage.
    #[param(value_type = Option<StageCode>)]
    stage: Option<StageCode>,
    /// With the home or the workplace in this division.
    area: Option<String>,
    /// At this post.
    vacancy: Option<Uuid>,
    /// Of this person.
    person: Option<Uuid>,
    /// As they were known at the end of this day, by what had been told until then; now unless told.
    known_on: Option<NaiveDate>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List placements.
#[utoipa::path(tag = "placements", operation_id = "list_placements", security(("token" = [])), params(PlacementQuery),
    extensions(("x-permission" = json!("placement_read"))),
    responses(
        (status = 200, description = "placements within reach", body = Listed<PlacementBody>),
    ))]
#[get("/placements")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<PlacementQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PlacementRead)?;
    let filter = Filter {
        stage: query.stage.map(|word| word.0),
        area: wire::division_parameter(query.area.as_deref())?,
        vacancy: query.vacancy.map(VacancyId),
        person: query.person.map(PersonId),
    };
    let known_on = wire::day_parameter(query.known_on)?;
    let spelt = format!(
        "placements {:?}",
        (
            filter.stage.map(Stage::code),
            filter.area,
            filter.vacancy,
            filter.person,
            known_on
        )
    );
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(PlacementId);
    let fetch = page.fetch();
    let rows = match known_on {
        None => services::placements::list(&app, &by, &filter, after, fetch).await?,
        Some(day) => {
            services::placements::list_known(&app, &by, &filter, after, fetch, day).await?
        }
    };
    let listed = page.listed(
        &app,
        rows,
        |kept| kept.placement.id.to_string(),
        PlacementBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// Of which day's knowledge is asked.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct KnownQuery {
    /// As it was known at the end of this day, by what had been told until then; now unless told.
    pub(super) known_on: Option<NaiveDate>,
}

/// Read a placement.
#[utoipa::path(tag = "placements", operation_id = "get_placement", security(("token" = [])), params(("id" = Uuid, Path), KnownQuery),
    extensions(("x-permission" = json!("placement_read"))),
    responses(
        (status = 200, description = "the placement", body = PlacementBody),
    ))]
#[get("/placements/{id}")]
pub async fn get(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<KnownQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PlacementRead)?;
    let id = PlacementId(*id);
    let Some(day) = wire::day_parameter(query.known_on)? else {
        let kept = services::placements::get(&app, &by, id).await?;
        return Ok(reply::tagged(kept.version, &PlacementBody::from(kept)));
    };
    // What was known once is read, not acted upon: no tag.
    let kept = services::placements::get_known(&app, &by, id, day).await?;
    Ok(HttpResponse::Ok().json(PlacementBody::from(kept)))
}

/// Read everything that happened to a placement.
#[utoipa::path(tag = "placements", operation_id = "list_placement_events", security(("token" = [])), params(("id" = Uuid, Path), KnownQuery),
    extensions(("x-permission" = json!("placement_read")), ("x-trace" = json!("placement_history_read"))),
    responses(
        (status = 200, description = "its events", body = EventsBody),
    ))]
#[get("/placements/{id}/events")]
pub async fn events(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<KnownQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PlacementRead)?;
    let day = wire::day_parameter(query.known_on)?;
    let id = PlacementId(*id);
    let person = services::placements::get(&app, &by, id)
        .await?
        .placement
        .person;
    let events = services::placements::events(&app, &by, id, day).await?;
    services::traces::saw(&app, &by, Act::PlacementHistoryRead, Some(id.0), [person]).await?;
    Ok(HttpResponse::Ok().json(EventsBody {
        items: events.into_iter().map(EventBody::from).collect(),
    }))
}
