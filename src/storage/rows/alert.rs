use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub employment_id: Uuid,
    pub asks_for_help: bool,
    pub is_unreachable: bool,
    pub is_paid_below: bool,
    pub missed: i64,
    pub ends_soon_bp: Option<i64>,
    pub stability_model_id: Option<Uuid>,
    pub urgency_bp: i64,
    pub reckoned_on: Date,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
