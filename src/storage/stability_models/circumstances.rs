//! What of a person bears on how long a job may last.

use super::super::{
    columns::division,
    rows::{party_member, person},
};
use crate::error::Error;
use domain::{division::Division, id::PersonId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

/// Where a person lives, and whether they go with others who must stay together; none for somebody who is not there.
///
/// Serves whoever has found the person within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn circumstances(
    db: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<(Division, bool)>, Error> {
    let home: Option<i64> = person::Entity::find_by_id(id.0)
        .select_only()
        .column(person::Column::Home)
        .into_tuple()
        .one(db)
        .await?;
    let Some(home) = home else { return Ok(None) };
    let together = party_member::Entity::find()
        .filter(party_member::Column::PersonId.eq(id.0))
        .count(db)
        .await?;
    Ok(Some((division(home)?, together > 0)))
}
