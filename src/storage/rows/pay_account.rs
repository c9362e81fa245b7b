use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pay_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub employment_id: Uuid,
    pub digest: Vec<u8>,
    pub told_on: Date,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
