//! Who is to be told of something: accounts that hold a grant today, may sign in and can be
//! reached.

use super::{
    columns::{in_force, word, words},
    rows::{account, person, preference, role_grant as grant},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::{AccountId, EnterpriseId, PersonId},
    letter::{LetterChannel, Rhythm},
    words::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Somebody who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The account.
    pub account: AccountId,
    /// The ways on which it wants to be told and can be reached.
    pub channels: Vec<LetterChannel>,
    /// How often by e-mail.
    pub rhythm: Rhythm,
}

/// Rows a question; SQLite binds 32,766 values a statement.
const CHUNK: usize = 10_000;

/// The accounts of some people.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    today: NaiveDate,
) -> Result<HashMap<PersonId, Vec<Recipient>>, Error> {
    let mut found: HashMap<PersonId, Vec<Recipient>> = HashMap::new();
    for chunk in people.chunks(CHUNK) {
        let ids = chunk.iter().map(|id| id.0);
        let anchored = grant::Column::PersonId.is_in(ids);
        for (grant, recipient) in holding(db, anchored.into(), today).await? {
            if let Some(person) = grant.person_id {
                let list = found.entry(PersonId(person)).or_default();
                list.push(recipient);
            }
        }
    }
    Ok(found)
}

/// The accounts of an enterprise.
///
/// # Errors
/// Whatever the database says.
pub async fn of_enterprise(
    db: &impl ConnectionTrait,
    id: EnterpriseId,
    today: NaiveDate,
) -> Result<Vec<Recipient>, Error> {
    let anchored = grant::Column::EnterpriseId.eq(id.0);
    Ok(once(holding(db, anchored.into(), today).await?))
}

/// Some accounts themselves, those of them that can be reached.
///
/// # Errors
/// Whatever the database says.
pub async fn of_accounts(
    db: &impl ConnectionTrait,
    ids: &[AccountId],
    today: NaiveDate,
) -> Result<Vec<Recipient>, Error> {
    let anchored = grant::Column::AccountId.is_in(ids.iter().map(|id| id.0));
    Ok(once(holding(db, anchored.into(), today).await?))
}

/// The accounts of the offices with a role whose division is this one or lies above it, up to the
/// prefecture: those who work with what happens there.
///
/// # Errors
/// Whatever the database says.
pub async fn of_offices(
    db: &impl ConnectionTrait,
    role: Role,
    place: Division,
    today: NaiveDate,
) -> Result<Vec<Recipient>, Error> {
    let levels = [
        Level::Prefecture,
        Level::County,
        Level::Township,
        Level::Village,
    ];
    let above: HashSet<i64> = levels
        .into_iter()
        .map(|level| place.up_to(level).widened())
        .collect();
    let anchored = Condition::all()
        .add(grant::Column::Role.eq(role.code()))
        .add(grant::Column::Division.is_in(above));
    Ok(once(holding(db, anchored, today).await?))
}

/// Each account once, however many grants it holds.
fn once(found: Vec<(grant::Model, Recipient)>) -> Vec<Recipient> {
    let mut seen = HashSet::new();
    found
        .into_iter()
        .map(|(_, recipient)| recipient)
        .filter(|recipient| seen.insert(recipient.account))
        .collect()
}

/// The reachable holders of grants that are in force today.
async fn holding(
    db: &impl ConnectionTrait,
    anchored: Condition,
    today: NaiveDate,
) -> Result<Vec<(grant::Model, Recipient)>, Error> {
    let open = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::DisabledAt.is_null())
        .into_query();
    let grants = grant::Entity::find()
        .filter(anchored)
        .filter(in_force(
            grant::Column::ValidFrom,
            grant::Column::ValidTo,
            today,
        ))
        .filter(grant::Column::AccountId.in_subquery(open))
        .order_by_asc(grant::Column::Id)
        .all(db)
        .await?;
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let said = said(db, &grants).await?;
    let registered = registered(db, &grants).await?;
    let mut found = Vec::new();
    for grant in grants {
        let reached = Reached {
            said: said.get(&grant.account_id),
            is_registered: grant.person_id.is_some_and(|id| registered.contains(&id)),
        };
        if let Some(recipient) = reached.recipient(&grant)? {
            found.push((grant, recipient));
        }
    }
    Ok(found)
}

async fn said(
    db: &impl ConnectionTrait,
    grants: &[grant::Model],
) -> Result<HashMap<Uuid, preference::Model>, Error> {
    let mut said = HashMap::new();
    for chunk in grants.chunks(CHUNK) {
        let ids = chunk.iter().map(|grant| grant.account_id);
        let rows = preference::Entity::find()
            .filter(preference::Column::AccountId.is_in(ids))
            .all(db)
            .await?;
        said.extend(rows.into_iter().map(|row| (row.account_id, row)));
    }
    Ok(said)
}

/// The people among the holders whose number stands in the registry.
async fn registered(
    db: &impl ConnectionTrait,
    grants: &[grant::Model],
) -> Result<HashSet<Uuid>, Error> {
    let people: Vec<Uuid> = grants.iter().filter_map(|grant| grant.person_id).collect();
    let mut registered = HashSet::new();
    for chunk in people.chunks(CHUNK) {
        let ids: Vec<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Id.is_in(chunk.iter().copied()))
            .filter(person::Column::PhoneSealed.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        registered.extend(ids);
    }
    Ok(registered)
}

/// What is known of how a holder is reached.
struct Reached<'a> {
    said: Option<&'a preference::Model>,
    is_registered: bool,
}

impl Reached<'_> {
    fn recipient(&self, grant: &grant::Model) -> Result<Option<Recipient>, Error> {
        let unsaid = super::preferences::Preference::unsaid(word(&grant.role)?);
        let (mut channels, rhythm): (Vec<LetterChannel>, Rhythm) = match self.said {
            Some(row) => (words(&row.channels)?, word(&row.rhythm)?),
            None => (unsaid.channels, unsaid.rhythm),
        };
        channels.retain(|channel| match channel {
            LetterChannel::Email => self
                .said
                .is_some_and(|row| row.email_sealed.is_some() && row.email_confirmed_at.is_some()),
            LetterChannel::Sms => {
                self.is_registered || self.said.is_some_and(|row| row.phone_sealed.is_some())
            }
        });
        let wants = rhythm != Rhythm::Never && !channels.is_empty();
        Ok(wants.then_some(Recipient {
            account: AccountId(grant.account_id),
            channels,
            rhythm,
        }))
    }
}
