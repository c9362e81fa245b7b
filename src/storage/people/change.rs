//! Changing one person, with what the row said before.

use super::{
    super::{
        Scope,
        rows::{person, person_change},
        versions::stale,
    },
    indexes,
    person::Change,
    reading::within,
};
use crate::{
    error::{Error, unchanged},
    keys::Keys,
};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::BASE64;
use domain::id::PersonId;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait,
    QueryFilter, Value,
    sea_query::sea_value_to_json_value,
};

/// What columns said before a change, by column.
pub(super) type Was = serde_json::Map<String, serde_json::Value>;

/// Changes a person within reach, where the row still has the version that was read; the day
/// since which the row says otherwise is `on`. Nothing is written where nothing is changed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn change(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    (id, version): (PersonId, i64),
    change: &Change,
    (on, now): (NaiveDate, DateTime<Utc>),
) -> Result<(), Error> {
    let find = || person::Entity::find_by_id(id.0).filter(within(scope));
    let before = find().one(tx).await?.ok_or(Error::NotFound)?;
    unchanged(before.version, version)?;
    let mut after = before.clone();
    change.apply(keys, &mut after)?;
    let was = differences(&before, &after);
    if was.is_empty() {
        return Ok(());
    }
    after.version = version + 1;
    after.updated_at = now;
    let has_other_phone = before.phone_sealed != after.phone_sealed;
    let mut row = after.into_active_model().reset_all();
    // A change of keys may have written the same numbers anew since they were read.
    row.citizen_id_sealed = NotSet;
    if !has_other_phone {
        indexes::leave(&mut row);
    }
    let done = person::Entity::update_many()
        .set(row)
        .filter(person::Column::Id.eq(id.0))
        .filter(person::Column::Version.eq(version))
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        let now = find().one(tx).await?;
        return Err(stale(now.map(|now| now.version)));
    }
    let past = person_change::ActiveModel {
        person_id: Set(id.0),
        version: Set(version),
        as_of: Set(on),
        was: Set(was.into()),
        import_id: Set(None),
        recorded_at: Set(now),
    };
    person_change::Entity::insert(past)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn differences(before: &person::Model, after: &person::Model) -> Was {
    person::Column::iter()
        // The indexes follow from the numbers, which are named by their sealed columns.
        .filter(|column| !indexes::is_one(*column))
        .filter(|column| before.get(*column) != after.get(*column))
        .map(|column| (column.as_str().to_owned(), spelt(&before.get(column))))
        .collect()
}

/// A column's value in a record of changes. What was sealed stays sealed, in base64.
pub(super) fn spelt(value: &Value) -> serde_json::Value {
    match value {
        Value::Bytes(Some(sealed)) => BASE64.encode(sealed).into(),
        other => sea_value_to_json_value(other),
    }
}
