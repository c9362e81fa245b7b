use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub division: i64,
    pub side: String,
    pub on_day: Date,
    pub since_day: Date,
    pub seed: i64,
    pub margin_percent: Option<i64>,
    pub total: Option<i64>,
    pub frame_digest: Vec<u8>,
    pub frame_size: i64,
    pub sample_size: i64,
    pub closed_on: Option<Date>,
    pub created_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
