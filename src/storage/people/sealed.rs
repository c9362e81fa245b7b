//! The numbers of a row, sealed and opened.

use super::super::rows::person::Model;
use crate::{error::Error, keys::Keys};
use domain::{citizen_id::CitizenId, phone::Phone};
use uuid::Uuid;

/// The citizen ID of a row.
pub(in crate::storage) fn opened_citizen_id(keys: &Keys, row: &Model) -> Result<CitizenId, Error> {
    let context = format!("person/citizen_id/{}", row.id);
    let text = keys
        .open_sealed(&context, &row.citizen_id_sealed)
        .map_err(Error::internal)?;
    let (id, _) = CitizenId::read(&text).map_err(Error::internal)?;
    Ok(id)
}

/// The digits of a row's telephone.
pub(super) fn opened_phone(keys: &Keys, row: &Model) -> Result<Option<String>, Error> {
    let context = format!("person/phone/{}", row.id);
    let sealed = row.phone_sealed.as_ref();
    let digits = sealed.map(|sealed| keys.open_sealed(&context, sealed));
    digits.transpose().map_err(Error::internal)
}

/// Seals a phone for the row of a person.
pub(super) fn seal_phone(keys: &Keys, person: Uuid, phone: &Phone) -> Result<Vec<u8>, Error> {
    keys.seal(&format!("person/phone/{person}"), phone.reveal())
        .map_err(Error::internal)
}
