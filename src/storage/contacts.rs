//! Attempts to reach people, each with what came of it. They are added, never changed.

use super::{
    Scope,
    columns::{nothing, word, word_if},
    employments,
    rows::contact as row,
    scope::Inner,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    follow_up::ContactOutcome,
    grant::Capacity,
    id::{AccountId, ContactId, EmploymentId},
    words::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

/// An attempt to reach somebody.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Identity, later ones later.
    pub id: ContactId,
    /// About which job.
    pub employment: EmploymentId,
    /// On which day.
    pub on: NaiveDate,
    /// What came of it.
    pub outcome: ContactOutcome,
    /// Who tried.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// The act by which it was told, together with others.
    pub act: Uuid,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for Contact {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: ContactId(row.id),
            employment: EmploymentId(row.employment_id),
            on: row.on_day,
            outcome: word(&row.outcome)?,
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            act: row.act_id,
            recorded_at: row.recorded_at,
        })
    }
}

/// The attempts that `scope` may see: those of offices, about the jobs that it may see.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(_) | Capacity::CountyWest(_) | Capacity::BureauEast(_)) => {
            let jobs = employments::ids_within(scope);
            Condition::all().add(row::Column::EmploymentId.in_subquery(jobs))
        }
        Inner::As(
            Capacity::National
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Adds attempts.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, all: &[Contact]) -> Result<(), Error> {
    // Eight columns a row; SQLite binds 32,766 values a statement.
    for some in all.chunks(4_000) {
        let rows = some.iter().map(|one| {
            row::Model {
                id: one.id.0,
                employment_id: one.employment.0,
                on_day: one.on,
                outcome: one.outcome.code().to_owned(),
                account_id: one.account.map(|id| id.0),
                role: one.role.map(|role| role.code().to_owned()),
                act_id: one.act,
                recorded_at: one.recorded_at,
            }
            .into_active_model()
        });
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Attempts within reach behind `after`, in the order in which they were told: about one job, or
/// of one act.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (employment, act): (Option<EmploymentId>, Option<Uuid>),
    after: Option<ContactId>,
    limit: u64,
) -> Result<Vec<Contact>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(id) = employment {
        question = question.filter(row::Column::EmploymentId.eq(id.0));
    }
    if let Some(act) = act {
        question = question.filter(row::Column::ActId.eq(act));
    }
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Contact::try_from).collect()
}
