//! Enterprises that sign up, and grants that are ended, or wait for a second person.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0020_rights.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(manager, &["sign_up"]).await?;
        let page = "alter table role_grant drop column confirmed_by;\n\
                    alter table role_grant drop column confirmed_at;\n\
                    alter table role_grant drop column second_asked_at;\n\
                    alter table role_grant drop column ended_by;\n\
                    alter table role_grant drop column ended_at;\n";
        dialect::run(manager, page).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
