//! Who is of a departure.

use crate::{
    error::{Code, Error},
    keys::Keys,
    storage::{
        Scope,
        connection::taken,
        people::{self, Person},
        placements::{self, Kept},
        rows::{departure_member as row, enterprise, party_member, person, placement, vacancy},
        scope::Inner,
    },
};
use domain::{
    coded::Coded,
    departure::Traveller,
    division::Division,
    grant::Capacity,
    id::{DepartureId, PersonId, PlacementId, RunId},
    words::{Stage, Tier},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Whose, and where: county, township, village, household.
type Home = (Uuid, i64, Option<String>, Option<String>, Option<String>);

/// How many one statement names.
const NAMED: usize = 10_000;

/// Somebody of a departure.
#[derive(Clone, Debug)]
pub struct Member {
    /// The placement for which they leave.
    pub kept: Kept,
    /// Who.
    pub person: Person,
    /// For whom they will work.
    pub employer: String,
    /// As what.
    pub title: String,
    /// Where in the list.
    pub place: i64,
    /// What the roll-call on departure found.
    pub boarded: Option<bool>,
    /// What the roll-call on arrival found.
    pub came: Option<bool>,
    /// Whether they were left behind and go with another departure.
    pub goes_later: bool,
}

/// What a roll-call finds of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Called {
    /// On departure.
    Boarded(bool),
    /// On arrival.
    Came(bool),
}

/// The people of a run who said yes to work away from home, within reach, and are not of a departure yet, each with what
/// ties them to others.
///
/// # Errors
/// Whatever the database says.
pub async fn travellers(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    run: RunId,
) -> Result<Vec<(Kept, Traveller)>, Error> {
    let near = [Tier::OwnCounty, Tier::OwnPrefecture, Tier::OwnProvince].map(Coded::code);
    let leaving = row::Entity::find()
        .select_only()
        .column(row::Column::PlacementId)
        .filter(leaves())
        .into_query();
    let found = placement::Entity::find()
        .filter(placements::within(scope))
        .filter(placement::Column::RunId.eq(run.0))
        .filter(placement::Column::Stage.eq(Stage::Accepted.code()))
        .filter(placement::Column::Tier.is_not_in(near))
        .filter(placement::Column::Id.not_in_subquery(leaving))
        .order_by_asc(placement::Column::Id)
        .all(tx)
        .await?;
    let kept: Vec<Kept> = found
        .into_iter()
        .map(Kept::try_from)
        .collect::<Result<_, _>>()?;
    let people: Vec<Uuid> = kept.iter().map(|kept| kept.placement.person.0).collect();
    let mut homes: HashMap<Uuid, Traveller> = HashMap::with_capacity(people.len());
    for ids in people.chunks(NAMED) {
        let rows: Vec<Home> = person::Entity::find()
            .select_only()
            .columns([
                person::Column::Id,
                person::Column::Home,
                person::Column::Township,
                person::Column::Village,
                person::Column::HouseholdNumber,
            ])
            .filter(person::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, home, township, village, household) in rows {
            let township = township.unwrap_or_default();
            let traveller = Traveller {
                village: village.map(|village| format!("{home} {township} {village}")),
                household,
                party: None,
            };
            homes.insert(id, traveller);
        }
        let parties: Vec<(Uuid, Uuid)> = party_member::Entity::find()
            .select_only()
            .columns([
                party_member::Column::PersonId,
                party_member::Column::PartyId,
            ])
            .filter(party_member::Column::PersonId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, party) in parties {
            homes.entry(id).or_default().party = Some(party.as_u128());
        }
    }
    let with_ties = kept.into_iter().map(|kept| {
        let traveller = homes.remove(&kept.placement.person.0).unwrap_or_default();
        (kept, traveller)
    });
    Ok(with_ties.collect())
}

/// Those who leave with their departure: all but who was left behind.
fn leaves() -> Condition {
    Condition::any()
        .add(row::Column::Boarded.is_null())
        .add(row::Column::Boarded.eq(true))
}

/// Adds people to a departure, in their order, behind those of it.
///
/// # Errors
/// [`Code::InADeparture`] where one of them is of one already.
pub async fn add_members(
    tx: &impl ConnectionTrait,
    id: DepartureId,
    placements: &[PlacementId],
) -> Result<(), Error> {
    let last: Option<Option<i64>> = row::Entity::find()
        .select_only()
        .expr(Expr::col(row::Column::Place).max())
        .filter(row::Column::DepartureId.eq(id.0))
        .into_tuple()
        .one(tx)
        .await?;
    let mut places = last.flatten().unwrap_or(0) + 1..;
    // Five columns a row; SQLite binds 32,766 values a statement.
    for placements in placements.chunks(6_000) {
        let rows: Vec<row::ActiveModel> = placements
            .iter()
            .zip(places.by_ref())
            .map(|(placement, place)| row::ActiveModel {
                departure_id: Set(id.0),
                placement_id: Set(placement.0),
                place: Set(place),
                boarded: Set(None),
                came: Set(None),
            })
            .collect();
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await
            .map_err(taken(Code::InADeparture))?;
    }
    Ok(())
}

/// Takes people out of a departure that has not left; how many were of it.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_members(
    tx: &impl ConnectionTrait,
    id: DepartureId,
    placements: &[PlacementId],
) -> Result<u64, Error> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::DepartureId.eq(id.0))
        .filter(row::Column::PlacementId.is_in(placements.iter().map(|id| id.0)))
        .filter(row::Column::Boarded.is_null())
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}

/// Takes everybody out of a departure that has not left.
///
/// # Errors
/// Whatever the database says.
pub async fn clear_members(tx: &impl ConnectionTrait, id: DepartureId) -> Result<(), Error> {
    row::Entity::delete_many()
        .filter(row::Column::DepartureId.eq(id.0))
        .filter(row::Column::Boarded.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps what a roll-call found of some people.
///
/// # Errors
/// [`Code::InADeparture`] where somebody who was left behind leaves with another one by now.
pub async fn mark(
    tx: &impl ConnectionTrait,
    id: DepartureId,
    placements: &[PlacementId],
    found: Called,
) -> Result<(), Error> {
    let (column, is) = match found {
        Called::Boarded(is) => (row::Column::Boarded, is),
        Called::Came(is) => (row::Column::Came, is),
    };
    for ids in placements.chunks(NAMED) {
        row::Entity::update_many()
            .col_expr(column, Expr::value(is))
            .filter(row::Column::DepartureId.eq(id.0))
            .filter(row::Column::PlacementId.is_in(ids.iter().map(|id| id.0)))
            .exec(tx)
            .await
            .map_err(taken(Code::InADeparture))?;
    }
    Ok(())
}

/// How many of a departure are on the way and not called yet.
///
/// # Errors
/// Whatever the database says.
pub async fn awaited(db: &impl ConnectionTrait, id: DepartureId) -> Result<u64, Error> {
    use sea_orm::PaginatorTrait;
    let left = row::Entity::find()
        .filter(row::Column::DepartureId.eq(id.0))
        .filter(row::Column::Boarded.eq(true))
        .filter(row::Column::Came.is_null())
        .count(db)
        .await?;
    Ok(left)
}

/// How many are of each of these departures, as far as `scope` sees them.
///
/// # Errors
/// Whatever the database says.
pub async fn sizes(
    db: &impl ConnectionTrait,
    scope: &Scope,
    departures: &[DepartureId],
) -> Result<HashMap<DepartureId, i64>, Error> {
    let rows: Vec<(Uuid, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::DepartureId)
        .column_as(row::Column::PlacementId.count(), "size")
        .filter(row::Column::DepartureId.is_in(departures.iter().map(|id| id.0)))
        .filter(row::Column::PlacementId.in_subquery(seen(scope)))
        .group_by(row::Column::DepartureId)
        .into_tuple()
        .all(db)
        .await?;
    let sizes = rows.into_iter().map(|(id, size)| (DepartureId(id), size));
    Ok(sizes.collect())
}

fn seen(scope: &Scope) -> sea_orm::sea_query::SelectStatement {
    placement::Entity::find()
        .select_only()
        .column(placement::Column::Id)
        .filter(placements::within(scope))
        .into_query()
}

/// Whether `scope` reads in which village somebody lives: the offices of the home, not those who receive them.
fn tells_village(scope: &Scope, home: Division) -> bool {
    match scope.inner() {
        Inner::Job => true,
        Inner::As(Capacity::Province(own) | Capacity::CountyWest(own)) => own.contains(home),
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => false,
    }
}

/// The people of a departure within reach, as far as `scope` sees them, in the order of the list.
///
/// # Errors
/// Whatever the database says.
pub async fn members(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: DepartureId,
) -> Result<Vec<Member>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::DepartureId.eq(id.0))
        .filter(row::Column::PlacementId.in_subquery(seen(scope)))
        .order_by_asc(row::Column::Place)
        .all(db)
        .await?;
    let mut kept: HashMap<Uuid, Kept> = HashMap::with_capacity(rows.len());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.placement_id).collect();
    for ids in ids.chunks(NAMED) {
        let found = placement::Entity::find()
            .filter(placement::Column::Id.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        for row in found {
            kept.insert(row.id, Kept::try_from(row)?);
        }
    }
    let left: Vec<Uuid> = rows
        .iter()
        .filter(|row| row.boarded == Some(false))
        .map(|row| row.placement_id)
        .collect();
    let later: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::PlacementId)
        .filter(row::Column::PlacementId.is_in(left))
        .filter(leaves())
        .into_tuple()
        .all(db)
        .await?;
    let later: HashSet<Uuid> = later.into_iter().collect();
    let ids: Vec<PersonId> = kept.values().map(|kept| kept.placement.person).collect();
    let all = Scope::job("the people of a departure that the caller was found to see");
    let mut people = people::among(db, keys, &all, &ids).await?;
    let posts = kept.values().map(|kept| kept.placement.vacancy.0);
    let titles = names::<vacancy::Entity>(db, vacancy::Column::Title, vacancy::Column::Id, posts);
    let titles = titles.await?;
    let firms = kept.values().map(|kept| kept.placement.enterprise.0);
    let employers =
        names::<enterprise::Entity>(db, enterprise::Column::Name, enterprise::Column::Id, firms);
    let employers = employers.await?;
    let members = rows.into_iter().filter_map(|row| {
        let kept = kept.remove(&row.placement_id)?;
        let mut person = people.remove(&kept.placement.person)?;
        if !tells_village(scope, person.home) {
            (person.township, person.village) = (None, None);
        }
        let name = |of: &HashMap<Uuid, String>, id: Uuid| of.get(&id).cloned().unwrap_or_default();
        Some(Member {
            employer: name(&employers, kept.placement.enterprise.0),
            title: name(&titles, kept.placement.vacancy.0),
            kept,
            person,
            place: row.place,
            boarded: row.boarded,
            came: row.came,
            goes_later: later.contains(&row.placement_id),
        })
    });
    Ok(members.collect())
}

/// What rows of a table are called.
async fn names<E: EntityTrait>(
    db: &impl ConnectionTrait,
    name: E::Column,
    id: E::Column,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, Error> {
    let rows: Vec<(Uuid, String)> = E::find()
        .select_only()
        .columns([id, name])
        .filter(id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
