//! What shows that people are at work, rounds of following them up, calls for help.

use crate::dialect;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The kinds of import before this step, and the one that comes with it.
const KINDS: &str = "'roster', 'closings', 'vacancies', 'pairings'";
const NEW: &str = "'follow_ups'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("sql/m0011_evidence.sql")).await?;
        import_kinds(manager, &format!("{KINDS}, {NEW}")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(&format!("delete from import where kind = {NEW}"))
            .await?;
        import_kinds(manager, KINDS).await?;
        dialect::drop(
            manager,
            &[
                "round_plan",
                "contact",
                "help_request",
                "evidence",
                "evidence_file",
            ],
        )
        .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// States anew which kinds of import there are. SQLite changes no constraint: the table is made
/// again beside the old one and takes its place; nothing refers to it.
async fn import_kinds(manager: &SchemaManager<'_>, kinds: &str) -> Result<(), DbErr> {
    let check = format!("constraint import_kind check (kind in ({kinds}))");
    if manager.get_database_backend() == DbBackend::Postgres {
        let change = format!(
            "alter table import drop constraint import_kind;\nalter table import add {check};\n"
        );
        return dialect::run(manager, &change).await;
    }
    let page = format!(
        "create table import_next (
          id {{uuid}} primary key references job (id),
          kind text not null,
          mode text not null,
          as_of {{day}} not null,
          file_digest {{bytes}} not null,
          file_bytes bigint not null,
          spool_name text,
          {check},
          constraint import_mode check (mode in ('all_or_nothing', 'skip_bad_rows'))
        );
insert into import_next select * from import;
drop table import;
alter table import_next rename to import;
"
    );
    dialect::run(manager, &page).await
}
