use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "employment_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub employment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub started_on: Date,
    pub start_precision: String,
    pub known_from: Date,
    pub ended_on: Option<Date>,
    pub end_reason: Option<String>,
    pub voided: bool,
    pub kind: String,
    pub correction_reason: Option<String>,
    pub account_id: Option<Uuid>,
    pub role: Option<String>,
    pub import_id: Option<Uuid>,
    pub recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
