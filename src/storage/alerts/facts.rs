//! What is known of some jobs that bears on their end; judged elsewhere.

use super::super::{
    columns::{division, number_if},
    rows::{alert, contact, employment, evidence, help_request, person},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::Division,
    follow_up::ContactOutcome,
    id::{EmploymentId, PersonId, StabilityModelId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockType, Order, Query, SelectStatement},
};
use std::collections::HashSet;
use uuid::Uuid;

/// A job that goes on.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// Identity.
    pub id: EmploymentId,
    /// Whose.
    pub person: PersonId,
    /// Where home is.
    pub home: Division,
    /// First day.
    pub started_on: NaiveDate,
    /// The first day on which we knew of it.
    pub known_from: NaiveDate,
    /// The least pay that was promised, fen a month.
    pub promised_fen: Option<i64>,
    /// The share of jobs like it that was said to end soon, 0 to 10,000.
    pub ends_soon_bp: Option<u16>,
    /// The model that said so.
    pub model: Option<StabilityModelId>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    home: i64,
    started_on: NaiveDate,
    known_from: NaiveDate,
    pay_min_fen: Option<i64>,
    ends_soon_bp: Option<i64>,
    stability_model_id: Option<Uuid>,
}

impl TryFrom<Row> for Job {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: EmploymentId(row.id),
            person: PersonId(row.person_id),
            home: division(row.home)?,
            started_on: row.started_on,
            known_from: row.known_from,
            promised_fen: row.pay_min_fen,
            ends_soon_bp: number_if(row.ends_soon_bp)?,
            model: row.stability_model_id.map(StabilityModelId),
        })
    }
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

/// What is known of some jobs.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Those of them that go on.
    pub jobs: Vec<Job>,
    /// Everything that shows people at them, by rising days.
    pub shown: Vec<Shown>,
    /// Every try in vain to reach whoever has them.
    pub tried_in_vain: Vec<(EmploymentId, NaiveDate)>,
    /// Whoever of them asks for help, and was not seen to.
    pub asking: HashSet<PersonId>,
}

/// The jobs that go on, in the order of their identities, behind `after`: so many at most.
///
/// Serves the reckoning, which looks at all of them and gives no row away.
///
/// # Errors
/// Whatever the database says.
pub async fn open_jobs(
    db: &impl ConnectionTrait,
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<EmploymentId>, Error> {
    let mut question = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::EndedOn.is_null());
    if let Some(after) = after {
        question = question.filter(employment::Column::Id.gt(after.0));
    }
    let ids: Vec<Uuid> = question
        .order_by_asc(employment::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(EmploymentId).collect())
}

/// What is known of these jobs. Until the transaction ends nobody else reckons them: whatever another transaction tells of
/// them is known to whichever of the two comes later.
///
/// # Errors
/// Whatever the database says.
pub async fn facts(tx: &impl ConnectionTrait, jobs: &[EmploymentId]) -> Result<Facts, Error> {
    let ids: Vec<Uuid> = jobs.iter().map(|id| id.0).collect();
    // First of all: each of these waits for the transaction that has one of the jobs, and reads what it has told.
    let rows = tx.query_all(&locked(&ids)).await?;
    let jobs: Result<Vec<Job>, Error> = rows
        .iter()
        .map(|row| Row::from_query_result(row, "")?.try_into())
        .collect();
    Ok(Facts {
        jobs: jobs?,
        shown: shown(tx, &ids).await?,
        tried_in_vain: tried_in_vain(tx, &ids).await?,
        asking: asking(tx, &ids).await?,
    })
}

/// Those of some jobs that go on, one after another, so that no two who lock some wait for each other.
fn locked(ids: &[Uuid]) -> SelectStatement {
    let of = |column: employment::Column| (employment::Entity, column);
    Query::select()
        .columns([
            of(employment::Column::Id),
            of(employment::Column::PersonId),
            of(employment::Column::StartedOn),
            of(employment::Column::KnownFrom),
            of(employment::Column::PayMinFen),
        ])
        .column((person::Entity, person::Column::Home))
        .column((alert::Entity, alert::Column::EndsSoonBp))
        .column((alert::Entity, alert::Column::StabilityModelId))
        .from(employment::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals(of(employment::Column::PersonId)),
        )
        .left_join(
            alert::Entity,
            Expr::col((alert::Entity, alert::Column::EmploymentId))
                .equals(of(employment::Column::Id)),
        )
        .and_where(employment::Column::Id.is_in(ids.iter().copied()))
        .and_where(employment::Column::EndedOn.is_null())
        .order_by(of(employment::Column::Id), Order::Asc)
        .lock_with_tables(LockType::NoKeyUpdate, [employment::Entity])
        .to_owned()
}

async fn shown(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Shown>, Error> {
    let rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>, Option<i64>)> = evidence::Entity::find()
        .select_only()
        .columns([
            evidence::Column::EmploymentId,
            evidence::Column::OnDay,
            evidence::Column::SinceDay,
            evidence::Column::PayFen,
        ])
        .filter(evidence::Column::EmploymentId.is_in(ids.iter().copied()))
        .filter(evidence::Column::WithdrawnAt.is_null())
        .order_by_asc(evidence::Column::OnDay)
        .order_by_asc(evidence::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let shown = rows.into_iter().map(|(job, on, since, pay_fen)| Shown {
        job: EmploymentId(job),
        on,
        since,
        pay_fen,
    });
    Ok(shown.collect())
}

async fn tried_in_vain(
    tx: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<(EmploymentId, NaiveDate)>, Error> {
    let telling = ContactOutcome::TELLING.map(Coded::code);
    let rows: Vec<(Uuid, NaiveDate)> = contact::Entity::find()
        .select_only()
        .columns([contact::Column::EmploymentId, contact::Column::OnDay])
        .filter(contact::Column::EmploymentId.is_in(ids.iter().copied()))
        .filter(contact::Column::Outcome.is_not_in(telling))
        .into_tuple()
        .all(tx)
        .await?;
    let tried = rows.into_iter().map(|(job, on)| (EmploymentId(job), on));
    Ok(tried.collect())
}

async fn asking(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<PersonId>, Error> {
    let whose = employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .filter(employment::Column::Id.is_in(ids.iter().copied()))
        .into_query();
    let people: Vec<Uuid> = help_request::Entity::find()
        .select_only()
        .column(help_request::Column::PersonId)
        .filter(help_request::Column::PersonId.in_subquery(whose))
        .filter(help_request::Column::Outcome.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    Ok(people.into_iter().map(PersonId).collect())
}
