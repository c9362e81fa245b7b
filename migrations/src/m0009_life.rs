//! Steps that are told again, reasons for all that closes, jobs that were known otherwise, and people who leave together.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What this migration added, by table.
const ADDED: [(&str, &[&str]); 3] = [
    ("placement_event", &["correction_reason", "supersedes"]),
    ("placement", &["withdrawal_reason", "no_show_reason"]),
    ("employment", &["voided", "account_id", "role"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0009_life.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(
            manager,
            &["departure_member", "departure", "employment_change"],
        )
        .await?;
        let db = manager.get_connection();
        for index in [
            "placement_event_superseded_once",
            "employment_once_per_placement",
        ] {
            db.execute_unprepared(&format!("drop index {index}"))
                .await?;
        }
        for (table, columns) in ADDED {
            for column in columns {
                db.execute_unprepared(&format!("alter table {table} drop column {column}"))
                    .await?;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
