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
    pub partner_rule: String,
    pub limits: Json,
    pub keep_from: Option<Uuid>,
    pub loyalty: i32,
    pub target_gap_ppm: Option<i64>,
    pub target_seconds: Option<i64>,
    pub price_of_pairing: bool,
    pub expected_arrivals: Option<i64>,
    pub prices_of: Option<Uuid>,
    pub learnt_from: Option<i64>,
    pub what_if_of: Option<Uuid>,
    pub input_digest: Option<Vec<u8>>,
    pub world_digest: Option<Vec<u8>>,
    pub people: Option<i64>,
    pub posts: Option<i64>,
    pub openings: Option<i64>,
    pub eligible_pairs: Option<i64>,
    pub placed: Option<i64>,
    pub people_bound: Option<i64>,
    pub score: Option<i64>,
    pub bound: Option<i64>,
    pub stopped: Option<String>,
    pub limits_met: Option<Json>,
    pub pairing_price: Option<Json>,
    pub what_if: Option<Json>,
    pub unmet_pins: Option<Json>,
    pub duration_ms: Option<i64>,
    pub committed_at: Option<DateTimeUtc>,
    pub committed_by: Option<Uuid>,
    pub learnt_stability: bool,
    pub stability_model_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
