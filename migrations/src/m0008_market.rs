//! A count of the changes to whatever bears on a match, so that those who hold it in memory see that it moved.

use crate::dialect;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables whose changes count.
const WATCHED: [&str; 9] = [
    "pairing",
    "person",
    "employment",
    "party",
    "party_member",
    "enterprise",
    "vacancy",
    "pin",
    "placement",
];

const ACTS: [&str; 3] = ["insert", "update", "delete"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0008_market.sql")).await?;
        let db = manager.get_connection();
        if is_postgres(manager) {
            db.execute_unprepared(include_str!("sql/m0008_market_postgres.sql"))
                .await?;
        }
        for table in WATCHED {
            for act in ACTS {
                let name = name(table, act);
                // A statement counts once where the database can tell; a row counts where it cannot.
                let trigger = if is_postgres(manager) {
                    format!(
                        "create trigger {name} after {act} on {table} for each statement execute function count_market_change()"
                    )
                } else {
                    format!(
                        "create trigger {name} after {act} on {table} begin update market_change set number = number + 1; end"
                    )
                };
                db.execute_unprepared(&trigger).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in WATCHED {
            for act in ACTS {
                let name = name(table, act);
                let drop = if is_postgres(manager) {
                    format!("drop trigger {name} on {table}")
                } else {
                    format!("drop trigger {name}")
                };
                db.execute_unprepared(&drop).await?;
            }
        }
        if is_postgres(manager) {
            db.execute_unprepared("drop function count_market_change")
                .await?;
        }
        dialect::drop(manager, &["market_change"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn is_postgres(manager: &SchemaManager) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

fn name(table: &str, act: &str) -> String {
    format!("market_change_{table}_{act}")
}
