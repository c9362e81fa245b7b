//! From how many on something is told of too many people: what divisions say. It tells of no person.

use super::{
    columns::{division, number_if, word},
    rows::reuse_threshold as row,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{AccountId, ReuseThresholdId},
    verification::Reuse,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

/// What a division says of one kind, from a day on.
#[derive(Clone, Debug)]
pub struct ReuseThreshold {
    /// Identity, later ones later.
    pub id: ReuseThresholdId,
    /// Whose officers it is for.
    pub division: Division,
    /// Of what.
    pub kind: Reuse,
    /// From how many on it is told; none: as the division above it says.
    pub least: Option<u32>,
    /// First day on which it holds.
    pub from: NaiveDate,
    /// Who said so.
    pub by: Option<AccountId>,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for ReuseThreshold {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: ReuseThresholdId(row.id),
            division: division(row.division)?,
            kind: word(&row.kind)?,
            least: number_if(row.least)?,
            from: row.valid_from,
            by: row.account_id.map(AccountId),
            created_at: row.created_at,
        })
    }
}

/// Adds what a division says.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, new: &ReuseThreshold) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(new.id.0),
        division: Set(new.division.widened()),
        kind: Set(new.kind.code().to_owned()),
        least: Set(new.least.map(i64::from)),
        valid_from: Set(new.from),
        account_id: Set(new.by.map(|id| id.0)),
        created_at: Set(new.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What was said by one act.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    id: ReuseThresholdId,
) -> Result<Option<ReuseThreshold>, Error> {
    let found = row::Entity::find_by_id(id.0).one(db).await?;
    found.map(ReuseThreshold::try_from).transpose()
}

/// What exactly these divisions said for a day or for days before it, that which holds the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn said_by(
    db: &impl ConnectionTrait,
    divisions: &[Division],
    on: NaiveDate,
) -> Result<Vec<ReuseThreshold>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::Division.is_in(divisions.iter().map(|one| one.widened())))
        .filter(row::Column::ValidFrom.lte(on))
        .order_by_desc(row::Column::ValidFrom)
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(ReuseThreshold::try_from).collect()
}
