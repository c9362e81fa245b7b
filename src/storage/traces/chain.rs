//! The chain: `hash(n) = SHA-256(hash(n-1) ‖ record(n))`, and what it is checked with.
//!
//! A record is spelt as one line a field, `name length value`, in a fixed order and without the fields
//! that it does not have. The lengths make two different records spell two different texts, whatever
//! stands in their fields. Decision 0023 has an example that can be reckoned with `sha256sum`.

use super::{
    super::rows::{trace as row, trace_head, trace_person},
    TRAIL,
};
use crate::error::Error;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many records there are.
    pub sequence: i64,
    /// The hash of the last one; none where there is none.
    pub hash: Option<Vec<u8>>,
}

/// A record as it is checked.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its place.
    pub sequence: i64,
    /// Its identity.
    pub id: Uuid,
    /// How many people it says were seen.
    pub people: i64,
    /// The digest of those.
    pub people_digest: Option<Vec<u8>>,
    /// The hash that stands with it.
    pub hash: Vec<u8>,
    record: row::Model,
}

impl Link {
    /// The hash that it should have behind `before`.
    #[must_use]
    pub fn hash_behind(&self, before: Option<&[u8]>) -> [u8; 32] {
        hash(before, &self.record)
    }
}

/// The hash of a record behind another one.
pub(super) fn hash(before: Option<&[u8]>, record: &row::Model) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(before.unwrap_or_default());
    digest.update(spelt(record));
    digest.finalize().into()
}

/// A record as one text.
fn spelt(record: &row::Model) -> String {
    let mut text = String::from("rengang trace 1\n");
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {} {value}", value.len());
        }
    };
    let id = |id: Option<Uuid>| id.map(|id| id.to_string());
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let bytes = |bytes: Option<&Vec<u8>>| bytes.map(|bytes| hex(bytes));
    field("sequence", number(Some(record.sequence)));
    field("id", id(Some(record.id)));
    field("at", number(Some(record.at.timestamp_micros())));
    field("who", Some(record.who.clone()));
    field("account", id(record.account_id));
    field("grant", id(record.grant_id));
    field("role", record.role.clone());
    field("division", number(record.division));
    field("enterprise", id(record.enterprise_id));
    field("work", record.work.clone());
    field("act", Some(record.act.clone()));
    field("object", id(record.object_id));
    field("detail", record.detail.clone());
    field("purpose", record.purpose.clone());
    field("things", number(record.things));
    field("digest", bytes(record.digest.as_ref()));
    field("people", number(Some(record.people)));
    field("people_digest", bytes(record.people_digest.as_ref()));
    text
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// The end of the chain as the database says it is; none where its row is gone.
///
/// # Errors
/// Whatever the database says.
pub async fn head(db: &impl ConnectionTrait) -> Result<Option<Head>, Error> {
    let row = trace_head::Entity::find_by_id(TRAIL).one(db).await?;
    Ok(row.map(|row| Head {
        sequence: row.sequence,
        hash: row.hash,
    }))
}

/// Records behind a place, in their order, however odd their places are.
///
/// # Errors
/// Whatever the database says.
pub async fn links(
    db: &impl ConnectionTrait,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Link>, Error> {
    let mut found = row::Entity::find().order_by_asc(row::Column::Sequence);
    if let Some(after) = after {
        found = found.filter(row::Column::Sequence.gt(after));
    }
    let rows = found.limit(limit).all(db).await?;
    let link = |record: row::Model| Link {
        sequence: record.sequence,
        id: record.id,
        people: record.people,
        people_digest: record.people_digest.clone(),
        hash: record.hash.clone(),
        record,
    };
    Ok(rows.into_iter().map(link).collect())
}

/// People recorded for traces, by trace and person, behind a pair of them.
///
/// # Errors
/// Whatever the database says.
pub async fn people_of(
    db: &impl ConnectionTrait,
    traces: &[Uuid],
    after: Option<(Uuid, Uuid)>,
    limit: u64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let (trace, person) = (
        trace_person::Column::TraceId,
        trace_person::Column::PersonId,
    );
    let mut found = trace_person::Entity::find()
        .select_only()
        .column(trace)
        .column(person)
        .filter(trace.is_in(traces.iter().copied()))
        .order_by(trace, Order::Asc)
        .order_by(person, Order::Asc);
    if let Some((last, seen)) = after {
        let behind = Condition::all().add(trace.eq(last)).add(person.gt(seen));
        found = found.filter(Condition::any().add(trace.gt(last)).add(behind));
    }
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

/// How many people are recorded for any trace.
///
/// # Errors
/// Whatever the database says.
pub async fn people_recorded(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(trace_person::Entity::find().count(db).await?)
}
