use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub occasion: String,
    pub account_id: Uuid,
    pub channel: String,
    pub kind: String,
    pub facts: Json,
    pub state: String,
    pub run_at: DateTimeUtc,
    pub since: DateTimeUtc,
    pub attempts: i64,
    pub leased_until: Option<DateTimeUtc>,
    pub fault: Option<String>,
    pub reply: Option<String>,
    pub digest_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
