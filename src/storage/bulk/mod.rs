//! Many rows at once: a transaction that also takes COPY, and the two statements of an import.
//!
//! On PostgreSQL rows go in by `COPY .. FROM STDIN`, on SQLite by inserts of many rows. Changed
//! rows are replaced by upserts of many rows on both. No statement is sent for a single row.

mod copy;
mod transaction;

pub use transaction::BulkTransaction;

use crate::error::{Code, Error};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, IntoActiveModel,
    Iterable, Statement, Value,
};

/// Most values in one statement: SQLite takes 32,766, PostgreSQL 65,535.
const MOST_BINDS: usize = 32_000;

/// How many objects one question names.
pub(super) const ASKED: usize = 10_000;

/// Adds rows.
///
/// # Errors
/// [`Code::AlreadyExists`] where one is there already; then none is added.
pub(super) async fn add<E: EntityTrait>(
    tx: &BulkTransaction,
    rows: Vec<E::Model>,
) -> Result<(), Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    if rows.is_empty() {
        return Ok(());
    }
    if let BulkTransaction::Postgres(one) = tx {
        let names = columns::<E>().join(",");
        let table = E::default().table_name().to_owned();
        let data = copy::encoded(rows.into_iter().map(values::<E>))?;
        return one
            .copy_in(
                &format!("copy {table} ({names}) from stdin with (format binary)"),
                data,
            )
            .await;
    }
    put::<E>(tx, rows, "").await.map(drop)
}

/// Adds rows, but for those whose place is taken.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn add_new<E: EntityTrait>(
    tx: &BulkTransaction,
    rows: Vec<E::Model>,
) -> Result<(), Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    put::<E>(tx, rows, " on conflict do nothing")
        .await
        .map(drop)
}

/// Replaces rows, found by `id`; each comes with the version that follows the one in force.
///
/// # Errors
/// [`Code::Busy`] where another has changed one of them since it was read.
pub(super) async fn replace<E: EntityTrait>(
    tx: &BulkTransaction,
    rows: Vec<E::Model>,
) -> Result<(), Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let table = E::default().table_name().to_owned();
    let set: Vec<String> = columns::<E>()
        .into_iter()
        .filter(|name| *name != "id")
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let upsert = format!(
        " on conflict (id) do update set {} where {table}.version = excluded.version - 1",
        set.join(", ")
    );
    let all = rows.len() as u64;
    if put::<E>(tx, rows, &upsert).await? == all {
        Ok(())
    } else {
        Err(Error::Conflict(Code::Busy))
    }
}

/// Inserts of many rows each, with a clause behind them; the number of rows that took effect.
async fn put<E: EntityTrait>(
    tx: &BulkTransaction,
    rows: Vec<E::Model>,
    clause: &str,
) -> Result<u64, Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let names = columns::<E>();
    let most = MOST_BINDS / names.len();
    let backend = tx.get_database_backend();
    let table = E::default().table_name().to_owned();
    let mut left = rows.len();
    let mut rows = rows.into_iter().map(values::<E>);
    let mut text = (0, String::new());
    let mut done = 0;
    while left > 0 {
        let count = left.min(most);
        // All but the last statement read the same, and are prepared once.
        if text.0 != count {
            let tuples = tuples(backend, names.len(), count);
            let names = names.join(",");
            text = (
                count,
                format!("insert into {table} ({names}) values {tuples}{clause}"),
            );
        }
        let mut binds = Vec::with_capacity(count * names.len());
        for row in rows.by_ref().take(count) {
            binds.extend(row?);
        }
        let statement = Statement::from_sql_and_values(backend, text.1.as_str(), binds);
        done += tx.execute_raw(statement).await?.rows_affected();
        left -= count;
    }
    Ok(done)
}

fn columns<E: EntityTrait>() -> Vec<&'static str> {
    E::Column::iter().map(|column| column.as_str()).collect()
}

/// A row's values in the order of the columns.
fn values<E: EntityTrait>(row: E::Model) -> Result<Vec<Value>, Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut row = row.into_active_model();
    E::Column::iter()
        .map(|column| {
            row.take(column)
                .into_value()
                .ok_or_else(|| Error::internal("a row without a value"))
        })
        .collect()
}

/// `(?,?),(?,?)`, or with PostgreSQL's numbers.
fn tuples(backend: DbBackend, width: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * width * 6);
    for row in 0..count {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            if column > 0 {
                text.push(',');
            }
            if backend == DbBackend::Postgres {
                text.push('$');
                text.push_str(&(row * width + column + 1).to_string());
            } else {
                text.push('?');
            }
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_counts_places_its_own_way() {
        assert_eq!(tuples(DbBackend::Sqlite, 2, 2), "(?,?),(?,?)");
        assert_eq!(tuples(DbBackend::Postgres, 2, 2), "($1,$2),($3,$4)");
    }
}
