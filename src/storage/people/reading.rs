//! Who is in the registry, and what is said of them.

use super::{
    super::{
        Scope,
        bulk::ASKED,
        columns::{nothing, under},
        erasures, placements,
        rows::{employment, person, person_change, placement},
        scope::Inner,
    },
    indexes,
    person::Person,
};
use crate::{error::Error, keys::Keys};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    citizen_id::CitizenId, coded::Coded, division::Division, grant::Capacity, id::PersonId,
    phone::Phone, words::Stage,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, IntoCondition, SelectStatement},
};
use std::collections::HashMap;

/// The stages in which a person is on the way to a post, or at it.
const LIVE: [Stage; 4] = [
    Stage::Accepted,
    Stage::Departed,
    Stage::Arrived,
    Stage::Working,
];

/// Which people to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// With the home in this division.
    pub area: Option<Division>,
    /// With an open job, or without one.
    pub away: Option<bool>,
}

/// By what a person is looked for.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The one with this ID.
    CitizenId(CitizenId),
    /// Those who are reached at this number.
    Phone(Phone),
    /// Those of exactly this name.
    Name(String),
}

/// A row as it stood before it was changed.
#[derive(Clone, Debug)]
pub struct Past {
    /// The version that was changed.
    pub version: i64,
    /// Since which day the row says otherwise.
    pub as_of: NaiveDate,
    /// What the changed columns said; of sealed ones only that they were changed.
    pub was: serde_json::Map<String, serde_json::Value>,
    /// When it was changed.
    pub recorded_at: DateTime<Utc>,
}

/// The people that `scope` may see: a western office those at home in its division; whoever
/// receives them, from the day on which they said yes; everybody themselves.
pub(super) fn within(scope: &Scope) -> Condition {
    let on_the_way = |placements: Condition| {
        let ids = live().filter(placements).into_query();
        Condition::all().add(person::Column::Id.in_subquery(ids))
    };
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        // Whoever was forgotten is nobody any more.
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => Condition::all()
            .add(under(person::Column::Home, d))
            .add(erasures::not_erased(person::Column::Id)),
        Inner::As(Capacity::BureauEast(d)) => on_the_way(under(placement::Column::Workplace, d)),
        Inner::As(Capacity::Enterprise(id)) => {
            let own = Condition::all().add(placement::Column::EnterpriseId.eq(id.0));
            on_the_way(own.add(placements::shared()))
        }
        Inner::As(Capacity::Worker(id)) => Condition::all().add(person::Column::Id.eq(id.0)),
        Inner::As(Capacity::National | Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// Placements of people who are on the way to a post, or at it: whose they are.
pub(super) fn live() -> sea_orm::Select<placement::Entity> {
    placement::Entity::find()
        .select_only()
        .column(placement::Column::PersonId)
        .filter(placement::Column::Stage.is_in(LIVE.map(Stage::code)))
}

fn in_work() -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .filter(employment::Column::EndedOn.is_null())
        .into_query()
}

/// The people that `scope` may see, as a question within another.
pub(in crate::storage) fn ids_within(scope: &Scope) -> SelectStatement {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(within(scope))
        .into_query()
}

/// Some people within reach, by identity.
///
/// # Errors
/// Whatever the database says.
pub async fn among(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Person>, Error> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(ASKED) {
        let rows = person::Entity::find()
            .filter(person::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(within(scope))
            .all(db)
            .await?;
        for row in rows {
            let person = Person::opened(keys, row)?;
            found.insert(person.id, person);
        }
    }
    Ok(found)
}

/// One person within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: PersonId,
) -> Result<Option<Person>, Error> {
    let row = person::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    row.map(|row| Person::opened(keys, row)).transpose()
}

/// Whether there is such a person within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn exists(db: &impl ConnectionTrait, scope: &Scope, id: PersonId) -> Result<bool, Error> {
    let found: Option<uuid::Uuid> = person::Entity::find_by_id(id.0)
        .select_only()
        .column(person::Column::Id)
        .filter(within(scope))
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// People within reach behind `after`, by home and identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    filter: Filter,
    after: Option<(Division, PersonId)>,
    limit: u64,
) -> Result<Vec<Person>, Error> {
    let behind = after.map(|(home, id)| {
        let home = home.widened();
        let further = Condition::all()
            .add(person::Column::Home.eq(home))
            .add(person::Column::Id.gt(id.0));
        Condition::any()
            .add(person::Column::Home.gt(home))
            .add(further)
    });
    let at_work = filter.away.map(|away| {
        if away {
            person::Column::Id.in_subquery(in_work())
        } else {
            person::Column::Id.not_in_subquery(in_work())
        }
    });
    let asked = [
        filter.area.map(|area| under(person::Column::Home, area)),
        at_work.map(IntoCondition::into_condition),
        behind,
    ];
    let mut question = person::Entity::find().filter(within(scope));
    for condition in asked.into_iter().flatten() {
        question = question.filter(condition);
    }
    let rows = question
        .order_by_asc(person::Column::Home)
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Person::opened(keys, row))
        .collect()
}

/// The people within reach who answer to what is looked for, `limit` at most.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Person>, Error> {
    let wanted = match wanted {
        Wanted::CitizenId(id) => indexes::citizens(keys, keys.sought("citizen_id", id.reveal())),
        Wanted::Phone(phone) => indexes::telephones(keys, keys.sought("phone", phone.reveal())),
        Wanted::Name(name) => person::Column::Name.eq(name.as_str()).into_condition(),
    };
    let rows = person::Entity::find()
        .filter(within(scope))
        .filter(wanted)
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Person::opened(keys, row))
        .collect()
}

/// How the row of a person within reach was changed, the latest change first.
///
/// # Errors
/// Whatever the database says.
pub async fn history(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Vec<Past>, Error> {
    let rows = person_change::Entity::find()
        .filter(person_change::Column::PersonId.in_subquery(one(scope, id)))
        .order_by_desc(person_change::Column::Version)
        .all(db)
        .await?;
    let past = rows.into_iter().map(|row| {
        let mut was = row.was.as_object().cloned().unwrap_or_default();
        for (column, value) in &mut was {
            if column.ends_with("_sealed") {
                *value = serde_json::Value::Null;
            }
        }
        Past {
            version: row.version,
            as_of: row.as_of,
            was,
            recorded_at: row.recorded_at,
        }
    });
    Ok(past.collect())
}

/// Whether the registry knows somebody, and has not forgotten who it was.
///
/// # Errors
/// Whatever the database says.
pub async fn is_known(db: &impl ConnectionTrait, id: PersonId) -> Result<bool, Error> {
    let found = person::Entity::find_by_id(id.0)
        .filter(erasures::not_erased(person::Column::Id))
        .one(db)
        .await?;
    Ok(found.is_some())
}

fn one(scope: &Scope, id: PersonId) -> SelectStatement {
    person::Entity::find_by_id(id.0)
        .select_only()
        .column(person::Column::Id)
        .filter(within(scope))
        .into_query()
}
