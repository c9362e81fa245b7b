//! The trail of acts, which only grows.

use crate::dialect;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0017_traces.sql")).await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("sql/m0017_traces_postgres.sql"),
            _ => include_str!("sql/m0017_traces_sqlite.sql"),
        };
        dialect::run(manager, triggers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(manager, &["trace_head", "trace_person", "trace"]).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            dialect::run(
                manager,
                "drop function trace_stays();\ndrop function trace_goes_on();\n",
            )
            .await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
