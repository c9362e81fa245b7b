//! The trail of acts: who did what upon what, and when, in one chain that only grows.
//!
//! A record holds identities, codes, counts and digests, never a name, a number or a sentence that
//! somebody wrote. Each carries the hash of the one before it (see `chain`), so that one that was
//! changed, moved, put in or taken out later is found.

mod chain;
mod reading;
mod trace;

pub use chain::{Head, Link, head, links, people_of, people_recorded};
pub use reading::{Filter, Record, list, viewers};
pub use trace::Trace;

use super::rows::{trace as row, trace_head, trace_person};
use crate::error::Error;
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, sea_query::Expr,
};

/// The one row of heads.
const TRAIL: &str = "trail";

/// People whom one statement records.
const PEOPLE: usize = 10_000;

/// Writes a trace behind the last one, as the last thing that a transaction does: on PostgreSQL whoever
/// else commits waits for the head from here on.
pub(super) async fn leave(
    tx: &impl ConnectionTrait,
    trace: Trace,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (mut record, people) = trace.record(now.trunc_subsecs(6));
    for some in people.chunks(PEOPLE) {
        let rows = some.iter().map(|person| trace_person::ActiveModel {
            person_id: Set(*person),
            trace_id: Set(record.id),
        });
        trace_person::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    let head = trace_head::Entity::find_by_id(TRAIL)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::internal("the trail has no head"))?;
    record.sequence = head.sequence + 1;
    record.hash = chain::hash(head.hash.as_deref(), &record).to_vec();
    let hash = record.hash.clone();
    row::Entity::insert(record.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let moved = trace_head::Entity::update_many()
        .col_expr(trace_head::Column::Sequence, Expr::value(head.sequence + 1))
        .col_expr(trace_head::Column::Hash, Expr::value(hash))
        .filter(trace_head::Column::Sequence.eq(head.sequence))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::internal("the head of the trail has moved"))
    }
}
