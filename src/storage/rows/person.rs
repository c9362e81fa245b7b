use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub citizen_id_index: Vec<u8>,
    pub citizen_id_sealed: Vec<u8>,
    pub phone_index: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub citizen_id_index_next: Option<Vec<u8>>,
    pub phone_index_next: Option<Vec<u8>>,
    pub index_key: i64,
    pub name: String,
    pub sex: String,
    pub born: Date,
    pub home: i64,
    pub township: Option<String>,
    pub village: Option<String>,
    pub household_number: Option<String>,
    pub person_number: Option<String>,
    pub relation: Option<String>,
    pub register_category: Option<String>,
    pub schooling: Option<String>,
    pub in_school: bool,
    pub labour_ability: Option<String>,
    pub mandarin: Option<bool>,
    pub work_status: Option<String>,
    pub willingness: Option<String>,
    pub wishes_to_start_business: bool,
    pub skills: String,
    pub certificates: String,
    pub wish_divisions: String,
    pub wish_trades: String,
    pub wish_pay_fen: Option<i64>,
    pub ready_from: Option<Date>,
    pub training_wish: Option<String>,
    pub training_trade: Option<String>,
    pub matching_consent_on: Option<Date>,
    pub as_of: Date,
    pub roster_digest: Vec<u8>,
    pub import_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
