//! What people agreed to, and no longer agree to.

use super::{
    columns::{word, word_if},
    rows::{consent as row, consent_refusal as refusal, person},
};
use crate::error::Error;
use domain::{
    coded::Coded,
    consent::{Consent, Purpose},
    id::{AccountId, ConsentId, PersonId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, SelectStatement},
};
use std::collections::HashSet;
use uuid::Uuid;

impl TryFrom<row::Model> for Consent {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: ConsentId(row.id),
            person: PersonId(row.person_id),
            purpose: word(&row.purpose)?,
            given: row.given,
            on: row.on_day,
            notice_version: row.notice_version,
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            recorded_at: row.recorded_at,
        })
    }
}

/// Keeps what was said of one purpose; from now on it is the last word.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, said: &Consent) -> Result<(), Error> {
    let purpose = said.purpose.code().to_owned();
    let row = row::ActiveModel {
        id: Set(said.id.0),
        person_id: Set(said.person.0),
        purpose: Set(purpose.clone()),
        given: Set(said.given),
        on_day: Set(said.on),
        notice_version: Set(said.notice_version.clone()),
        account_id: Set(said.account.map(|id| id.0)),
        role: Set(said.role.map(|role| role.code().to_owned())),
        recorded_at: Set(said.recorded_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    if said.given {
        refusal::Entity::delete_by_id((said.person.0, purpose))
            .exec(tx)
            .await?;
    } else {
        let row = refusal::ActiveModel {
            person_id: Set(said.person.0),
            purpose: Set(purpose),
        };
        let once = [refusal::Column::PersonId, refusal::Column::Purpose];
        refusal::Entity::insert(row)
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What a person, found within reach before, has said, first said first.
///
/// # Errors
/// Whatever the database says.
pub async fn of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Consent>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Consent::try_from).collect()
}

/// Whether a person of the registry has yet to answer to some purpose of a notice.
///
/// # Errors
/// Whatever the database says.
pub async fn is_asked(
    db: &impl ConnectionTrait,
    person: PersonId,
    notice_version: &str,
) -> Result<bool, Error> {
    let answered: Vec<String> = row::Entity::find()
        .select_only()
        .column(row::Column::Purpose)
        .distinct()
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::NoticeVersion.eq(notice_version))
        .into_tuple()
        .all(db)
        .await?;
    if answered.len() >= Purpose::ALL.len() {
        return Ok(false);
    }
    let known = person::Entity::find_by_id(person.0)
        .select_only()
        .column(person::Column::Id)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(known.is_some())
}

/// Whether a person's last word on a purpose is a no.
///
/// # Errors
/// Whatever the database says.
pub async fn is_refused(
    db: &impl ConnectionTrait,
    person: PersonId,
    purpose: Purpose,
) -> Result<bool, Error> {
    Ok(!refusing(db, &[person], purpose).await?.is_empty())
}

/// Those of some people whose last word on a purpose is a no.
///
/// # Errors
/// Whatever the database says.
pub async fn refusing(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    purpose: Purpose,
) -> Result<HashSet<PersonId>, Error> {
    let mut found = HashSet::new();
    for people in people.chunks(10_000) {
        let ids: Vec<Uuid> = refusal::Entity::find()
            .select_only()
            .column(refusal::Column::PersonId)
            .filter(refusal::Column::Purpose.eq(purpose.code()))
            .filter(refusal::Column::PersonId.is_in(people.iter().map(|id| id.0)))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(ids.into_iter().map(PersonId));
    }
    Ok(found)
}

/// That the person whom a column of another table names has not said no to a purpose.
pub(super) fn not_refused(named_by: impl ColumnTrait, purpose: Purpose) -> Condition {
    let said_no: SelectStatement = refusal::Entity::find()
        .select_only()
        .column(refusal::Column::PersonId)
        .filter(refusal::Column::Purpose.eq(purpose.code()))
        .filter(
            Expr::col(refusal::Column::PersonId.as_column_ref()).equals(named_by.as_column_ref()),
        )
        .into_query();
    Condition::all().add(Expr::exists(said_no).not())
}
