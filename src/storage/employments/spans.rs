//! Jobs one by one, from the first day to the last: whose they are, and who may see them.

use super::super::{
    Scope, bulk,
    columns::{nothing, under},
    rows::{employment as row, person, placement},
    scope::Inner,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    grant::Capacity,
    id::{EmploymentId, PersonId, PlacementId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, IntoCondition, SelectStatement},
};
use uuid::Uuid;

/// A job from its first day to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The job.
    pub id: EmploymentId,
    /// Whose.
    pub person: PersonId,
    /// The placement that became it.
    pub placement: Option<PlacementId>,
    /// First day.
    pub started_on: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
}

type SpanRow = (Uuid, Uuid, Option<Uuid>, NaiveDate, Option<NaiveDate>);

impl From<SpanRow> for Span {
    fn from((id, person, placement, started_on, ended_on): SpanRow) -> Self {
        Self {
            id: EmploymentId(id),
            person: PersonId(person),
            placement: placement.map(PlacementId),
            started_on,
            ended_on,
        }
    }
}

/// The jobs that `scope` may see one by one: a western office those of its people, whoever receives
/// people those that placements became, everybody their own.
pub(in crate::storage) fn within(scope: &Scope) -> Condition {
    let of_people = |which: Condition| {
        let ids = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(which)
            .into_query();
        row::Column::PersonId.in_subquery(ids)
    };
    let placed = |which: Condition| {
        let ids = placement::Entity::find()
            .select_only()
            .column(placement::Column::Id)
            .filter(which)
            .into_query();
        row::Column::PlacementId.in_subquery(ids)
    };
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::CountyWest(d)) => {
            Condition::all().add(of_people(under(person::Column::Home, d)))
        }
        Inner::As(Capacity::Province(d)) => Condition::any()
            .add(of_people(under(person::Column::Home, d)))
            .add(placed(under(placement::Column::Workplace, d))),
        Inner::As(Capacity::BureauEast(d)) => {
            Condition::all().add(placed(under(placement::Column::Workplace, d)))
        }
        Inner::As(Capacity::Enterprise(id)) => Condition::all().add(placed(
            Condition::all().add(placement::Column::EnterpriseId.eq(id.0)),
        )),
        Inner::As(Capacity::Worker(id)) => Condition::all().add(row::Column::PersonId.eq(id.0)),
        Inner::As(Capacity::National | Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

fn ids(which: Condition) -> SelectStatement {
    row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(which)
        .filter(row::Column::Voided.eq(false))
        .into_query()
}

/// The jobs that `scope` may see, as a question within another.
pub(in crate::storage) fn ids_within(scope: &Scope) -> SelectStatement {
    ids(within(scope))
}

/// The jobs of a person, as a question within another that has a scope.
pub(in crate::storage) fn ids_of(person: PersonId) -> SelectStatement {
    ids(Condition::all().add(row::Column::PersonId.eq(person.0)))
}

/// The job that a placement became, as a question within another that has a scope.
pub(in crate::storage) fn ids_of_placement(id: PlacementId) -> SelectStatement {
    ids(Condition::all().add(row::Column::PlacementId.eq(id.0)))
}

async fn spans(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Span>, Error> {
    let rows: Vec<SpanRow> = row::Entity::find()
        .select_only()
        .columns([
            row::Column::Id,
            row::Column::PersonId,
            row::Column::PlacementId,
            row::Column::StartedOn,
            row::Column::EndedOn,
        ])
        .filter(which)
        .filter(row::Column::Voided.eq(false))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Span::from).collect())
}

/// Those of some jobs that are within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn spans_of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    jobs: &[EmploymentId],
) -> Result<Vec<Span>, Error> {
    let mut found = Vec::with_capacity(jobs.len());
    for some in jobs.chunks(bulk::ASKED) {
        let these = row::Column::Id.is_in(some.iter().map(|id| id.0));
        found.extend(spans(db, Condition::all().add(within(scope)).add(these)).await?);
    }
    Ok(found)
}

/// The job that a placement, found within reach, became.
///
/// # Errors
/// Whatever the database says.
pub async fn span_of_placement(
    db: &impl ConnectionTrait,
    id: PlacementId,
) -> Result<Option<Span>, Error> {
    let which = Condition::all().add(row::Column::PlacementId.eq(id.0));
    Ok(spans(db, which).await?.pop())
}

/// The job within reach that a person has not ended.
///
/// # Errors
/// Whatever the database says.
pub async fn open_span(
    db: &impl ConnectionTrait,
    scope: &Scope,
    person: PersonId,
) -> Result<Option<Span>, Error> {
    let which = Condition::all()
        .add(within(scope))
        .add(row::Column::PersonId.eq(person.0))
        .add(row::Column::EndedOn.is_null());
    Ok(spans(db, which).await?.pop())
}

/// All jobs of a person who was found within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn all_of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Span>, Error> {
    spans(db, row::Column::PersonId.eq(person.0).into_condition()).await
}
