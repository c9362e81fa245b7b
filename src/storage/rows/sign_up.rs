use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_up")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub credit_code: String,
    pub name: String,
    pub division: i64,
    pub contact_name: Option<String>,
    pub contact_phone_sealed: Option<Vec<u8>>,
    pub username: String,
    pub password_hash: Option<String>,
    pub asked_by: Option<Uuid>,
    pub outcome: Option<String>,
    pub refusal_reason: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    pub enterprise_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
