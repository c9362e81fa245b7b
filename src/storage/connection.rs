//! The two databases: how they are opened, how a transaction begins, what their errors mean.

use super::{rows::key_check, writing::Writing};
use crate::{
    config::Settings,
    error::{Code, Error},
    keys::Proof,
};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode,
    ActiveValue::Set,
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, IsolationLevel, QueryFilter, RuntimeErr,
    SqlErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sea_query::OnConflict,
    sqlx::{
        self,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{collections::HashMap, time::Duration};

/// Opens the database of the settings and brings its schema up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn connect(settings: &Settings) -> Result<DatabaseConnection, Error> {
    let url = settings.database();
    let mut options = ConnectOptions::new(url.clone());
    options
        .sqlx_logging(false)
        .max_connections(settings.database_connections)
        .acquire_timeout(Duration::from_secs(5));
    if url.starts_with("sqlite") {
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // NORMAL may lose what was acknowledged when the power fails.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(30))
        });
    }
    let db = Database::connect(options).await?;
    Migrator::up(&db, None).await?;
    Ok(db)
}

/// Begins a transaction that may write.
///
/// SQLite takes its write lock at once: a transaction that reads first and writes later is
/// refused there when another has written in between, and no waiting helps.
///
/// # Errors
/// [`Error::Unavailable`] while the database is away or busy.
pub async fn begin(db: &DatabaseConnection) -> Result<Writing, Error> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(Writing::new(begun(db, options).await?))
}

/// Begins a transaction that only reads, and sees the database as it was at one moment.
///
/// # Errors
/// [`Error::Unavailable`] while the database is away or busy.
pub async fn begin_reading(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    // SQLite has no other way of reading, and is not asked for one.
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    };
    begun(db, options).await
}

/// Begins on a task of its own, which goes on when nobody waits for it any more, as after a client that has gone away: what
/// it began then is rolled back. sqlx 0.9.0 leaves a connection of PostgreSQL in a transaction where it is dropped between
/// BEGIN and the answer, and hands it on like that.
async fn begun(
    db: &DatabaseConnection,
    options: TransactionOptions,
) -> Result<DatabaseTransaction, Error> {
    let db = db.clone();
    let begun = tokio::spawn(async move { db.begin_with_options(options).await });
    Ok(begun.await.map_err(Error::internal)??)
}

/// Whether the database answers.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn ready(db: &DatabaseConnection) -> Result<(), Error> {
    db.execute_unprepared("select 1")
        .await
        .map(drop)
        .map_err(|_| Error::Unavailable)
}

/// Writes the file of a SQLite database anew and empties its log, so that nothing is left in pages that were freed. Whether
/// that was done: not on PostgreSQL, and not while somebody reads or writes for long.
///
/// # Errors
/// Whatever the database says.
pub async fn rewrite(db: &DatabaseConnection) -> Result<bool, Error> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(false);
    }
    match db.execute_unprepared("vacuum").await.map_err(Error::from) {
        Err(Error::Unavailable) => return Ok(false),
        done => done?,
    };
    let emptied = Statement::from_string(DbBackend::Sqlite, "pragma wal_checkpoint(truncate)");
    let told = db.query_one_raw(emptied).await?;
    let is_busy: i32 = told.map_or(Ok(1), |row| row.try_get("", "busy"))?;
    Ok(is_busy == 0)
}

/// The proofs of the keys that this database was written with, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn key_proofs(db: &impl ConnectionTrait) -> Result<HashMap<String, Vec<u8>>, Error> {
    let rows = key_check::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.proof)).collect())
}

/// Keeps the proofs of keys that come into use.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_key_proofs(db: &impl ConnectionTrait, proofs: Vec<Proof>) -> Result<(), Error> {
    let rows = proofs
        .into_iter()
        .map(|(name, proof)| key_check::ActiveModel {
            name: Set(name),
            proof: Set(proof),
        });
    let once = OnConflict::column(key_check::Column::Name)
        .do_nothing()
        .to_owned();
    key_check::Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Forgets the proofs of keys that are no longer in use.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_key_proofs(db: &impl ConnectionTrait, names: &[String]) -> Result<(), Error> {
    key_check::Entity::delete_many()
        .filter(key_check::Column::Name.is_in(names))
        .exec(db)
        .await?;
    Ok(())
}

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        match cause.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                return Self::Conflict(Code::AlreadyExists);
            }
            Some(_) => return Self::internal(cause),
            None => {}
        }
        match &cause {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable,
            DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e))
                if is_away(e) =>
            {
                Self::Unavailable
            }
            _ => Self::internal(cause),
        }
    }
}

/// The link broke, the server stops or starts, or the file stayed locked.
fn is_away(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(said) => said.code().is_some_and(|code| {
            ["40001", "40P01", "55P03"].contains(&&*code)
                || code.starts_with("08")
                || code.starts_with("57P")
                || code == "53300"
                || code == "5"
                || code == "517"
        }),
        _ => false,
    }
}

/// Gives a broken uniqueness the code that its place deserves.
pub(super) fn taken(code: Code) -> impl Fn(DbErr) -> Error {
    move |cause| match cause.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(code),
        _ => cause.into(),
    }
}
