//! What was learnt of how long jobs last, and which runs were scored with it.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0013_stability_models.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["stability_model_id", "learnt_stability"] {
            manager
                .get_connection()
                .execute_unprepared(&format!("alter table matching_run drop column {column}"))
                .await?;
        }
        dialect::drop(manager, &["stability_model"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
