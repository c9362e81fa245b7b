//! What people agreed to, purpose by purpose, and what they no longer agree to.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0019_consents.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(manager, &["consent_refusal", "consent"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
