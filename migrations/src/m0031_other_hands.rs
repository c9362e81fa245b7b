//! Who keeps out of what is their own, said once more by the database.

use crate::dialect;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Where somebody renamed an enterprise that they had verified before and that was suspended then, nobody has verified it as
/// it is called now. Who verified the old name stands in the trail.
const OLD_NAMES: &str =
    "update enterprise set verified_by = null where verified_by = entered_by;\n";

const DOWN_SQLITE: &str = "drop trigger audit_unit_no_own_word;
drop trigger role_grant_by_another_update;
drop trigger role_grant_by_another_insert;
drop trigger enterprise_verified_as_found;
drop trigger enterprise_of_two_update;
drop trigger enterprise_of_two_insert;
";

const DOWN_POSTGRES: &str = "drop trigger audit_unit_no_own_word on audit_unit;
drop function audit_unit_no_own_word();
alter table role_grant drop constraint role_grant_by_another;
drop trigger enterprise_verified_as_found on enterprise;
drop function enterprise_verified_as_found();
alter table enterprise drop constraint enterprise_of_two;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, OLD_NAMES).await?;
        let page = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("sql/m0031_other_hands_postgres.sql"),
            _ => include_str!("sql/m0031_other_hands_sqlite.sql"),
        };
        dialect::run(manager, page).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let page = match manager.get_database_backend() {
            DbBackend::Postgres => DOWN_POSTGRES,
            _ => DOWN_SQLITE,
        };
        dialect::run(manager, page).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
