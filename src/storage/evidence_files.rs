//! Which files were given as evidence, by whom; what they hold lies outside the database.

use super::{
    columns::{sum, word},
    rows::{evidence, evidence_file as row},
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    evidence::Media,
    id::{AccountId, EvidenceFileId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, sea_query::SelectStatement,
};
use std::collections::HashSet;

/// A file given as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Identity.
    pub id: EvidenceFileId,
    /// SHA-256 of what it holds: where that lies.
    pub digest: [u8; 32],
    /// Its length.
    pub bytes: i64,
    /// Its kind, as its first bytes show it.
    pub media: Media,
    /// Who gave it.
    pub by: AccountId,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for EvidenceFile {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let digest = <[u8; 32]>::try_from(row.digest);
        Ok(Self {
            id: EvidenceFileId(row.id),
            digest: digest.map_err(|_| Error::internal("a digest of another length"))?,
            bytes: row.bytes,
            media: word(&row.media)?,
            by: AccountId(row.account_id),
            created_at: row.created_at,
        })
    }
}

/// Adds a file.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, file: &EvidenceFile) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(file.id.0),
        digest: Set(file.digest.to_vec()),
        bytes: Set(file.bytes),
        media: Set(file.media.code().to_owned()),
        account_id: Set(file.by.0),
        created_at: Set(file.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A file that an account gave itself.
///
/// # Errors
/// Whatever the database says.
pub async fn given_by(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: EvidenceFileId,
) -> Result<Option<EvidenceFile>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(row::Column::AccountId.eq(account.0))
        .one(db)
        .await?;
    found.map(EvidenceFile::try_from).transpose()
}

/// The digests of all files that are kept.
///
/// # Errors
/// Whatever the database says.
pub async fn digests(db: &impl ConnectionTrait) -> Result<HashSet<Vec<u8>>, Error> {
    let all: Vec<Vec<u8>> = row::Entity::find()
        .select_only()
        .column(row::Column::Digest)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(all.into_iter().collect())
}

/// Bytes of the files that an account gave since an instant and that no statement names.
///
/// # Errors
/// Whatever the database says.
pub async fn unnamed_bytes_of(
    db: &impl ConnectionTrait,
    account: AccountId,
    since: DateTime<Utc>,
) -> Result<u64, Error> {
    let unnamed = row::Entity::find()
        .filter(row::Column::CreatedAt.gte(since))
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::Id.not_in_subquery(named()));
    sum(db, unnamed, row::Column::Bytes).await
}

/// Those that a statement names.
fn named() -> SelectStatement {
    evidence::Entity::find()
        .select_only()
        .column(evidence::Column::FileId)
        .filter(evidence::Column::FileId.is_not_null())
        .into_query()
}

/// Forgets the files given before an instant that no statement names; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_unnamed(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<u64, Error> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::CreatedAt.lt(before))
        .filter(row::Column::Id.not_in_subquery(named()))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
