//! What a run proposes, and whom it leaves unplaced.
//!
//! Questions here take a [`Run`] that was found within reach.

use super::{LeftOut, NotOffered, Proposed, Run};
use crate::{
    error::Error,
    storage::{
        BulkTransaction, bulk,
        columns::word,
        rows::{proposal, unplaced as left},
    },
};
use domain::{
    coded::Coded,
    id::{PersonId, RunId, VacancyId},
    words::Tier,
};
use matching::verdict::Verdict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Stores all proposals and all who are left out, in bulk.
///
/// # Errors
/// Whatever the database says.
pub async fn store(
    tx: &BulkTransaction,
    run: RunId,
    proposed: Vec<Proposed>,
    left_out: Vec<LeftOut>,
) -> Result<(), Error> {
    let rows = proposed.into_iter().map(|each| each.row(run)).collect();
    bulk::add::<proposal::Entity>(tx, rows).await?;
    let rows: Result<Vec<_>, _> = left_out.into_iter().map(|each| each.row(run)).collect();
    bulk::add::<left::Entity>(tx, rows?).await
}

/// Proposals of a run behind `after`, in the order of the people; all of them without a `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn proposals(
    db: &impl ConnectionTrait,
    run: &Run,
    tier: Option<Tier>,
    after: Option<PersonId>,
    limit: Option<u64>,
) -> Result<Vec<Proposed>, Error> {
    let mut question = proposal::Entity::find().filter(proposal::Column::RunId.eq(run.id.0));
    if let Some(tier) = tier {
        question = question.filter(proposal::Column::Tier.eq(tier.code()));
    }
    if let Some(id) = after {
        question = question.filter(proposal::Column::PersonId.gt(id.0));
    }
    let rows = question
        .order_by_asc(proposal::Column::PersonId)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Proposed::try_from).collect()
}

/// The unplaced of a run behind `after`, in the order of the people.
///
/// # Errors
/// Whatever the database says.
pub async fn unplaced(
    db: &impl ConnectionTrait,
    run: &Run,
    of: Option<Verdict>,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<LeftOut>, Error> {
    let mut question = left::Entity::find().filter(left::Column::RunId.eq(run.id.0));
    if let Some(verdict) = of {
        question = question.filter(left::Column::Reason.eq(verdict.code()));
    }
    if let Some(id) = after {
        question = question.filter(left::Column::PersonId.gt(id.0));
    }
    let rows = question
        .order_by_asc(left::Column::PersonId)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(LeftOut::try_from).collect()
}

/// A person and the post proposed to them.
pub type Chosen = (PersonId, VacancyId);

/// Who is proposed for what, all of it.
///
/// # Errors
/// Whatever the database says.
pub async fn chosen(db: &impl ConnectionTrait, run: &Run) -> Result<Vec<Chosen>, Error> {
    let pairs: Vec<(uuid::Uuid, uuid::Uuid)> = proposal::Entity::find()
        .select_only()
        .columns([proposal::Column::PersonId, proposal::Column::VacancyId])
        .filter(proposal::Column::RunId.eq(run.id.0))
        .into_tuple()
        .all(db)
        .await?;
    let chosen = |(person, vacancy)| (PersonId(person), VacancyId(vacancy));
    Ok(pairs.into_iter().map(chosen).collect())
}

/// How many are proposed in each tier, nearest partners first.
///
/// # Errors
/// Whatever the database says.
pub async fn by_tier(db: &impl ConnectionTrait, run: &Run) -> Result<Vec<(Tier, i64)>, Error> {
    let rows = counted::<proposal::Entity>(
        db,
        proposal::Column::Tier,
        proposal::Column::RunId.eq(run.id.0),
    )
    .await?;
    let mut counts: Vec<(Tier, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// How many are left out for each reason, the most frequent first.
///
/// # Errors
/// Whatever the database says.
pub async fn by_verdict(
    db: &impl ConnectionTrait,
    run: &Run,
) -> Result<Vec<(Verdict, i64)>, Error> {
    let rows =
        counted::<left::Entity>(db, left::Column::Reason, left::Column::RunId.eq(run.id.0)).await?;
    let mut counts: Vec<(Verdict, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable_by_key(|(verdict, count)| (-count, *verdict));
    Ok(counts)
}

/// Of how many proposals the commitment made no offer, and why.
///
/// # Errors
/// Whatever the database says.
pub async fn not_offered(
    db: &impl ConnectionTrait,
    run: &Run,
) -> Result<Vec<(NotOffered, i64)>, Error> {
    let which = Condition::all()
        .add(proposal::Column::RunId.eq(run.id.0))
        .add(proposal::Column::NotOffered.is_not_null());
    let rows = counted::<proposal::Entity>(db, proposal::Column::NotOffered, which).await?;
    let mut counts: Vec<(NotOffered, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable();
    Ok(counts)
}

async fn counted<E: EntityTrait>(
    db: &impl ConnectionTrait,
    column: E::Column,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<(String, i64)>, Error>
where
    E::Model: Send + Sync,
{
    let rows = E::find()
        .select_only()
        .column(column)
        .column_as(column.count(), "count")
        .filter(which)
        .group_by(column)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}
