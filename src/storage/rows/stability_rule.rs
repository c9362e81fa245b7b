use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stability_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub division: Option<i64>,
    pub code: String,
    pub number: i64,
    pub name: String,
    pub source: String,
    pub months: i64,
    pub counting: String,
    pub gap_days: Option<i64>,
    pub within_days: Option<i64>,
    pub same_employer: bool,
    pub contract_months: Option<i64>,
    pub pay_floor_fen: Option<i64>,
    pub earned_floor_fen: Option<i64>,
    pub evidence: String,
    pub reach: String,
    pub way: String,
    pub post_kind: Option<String>,
    pub workplace: Option<i64>,
    pub effective_from: Date,
    pub effective_to: Option<Date>,
    pub created_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
