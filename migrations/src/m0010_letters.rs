//! What people are told, and how they want to be told.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0010_letters.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["person", "enterprise", "division"] {
            manager
                .get_connection()
                .execute_unprepared(&format!("drop index role_grant_by_{index}"))
                .await?;
        }
        dialect::drop(manager, &["letter", "preference"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
