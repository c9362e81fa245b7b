use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub employment_id: Uuid,
    pub kind: String,
    pub on_day: Date,
    pub since_day: Option<Date>,
    pub pay_fen: Option<i64>,
    pub contract_months: Option<i64>,
    pub file_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub role: Option<String>,
    pub act_id: Uuid,
    pub recorded_at: DateTimeUtc,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
