//! Keyed digests of the accounts into which wages go. They are written here and read by [`reuse`](super::reuse) alone.

use super::{BulkTransaction, bulk, rows::pay_account as row};
use crate::error::Error;
use chrono::NaiveDate;
use domain::id::EmploymentId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Keeps into which account each of these jobs is paid, in place of what was told before.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    tx: &BulkTransaction,
    told: BTreeMap<EmploymentId, Vec<u8>>,
    on: NaiveDate,
) -> Result<(), Error> {
    let jobs: Vec<Uuid> = told.keys().map(|job| job.0).collect();
    for jobs in jobs.chunks(bulk::ASKED) {
        row::Entity::delete_many()
            .filter(row::Column::EmploymentId.is_in(jobs.iter().copied()))
            .exec(tx)
            .await?;
    }
    let rows = told.into_iter().map(|(job, digest)| row::Model {
        employment_id: job.0,
        digest,
        told_on: on,
    });
    bulk::add::<row::Entity>(tx, rows.collect()).await
}
