//! People who must stay together.

use super::{
    Scope,
    columns::{division, nothing, under, word},
    connection::taken,
    rows::{party, party_member as member},
    scope::Inner,
};
use crate::error::{Code, Error, unchanged};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{PartyId, PersonId},
    words::Closeness,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// People who must stay together, and how closely.
#[derive(Clone, Debug)]
pub struct Party {
    /// Identity.
    pub id: PartyId,
    /// How closely.
    pub closeness: Closeness,
    /// Whether the two need a couple room at their post.
    pub couple_room: bool,
    /// Home of the member named first; it decides whose party this is.
    pub home: Division,
    /// Who, two or more.
    pub members: Vec<PersonId>,
    /// Version of the row.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The parties that `scope` may see: a western office those at home in its division.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => under(party::Column::Home, d),
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Keeps a party.
///
/// # Errors
/// [`Code::InAParty`] where one of its members is in another already.
pub async fn insert(tx: &impl ConnectionTrait, party: &Party) -> Result<(), Error> {
    let row = party::ActiveModel {
        id: Set(party.id.0),
        closeness: Set(party.closeness.code().to_owned()),
        couple_room: Set(party.couple_room),
        home: Set(party.home.widened()),
        version: Set(party.version),
        created_at: Set(party.created_at),
    };
    party::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    let members = party.members.iter().map(|person| member::ActiveModel {
        person_id: Set(person.0),
        party_id: Set(party.id.0),
    });
    member::Entity::insert_many(members)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::InAParty))?;
    Ok(())
}

/// One party within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PartyId,
) -> Result<Option<Party>, Error> {
    let row = party::Entity::find_by_id(id.0)
        .filter(within(scope))
        .all(db)
        .await?;
    Ok(with_members(db, row).await?.pop())
}

/// Parties within reach behind `after`, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<PartyId>,
    limit: u64,
) -> Result<Vec<Party>, Error> {
    let mut question = party::Entity::find().filter(within(scope));
    if let Some(after) = after {
        question = question.filter(party::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(party::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    with_members(db, rows).await
}

/// Forgets a party, where it still has the version that was read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn remove(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: PartyId,
    version: i64,
) -> Result<(), Error> {
    let found = get(tx, scope, id).await?.ok_or(Error::NotFound)?;
    unchanged(found.version, version)?;
    member::Entity::delete_many()
        .filter(member::Column::PartyId.eq(id.0))
        .exec(tx)
        .await?;
    let gone = party::Entity::delete_many()
        .filter(party::Column::Id.eq(id.0))
        .filter(party::Column::Version.eq(version))
        .filter(within(scope))
        .exec(tx)
        .await?;
    if gone.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

async fn with_members(
    db: &impl ConnectionTrait,
    rows: Vec<party::Model>,
) -> Result<Vec<Party>, Error> {
    let found = member::Entity::find()
        .filter(member::Column::PartyId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(member::Column::PersonId)
        .all(db)
        .await?;
    let mut members: HashMap<Uuid, Vec<PersonId>> = HashMap::new();
    for row in found {
        let party = members.entry(row.party_id).or_default();
        party.push(PersonId(row.person_id));
    }
    rows.into_iter()
        .map(|row| {
            Ok(Party {
                id: PartyId(row.id),
                closeness: word(&row.closeness)?,
                couple_room: row.couple_room,
                home: division(row.home)?,
                members: members.remove(&row.id).unwrap_or_default(),
                version: row.version,
                created_at: row.created_at,
            })
        })
        .collect()
}
