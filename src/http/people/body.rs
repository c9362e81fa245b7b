//! People on the wire: who asks decides what is told.

use super::super::wire::{
    CertificateCode, ChannelCode, DivisionBody, EndReasonCode, LabourAbilityCode, Money,
    PrecisionCode, RegisterCategoryCode, RelationCode, RoleCode, SchoolingCode, SexCode, SkillBody,
    TradeCode, TrainingWishCode, WillingnessCode, Word, spelt,
};
use crate::{
    services::people::Seen,
    storage::{
        employments::Job,
        people::{Now, Past, Person, Wishes},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{citizen_id::age_on, words::Role};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person. Members that are not told to the caller's role are absent.
#[derive(Serialize, ToSchema)]
pub struct PersonBody {
    id: Uuid,
    name: String,
    /// First four and last four characters.
    #[schema(example = "5224**********9975")]
    citizen_id: String,
    /// In full for the person; masked for others. Whoever has to call reveals it for a purpose, or takes the list to phone by.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    sex: SexCode,
    /// Whole years today.
    age: u32,
    home: DivisionBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    schooling: Option<SchoolingCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mandarin: Option<bool>,
    skills: Vec<SkillBody>,
    certificates: Vec<CertificateCode>,
    status: StatusBody,
    /// For the home county, its province and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<OwnBody>,
    /// For the home county and its province.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    register_category: Option<RegisterCategoryCode>,
    /// The day on which the county stood by this row.
    as_of: NaiveDate,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

/// What only the home county, its province and the person see.
#[derive(Serialize, ToSchema)]
pub struct OwnBody {
    born: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    township: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    village: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    household_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<RelationCode>,
    in_school: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    labour_ability: Option<LabourAbilityCode>,
    wishes: WishesBody,
    /// Since when matching may use this row; absent after withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    matching_consent_on: Option<NaiveDate>,
}

/// What a person wishes for.
#[derive(Serialize, ToSchema)]
pub struct WishesBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    willingness: Option<WillingnessCode>,
    /// In order of preference.
    divisions: Vec<DivisionBody>,
    /// In order of preference.
    trades: Vec<TradeCode>,
    /// The least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    training: Option<TrainingWishCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    training_trade: Option<TradeCode>,
}

/// What somebody does now, as dated facts tell.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StatusBody {
    /// No job.
    OutOfWork,
    /// On the way to a post since the day of the yes.
    Placed {
        /// The placement.
        placement_id: Uuid,
        /// The day of the yes.
        since: NaiveDate,
    },
    /// In a job since.
    Away {
        /// The job.
        employment_id: Uuid,
        /// Its first day.
        since: NaiveDate,
    },
    /// On the way to a post, or in a job, that the caller does not see.
    Elsewhere,
}

impl From<Now> for StatusBody {
    fn from(now: Now) -> Self {
        match now {
            Now::OutOfWork => Self::OutOfWork,
            Now::Placed(id, since) => Self::Placed {
                placement_id: id.0,
                since,
            },
            Now::Away(id, since) => Self::Away {
                employment_id: id.0,
                since,
            },
            Now::Elsewhere => Self::Elsewhere,
        }
    }
}

/// A person as somebody in this role may see it, on a day.
pub fn shaped(role: Option<Role>, today: NaiveDate, (person, now): Seen) -> PersonBody {
    let is_host = matches!(role, Some(Role::BureauEast | Role::Enterprise));
    let is_own = role == Some(Role::Worker);
    let keeps_register = matches!(role, Some(Role::CountyWest | Role::Province));
    PersonBody {
        id: person.id.0,
        citizen_id: person.citizen_id.masked(),
        phone: person.phone.as_ref().map(|phone| {
            if is_own {
                phone.reveal().to_owned()
            } else {
                phone.masked()
            }
        }),
        sex: Word(person.sex),
        age: age_on(person.born, today),
        home: person.home.into(),
        schooling: person.schooling.map(Word),
        mandarin: person.mandarin,
        skills: person.skills.iter().copied().map(Into::into).collect(),
        certificates: spelt(&person.certificates),
        status: now.into(),
        register_category: person
            .register_category
            .filter(|_| keeps_register)
            .map(Word),
        as_of: person.as_of,
        created_at: person.created_at,
        updated_at: person.updated_at,
        version: person.version,
        name: person.name.clone(),
        own: (!is_host).then(|| own(person)),
    }
}

fn own(person: Person) -> OwnBody {
    OwnBody {
        born: person.born,
        township: person.township,
        village: person.village,
        household_number: person.household_number,
        relation: person.relation.map(Word),
        in_school: person.in_school,
        labour_ability: person.labour_ability.map(Word),
        wishes: person.wishes.into(),
        matching_consent_on: person.matching_consent_on,
    }
}

impl From<Wishes> for WishesBody {
    fn from(wishes: Wishes) -> Self {
        Self {
            willingness: wishes.willingness.map(Word),
            divisions: wishes.divisions.into_iter().map(Into::into).collect(),
            trades: spelt(&wishes.trades),
            pay: wishes.pay_fen.map(Money::monthly),
            ready_from: wishes.ready_from,
            training: wishes.training.map(Word),
            training_trade: wishes.training_trade.map(Word),
        }
    }
}

/// A dated job.
#[derive(Serialize, ToSchema)]
pub struct EmploymentBody {
    id: Uuid,
    /// The placement that became it.
    #[serde(skip_serializing_if = "Option::is_none")]
    placement_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
    /// The place as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trade: Option<TradeCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_min: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_max: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelCode>,
    started_on: NaiveDate,
    start_precision: PrecisionCode,
    /// The first day on which the service knew of it.
    known_from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_reason: Option<EndReasonCode>,
    /// In which role it was told; absent where a sheet or a placement did.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    /// When the service was told of it.
    recorded_at: DateTime<Utc>,
    version: i64,
}

impl From<Job> for EmploymentBody {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.0,
            placement_id: job.placement.map(|id| id.0),
            workplace: job.workplace.map(Into::into),
            place: job.place_text,
            employer: job.employer,
            trade: job.trade.map(Word),
            pay_min: job.pay_fen.0.map(Money::monthly),
            pay_max: job.pay_fen.1.map(Money::monthly),
            channel: job.channel.map(Word),
            started_on: job.facts.started_on,
            start_precision: Word(job.facts.precision),
            known_from: job.facts.known_from,
            ended_on: job.facts.ended_on,
            end_reason: job.facts.end_reason.map(Word),
            told_by: job.role.map(Word),
            recorded_at: job.recorded_at,
            version: job.version,
        }
    }
}

/// A row as it stood before it was changed.
#[derive(Serialize, ToSchema)]
pub struct PersonChangeBody {
    /// The version that was changed.
    version: i64,
    /// Since which day the row says otherwise.
    as_of: NaiveDate,
    /// What the changed columns said, by column; null too where that is not told.
    #[schema(value_type = Object)]
    was: serde_json::Map<String, serde_json::Value>,
    recorded_at: DateTime<Utc>,
}

impl From<Past> for PersonChangeBody {
    fn from(past: Past) -> Self {
        Self {
            version: past.version,
            as_of: past.as_of,
            was: past.was,
            recorded_at: past.recorded_at,
        }
    }
}

/// A list that is answered whole.
#[derive(Serialize, ToSchema)]
pub struct All<T> {
    /// The rows.
    pub items: Vec<T>,
}
