//! What is known of the jobs within reach that bears on their end: read whole, judged elsewhere.

use super::{
    Scope,
    columns::{division, under},
    employments,
    rows::{contact, employment, evidence, person, placement},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::Division,
    follow_up::ContactOutcome,
    id::{EmploymentId, EnterpriseId, PersonId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// A job, ended or not.
#[derive(Clone, Debug)]
pub struct Job {
    /// Identity.
    pub id: EmploymentId,
    /// Whose.
    pub person: PersonId,
    /// At which enterprise, where it is one of ours.
    pub enterprise: Option<EnterpriseId>,
    /// For whom, as it is written.
    pub employer: Option<String>,
    /// Where home is.
    pub home: Division,
    /// First day.
    pub started_on: NaiveDate,
    /// The first day on which we knew of it.
    pub known_from: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
    /// The least pay that was promised, fen a month.
    pub promised_fen: Option<i64>,
    /// The day of the roster that tells of it, where no placement became it.
    pub roster_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    placement_id: Option<Uuid>,
    enterprise_id: Option<Uuid>,
    employer: Option<String>,
    home: i64,
    as_of: NaiveDate,
    started_on: NaiveDate,
    known_from: NaiveDate,
    ended_on: Option<NaiveDate>,
    pay_min_fen: Option<i64>,
}

/// Pay or presence that evidence shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// At which job.
    pub job: EmploymentId,
    /// The last day of which it speaks.
    pub on: NaiveDate,
    /// The first.
    pub since: Option<NaiveDate>,
    /// Pay, fen a month.
    pub pay_fen: Option<i64>,
}

/// The jobs within reach of people with the home in `area`.
///
/// # Errors
/// Whatever the database says.
pub async fn jobs(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<Division>,
) -> Result<Vec<Job>, Error> {
    let mut question = Query::select();
    question
        .columns([
            (employment::Entity, employment::Column::Id),
            (employment::Entity, employment::Column::PersonId),
            (employment::Entity, employment::Column::PlacementId),
            (employment::Entity, employment::Column::Employer),
            (employment::Entity, employment::Column::StartedOn),
            (employment::Entity, employment::Column::KnownFrom),
            (employment::Entity, employment::Column::EndedOn),
            (employment::Entity, employment::Column::PayMinFen),
        ])
        .columns([
            (person::Entity, person::Column::Home),
            (person::Entity, person::Column::AsOf),
        ])
        .column((placement::Entity, placement::Column::EnterpriseId))
        .from(employment::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((employment::Entity, employment::Column::PersonId)),
        )
        .left_join(
            placement::Entity,
            Expr::col((placement::Entity, placement::Column::Id))
                .equals((employment::Entity, employment::Column::PlacementId)),
        )
        .cond_where(employments::within(scope))
        .and_where(employment::Column::Voided.eq(false));
    if let Some(area) = area {
        question.cond_where(under(person::Column::Home, area));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| {
            let row = Row::from_query_result(row, "")?;
            Ok(Job {
                id: EmploymentId(row.id),
                person: PersonId(row.person_id),
                enterprise: row.enterprise_id.map(EnterpriseId),
                employer: row.employer,
                home: division(row.home)?,
                started_on: row.started_on,
                known_from: row.known_from,
                ended_on: row.ended_on,
                promised_fen: row.pay_min_fen,
                roster_on: row.placement_id.is_none().then_some(row.as_of),
            })
        })
        .collect()
}

/// Everything that shows people at the jobs within reach, by day.
///
/// # Errors
/// Whatever the database says.
pub async fn shown(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Shown>, Error> {
    let rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>, Option<i64>)> = evidence::Entity::find()
        .select_only()
        .columns([
            evidence::Column::EmploymentId,
            evidence::Column::OnDay,
            evidence::Column::SinceDay,
            evidence::Column::PayFen,
        ])
        .filter(evidence::Column::EmploymentId.in_subquery(employments::ids_within(scope)))
        .filter(evidence::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut all: Vec<Shown> = rows
        .into_iter()
        .map(|(job, on, since, pay_fen)| Shown {
            job: EmploymentId(job),
            on,
            since,
            pay_fen,
        })
        .collect();
    all.sort_by_key(|one| one.on);
    Ok(all)
}

/// Every try in vain to reach whoever has the jobs within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn tried_in_vain(
    db: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Vec<(EmploymentId, NaiveDate)>, Error> {
    let telling = ContactOutcome::TELLING.map(Coded::code);
    let rows: Vec<(Uuid, NaiveDate)> = contact::Entity::find()
        .select_only()
        .columns([contact::Column::EmploymentId, contact::Column::OnDay])
        .filter(contact::Column::EmploymentId.in_subquery(employments::ids_within(scope)))
        .filter(contact::Column::Outcome.is_not_in(telling))
        .into_tuple()
        .all(db)
        .await?;
    let tried = rows.into_iter().map(|(job, on)| (EmploymentId(job), on));
    Ok(tried.collect())
}
