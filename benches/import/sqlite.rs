//! SQLite: what a plain bulk insert takes for the rows that an import has written, into an empty
//! database with the same schema and settings: statements of many rows, prepared once, in one
//! transaction.

use rengang::{config::Settings, storage};
use sqlx::{
    Arguments, AssertSqlSafe, Column, Row, SqlitePool, TypeInfo, ValueRef, query, query_with,
    sqlite::{SqliteArguments, SqliteRow},
};
use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

/// The tables that a roster fills, in the order of their references.
const TABLES: [&str; 2] = ["person", "employment"];
/// SQLite takes 32,766 values in one statement.
const MOST_BINDS: usize = 32_766;

/// The time of inserting all rows of the first database into a fresh one in the folder.
pub async fn inserted(from: &Settings, folder: &Path) -> Result<Duration, Box<dyn Error>> {
    let settings = Settings {
        data_dir: folder.into(),
        database_url: String::new(),
        ..from.clone()
    };
    std::fs::create_dir(folder)?;
    let from = storage::connect(from).await?;
    let to = storage::connect(&settings).await?;
    let (from, to) = (
        from.get_sqlite_connection_pool(),
        to.get_sqlite_connection_pool(),
    );
    let mut taken = Duration::ZERO;
    let mut tx = to.begin().await?;
    for table in TABLES {
        let mut after = 0_i64;
        loop {
            let (names, rows) = page(from, table, after).await?;
            let Some(last) = rows.last() else { break };
            after = last.rowid;
            let statement = insert(table, &names, rows.len());
            let begun = Instant::now();
            let mut binds = SqliteArguments::default();
            for cell in rows.into_iter().flat_map(|row| row.cells) {
                cell.bind(&mut binds)?;
            }
            query_with(AssertSqlSafe(statement), binds)
                .execute(&mut *tx)
                .await?;
            taken += begun.elapsed();
        }
    }
    let begun = Instant::now();
    tx.commit().await?;
    Ok(taken + begun.elapsed())
}

struct Copied {
    rowid: i64,
    cells: Vec<Cell>,
}

enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    fn bind(self, binds: &mut SqliteArguments) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Null => binds.add(None::<i64>),
            Self::Integer(number) => binds.add(number),
            Self::Text(text) => binds.add(text),
            Self::Blob(bytes) => binds.add(bytes),
        }
        .map_err(|cause| cause as Box<dyn Error>)
    }

    fn of(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        let value = row.try_get_raw(at)?;
        if value.is_null() {
            return Ok(Self::Null);
        }
        Ok(match value.type_info().name() {
            "TEXT" => Self::Text(row.try_get_unchecked(at)?),
            "BLOB" => Self::Blob(row.try_get_unchecked(at)?),
            _ => Self::Integer(row.try_get_unchecked(at)?),
        })
    }
}

/// As many rows as fit in a statement, in the order in which they were written.
async fn page(
    from: &SqlitePool,
    table: &str,
    after: i64,
) -> Result<(Vec<String>, Vec<Copied>), sqlx::Error> {
    let text = format!(
        "select rowid, * from {table} where rowid > ? order by rowid limit \
         {MOST_BINDS} / (select count(*) from pragma_table_info('{table}'))"
    );
    let rows = query(AssertSqlSafe(text))
        .bind(after)
        .fetch_all(from)
        .await?;
    let columns = rows.first().map_or(&[][..], Row::columns);
    let names = columns
        .iter()
        .skip(1)
        .map(|column| column.name().to_owned());
    let copied = rows.iter().map(|row| {
        let cells = (1..row.len()).map(|at| Cell::of(row, at));
        Ok(Copied {
            rowid: row.try_get(0)?,
            cells: cells.collect::<Result<_, sqlx::Error>>()?,
        })
    });
    Ok((names.collect(), copied.collect::<Result<_, sqlx::Error>>()?))
}

fn insert(table: &str, names: &[String], rows: usize) -> String {
    let tuple = format!("({})", vec!["?"; names.len()].join(","));
    let tuples = vec![tuple; rows].join(",");
    format!("insert into {table} ({}) values {tuples}", names.join(","))
}
