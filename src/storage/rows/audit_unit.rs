use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub audit_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub employment_id: Uuid,
    pub stratum: i64,
    pub home: i64,
    pub workplace: Option<i64>,
    pub place: Option<i64>,
    pub reported_by: Option<Uuid>,
    pub finding: Option<String>,
    pub found_on: Option<Date>,
    pub found_by: Option<Uuid>,
    pub found_role: Option<String>,
    pub recorded_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
