//! A change of keys is no change of the market: nothing that bears on a match is told otherwise by it, and whoever holds the
//! market in memory need not read it again.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns of a person that a change of keys does not write. Whoever adds one makes the trigger anew with it; a test
/// compares the two.
const TOLD: [&str; 33] = [
    "id",
    "name",
    "sex",
    "born",
    "home",
    "township",
    "village",
    "household_number",
    "person_number",
    "relation",
    "register_category",
    "schooling",
    "in_school",
    "labour_ability",
    "mandarin",
    "work_status",
    "willingness",
    "wishes_to_start_business",
    "skills",
    "certificates",
    "wish_divisions",
    "wish_trades",
    "wish_pay_fen",
    "ready_from",
    "training_wish",
    "training_trade",
    "matching_consent_on",
    "as_of",
    "roster_digest",
    "import_id",
    "version",
    "created_at",
    "updated_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        again(manager, &format!("update of {}", TOLD.join(", "))).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        again(manager, "update").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Makes the trigger of m0008 again, for these changes of a person.
async fn again(manager: &SchemaManager<'_>, act: &str) -> Result<(), DbErr> {
    let name = "market_change_person_update";
    let (drop, what) = if manager.get_database_backend() == DbBackend::Postgres {
        (
            format!("drop trigger {name} on person"),
            "for each statement execute function count_market_change()",
        )
    } else {
        (
            format!("drop trigger {name}"),
            "begin update market_change set number = number + 1; end",
        )
    };
    let db = manager.get_connection();
    db.execute_unprepared(&drop).await?;
    db.execute_unprepared(&format!(
        "create trigger {name} after {act} on person {what}"
    ))
    .await?;
    Ok(())
}
