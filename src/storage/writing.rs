//! A transaction that writes. It ends with a trace of what was done, or leaves nothing behind.

use super::traces::{self, Trace};
use crate::error::Error;
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionTrait, entity::prelude::async_trait::async_trait,
};

/// A transaction that writes; [`begin`](super::begin) makes it.
///
/// There are two ways to keep what was written: hand in the trace of the act, or say which of the
/// few kinds of technical state it was. Dropped without either, nothing of it is kept.
#[derive(Debug)]
pub struct Writing(DatabaseTransaction);

/// What is written without a trace, because nobody has done anything by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untraced {
    /// A session was renewed: that goes on every ten minutes, and its sign-in is in the trail.
    SessionRenewed,
    /// Each of what was sent had been done before, or could not be done.
    NothingDone,
    /// The service put work of its own in the queue, or did a part of it: the trace is left by its end.
    OwnWork,
}

impl Writing {
    pub(super) fn new(tx: DatabaseTransaction) -> Self {
        Self(tx)
    }

    /// The transaction itself, for questions whose answers are streamed.
    pub(super) fn streaming(&self) -> &DatabaseTransaction {
        &self.0
    }

    /// Keeps everything that was written, and the trace of it.
    ///
    /// # Errors
    /// Whatever the database says; then nothing is kept, neither the act nor its trace.
    pub async fn commit(self, trace: Trace, now: DateTime<Utc>) -> Result<(), Error> {
        // Boxed: what it holds while it waits would lie in every act's own future.
        Box::pin(traces::leave(&self.0, trace, now)).await?;
        Ok(self.0.commit().await?)
    }

    /// Keeps everything that was written, which was technical state of the kind that is named.
    ///
    /// # Errors
    /// Whatever the database says; then nothing is kept.
    pub async fn commit_untraced(self, what: Untraced) -> Result<(), Error> {
        tracing::trace!(?what, "technical state is written: {what:?}");
        Ok(self.0.commit().await?)
    }

    /// A point to which the transaction can go back. What is written behind it is kept when both end well.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn point(&self) -> Result<DatabaseTransaction, Error> {
        Ok(self.0.begin().await?)
    }
}

#[async_trait]
impl ConnectionTrait for Writing {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(statement).await
    }
}
