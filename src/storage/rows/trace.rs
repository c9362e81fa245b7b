use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trace")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub who: String,
    pub account_id: Option<Uuid>,
    pub grant_id: Option<Uuid>,
    pub role: Option<String>,
    pub division: Option<i64>,
    pub enterprise_id: Option<Uuid>,
    pub work: Option<String>,
    pub act: String,
    pub object_id: Option<Uuid>,
    pub detail: Option<String>,
    pub purpose: Option<String>,
    pub things: Option<i64>,
    pub digest: Option<Vec<u8>>,
    pub people: i64,
    pub people_digest: Option<Vec<u8>>,
    pub hash: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
