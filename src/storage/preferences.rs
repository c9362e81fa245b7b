//! How accounts want to be told, and where. Addresses are sealed for their row.

use super::{
    columns::{list, word, words},
    rows::{account, person, preference as row, role_grant},
};
use crate::{
    error::{Code, Error},
    keys::Keys,
};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    email::Email,
    id::AccountId,
    letter::{Language, LetterChannel, Rhythm},
    phone::Phone,
    words::Role,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// How an account wants to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// Where letters go, once it is confirmed.
    pub email: Option<Email>,
    /// Since when it is known that whoever reads it is the account's holder.
    pub email_confirmed_at: Option<DateTime<Utc>>,
    /// When the code was asked for that confirms it.
    pub email_asked_at: Option<DateTime<Utc>>,
    /// Where text messages go; a job seeker's go to the number in the registry unless another is
    /// named here.
    pub phone: Option<Phone>,
    /// In which language.
    pub language: Language,
    /// On which ways.
    pub channels: Vec<LetterChannel>,
    /// How often by e-mail.
    pub rhythm: Rhythm,
    /// Version of the row; 0 where nothing was ever said.
    pub version: i64,
}

impl Preference {
    /// What holds for somebody who never said anything: job seekers hear at once, an office and an
    /// enterprise once a day.
    #[must_use]
    pub fn unsaid(role: Role) -> Self {
        let rhythm = match role {
            Role::Worker => Rhythm::AtOnce,
            _ => Rhythm::Daily,
        };
        Self {
            email: None,
            email_confirmed_at: None,
            email_asked_at: None,
            phone: None,
            language: Language::Zh,
            channels: LetterChannel::ALL.to_vec(),
            rhythm,
            version: 0,
        }
    }

    fn opened(keys: &Keys, row: &row::Model) -> Result<Self, Error> {
        let open = |column: &str, sealed: &Option<Vec<u8>>| {
            let place = place(column, row.account_id);
            let opened = sealed.as_ref().map(|s| keys.open_sealed(&place, s));
            opened.transpose().map_err(Error::internal)
        };
        Ok(Self {
            email: open("email", &row.email_sealed)?
                .as_deref()
                .and_then(Email::read),
            email_confirmed_at: row.email_confirmed_at,
            email_asked_at: row.email_asked_at,
            phone: open("phone", &row.phone_sealed)?
                .as_deref()
                .and_then(Phone::read),
            language: word(&row.language)?,
            channels: words(&row.channels)?,
            rhythm: word(&row.rhythm)?,
            version: row.version,
        })
    }
}

/// Where a column of a row is sealed for.
fn place(column: &str, account: Uuid) -> String {
    format!("preference/{column}/{account}")
}

/// What an account said; `None` where it said nothing.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    account: AccountId,
) -> Result<Option<Preference>, Error> {
    let row = row::Entity::find_by_id(account.0).one(db).await?;
    row.map(|row| Preference::opened(keys, &row)).transpose()
}

/// Keeps what an account says, if what was read still stands; `next.version` is the one that was
/// read. When a code was asked for is not changed by it.
///
/// # Errors
/// [`Error::Stale`].
pub async fn save(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    account: AccountId,
    next: &Preference,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let seal = |column: &str, text: Option<&str>| {
        let sealed = text.map(|text| keys.seal(&place(column, account.0), text));
        sealed.transpose().map_err(Error::internal)
    };
    let mut row = row::ActiveModel {
        account_id: Set(account.0),
        email_sealed: Set(seal("email", next.email.as_ref().map(Email::reveal))?),
        phone_sealed: Set(seal("phone", next.phone.as_ref().map(Phone::reveal))?),
        language: Set(next.language.code().to_owned()),
        channels: Set(list(&next.channels)),
        rhythm: Set(next.rhythm.code().to_owned()),
        version: Set(next.version + 1),
        updated_at: Set(now),
        email_confirmed_at: Set(next.email_confirmed_at),
        ..Default::default()
    };
    if next.version == 0 {
        let first = row::Entity::insert(row).exec_without_returning(tx).await;
        return match first.map_err(Error::from) {
            Ok(_) => Ok(()),
            Err(Error::Conflict(Code::AlreadyExists)) => Err(Error::Stale { current: 1 }),
            Err(other) => Err(other),
        };
    }
    row.account_id = NotSet;
    let done = row::Entity::update_many()
        .set(row)
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::Version.eq(next.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let current = get(tx, keys, account).await?.map_or(0, |now| now.version);
    Err(Error::Stale { current })
}

/// How those among some accounts that may sign in want to be told, with every address that is
/// known. For sending only.
///
/// # Errors
/// Whatever the database says.
pub async fn addresses(
    db: &impl ConnectionTrait,
    keys: &Keys,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Preference>, Error> {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.0).collect();
    let open = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .filter(account::Column::DisabledAt.is_null())
        .into_query();
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.in_subquery(open))
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    let mut found = HashMap::new();
    let mut seekers = HashMap::new();
    for grant in grants {
        let id = AccountId(grant.account_id);
        let unsaid = Preference::unsaid(word(&grant.role)?);
        found.entry(id).or_insert(unsaid);
        if let Some(person) = grant.person_id {
            seekers.insert(person, id);
        }
    }
    let said = row::Entity::find()
        .filter(row::Column::AccountId.is_in(ids))
        .all(db)
        .await?;
    for row in said {
        if let Some(known) = found.get_mut(&AccountId(row.account_id)) {
            *known = Preference::opened(keys, &row)?;
        }
    }
    if seekers.is_empty() {
        return Ok(found);
    }
    let registered: Vec<(Uuid, Option<Vec<u8>>)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::PhoneSealed])
        .filter(person::Column::Id.is_in(seekers.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    for (person, sealed) in registered {
        let known = seekers.get(&person).and_then(|id| found.get_mut(id));
        if let (Some(known), Some(sealed)) = (known, sealed) {
            let phone = keys
                .open_sealed(&format!("person/phone/{person}"), &sealed)
                .map_err(Error::internal)?;
            known.phone = known.phone.take().or_else(|| Phone::read(&phone));
        }
    }
    Ok(found)
}
