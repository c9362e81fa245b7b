//! Sign-ins that are renewed, passwords that come due, and a second factor.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tables in the order in which they were made.
const MADE: [&str; 4] = [
    "refresh_token",
    "past_password",
    "second_factor",
    "recovery_code",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0015_sign_in.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let made: Vec<_> = MADE.into_iter().rev().collect();
        dialect::drop(manager, &made).await?;
        let page = "alter table session drop column device;\n\
                    alter table session drop column renewed_at;\n\
                    alter table account drop column password_due_on;\n";
        dialect::run(manager, page).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
