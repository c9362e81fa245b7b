use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub email_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub language: String,
    pub channels: String,
    pub rhythm: String,
    pub version: i64,
    pub updated_at: DateTimeUtc,
    pub email_confirmed_at: Option<DateTimeUtc>,
    pub email_asked_at: Option<DateTimeUtc>,
    pub email_asked_on: Option<Date>,
    pub email_asked: i64,
    pub email_tries: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
