//! Files given as evidence of the person's jobs.

use crate::{
    error::Error,
    storage::rows::{employment, evidence, evidence_file},
};
use domain::id::PersonId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

/// The identities of the person's jobs.
pub(super) fn jobs_of(id: PersonId) -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::PersonId.eq(id.0))
        .into_query()
}

/// Takes the files from what was stated of the person's jobs; those that stand for nothing else go, and with them the
/// digests under which their content lies.
pub(super) async fn forget(tx: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Vec<u8>>, Error> {
    let named: Vec<Option<Uuid>> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::FileId)
        .filter(evidence::Column::EmploymentId.in_subquery(jobs_of(id)))
        .filter(evidence::Column::FileId.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    let named: Vec<Uuid> = named.into_iter().flatten().collect();
    evidence::Entity::update_many()
        .col_expr(evidence::Column::FileId, Expr::value(Option::<Uuid>::None))
        .filter(evidence::Column::EmploymentId.in_subquery(jobs_of(id)))
        .exec(tx)
        .await?;
    let still = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::FileId)
        .filter(evidence::Column::FileId.is_not_null())
        .into_query();
    let going = evidence_file::Entity::find()
        .filter(evidence_file::Column::Id.is_in(named))
        .filter(evidence_file::Column::Id.not_in_subquery(still))
        .all(tx)
        .await?;
    let ids = going.iter().map(|file| file.id);
    evidence_file::Entity::delete_many()
        .filter(evidence_file::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    let digests: Vec<Vec<u8>> = going.into_iter().map(|file| file.digest).collect();
    let kept: Vec<Vec<u8>> = evidence_file::Entity::find()
        .select_only()
        .column(evidence_file::Column::Digest)
        .filter(evidence_file::Column::Digest.is_in(digests.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(digests
        .into_iter()
        .filter(|digest| !kept.contains(digest))
        .collect())
}
