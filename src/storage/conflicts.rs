//! People whom two counties call their own.

use super::{
    Scope,
    columns::{division, nothing, under, word_if},
    people::opened_citizen_id,
    rows::{conflict, person},
    scope::Inner,
};
use crate::{
    error::{Code, Error},
    keys::Keys,
};
use chrono::{DateTime, Utc};
use domain::{
    citizen_id::CitizenId,
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{ConflictId, PersonId},
    words::ConflictOutcome,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A person at home in one county, whom another county's roster claims.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Identity.
    pub id: ConflictId,
    /// Who.
    pub person: PersonId,
    /// The person's name, to be shown masked.
    pub name: String,
    /// The person's ID, to be shown masked.
    pub citizen_id: CitizenId,
    /// The county that has the person.
    pub holder: Division,
    /// The county that claims the person.
    pub claimant: Division,
    /// How it ended.
    pub outcome: Option<ConflictOutcome>,
    /// When it ended.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Version of the row.
    pub version: i64,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

/// The conflicts that `scope` may see: an office those to which its division is a side.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => Condition::any()
            .add(under(conflict::Column::Holder, d))
            .add(under(conflict::Column::Claimant, d)),
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

/// One conflict within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: ConflictId,
) -> Result<Option<Conflict>, Error> {
    let rows = conflict::Entity::find_by_id(id.0)
        .filter(within(scope))
        .all(db)
        .await?;
    Ok(with_people(db, keys, rows).await?.pop())
}

/// Conflicts within reach behind `after`, in order of identity; open or resolved ones only, where told.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    open: Option<bool>,
    after: Option<ConflictId>,
    limit: u64,
) -> Result<Vec<Conflict>, Error> {
    let mut question = conflict::Entity::find().filter(within(scope));
    if let Some(open) = open {
        let outcome = conflict::Column::Outcome;
        question = question.filter(if open {
            outcome.is_null()
        } else {
            outcome.is_not_null()
        });
    }
    if let Some(after) = after {
        question = question.filter(conflict::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(conflict::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    with_people(db, keys, rows).await
}

/// Ends an open conflict, where the row still has the version that was read. Once the person is
/// released, other counties that claim the same person claim it from the new home.
///
/// # Errors
/// [`Error::Stale`], [`Code::NotInThisState`] where it has ended.
pub async fn resolve(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    read: &Conflict,
    outcome: ConflictOutcome,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let next = || Expr::col(conflict::Column::Version).add(1);
    let done = conflict::Entity::update_many()
        .col_expr(conflict::Column::Outcome, Expr::value(outcome.code()))
        .col_expr(conflict::Column::ResolvedAt, Expr::value(now))
        .col_expr(conflict::Column::Version, next())
        .filter(conflict::Column::Id.eq(read.id.0))
        .filter(conflict::Column::Version.eq(read.version))
        .filter(conflict::Column::Outcome.is_null())
        .filter(within(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if outcome == ConflictOutcome::Released {
        conflict::Entity::update_many()
            .col_expr(
                conflict::Column::Holder,
                Expr::value(read.claimant.widened()),
            )
            .col_expr(conflict::Column::Version, next())
            .filter(conflict::Column::PersonId.eq(read.person.0))
            .filter(conflict::Column::Outcome.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn with_people(
    db: &impl ConnectionTrait,
    keys: &Keys,
    rows: Vec<conflict::Model>,
) -> Result<Vec<Conflict>, Error> {
    let found = person::Entity::find()
        .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person_id)))
        .all(db)
        .await?;
    let people: HashMap<Uuid, person::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    rows.into_iter()
        .map(|row| {
            let person = people
                .get(&row.person_id)
                .ok_or_else(|| Error::internal("a conflict about nobody"))?;
            Ok(Conflict {
                id: ConflictId(row.id),
                person: PersonId(row.person_id),
                name: person.name.clone(),
                citizen_id: opened_citizen_id(keys, person)?,
                holder: division(row.holder)?,
                claimant: division(row.claimant)?,
                outcome: word_if(row.outcome.as_deref())?,
                resolved_at: row.resolved_at,
                version: row.version,
                created_at: row.created_at,
            })
        })
        .collect()
}
