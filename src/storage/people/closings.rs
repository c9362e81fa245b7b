//! The sheet that closes employments in bulk, against the registry.

use super::{
    super::{
        bulk,
        columns::under,
        rows::{employment, employment_change, person},
    },
    indexes,
    jobs::{before, ended},
    prepared::Origin,
};
use crate::{error::Error, keys::Keys, storage::BulkTransaction};
use chrono::NaiveDate;
use domain::{id::PlacementId, roster::closing::Closing, words::EndReason};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What becomes of the rows of a sheet.
#[derive(Debug, Default)]
pub struct Closings {
    /// Jobs that end with the day told.
    pub closed: u64,
    /// Rows on people whom the registry does not know at home in the import's area.
    pub unknown: u64,
    /// Rows on people who have no open job.
    pub idle: u64,
    /// Rows with a last day before the job's first.
    pub too_early: u64,
    /// Jobs that placements became: they end with their placement, with this day and reason.
    pub placed: Vec<(PlacementId, NaiveDate, EndReason)>,
    ended: Vec<employment::Model>,
    changes: Vec<employment_change::Model>,
}

/// Decides what becomes of some rows, no two of one person. Serves imports only, whose area was
/// checked when they were taken on.
///
/// # Errors
/// Whatever the database says.
pub async fn plan_closings(
    db: &impl ConnectionTrait,
    keys: &Keys,
    origin: &Origin,
    rows: &[Closing],
) -> Result<Closings, Error> {
    let mut plan = Closings::default();
    for rows in rows.chunks(indexes::asked(keys)) {
        let digests = rows.iter().flat_map(|row| {
            let sought = keys.sought("citizen_id", row.citizen_id.reveal());
            sought.into_iter().map(move |digest| (digest, row))
        });
        let told: HashMap<Vec<u8>, &Closing> = digests.collect();
        let home = origin.area.map_or_else(
            || Condition::all().add(Expr::value(true)),
            |area| under(person::Column::Home, area),
        );
        let found: Vec<(Uuid, Vec<u8>, Option<Vec<u8>>)> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .column(person::Column::CitizenIdIndex)
            .column(person::Column::CitizenIdIndexNext)
            .filter(indexes::citizens(keys, told.keys().cloned().collect()))
            .filter(home)
            .into_tuple()
            .all(db)
            .await?;
        let mut told: HashMap<Uuid, &Closing> = found
            .into_iter()
            .filter_map(|(id, index, next)| {
                let row = told.get(&index).or_else(|| told.get(&next?));
                row.map(|row| (id, *row))
            })
            .collect();
        plan.unknown += (rows.len() - told.len()) as u64;
        let open = employment::Entity::find()
            .filter(employment::Column::PersonId.is_in(told.keys().copied()))
            .filter(employment::Column::EndedOn.is_null())
            .all(db)
            .await?;
        for job in open {
            if let Some(row) = told.remove(&job.person_id) {
                plan.take(&job, row, origin);
            }
        }
        plan.idle += told.len() as u64;
    }
    Ok(plan)
}

impl Closings {
    fn take(&mut self, job: &employment::Model, row: &Closing, origin: &Origin) {
        let why = row.reason.unwrap_or(EndReason::Unknown);
        if row.ended_on < job.started_on {
            self.too_early += 1;
            return;
        }
        self.closed += 1;
        if let Some(id) = job.placement_id {
            self.placed.push((PlacementId(id), row.ended_on, why));
        } else {
            self.changes.push(before(job, origin));
            self.ended.push(ended(job, row.ended_on, why));
        }
    }
}

/// Ends the jobs, but for those that placements became.
///
/// # Errors
/// [`Code::Busy`](crate::error::Code::Busy) where somebody else has changed one of them since.
pub async fn close(tx: &BulkTransaction, plan: Closings) -> Result<(), Error> {
    bulk::add::<employment_change::Entity>(tx, plan.changes).await?;
    bulk::replace::<employment::Entity>(tx, plan.ended).await
}
