use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "departure_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub departure_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub placement_id: Uuid,
    pub place: i64,
    pub boarded: Option<bool>,
    pub came: Option<bool>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
