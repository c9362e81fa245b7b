//! Changing the keys of what is sealed and of what is found by an index, some rows a statement, while others read and write.
//!
//! No statement changes a row that was changed since it was read: whoever changed it wrote by the keys of that moment. No
//! version is raised, for nothing is told otherwise.

use super::{people::indexes, rows::person};
use crate::{
    error::Error,
    keys::{Keys, Step},
};
use data_encoding::BASE64;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
    sea_query::{Expr, ExprTrait},
};
use serde_json::Value as Json;
use std::time::Duration;
use tokio::{task::spawn_blocking, time::sleep};
use uuid::Uuid;

/// How many rows one statement changes: a moment's work, for which SQLite's other writers wait.
const CHUNK: u64 = 500;

/// A column of sealed texts.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    /// Its table.
    pub table: &'static str,
    /// The column that identifies a row.
    pub id: &'static str,
    /// The column without its `_sealed`.
    pub name: &'static str,
}

/// All of them. A test compares this list with the schema.
pub const SEALED: [Sealed; 8] = [
    Sealed::of("person", "id", "citizen_id"),
    Sealed::of("person", "id", "phone"),
    Sealed::of("enterprise", "id", "contact_phone"),
    Sealed::of("sign_up", "id", "contact_phone"),
    Sealed::of("departure", "id", "leader_phone"),
    Sealed::of("preference", "account_id", "email"),
    Sealed::of("preference", "account_id", "phone"),
    Sealed::of("second_factor", "account_id", "secret"),
];

impl Sealed {
    const fn of(table: &'static str, id: &'static str, name: &'static str) -> Self {
        Self { table, id, name }
    }

    /// The place for which a row's text is sealed.
    fn place(&self, id: Uuid) -> String {
        format!("{}/{}/{id}", self.table, self.name)
    }

    /// How many are sealed by another key than the one with this number.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn count_others(&self, db: &DatabaseConnection, number: u8) -> Result<u64, Error> {
        let Self { table, name, .. } = self;
        let sql =
            format!("select count(*) as n from {table} where substr({name}_sealed, 2, 1) <> $1");
        let row = db
            .query_one_raw(statement(db, sql, vec![vec![number].into()]))
            .await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        Ok(count.unsigned_abs())
    }

    /// Seals some anew that are sealed by another key than the one with this number, of rows after `after`; how many,
    /// and the last row looked at.
    ///
    /// # Errors
    /// Whatever the database says; [`Error::Internal`] where one does not open.
    pub async fn reseal(
        self,
        db: &DatabaseConnection,
        keys: &std::sync::Arc<Keys>,
        number: u8,
        after: Uuid,
    ) -> Result<Option<(u64, Uuid)>, Error> {
        let Self { table, id, name } = self;
        let sql = format!(
            "select {id} as id, {name}_sealed as sealed from {table}
             where {id} > $1 and substr({name}_sealed, 2, 1) <> $2 order by {id} limit {CHUNK}"
        );
        let asked = statement(db, sql, vec![after.into(), vec![number].into()]);
        let mut rows: Vec<(Uuid, Vec<u8>)> = Vec::new();
        for row in db.query_all_raw(asked).await? {
            rows.push((row.try_get("", "id")?, row.try_get("", "sealed")?));
        }
        let Some((last, _)) = rows.last().cloned() else {
            return Ok(None);
        };
        let keys = std::sync::Arc::clone(keys);
        let anew = spawn_blocking(move || {
            let anew = rows.into_iter().map(|(id, sealed)| {
                let place = self.place(id);
                let text = keys.open_sealed(&place, &sealed)?;
                Ok([id.into(), sealed.into(), keys.seal(&place, &text)?.into()])
            });
            anew.collect::<Result<Vec<[Value; 3]>, crate::keys::Unopened>>()
        });
        let anew = anew.await.map_err(Error::internal)?;
        let anew = anew.map_err(Error::internal)?;
        let sql = format!(
            "with anew (id, was, sealed) as (values {}) update {table} set {name}_sealed = anew.sealed
             from anew where {table}.{id} = anew.id and {table}.{name}_sealed = anew.was",
            tuples(anew.len(), 3)
        );
        let binds = anew.into_iter().flatten().collect();
        let done = db.execute_raw(statement(db, sql, binds)).await?;
        Ok(Some((done.rows_affected(), last)))
    }
}

/// Which row of the changes of people was looked at last.
pub type PastRow = (Uuid, i64);

/// How many changes of people keep what was sealed.
///
/// # Errors
/// Whatever the database says.
pub async fn count_past(db: &DatabaseConnection) -> Result<u64, Error> {
    let sql = "select count(*) as n from person_change where cast(was as text) like '%\\_sealed%' escape '\\'";
    let row = db
        .query_one_raw(statement(db, sql.to_owned(), Vec::new()))
        .await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(count.unsigned_abs())
}

/// The same as [`Sealed::reseal`] for what a person's row said before, which keeps what was sealed in base64.
///
/// # Errors
/// See [`Sealed::reseal`].
pub async fn reseal_past(
    db: &DatabaseConnection,
    keys: &std::sync::Arc<Keys>,
    number: u8,
    after: PastRow,
) -> Result<Option<(u64, PastRow)>, Error> {
    let sql = format!(
        "select person_id, version, cast(was as text) as was from person_change
         where (person_id, version) > ($1, $2) and cast(was as text) like '%\\_sealed%' escape '\\'
         order by person_id, version limit {CHUNK}"
    );
    let asked = statement(db, sql, vec![after.0.into(), after.1.into()]);
    let mut rows: Vec<(Uuid, i64, String)> = Vec::new();
    for row in db.query_all_raw(asked).await? {
        rows.push((
            row.try_get("", "person_id")?,
            row.try_get("", "version")?,
            row.try_get("", "was")?,
        ));
    }
    let Some(last) = rows.last().map(|(id, version, _)| (*id, *version)) else {
        return Ok(None);
    };
    let keys = std::sync::Arc::clone(keys);
    let anew = spawn_blocking(move || {
        let mut anew: Vec<[Value; 4]> = Vec::new();
        for (id, version, was) in rows {
            if let Some(now) = resealed_past(&keys, number, id, &was)? {
                anew.push([id.into(), version.into(), was.into(), now.into()]);
            }
        }
        Ok::<_, Error>(anew)
    });
    let anew = anew.await.map_err(Error::internal)??;
    if anew.is_empty() {
        return Ok(Some((0, last)));
    }
    let sql = format!(
        "with anew (person_id, version, was, now) as (values {}) update person_change set was = anew.now
         from anew where person_change.person_id = anew.person_id and person_change.version = anew.version
         and cast(person_change.was as text) = anew.was",
        tuples(anew.len(), 4)
    );
    let binds = anew.into_iter().flatten().collect();
    let done = db.execute_raw(statement(db, sql, binds)).await?;
    Ok(Some((done.rows_affected(), last)))
}

/// What a row said before, with everything sealed by the key with this number; none where it is so already.
fn resealed_past(keys: &Keys, number: u8, id: Uuid, was: &str) -> Result<Option<Json>, Error> {
    let mut was: Json = serde_json::from_str(was).map_err(Error::internal)?;
    let mut is_changed = false;
    for (column, value) in was.as_object_mut().into_iter().flatten() {
        let (Some(name), Some(text)) = (column.strip_suffix("_sealed"), value.as_str()) else {
            continue;
        };
        let sealed = BASE64.decode(text.as_bytes()).map_err(Error::internal)?;
        if sealed.get(1) == Some(&number) {
            continue;
        }
        let place = format!("person/{name}/{id}");
        let text = keys.open_sealed(&place, &sealed).map_err(Error::internal)?;
        let sealed = keys.seal(&place, &text).map_err(Error::internal)?;
        *value = BASE64.encode(&sealed).into();
        is_changed = true;
    }
    Ok(is_changed.then_some(was))
}

/// How many people.
///
/// # Errors
/// Whatever the database says.
pub async fn count_people(db: &DatabaseConnection) -> Result<u64, Error> {
    use sea_orm::PaginatorTrait;
    Ok(person::Entity::find().count(db).await?)
}

/// Brings the indexes of some people after `after` to a step of the change to the key with this number; how many, and the
/// last one looked at. Whoever was left behind at an earlier step is brought on, too.
///
/// # Errors
/// Whatever the database says; [`Error::Internal`] where a number does not open.
pub async fn reindex(
    db: &DatabaseConnection,
    keys: &std::sync::Arc<Keys>,
    (number, step): (i64, Step),
    after: Uuid,
) -> Result<Option<(u64, Uuid)>, Error> {
    let behind = || {
        let is_filled = person::Column::CitizenIdIndexNext.is_not_null();
        let is_turned = person::Column::IndexKey.eq(number);
        match step {
            Step::Filling => is_filled.not().and(is_turned.not()),
            Step::Turning => is_turned.not(),
            Step::Clearing => is_filled.or(is_turned.not()),
        }
    };
    let rows = person::Entity::find()
        .filter(person::Column::Id.gt(after))
        .filter(behind())
        .order_by_asc(person::Column::Id)
        .limit(CHUNK)
        .all(db)
        .await?;
    let Some(last) = rows.last().map(|row| row.id) else {
        return Ok(None);
    };
    if step == Step::Clearing && rows.iter().all(|row| row.index_key == number) {
        let done = person::Entity::update_many()
            .col_expr(
                person::Column::CitizenIdIndexNext,
                Expr::value(None::<Vec<u8>>),
            )
            .col_expr(person::Column::PhoneIndexNext, Expr::value(None::<Vec<u8>>))
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .filter(person::Column::IndexKey.eq(number))
            .exec(db)
            .await?;
        return Ok(Some((done.rows_affected, last)));
    }
    let keys = std::sync::Arc::clone(keys);
    let anew = spawn_blocking(move || {
        let mut anew: Vec<[Value; 7]> = Vec::new();
        for mut row in rows {
            let sealed = row.phone_sealed.clone();
            indexes::renew(&keys, &mut row)?;
            anew.push([
                row.id.into(),
                sealed.into(),
                row.citizen_id_index.into(),
                row.citizen_id_index_next.into(),
                row.phone_index.into(),
                row.phone_index_next.into(),
                row.index_key.into(),
            ]);
        }
        Ok::<_, Error>(anew)
    });
    let anew = anew.await.map_err(Error::internal)??;
    let sql = format!(
        "with anew (id, sealed, citizen_id, citizen_id_next, phone, phone_next, number) as (values {})
         update person set citizen_id_index = anew.citizen_id, citizen_id_index_next = anew.citizen_id_next,
         phone_index = anew.phone, phone_index_next = anew.phone_next, index_key = anew.number
         from anew where person.id = anew.id and person.phone_sealed is not distinct from anew.sealed",
        tuples(anew.len(), 7)
    );
    let binds = anew.into_iter().flatten().collect();
    let done = db.execute_raw(statement(db, sql, binds)).await?;
    Ok(Some((done.rows_affected(), last)))
}

/// Waits until every transaction has ended that writes just now: what it wrote by the keys before is seen then.
///
/// # Errors
/// Whatever the database says.
pub async fn settled(db: &DatabaseConnection) -> Result<(), Error> {
    if db.get_database_backend() != DbBackend::Postgres {
        // Its writers come one after the other: whoever gets the lock has waited for those before.
        let tx = super::begin(db).await?;
        drop(tx);
        return Ok(());
    }
    let edge = |what: &str| {
        let sql = format!("select txid_snapshot_{what}(txid_current_snapshot()) as edge");
        statement(db, sql, Vec::new())
    };
    let ask = async |what| -> Result<i64, Error> {
        let row = db.query_one_raw(edge(what)).await?;
        Ok(row.map_or(Ok(0), |row| row.try_get("", "edge"))?)
    };
    let until = ask("xmax").await?;
    while ask("xmin").await? < until {
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

fn statement(db: &DatabaseConnection, sql: String, binds: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, binds)
}

/// `($1,$2),($3,$4)`: SQLite takes numbers, too.
fn tuples(count: usize, width: usize) -> String {
    let tuple = |row: usize| {
        let places: Vec<String> = (1..=width)
            .map(|at| format!("${}", row * width + at))
            .collect();
        format!("({})", places.join(","))
    };
    (0..count).map(tuple).collect::<Vec<_>>().join(",")
}
