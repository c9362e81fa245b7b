use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub credit_code: String,
    pub name: String,
    pub division: i64,
    pub industry: Option<String>,
    pub size: Option<String>,
    pub contact_name: Option<String>,
    pub contact_phone_sealed: Option<Vec<u8>>,
    pub verified_on: Option<Date>,
    pub verified_by: Option<Uuid>,
    pub suspended_on: Option<Date>,
    pub suspension_reason: Option<String>,
    pub entered_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
