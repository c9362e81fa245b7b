use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "departure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub run_id: Uuid,
    pub origin: i64,
    pub destination: i64,
    pub capacity: i64,
    pub leaves_on: Date,
    pub gathers_at: Option<String>,
    pub gathering_point: Option<String>,
    pub transport: Option<String>,
    pub transport_detail: Option<String>,
    pub leader_name: Option<String>,
    pub leader_phone_sealed: Option<Vec<u8>>,
    pub departed_on: Option<Date>,
    pub arrived_on: Option<Date>,
    pub cancelled_on: Option<Date>,
    pub version: i64,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
