//! What people and posts of a run are called, for whoever reads it.

use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{division, nothing, under},
        rows::{person, vacancy},
        scope::Inner,
    },
};
use domain::{
    division::{Division, Level},
    grant::Capacity,
    id::{PersonId, VacancyId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The people whose names `scope` reads beside a run: a county those who live there at present.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::CountyWest(d)) => under(person::Column::Home, d),
        Inner::As(
            Capacity::National
            | Capacity::Province(_)
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// The names of these people, as far as `scope` reads them.
///
/// # Errors
/// Whatever the database says.
pub async fn names(
    db: &impl ConnectionTrait,
    scope: &Scope,
    people: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>, Error> {
    let rows: Vec<(Uuid, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.is_in(people.map(|id| id.0)))
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (PersonId(id), name))
        .collect())
}

/// Titles and workplaces of these posts, which a run within reach names.
///
/// # Errors
/// Whatever the database says.
pub async fn titles(
    db: &impl ConnectionTrait,
    posts: impl Iterator<Item = VacancyId>,
) -> Result<HashMap<VacancyId, (String, Division)>, Error> {
    let rows: Vec<(Uuid, String, i64)> = vacancy::Entity::find()
        .select_only()
        .columns([
            vacancy::Column::Id,
            vacancy::Column::Title,
            vacancy::Column::Workplace,
        ])
        .filter(vacancy::Column::Id.is_in(posts.map(|id| id.0)))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, title, workplace)| Ok((VacancyId(id), (title, division(workplace)?))))
        .collect()
}

/// The counties whose people `scope` reads beside a run, by their codes.
///
/// # Errors
/// Whatever the database says.
pub async fn counties(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Division>, Error> {
    let homes: Vec<i64> = person::Entity::find()
        .select_only()
        .column(person::Column::Home)
        .distinct()
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let counties: Result<BTreeSet<Division>, Error> = homes
        .into_iter()
        .map(|home| Ok(division(home)?.up_to(Level::County)))
        .collect();
    Ok(counties?.into_iter().collect())
}
