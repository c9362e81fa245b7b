//! Addresses that are confirmed before letters go there.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0024_email_codes.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let page = "alter table preference drop column email_tries;\n\
                    alter table preference drop column email_asked;\n\
                    alter table preference drop column email_asked_on;\n\
                    alter table preference drop column email_asked_at;\n\
                    alter table preference drop column email_confirmed_at;\n";
        dialect::run(manager, page).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
