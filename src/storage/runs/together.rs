//! Who goes together, and how closely.

use super::{
    super::rows::{party, party_member},
    Homes,
    matchable::people_of,
};
use crate::error::Error;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How the members of a party stay together.
#[derive(FromQueryResult)]
pub(super) struct Terms {
    id: Uuid,
    pub(super) closeness: String,
    pub(super) couple_room: bool,
}

/// By party, how its members stay together and who they are, wherever they live; the
/// parties that somebody of the area is in.
pub(super) async fn together(
    tx: &DatabaseTransaction,
    homes: Homes,
) -> Result<BTreeMap<Uuid, (Terms, Vec<Uuid>)>, Error> {
    let touched = party_member::Entity::find()
        .select_only()
        .column(party_member::Column::PartyId)
        .filter(party_member::Column::PersonId.in_subquery(people_of(homes)))
        .into_query();
    let members: Vec<(Uuid, Uuid)> = party_member::Entity::find()
        .select_only()
        .columns([
            party_member::Column::PartyId,
            party_member::Column::PersonId,
        ])
        .filter(party_member::Column::PartyId.in_subquery(touched.clone()))
        .order_by_asc(party_member::Column::PersonId)
        .into_tuple()
        .all(tx)
        .await?;
    let terms: Vec<Terms> = party::Entity::find()
        .select_only()
        .columns([
            party::Column::Id,
            party::Column::Closeness,
            party::Column::CoupleRoom,
        ])
        .filter(party::Column::Id.in_subquery(touched))
        .into_model()
        .all(tx)
        .await?;
    let mut together: BTreeMap<Uuid, (Terms, Vec<Uuid>)> = terms
        .into_iter()
        .map(|terms| (terms.id, (terms, Vec::new())))
        .collect();
    for (id, person) in members {
        if let Some((_, members)) = together.get_mut(&id) {
            members.push(person);
        }
    }
    Ok(together)
}
