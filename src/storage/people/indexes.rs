//! The keyed digests by which people are found, while their key may be changed.
//!
//! A row has a first index and, while the key is changed, a second. Whoever looks for a number compares it with both;
//! whoever writes one writes what [`Keys::indexed`] says, so that two rows of one person always meet in one of them.

use super::{
    super::rows::person::{ActiveModel, Column, Model},
    sealed::{opened_citizen_id, opened_phone},
};
use crate::{error::Error, keys::Keys};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, Condition};

/// How many people one question may ask for: while the key is changed each is named four times, and SQLite takes
/// 32,766 values.
pub(super) fn asked(keys: &Keys) -> usize {
    if keys.index_step().is_some() {
        4_000
    } else {
        10_000
    }
}

/// Those with one of these digests of a citizen ID.
pub(super) fn citizens(keys: &Keys, digests: Vec<Vec<u8>>) -> Condition {
    let columns = [Column::CitizenIdIndex, Column::CitizenIdIndexNext];
    with_one_of(keys, columns, digests)
}

/// Those with one of these digests of a telephone.
pub(super) fn telephones(keys: &Keys, digests: Vec<Vec<u8>>) -> Condition {
    with_one_of(keys, [Column::PhoneIndex, Column::PhoneIndexNext], digests)
}

fn with_one_of(keys: &Keys, [first, second]: [Column; 2], digests: Vec<Vec<u8>>) -> Condition {
    let in_first = first.is_in(digests.clone());
    // Without a change of the key nothing stands in the second, and nobody is asked to look there.
    let in_second = keys.index_step().map(|_| second.is_in(digests));
    Condition::any().add(in_first).add_option(in_second)
}

/// Whether a column is one of the indexes, or says by which key they are.
pub(super) fn is_one(column: Column) -> bool {
    matches!(
        column,
        Column::CitizenIdIndex
            | Column::CitizenIdIndexNext
            | Column::PhoneIndex
            | Column::PhoneIndexNext
            | Column::IndexKey
    )
}

/// Leaves the indexes, and the telephone, as the database has them.
pub(super) fn leave(row: &mut ActiveModel) {
    row.citizen_id_index = NotSet;
    row.citizen_id_index_next = NotSet;
    row.phone_index = NotSet;
    row.phone_index_next = NotSet;
    row.phone_sealed = NotSet;
    row.index_key = NotSet;
}

/// Writes the indexes of a row, all by the same keys.
pub(super) fn set(keys: &Keys, row: &mut Model, citizen_id: &str, phone: Option<&str>) {
    let citizen_id = keys.indexed("citizen_id", citizen_id);
    row.index_key = citizen_id.key;
    row.citizen_id_index = citizen_id.index;
    row.citizen_id_index_next = citizen_id.next;
    let phone = phone.map(|digits| keys.indexed("phone", digits));
    row.phone_index_next = phone.as_ref().and_then(|phone| phone.next.clone());
    row.phone_index = phone.map(|phone| phone.index);
}

/// Writes the indexes of a row anew, from what is sealed in it.
pub(in crate::storage) fn renew(keys: &Keys, row: &mut Model) -> Result<(), Error> {
    let citizen_id = opened_citizen_id(keys, row)?;
    let phone = opened_phone(keys, row)?;
    set(keys, row, citizen_id.reveal(), phone.as_deref());
    Ok(())
}

/// Whether two rows have the same telephone, or none, by whichever keys they are written.
pub(super) fn have_one_phone(one: &Model, other: &Model) -> bool {
    let digests = |row: &Model| [row.phone_index.clone(), row.phone_index_next.clone()];
    let (one, other) = (digests(one), digests(other));
    let mut known = one.iter().flatten();
    (one[0].is_none() && other[0].is_none())
        || known.any(|digest| other.iter().flatten().any(|it| it == digest))
}

/// Whether the indexes of two rows are by different keys.
pub(super) fn are_by_other_keys(one: &Model, other: &Model) -> bool {
    let keys = |row: &Model| (row.index_key, row.citizen_id_index_next.is_some());
    keys(one) != keys(other)
}
