use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub division: i64,
    pub on_day: Date,
    pub objective: String,
    pub weights: Json,
    pub expected_arrivals: Option<i64>,
    pub prices_of: Option<Uuid>,
    pub learnt_from: Option<i64>,
    pub input_digest: Option<Vec<u8>>,
    pub people: Option<i64>,
    pub posts: Option<i64>,
    pub openings: Option<i64>,
    pub eligible_pairs: Option<i64>,
    pub placed: Option<i64>,
    pub people_bound: Option<i64>,
    pub score: Option<i64>,
    pub bound: Option<i64>,
    pub unmet_pins: Option<Json>,
    pub duration_ms: Option<i64>,
    pub committed_at: Option<DateTimeUtc>,
    pub committed_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
