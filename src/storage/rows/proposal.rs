use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub vacancy_id: Uuid,
    pub party_id: Option<Uuid>,
    pub tier: String,
    pub score: i32,
    pub partner_points: i32,
    pub skill_points: i32,
    pub pay_points: i32,
    pub place_points: i32,
    pub stability_points: i32,
    pub first_points: i32,
    pub unknown: String,
    pub pinned: bool,
    pub decided_by: String,
    pub runner_up_id: Option<Uuid>,
    pub runner_up_score: Option<i32>,
    pub runner_up_full: Option<bool>,
    pub runner_up_people: Option<i32>,
    pub runner_up_price: Option<i64>,
    pub not_offered: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
