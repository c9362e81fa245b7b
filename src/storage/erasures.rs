//! Requests to be forgotten.

use super::{
    Scope,
    columns::{nothing, under, word_if},
    connection::taken,
    rows::{erasure as row, person},
    scope::Inner,
    versions::changed,
};
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    erasure::{Erasure, ErasureRefusal, ErasureState},
    grant::Capacity,
    id::{AccountId, ErasureId, PersonId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

impl TryFrom<row::Model> for Erasure {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: ErasureId(row.id),
            person: PersonId(row.person_id),
            asked_by: row.asked_by.map(AccountId),
            role: word_if(row.role.as_deref())?,
            state: word_if(row.outcome.as_deref())?.unwrap_or(ErasureState::Waiting),
            refusal: word_if(row.refusal_reason.as_deref())?,
            decided_at: row.decided_at,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// The requests that `scope` may see: those of people at home in its division.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => {
            let people = person::Entity::find()
                .select_only()
                .column(person::Column::Id)
                .filter(under(person::Column::Home, d))
                .into_query();
            Condition::all().add(row::Column::PersonId.in_subquery(people))
        }
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// That the person whom a column names was not erased.
pub(super) fn not_erased(named_by: impl ColumnTrait) -> Condition {
    let done: SelectStatement = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Outcome.eq(ErasureState::Done.code()))
        .filter(Expr::col(row::Column::PersonId.as_column_ref()).equals(named_by.as_column_ref()))
        .into_query();
    Condition::all().add(Expr::exists(done).not())
}

/// Keeps a request.
///
/// # Errors
/// [`Code::AlreadyExists`] where one waits.
pub async fn insert(tx: &impl ConnectionTrait, new: &Erasure) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.0),
        asked_by: Set(new.asked_by.map(|id| id.0)),
        role: Set(new.role.map(|role| role.code().to_owned())),
        outcome: Set(None),
        refusal_reason: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        version: Set(1),
        created_at: Set(new.created_at),
        rewritten_at: Set(None),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::AlreadyExists))?;
    Ok(())
}

/// A request that was just made, whoever made it.
///
/// # Errors
/// Whatever the database says.
pub async fn made(db: &impl ConnectionTrait, id: ErasureId) -> Result<Option<Erasure>, Error> {
    let found = row::Entity::find_by_id(id.0).one(db).await?;
    found.map(Erasure::try_from).transpose()
}

/// One request within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: ErasureId,
) -> Result<Option<Erasure>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(Erasure::try_from).transpose()
}

/// Requests within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    state: Option<ErasureState>,
    after: Option<ErasureId>,
    limit: u64,
) -> Result<Vec<Erasure>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    question = match state {
        None => question,
        Some(ErasureState::Waiting) => question.filter(row::Column::Outcome.is_null()),
        Some(state) => question.filter(row::Column::Outcome.eq(state.code())),
    };
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Erasure::try_from).collect()
}

/// Keeps what was decided of a request that waits in the version that was read.
///
/// # Errors
/// [`Error::Stale`].
pub async fn decide(
    tx: &impl ConnectionTrait,
    (id, version): (ErasureId, i64),
    refusal: Option<ErasureRefusal>,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let state = refusal.map_or(ErasureState::Done, |_| ErasureState::Refused);
    let change = row::ActiveModel {
        outcome: Set(Some(state.code().to_owned())),
        refusal_reason: Set(refusal.map(|why| why.code().to_owned())),
        decided_by: Set(by.map(|id| id.0)),
        decided_at: Set(Some(now)),
        ..row::ActiveModel::default()
    };
    let done = row::Entity::update_many()
        .set(change)
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::Outcome.is_null())
        .exec(tx)
        .await?;
    let current = version + 1;
    changed(&done, Error::Stale { current })
}

/// Erasures since which the file of the database was not written anew.
///
/// # Errors
/// Whatever the database says.
pub async fn not_rewritten(db: &impl ConnectionTrait) -> Result<Vec<ErasureId>, Error> {
    let ids: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Outcome.eq(ErasureState::Done.code()))
        .filter(row::Column::RewrittenAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ErasureId).collect())
}

/// Takes note that the file was written anew since.
///
/// # Errors
/// Whatever the database says.
pub async fn rewritten(
    db: &impl ConnectionTrait,
    ids: &[ErasureId],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::RewrittenAt, Expr::value(now))
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(db)
        .await?;
    Ok(())
}
