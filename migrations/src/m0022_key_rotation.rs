//! A second index for each sealed number by which people are found, for the time of a change of keys.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const DOWN: &str = "
drop index person_by_phone_next;
drop index person_once_next;
alter table person drop column index_key;
alter table person drop column phone_index_next;
alter table person drop column citizen_id_index_next;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0022_key_rotation.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
