//! What was reckoned of jobs, a row for each.

use super::super::rows::{alert as row, employment};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    alert::Signs,
    id::{EmploymentId, StabilityModelId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

/// What tells that a job may end soon.
#[derive(Clone, Copy, Debug)]
pub struct Reckoned {
    /// The job.
    pub job: EmploymentId,
    /// The signs.
    pub signs: Signs,
    /// The model that says what share of jobs like it ends soon; none where jobs that were watched do.
    pub model: Option<StabilityModelId>,
}

/// Keeps what was reckoned of some jobs on a day, instead of what was before; of those that were not, nothing.
/// Nine values each: 3,600 rows are a statement.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    tx: &impl ConnectionTrait,
    jobs: &[EmploymentId],
    reckoned: &[Reckoned],
    on: NaiveDate,
) -> Result<(), Error> {
    row::Entity::delete_many()
        .filter(row::Column::EmploymentId.is_in(jobs.iter().map(|id| id.0)))
        .exec(tx)
        .await?;
    if reckoned.is_empty() {
        return Ok(());
    }
    let rows = reckoned.iter().map(|one| row::ActiveModel {
        employment_id: Set(one.job.0),
        asks_for_help: Set(one.signs.asks_for_help),
        is_unreachable: Set(one.signs.is_unreachable),
        is_paid_below: Set(one.signs.is_paid_below),
        missed: Set(i64::try_from(one.signs.missed).unwrap_or(i64::MAX)),
        ends_soon_bp: Set(one.signs.ends_soon_bp.map(i64::from)),
        stability_model_id: Set(one.model.map(|id| id.0)),
        urgency_bp: Set(one.signs.urgency_bp().into()),
        reckoned_on: Set(on),
    });
    row::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets what was reckoned of jobs that are over.
///
/// # Errors
/// Whatever the database says.
pub async fn sweep(tx: &impl ConnectionTrait) -> Result<(), Error> {
    let over = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::EndedOn.is_not_null())
        .into_query();
    row::Entity::delete_many()
        .filter(row::Column::EmploymentId.in_subquery(over))
        .exec(tx)
        .await?;
    Ok(())
}
