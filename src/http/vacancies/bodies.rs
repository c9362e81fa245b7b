//! How a post is spelt on the wire.

use crate::{
    error::Error,
    http::wire::{
        self, CertificateCode, ContractKindCode, DivisionBody, Faults, HazardCode, Money,
        SchoolingCode, SkillBody, TradeCode, VacancyKindCode, WarningCode, Word, spelt, unspelt,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::EnterpriseId,
    vacancy::{Posting, Vacancy},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A post to be put up. A change takes the same members, none of them required.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVacancy {
    /// Whose; set once.
    pub(super) enterprise_id: Uuid,
    kind: VacancyKindCode,
    /// What the post is called.
    #[validate(length(min = 1, max = 100))]
    title: String,
    trade: TradeCode,
    /// Everything else there is to say.
    #[validate(length(min = 1, max = 1300))]
    description: Option<String>,
    /// How many people are wanted.
    #[schema(minimum = 1, maximum = 100_000)]
    openings: u32,
    /// A prefecture or what lies in it.
    #[schema(example = "441900")]
    workplace: String,
    pay_min: Money,
    pay_max: Money,
    schooling_min: Option<SchoolingCode>,
    /// Without these nobody is taken.
    #[serde(default)]
    #[validate(length(max = 20))]
    required_certificates: Vec<CertificateCode>,
    #[serde(default)]
    #[validate(length(max = 20))]
    preferred_certificates: Vec<CertificateCode>,
    /// Without these nobody is taken.
    #[serde(default)]
    #[validate(length(max = 20))]
    required_skills: Vec<SkillBody>,
    #[serde(default)]
    #[validate(length(max = 20))]
    preferred_skills: Vec<SkillBody>,
    /// Full years, 16 at least.
    age_min: Option<u8>,
    /// Full years.
    age_max: Option<u8>,
    /// More than 8 gives a warning.
    hours_per_day: Option<u8>,
    /// Fewer than 4 give a warning.
    rest_days_per_month: Option<u8>,
    /// Whether meals are given.
    board: Option<bool>,
    /// Whether a bed is given.
    lodging: Option<bool>,
    social_insurance: Option<bool>,
    contract_kind: Option<ContractKindCode>,
    contract_months: Option<u16>,
    /// They close the post to people under 18.
    #[serde(default)]
    #[validate(length(max = 20))]
    hazards: Vec<HazardCode>,
    #[serde(default)]
    couple_rooms: u32,
    #[serde(default)]
    mandarin_needed: bool,
    /// The first day on which work may start.
    start_from: Option<NaiveDate>,
    /// The last day on which work may start.
    start_to: Option<NaiveDate>,
    /// The last day on which the post takes candidates.
    closes_on: Option<NaiveDate>,
}

impl From<&Vacancy> for NewVacancy {
    fn from(vacancy: &Vacancy) -> Self {
        let said = &vacancy.posting;
        Self {
            enterprise_id: vacancy.enterprise.0,
            kind: Word(said.kind),
            title: said.title.clone(),
            trade: Word(said.trade),
            description: said.description.clone(),
            openings: said.openings,
            workplace: said.workplace.to_string(),
            pay_min: Money::monthly(said.pay_min_fen),
            pay_max: Money::monthly(said.pay_max_fen),
            schooling_min: said.schooling_min.map(Word),
            required_certificates: spelt(&said.required_certificates),
            preferred_certificates: spelt(&said.preferred_certificates),
            required_skills: said
                .required_skills
                .iter()
                .copied()
                .map(SkillBody::from)
                .collect(),
            preferred_skills: said
                .preferred_skills
                .iter()
                .copied()
                .map(SkillBody::from)
                .collect(),
            age_min: said.age_min,
            age_max: said.age_max,
            hours_per_day: said.hours_per_day,
            rest_days_per_month: said.rest_days_per_month,
            board: said.board,
            lodging: said.lodging,
            social_insurance: said.social_insurance,
            contract_kind: said.contract_kind.map(Word),
            contract_months: said.contract_months,
            hazards: spelt(&said.hazards),
            couple_rooms: said.couple_rooms,
            mandarin_needed: said.mandarin_needed,
            start_from: said.start_from,
            start_to: said.start_to,
            closes_on: said.closes_on,
        }
    }
}

impl TryFrom<NewVacancy> for (EnterpriseId, Posting) {
    type Error = Error;

    fn try_from(body: NewVacancy) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let workplace = faults.take("/workplace", wire::division(&body.workplace));
        let required_skills =
            SkillBody::read("/required_skills", &body.required_skills, &mut faults);
        let preferred_skills =
            SkillBody::read("/preferred_skills", &body.preferred_skills, &mut faults);
        let posting = workplace.map(|workplace| Posting {
            kind: body.kind.0,
            title: body.title,
            trade: body.trade.0,
            description: body.description,
            openings: body.openings,
            workplace,
            pay_min_fen: body.pay_min.amount,
            pay_max_fen: body.pay_max.amount,
            schooling_min: body.schooling_min.map(|word| word.0),
            required_certificates: unspelt(body.required_certificates),
            preferred_certificates: unspelt(body.preferred_certificates),
            required_skills,
            preferred_skills,
            age_min: body.age_min,
            age_max: body.age_max,
            hours_per_day: body.hours_per_day,
            rest_days_per_month: body.rest_days_per_month,
            board: body.board,
            lodging: body.lodging,
            social_insurance: body.social_insurance,
            contract_kind: body.contract_kind.map(|word| word.0),
            contract_months: body.contract_months,
            hazards: unspelt(body.hazards),
            couple_rooms: body.couple_rooms,
            mandarin_needed: body.mandarin_needed,
            start_from: body.start_from,
            start_to: body.start_to,
            closes_on: body.closes_on,
        });
        faults.or(posting.map(|posting| (EnterpriseId(body.enterprise_id), posting)))
    }
}

/// A post.
#[derive(Serialize, ToSchema)]
pub struct VacancyBody {
    id: Uuid,
    enterprise_id: Uuid,
    kind: VacancyKindCode,
    title: String,
    trade: TradeCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    openings: u32,
    /// Openings that are given already.
    taken: u32,
    workplace: DivisionBody,
    pay_min: Money,
    pay_max: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    schooling_min: Option<SchoolingCode>,
    required_certificates: Vec<CertificateCode>,
    preferred_certificates: Vec<CertificateCode>,
    required_skills: Vec<SkillBody>,
    preferred_skills: Vec<SkillBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_min: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_max: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_per_day: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest_days_per_month: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lodging: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    social_insurance: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_kind: Option<ContractKindCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_months: Option<u16>,
    hazards: Vec<HazardCode>,
    couple_rooms: u32,
    mandarin_needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes_on: Option<NaiveDate>,
    confirmed_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    /// Whether it takes candidates today.
    open: bool,
    /// Whether nobody has confirmed it for 30 days, so that it takes no part in matching.
    stale: bool,
    /// What an officer should look at.
    warnings: Vec<WarningCode>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

impl VacancyBody {
    /// The post as it stands on a day.
    pub fn on(today: NaiveDate, vacancy: &Vacancy) -> Self {
        let said = NewVacancy::from(vacancy);
        Self {
            id: vacancy.id.0,
            enterprise_id: said.enterprise_id,
            kind: said.kind,
            title: said.title,
            trade: said.trade,
            description: said.description,
            openings: said.openings,
            taken: vacancy.taken,
            workplace: vacancy.posting.workplace.into(),
            pay_min: said.pay_min,
            pay_max: said.pay_max,
            schooling_min: said.schooling_min,
            required_certificates: said.required_certificates,
            preferred_certificates: said.preferred_certificates,
            required_skills: said.required_skills,
            preferred_skills: said.preferred_skills,
            age_min: said.age_min,
            age_max: said.age_max,
            hours_per_day: said.hours_per_day,
            rest_days_per_month: said.rest_days_per_month,
            board: said.board,
            lodging: said.lodging,
            social_insurance: said.social_insurance,
            contract_kind: said.contract_kind,
            contract_months: said.contract_months,
            hazards: said.hazards,
            couple_rooms: said.couple_rooms,
            mandarin_needed: said.mandarin_needed,
            start_from: said.start_from,
            start_to: said.start_to,
            closes_on: said.closes_on,
            confirmed_on: vacancy.confirmed_on,
            closed_on: vacancy.closed_on,
            open: vacancy.is_open_on(today),
            stale: vacancy.is_stale_on(today),
            warnings: spelt(&vacancy.posting.warnings()),
            created_at: vacancy.created_at,
            updated_at: vacancy.updated_at,
            version: vacancy.version,
        }
    }
}
