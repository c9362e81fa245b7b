use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub placement_id: Uuid,
    pub kind: String,
    pub on_day: Date,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub account_id: Option<Uuid>,
    pub role: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub supersedes: Option<Uuid>,
    pub correction_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
