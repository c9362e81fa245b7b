//! How job seekers sign in: by a code to the telephone on the roster, or by one that an officer prints.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0016_claims.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(manager, &["claim_code", "claim"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
