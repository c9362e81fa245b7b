//! The person's own row, and the order in which the rest goes.

use super::{
    super::{indexes, sealed::opened_phone},
    NOBODY, accounts, files, sayings, sheets,
};
use crate::{
    error::Error,
    keys::Keys,
    storage::rows::{claim, person},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{citizen_id::CitizenId, id::PersonId};
use rand::RngExt;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

/// Erases a person whose row is locked: names, numbers, wishes, accounts, letters, files, and what was said before. The
/// home county, the year of birth, sex, schooling, jobs and placements with their days stay, so that no figure changes.
/// Gives the digests of files that nothing stands for any more.
///
/// # Errors
/// [`Error::NotFound`]; [`crate::error::Code::AlreadyExists`] where the number that stands in is taken: again, then.
pub async fn erase(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, Error> {
    let before = person::Entity::find_by_id(id.0)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    let home = crate::storage::columns::division(before.home)?;
    if let Some(digits) = opened_phone(keys, &before)? {
        claim::Entity::delete_many()
            .filter(claim::Column::PhoneIndex.is_in(keys.sought("phone", &digits)))
            .exec(tx)
            .await?;
    }
    empty_row(tx, keys, before, now).await?;
    sayings::forget(tx, id).await?;
    accounts::forget(tx, id, now).await?;
    sheets::lay_down(tx, id, home, now).await?;
    files::forget(tx, id).await
}

async fn empty_row(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    before: person::Model,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let id = before.id;
    let stand_in = CitizenId::stand_in(rand::rng().random_range(0..7_000_000));
    let sealed = keys.seal(&format!("person/citizen_id/{id}"), stand_in.reveal());
    let mut after = person::Model {
        citizen_id_sealed: sealed.map_err(Error::internal)?,
        phone_sealed: None,
        name: NOBODY.into(),
        born: NaiveDate::from_ymd_opt(before.born.year(), 1, 1).unwrap_or(before.born),
        township: None,
        village: None,
        household_number: None,
        person_number: None,
        relation: None,
        register_category: None,
        labour_ability: None,
        willingness: None,
        skills: String::new(),
        certificates: String::new(),
        wish_divisions: String::new(),
        wish_trades: String::new(),
        wish_pay_fen: None,
        ready_from: None,
        training_wish: None,
        training_trade: None,
        matching_consent_on: None,
        roster_digest: vec![0; 32],
        import_id: None,
        version: before.version + 1,
        updated_at: now,
        ..before
    };
    indexes::set(keys, &mut after, stand_in.reveal(), None);
    person::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(person::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
