//! People who ask for help, at a job or on the way to one.

use super::{
    Scope,
    columns::{nothing, under, word, word_if},
    people,
    rows::{help_request as row, person},
    scope::Inner,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    evidence::{HelpOutcome, HelpReason},
    grant::Capacity,
    id::{AccountId, EmploymentId, HelpRequestId, PersonId},
    words::Role,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashSet;
use uuid::Uuid;

/// Somebody asks for help.
#[derive(Clone, Debug)]
pub struct HelpRequest {
    /// Identity, later ones later.
    pub id: HelpRequestId,
    /// Who.
    pub person: PersonId,
    /// At which job; none before its first day.
    pub employment: Option<EmploymentId>,
    /// For what.
    pub reason: HelpReason,
    /// On which day.
    pub asked_on: NaiveDate,
    /// Who told us.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// How it ended, and when.
    pub closed: Option<(HelpOutcome, NaiveDate)>,
    /// Version of the row.
    pub version: i64,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// Which of them to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that are open, or those that are not.
    pub open: Option<bool>,
    /// Of people with the home in this division.
    pub area: Option<Division>,
    /// Of this person.
    pub person: Option<PersonId>,
}

impl TryFrom<row::Model> for HelpRequest {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let outcome: Option<HelpOutcome> = word_if(row.outcome.as_deref())?;
        Ok(Self {
            id: HelpRequestId(row.id),
            person: PersonId(row.person_id),
            employment: row.employment_id.map(EmploymentId),
            reason: word(&row.reason)?,
            asked_on: row.asked_on,
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            closed: outcome.zip(row.closed_on),
            version: row.version,
            recorded_at: row.recorded_at,
        })
    }
}

/// The requests that `scope` may see: those of people within its reach, but never for an employer,
/// whom they may be about.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::CountyWest(_) | Capacity::BureauEast(_) | Capacity::Worker(_)) => {
            Condition::all().add(row::Column::PersonId.in_subquery(people::ids_within(scope)))
        }
        Inner::As(
            Capacity::National
            | Capacity::Province(_)
            | Capacity::Enterprise(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Adds a request, unless the person asks for the same already; the one that stands.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, new: &HelpRequest) -> Result<HelpRequestId, Error> {
    let same = row::Entity::find()
        .filter(row::Column::PersonId.eq(new.person.0))
        .filter(row::Column::Reason.eq(new.reason.code()))
        .filter(row::Column::Outcome.is_null())
        .one(tx)
        .await?;
    if let Some(same) = same {
        return Ok(HelpRequestId(same.id));
    }
    let row = row::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.0),
        employment_id: Set(new.employment.map(|id| id.0)),
        reason: Set(new.reason.code().to_owned()),
        asked_on: Set(new.asked_on),
        account_id: Set(new.account.map(|id| id.0)),
        role: Set(new.role.map(|role| role.code().to_owned())),
        outcome: Set(None),
        closed_on: Set(None),
        closed_by: Set(None),
        version: Set(1),
        recorded_at: Set(new.recorded_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(new.id)
}

/// One request within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: HelpRequestId,
) -> Result<Option<HelpRequest>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(HelpRequest::try_from).transpose()
}

/// Requests within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<HelpRequestId>,
    limit: u64,
) -> Result<Vec<HelpRequest>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(open) = filter.open {
        let outcome = row::Column::Outcome;
        let which = if open {
            outcome.is_null()
        } else {
            outcome.is_not_null()
        };
        question = question.filter(which);
    }
    if let Some(area) = filter.area {
        let there = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(under(person::Column::Home, area))
            .into_query();
        question = question.filter(row::Column::PersonId.in_subquery(there));
    }
    if let Some(id) = filter.person {
        question = question.filter(row::Column::PersonId.eq(id.0));
    }
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(HelpRequest::try_from).collect()
}

/// The people within reach who ask for help, and whom nobody has seen to.
///
/// # Errors
/// Whatever the database says.
pub async fn asking(db: &impl ConnectionTrait, scope: &Scope) -> Result<HashSet<PersonId>, Error> {
    let people: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::PersonId)
        .filter(within(scope))
        .filter(row::Column::Outcome.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(people.into_iter().map(PersonId).collect())
}

/// Closes a request within reach that is open and has the version that was read; whether it did.
///
/// # Errors
/// Whatever the database says.
pub async fn close(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    (id, version): (HelpRequestId, i64),
    (outcome, on): (HelpOutcome, NaiveDate),
    by: Option<AccountId>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::Outcome, Expr::value(outcome.code()))
        .col_expr(row::Column::ClosedOn, Expr::value(on))
        .col_expr(row::Column::ClosedBy, Expr::value(by.map(|id| id.0)))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::Outcome.is_null())
        .filter(within(scope))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
