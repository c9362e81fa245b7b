//! Dated jobs: those that rosters and offices tell of, and those that placements became.
//!
//! A row is what is known now. Before it is changed, what it said is kept in `employment_change`, so that what was known
//! at any moment can be told. A job that never was is voided: it counts nowhere and is over.

mod changes;
mod spans;

pub(super) use changes::before_its_end;
pub use changes::{
    Changed, Facts, Started, end_all, end_each, facts_at, history, open, report, save,
};
pub use spans::{Span, all_of, open_span, span_of_placement, spans_of};
pub(super) use spans::{ids_of, ids_of_placement, ids_within, within};

use super::{
    Scope,
    columns::{division_if, word, word_if},
    rows::employment as row,
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    division::Division,
    id::{EmploymentId, PersonId, PlacementId},
    roster::entry::Precision,
    words::{Channel, EndReason, Role, Trade},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A dated job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Identity.
    pub id: EmploymentId,
    /// Who works.
    pub person: PersonId,
    /// The placement that became it.
    pub placement: Option<PlacementId>,
    /// Where, as deep as it is known.
    pub workplace: Option<Division>,
    /// Where, as it was written.
    pub place_text: Option<String>,
    /// For whom.
    pub employer: Option<String>,
    /// In which trade.
    pub trade: Option<Trade>,
    /// Pay, fen a month: least and most.
    pub pay_fen: (Option<i64>, Option<i64>),
    /// How the person came to it.
    pub channel: Option<Channel>,
    /// First and last day, and what else may turn out to have been otherwise.
    pub facts: Facts,
    /// In which role it was told, where an office or the person did.
    pub role: Option<Role>,
    /// Version of the row.
    pub version: i64,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// One job within reach, whether or not it was voided.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: EmploymentId,
) -> Result<Option<Job>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(Job::try_from).transpose()
}

/// The job that a placement became.
///
/// # Errors
/// Whatever the database says.
pub async fn of_placement(
    db: &impl ConnectionTrait,
    id: PlacementId,
) -> Result<Option<Job>, Error> {
    let found = row::Entity::find()
        .filter(row::Column::PlacementId.eq(id.0))
        .filter(row::Column::Voided.eq(false))
        .one(db)
        .await?;
    found.map(Job::try_from).transpose()
}

/// The jobs of a person within reach, voided ones among them, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_person(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Vec<Job>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::PersonId.eq(id.0))
        .filter(within(scope))
        .order_by_desc(row::Column::StartedOn)
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Job::try_from).collect()
}

/// Whether somebody has a job that has not ended.
///
/// # Errors
/// Whatever the database says.
pub async fn is_open(db: &impl ConnectionTrait, person: PersonId) -> Result<bool, Error> {
    let found = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::EndedOn.is_null())
        .one(db)
        .await?;
    Ok(found.is_some())
}

impl TryFrom<row::Model> for Job {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: EmploymentId(row.id),
            person: PersonId(row.person_id),
            placement: row.placement_id.map(PlacementId),
            workplace: division_if(row.workplace)?,
            place_text: row.place_text,
            employer: row.employer,
            trade: word_if::<Trade>(row.trade.as_deref())?,
            pay_fen: (row.pay_min_fen, row.pay_max_fen),
            channel: word_if::<Channel>(row.channel.as_deref())?,
            facts: Facts {
                started_on: row.started_on,
                precision: word::<Precision>(&row.start_precision)?,
                known_from: row.known_from,
                ended_on: row.ended_on,
                end_reason: word_if::<EndReason>(row.end_reason.as_deref())?,
                voided: row.voided,
            },
            role: word_if::<Role>(row.role.as_deref())?,
            version: row.version,
            recorded_at: row.created_at,
        })
    }
}
