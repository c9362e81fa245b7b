//! Departures on the wire.

use super::super::patch::Patch;
use super::super::wire::{
    self, DepartureFindingCode, DepartureStateCode, DivisionBody, Faults, NoShowReasonCode,
    SexCode, StageCode, TransportCode, Word,
};
use crate::{
    error::{Code, Error},
    services::departures::{Absent, Finding, NewDepartures},
    storage::departures::{Departure, Filter, Member, Plan},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    id::{PlacementId, RunId},
    phone::Phone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Departures to be made of a run's people.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeparturesBody {
    /// The run, committed.
    run_id: Uuid,
    /// How many may go with each at most.
    #[validate(range(min = 1, max = 2000))]
    capacity: u32,
    /// The day.
    leaves_on: NaiveDate,
    /// The hour at which people gather, `HH:MM`.
    #[validate(length(max = 5))]
    gathers_at: Option<String>,
    #[validate(length(min = 1, max = 200))]
    gathering_point: Option<String>,
    transport: Option<TransportCode>,
    /// Train number, plate, and the like.
    #[validate(length(min = 1, max = 200))]
    transport_detail: Option<String>,
    #[validate(length(min = 1, max = 64))]
    leader_name: Option<String>,
    leader_phone: Option<String>,
}

/// What is planned for a departure.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// How many may go at most.
    #[validate(range(min = 1, max = 2000))]
    capacity: u32,
    /// The day.
    leaves_on: NaiveDate,
    /// The hour at which people gather, `HH:MM`.
    #[validate(length(max = 5))]
    gathers_at: Option<String>,
    #[validate(length(min = 1, max = 200))]
    gathering_point: Option<String>,
    transport: Option<TransportCode>,
    /// Train number, plate, and the like.
    #[validate(length(min = 1, max = 200))]
    transport_detail: Option<String>,
    #[validate(length(min = 1, max = 64))]
    leader_name: Option<String>,
    leader_phone: Option<String>,
}

/// A change of what is planned.
pub type PlanPatch = Patch<PlanBody>;

/// How an hour is spelt.
const HOUR: &str = "%H:%M";

impl From<&Plan> for PlanBody {
    fn from(plan: &Plan) -> Self {
        let phone = plan.leader_phone.as_ref();
        Self {
            capacity: plan.capacity,
            leaves_on: plan.leaves_on,
            gathers_at: plan.gathers_at.map(|at| at.format(HOUR).to_string()),
            gathering_point: plan.gathering_point.clone(),
            transport: plan.transport.map(Word),
            transport_detail: plan.transport_detail.clone(),
            leader_name: plan.leader_name.clone(),
            leader_phone: phone.map(|phone| phone.reveal().to_owned()),
        }
    }
}

impl TryFrom<PlanBody> for Plan {
    type Error = Error;

    fn try_from(body: PlanBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let hour = body
            .gathers_at
            .as_deref()
            .map(|text| NaiveTime::parse_from_str(text, HOUR).map_err(|_| Code::WrongType));
        let gathers_at = faults.take("/gathers_at", hour.transpose()).flatten();
        let phone = body
            .leader_phone
            .as_deref()
            .map(|text| Phone::read(text).ok_or(Code::PhoneInvalid));
        let leader_phone = faults.take("/leader_phone", phone.transpose()).flatten();
        faults.or(Some(Self {
            capacity: body.capacity,
            leaves_on: body.leaves_on,
            gathers_at,
            gathering_point: body.gathering_point,
            transport: body.transport.map(|word| word.0),
            transport_detail: body.transport_detail,
            leader_name: body.leader_name,
            leader_phone,
        }))
    }
}

impl TryFrom<NewDeparturesBody> for NewDepartures {
    type Error = Error;

    fn try_from(body: NewDeparturesBody) -> Result<Self, Error> {
        let plan = PlanBody {
            capacity: body.capacity,
            leaves_on: body.leaves_on,
            gathers_at: body.gathers_at,
            gathering_point: body.gathering_point,
            transport: body.transport,
            transport_detail: body.transport_detail,
            leader_name: body.leader_name,
            leader_phone: body.leader_phone,
        };
        Ok(Self {
            run: RunId(body.run_id),
            plan: plan.try_into()?,
        })
    }
}

/// A departure.
#[derive(Serialize, ToSchema)]
pub struct DepartureBody {
    id: Uuid,
    run_id: Uuid,
    origin: DivisionBody,
    destination: DivisionBody,
    state: DepartureStateCode,
    /// How many are of it, as far as the caller sees.
    members: i64,
    #[serde(flatten)]
    plan: PlanBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    departed_on: Option<NaiveDate>,
    /// The day of the roll-call after which nobody was awaited any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_on: Option<NaiveDate>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<(Departure, i64)> for DepartureBody {
    fn from((departure, members): (Departure, i64)) -> Self {
        Self {
            id: departure.id.0,
            run_id: departure.run.0,
            origin: departure.origin.into(),
            destination: departure.destination.into(),
            state: Word(departure.state()),
            members,
            plan: PlanBody::from(&departure.plan),
            departed_on: departure.departed_on,
            arrived_on: departure.arrived_on,
            cancelled_on: departure.cancelled_on,
            created_at: departure.created_at,
            version: departure.version,
        }
    }
}

/// Somebody of a departure.
#[derive(Serialize, ToSchema)]
pub struct MemberBody {
    placement_id: Uuid,
    person_id: Uuid,
    name: String,
    sex: SexCode,
    /// First four and last four characters.
    citizen_id: String,
    /// Masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// For the offices of the home.
    #[serde(skip_serializing_if = "Option::is_none")]
    township: Option<String>,
    /// For the offices of the home.
    #[serde(skip_serializing_if = "Option::is_none")]
    village: Option<String>,
    employer: String,
    title: String,
    workplace: DivisionBody,
    stage: StageCode,
    /// Whether the enterprise has confirmed the person.
    confirmed: bool,
    /// What the roll-call on departure found.
    #[serde(skip_serializing_if = "Option::is_none")]
    boarded: Option<bool>,
    /// What the roll-call on arrival found.
    #[serde(skip_serializing_if = "Option::is_none")]
    came: Option<bool>,
}

impl From<&Member> for MemberBody {
    fn from(member: &Member) -> Self {
        let (person, placement) = (&member.person, &member.kept.placement);
        let yes = placement.life.yes();
        Self {
            placement_id: placement.id.0,
            person_id: person.id.0,
            name: person.name.clone(),
            sex: Word(person.sex),
            citizen_id: person.citizen_id.masked(),
            phone: person.phone.as_ref().map(Phone::masked),
            township: person.township.clone(),
            village: person.village.clone(),
            employer: member.employer.clone(),
            title: member.title.clone(),
            workplace: placement.workplace.into(),
            stage: Word(placement.life.stage()),
            confirmed: yes.is_some_and(|yes| yes.confirmed_on.is_some()),
            boarded: member.boarded,
            came: member.came,
        }
    }
}

/// Something that does not fit together.
#[derive(Serialize, ToSchema)]
pub struct FindingBody {
    departure_id: Uuid,
    leaves_on: NaiveDate,
    origin: DivisionBody,
    destination: DivisionBody,
    finding: DepartureFindingCode,
    member: MemberBody,
}

impl From<Finding> for FindingBody {
    fn from(found: Finding) -> Self {
        Self {
            departure_id: found.departure.id.0,
            leaves_on: found.departure.plan.leaves_on,
            origin: found.departure.origin.into(),
            destination: found.departure.destination.into(),
            finding: Word(found.what),
            member: MemberBody::from(&found.member),
        }
    }
}

/// Which departures to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DepartureQuery {
    /// Of this run.
    run: Option<Uuid>,
    /// From or to this division.
    area: Option<String>,
    /// So far come.
    #[param(value_type = Option<DepartureStateCode>)]
    state: Option<DepartureStateCode>,
    /// That leave on this day or later.
    from: Option<NaiveDate>,
    /// That leave on this day or earlier.
    to: Option<NaiveDate>,
    /// Rows a page, 50 unless told, 200 at most.
    pub(super) limit: Option<i64>,
    /// Where the page before ended.
    pub(super) cursor: Option<String>,
}

impl DepartureQuery {
    /// The filter.
    ///
    /// # Errors
    /// [`Code::ParameterMalformed`].
    pub fn filter(&self) -> Result<Filter, Error> {
        Ok(Filter {
            run: self.run.map(RunId),
            area: wire::division_parameter(self.area.as_deref())?,
            state: self.state.map(|word| word.0),
            from: wire::day_parameter(self.from)?,
            to: wire::day_parameter(self.to)?,
        })
    }
}

/// In which departures to look; the first thousand are looked through.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FindingQuery {
    /// Of this run.
    pub(super) run: Option<Uuid>,
    /// From or to this division.
    pub(super) area: Option<String>,
    /// That leave on this day or later.
    pub(super) from: Option<NaiveDate>,
    /// That leave on this day or earlier.
    pub(super) to: Option<NaiveDate>,
}

/// Who joins a departure and who does not come along.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlterationBody {
    /// Placements.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub(super) add: Vec<Uuid>,
    /// Placements.
    #[serde(default)]
    #[validate(length(max = 500))]
    pub(super) remove: Vec<Uuid>,
}

/// Somebody who is not there.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsentBody {
    /// Whose placement.
    placement_id: Uuid,
    /// Why they do not come at all; left out where they may come later.
    reason: Option<NoShowReasonCode>,
}

impl From<AbsentBody> for Absent {
    fn from(body: AbsentBody) -> Self {
        Self {
            placement: PlacementId(body.placement_id),
            reason: body.reason.map(|word| word.0),
        }
    }
}

/// A roll-call on departure: everybody is there except those who are named.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardingBody {
    /// The day; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Who is not there.
    #[serde(default)]
    #[validate(length(max = 2000))]
    pub(super) absent: Vec<AbsentBody>,
}

/// A roll-call on arrival: everybody who left is there except those who are named.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalBody {
    /// The day; today unless told.
    pub(super) on: Option<NaiveDate>,
    /// Who is not there.
    #[serde(default)]
    #[validate(length(max = 2000))]
    pub(super) absent: Vec<AbsentBody>,
    /// Placements of those who are there though they were not called on departure.
    #[serde(default)]
    #[validate(length(max = 2000))]
    pub(super) also: Vec<Uuid>,
}
