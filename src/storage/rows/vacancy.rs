use crate::{
    error::Error,
    storage::columns::{
        division, list, number, number_if, skill_list, skills, word, word_if, words,
    },
};
use domain::{
    coded::Coded,
    id::{EnterpriseId, JobId, VacancyId},
    vacancy::{Posting, Vacancy},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vacancy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub enterprise_id: Uuid,
    pub kind: String,
    pub title: String,
    pub trade: String,
    pub description: Option<String>,
    pub openings: i64,
    pub taken: i64,
    pub workplace: i64,
    pub pay_min_fen: i64,
    pub pay_max_fen: i64,
    pub schooling_min: Option<String>,
    pub required_certificates: String,
    pub preferred_certificates: String,
    pub required_skills: String,
    pub preferred_skills: String,
    pub age_min: Option<i64>,
    pub age_max: Option<i64>,
    pub hours_per_day: Option<i64>,
    pub rest_days_per_month: Option<i64>,
    pub board: Option<bool>,
    pub lodging: Option<bool>,
    pub social_insurance: Option<bool>,
    pub contract_kind: Option<String>,
    pub contract_months: Option<i64>,
    pub hazards: String,
    pub couple_rooms: i64,
    pub mandarin_needed: bool,
    pub start_from: Option<Date>,
    pub start_to: Option<Date>,
    pub closes_on: Option<Date>,
    pub confirmed_on: Date,
    pub closed_on: Option<Date>,
    pub import_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Vacancy {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let posting = Posting {
            kind: word(&row.kind)?,
            title: row.title,
            trade: word(&row.trade)?,
            description: row.description,
            openings: number(row.openings)?,
            workplace: division(row.workplace)?,
            pay_min_fen: row.pay_min_fen,
            pay_max_fen: row.pay_max_fen,
            schooling_min: word_if(row.schooling_min.as_deref())?,
            required_certificates: words(&row.required_certificates)?,
            preferred_certificates: words(&row.preferred_certificates)?,
            required_skills: skills(&row.required_skills)?,
            preferred_skills: skills(&row.preferred_skills)?,
            age_min: number_if(row.age_min)?,
            age_max: number_if(row.age_max)?,
            hours_per_day: number_if(row.hours_per_day)?,
            rest_days_per_month: number_if(row.rest_days_per_month)?,
            board: row.board,
            lodging: row.lodging,
            social_insurance: row.social_insurance,
            contract_kind: word_if(row.contract_kind.as_deref())?,
            contract_months: number_if(row.contract_months)?,
            hazards: words(&row.hazards)?,
            couple_rooms: number(row.couple_rooms)?,
            mandarin_needed: row.mandarin_needed,
            start_from: row.start_from,
            start_to: row.start_to,
            closes_on: row.closes_on,
        };
        Ok(Self {
            id: VacancyId(row.id),
            enterprise: EnterpriseId(row.enterprise_id),
            posting,
            taken: number(row.taken)?,
            confirmed_on: row.confirmed_on,
            closed_on: row.closed_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl From<&Vacancy> for ActiveModel {
    /// Everything that a change may write. What is set once and what is counted is not among it.
    fn from(vacancy: &Vacancy) -> Self {
        let said = &vacancy.posting;
        Self {
            kind: Set(said.kind.code().to_owned()),
            title: Set(said.title.clone()),
            trade: Set(said.trade.code().to_owned()),
            description: Set(said.description.clone()),
            openings: Set(said.openings.into()),
            workplace: Set(said.workplace.widened()),
            pay_min_fen: Set(said.pay_min_fen),
            pay_max_fen: Set(said.pay_max_fen),
            schooling_min: Set(said.schooling_min.map(|word| word.code().to_owned())),
            required_certificates: Set(list(&said.required_certificates)),
            preferred_certificates: Set(list(&said.preferred_certificates)),
            required_skills: Set(skill_list(&said.required_skills)),
            preferred_skills: Set(skill_list(&said.preferred_skills)),
            age_min: Set(said.age_min.map(i64::from)),
            age_max: Set(said.age_max.map(i64::from)),
            hours_per_day: Set(said.hours_per_day.map(i64::from)),
            rest_days_per_month: Set(said.rest_days_per_month.map(i64::from)),
            board: Set(said.board),
            lodging: Set(said.lodging),
            social_insurance: Set(said.social_insurance),
            contract_kind: Set(said.contract_kind.map(|word| word.code().to_owned())),
            contract_months: Set(said.contract_months.map(i64::from)),
            hazards: Set(list(&said.hazards)),
            couple_rooms: Set(said.couple_rooms.into()),
            mandarin_needed: Set(said.mandarin_needed),
            start_from: Set(said.start_from),
            start_to: Set(said.start_to),
            closes_on: Set(said.closes_on),
            confirmed_on: Set(vacancy.confirmed_on),
            closed_on: Set(vacancy.closed_on),
            updated_at: Set(vacancy.updated_at),
            ..Default::default()
        }
    }
}

impl ActiveModel {
    /// A whole row; `import` is the sheet that it came in last.
    pub fn fresh(vacancy: &Vacancy, import: Option<JobId>) -> Self {
        Self {
            id: Set(vacancy.id.0),
            enterprise_id: Set(vacancy.enterprise.0),
            taken: Set(vacancy.taken.into()),
            import_id: Set(import.map(|id| id.0)),
            version: Set(vacancy.version),
            created_at: Set(vacancy.created_at),
            ..Self::from(vacancy)
        }
    }
}
