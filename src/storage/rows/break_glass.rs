use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "break_glass")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub grant_id: Uuid,
    pub role: String,
    pub division: Option<i64>,
    pub person_id: Option<Uuid>,
    pub home: Option<i64>,
    pub reason: String,
    pub on_day: Date,
    pub number_of_day: i64,
    pub opened_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
