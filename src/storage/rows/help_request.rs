use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub employment_id: Option<Uuid>,
    pub reason: String,
    pub asked_on: Date,
    pub account_id: Option<Uuid>,
    pub role: Option<String>,
    pub outcome: Option<String>,
    pub closed_on: Option<Date>,
    pub closed_by: Option<Uuid>,
    pub version: i64,
    pub recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
