//! A transaction that takes COPY.

use super::super::{
    traces::{self, Trace},
    writing::Writing,
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    entity::prelude::async_trait::async_trait,
    sqlx::{
        self, Executor,
        pool::PoolOptions,
        postgres::{PgConnection, PgPool, PgPoolCopyExt},
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// One transaction for an import: ask and write as in any other, and add rows in bulk.
/// Dropped without [`BulkTransaction::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum BulkTransaction {
    /// On a connection of its own.
    Postgres(OneConnection),
    /// An ordinary transaction; it holds SQLite's write lock.
    Sqlite(Writing),
}

/// A pool that opens one connection, begins a transaction on it, and never opens another: the
/// library's own transactions do not give their connection away, and COPY needs it.
#[derive(Debug)]
pub struct OneConnection {
    pool: PgPool,
    db: DatabaseConnection,
}

impl BulkTransaction {
    /// Begins.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the database is away or busy.
    pub async fn begin(db: &DatabaseConnection) -> Result<Self, Error> {
        if db.get_database_backend() == DbBackend::Postgres {
            let options = db.get_postgres_connection_pool().connect_options();
            let pool = never_twice()
                .connect_with((*options).clone())
                .await
                .map_err(|_| Error::Unavailable)?;
            let db = pool.clone().into();
            Ok(Self::Postgres(OneConnection { pool, db }))
        } else {
            super::super::begin(db).await.map(Self::Sqlite)
        }
    }

    /// Keeps everything that was written, and the trace of it.
    ///
    /// # Errors
    /// Whatever the database says; then nothing is kept, neither the act nor its trace.
    pub async fn commit(self, trace: Trace, now: DateTime<Utc>) -> Result<(), Error> {
        match self {
            Self::Postgres(one) => {
                Box::pin(traces::leave(&one.db, trace, now)).await?;
                one.db.execute_unprepared("commit").await?;
                one.pool.close().await;
                Ok(())
            }
            Self::Sqlite(tx) => Box::pin(tx.commit(trace, now)).await,
        }
    }
}

impl OneConnection {
    /// Streams rows into a table.
    pub(super) async fn copy_in(&self, statement: &str, data: Vec<u8>) -> Result<(), Error> {
        let failed =
            |cause| Error::from(DbErr::Exec(sea_orm::RuntimeErr::SqlxError(Arc::new(cause))));
        let mut copy = self.pool.copy_in_raw(statement).await.map_err(failed)?;
        copy.send(data).await.map_err(failed)?;
        copy.finish().await.map_err(failed)?;
        Ok(())
    }
}

/// A pool whose one connection is in a transaction from the start. Were it replaced when it
/// breaks, what follows would be written outside the transaction: so it is not.
fn never_twice() -> PoolOptions<sqlx::Postgres> {
    let opened = Arc::new(AtomicBool::new(false));
    PoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |connection: &mut PgConnection, _| {
            let again = opened.swap(true, Ordering::SeqCst);
            Box::pin(async move {
                if again {
                    return Err(sqlx::Error::PoolClosed);
                }
                connection.execute("begin").await.map(drop)
            })
        })
}

#[async_trait]
impl ConnectionTrait for BulkTransaction {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Postgres(one) => one.db.get_database_backend(),
            Self::Sqlite(tx) => tx.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Postgres(one) => one.db.execute_raw(statement).await,
            Self::Sqlite(tx) => tx.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Postgres(one) => one.db.execute_unprepared(sql).await,
            Self::Sqlite(tx) => tx.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Postgres(one) => one.db.query_one_raw(statement).await,
            Self::Sqlite(tx) => tx.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Postgres(one) => one.db.query_all_raw(statement).await,
            Self::Sqlite(tx) => tx.query_all_raw(statement).await,
        }
    }
}
