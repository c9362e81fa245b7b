use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "employment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub placement_id: Option<Uuid>,
    pub workplace: Option<i64>,
    pub place_text: Option<String>,
    pub employer: Option<String>,
    pub trade: Option<String>,
    pub pay_min_fen: Option<i64>,
    pub pay_max_fen: Option<i64>,
    pub channel: Option<String>,
    pub started_on: Date,
    pub start_precision: String,
    pub known_from: Date,
    pub ended_on: Option<Date>,
    pub end_reason: Option<String>,
    pub import_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub voided: bool,
    pub account_id: Option<Uuid>,
    pub role: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
