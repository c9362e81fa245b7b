use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub vacancy_id: Uuid,
    pub enterprise_id: Uuid,
    pub run_id: Option<Uuid>,
    pub home: i64,
    pub workplace: i64,
    pub tier: String,
    pub score: Option<i32>,
    pub stage: String,
    pub offered_on: Date,
    pub expires_on: Date,
    pub accepted_on: Option<Date>,
    pub confirmed_on: Option<Date>,
    pub departed_on: Option<Date>,
    pub arrived_on: Option<Date>,
    pub started_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub end_reason: Option<String>,
    pub refusal_reason: Option<String>,
    pub withdrawal_reason: Option<String>,
    pub no_show_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
