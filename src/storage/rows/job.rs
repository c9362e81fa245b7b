use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub done: i64,
    pub total: Option<i64>,
    pub unit: String,
    pub phase: Option<String>,
    pub gap_ppm: Option<i64>,
    pub counts: Json,
    pub error: Option<Json>,
    pub attempts: i64,
    pub run_at: DateTimeUtc,
    pub leased_until: Option<DateTimeUtc>,
    pub cancel_asked: bool,
    pub account_id: Option<Uuid>,
    pub grant_id: Option<Uuid>,
    pub division: Option<i64>,
    pub enterprise_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
