//! What each database calls the types that the pages of SQL leave open.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Word in the page, name in PostgreSQL, name in SQLite.
const TYPES: [(&str, &str, &str); 5] = [
    ("{uuid}", "uuid", "blob"),
    ("{instant}", "timestamptz", "text"),
    ("{day}", "date", "text"),
    ("{bytes}", "bytea", "blob"),
    ("{json}", "jsonb", "text"),
];

/// Runs a page of statements, each ended by a semicolon at the end of its line.
pub async fn run(manager: &SchemaManager<'_>, page: &str) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    let page = TYPES
        .iter()
        .fold(page.to_owned(), |page, (word, pg, lite)| {
            page.replace(word, if postgres { pg } else { lite })
        });
    for statement in page.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        manager
            .get_connection()
            .execute_unprepared(statement)
            .await?;
    }
    Ok(())
}

/// Drops tables, last made first.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager
            .get_connection()
            .execute_unprepared(&format!("drop table {table}"))
            .await?;
    }
    Ok(())
}
