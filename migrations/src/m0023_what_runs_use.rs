//! What runs and the market go by beside people and posts: which earlier noes bound an answer is kept with it, and a model that was
//! judged counts as a change of the market.

use crate::dialect;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0023_what_runs_use.sql")).await?;
        let act = if is_postgres(manager) {
            "for each statement execute function count_market_change()"
        } else {
            "begin update market_change set number = number + 1; end"
        };
        let trigger = format!(
            "create trigger market_change_stability_model after update on stability_model {act}"
        );
        run(manager, &trigger).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let on = if is_postgres(manager) {
            " on stability_model"
        } else {
            ""
        };
        run(
            manager,
            &format!("drop trigger market_change_stability_model{on}"),
        )
        .await?;
        dialect::drop(manager, &["run_heed"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    db.execute_unprepared(statement).await?;
    Ok(())
}

fn is_postgres(manager: &SchemaManager) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}
