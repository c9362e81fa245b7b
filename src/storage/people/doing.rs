//! What people do now.

use super::{
    super::{
        Scope, employments, placements,
        rows::{employment, placement},
    },
    reading::live,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::id::{EmploymentId, PersonId, PlacementId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// What somebody does now, as dated facts tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// Has no job.
    OutOfWork,
    /// Said yes to a post and is not at work there yet, since the day of the yes.
    Placed(PlacementId, NaiveDate),
    /// Has a job since.
    Away(EmploymentId, NaiveDate),
    /// One of both, out of the reach of whoever asks.
    Elsewhere,
}

impl Now {
    fn placement(&self) -> Option<uuid::Uuid> {
        match self {
            Self::Placed(id, _) => Some(id.0),
            _ => None,
        }
    }

    fn job(&self) -> Option<uuid::Uuid> {
        match self {
            Self::Away(id, _) => Some(id.0),
            _ => None,
        }
    }

    fn id(&self) -> Option<uuid::Uuid> {
        self.placement().or(self.job())
    }
}

/// What some people, found within reach before, do now, as `scope` may know it. Who is not in the answer has no job.
///
/// # Errors
/// Whatever the database says.
pub async fn doing(
    db: &impl ConnectionTrait,
    scope: &Scope,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Now>, Error> {
    let ids = || people.iter().map(|id| id.0);
    let placed: Vec<(uuid::Uuid, uuid::Uuid, Option<NaiveDate>)> = live()
        .column(placement::Column::Id)
        .column(placement::Column::AcceptedOn)
        .filter(placement::Column::PersonId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let working: Vec<(uuid::Uuid, uuid::Uuid, NaiveDate)> = employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .column(employment::Column::Id)
        .column(employment::Column::StartedOn)
        .filter(employment::Column::PersonId.is_in(ids()))
        .filter(employment::Column::EndedOn.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let placed = placed.into_iter().filter_map(|(person, id, since)| {
        Some((PersonId(person), Now::Placed(PlacementId(id), since?)))
    });
    let working = working
        .into_iter()
        .map(|(person, id, since)| (PersonId(person), Now::Away(EmploymentId(id), since)));
    // A job outweighs the placement that became it.
    let mut doing: HashMap<PersonId, Now> = placed.chain(working).collect();
    let of = |wanted: fn(&Now) -> Option<uuid::Uuid>| doing.values().filter_map(wanted);
    let seen: Vec<uuid::Uuid> = placement::Entity::find()
        .select_only()
        .column(placement::Column::Id)
        .filter(placement::Column::Id.is_in(of(Now::placement)))
        .filter(placements::within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let jobs: Vec<uuid::Uuid> = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::Id.is_in(of(Now::job)))
        .filter(employments::within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let seen: HashSet<uuid::Uuid> = seen.into_iter().chain(jobs).collect();
    for now in doing.values_mut() {
        if now.id().is_none_or(|id| !seen.contains(&id)) {
            *now = Now::Elsewhere;
        }
    }
    Ok(doing)
}
