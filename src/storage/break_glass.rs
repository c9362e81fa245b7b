//! Who looks at one person out of their own reach, why, and until when.

use super::{
    Scope,
    columns::{division, division_if, nothing, under, word},
    connection::taken,
    rows::break_glass as row,
    scope::Inner,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::{Capacity, Grant},
    id::{BreakGlassId, PersonId},
    trace::GlassReason,
    words::Role,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

/// How many times a day an account may.
pub const A_DAY: u64 = 5;

/// A glass that was broken.
#[derive(Clone, Debug)]
pub struct BreakGlass {
    /// Identity.
    pub id: BreakGlassId,
    /// In which role.
    pub role: Role,
    /// For which office.
    pub division: Option<Division>,
    /// Who is looked at.
    pub person: PersonId,
    /// Where that person is at home.
    pub home: Division,
    /// Why.
    pub reason: GlassReason,
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
}

/// Adds one; `found` is the person and where they are at home, none where nobody was found.
///
/// # Errors
/// [`Error::TooMany`] after the fifth of a day; [`Code::Busy`] where two came at once.
pub async fn insert(
    tx: &impl ConnectionTrait,
    id: BreakGlassId,
    by: &Grant,
    found: Option<(PersonId, Division)>,
    reason: GlassReason,
    (on, opened_at, ends_at): (NaiveDate, DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Error> {
    let before = row::Entity::find()
        .filter(row::Column::AccountId.eq(by.account.0))
        .filter(row::Column::OnDay.eq(on))
        .count(tx)
        .await?;
    if before >= A_DAY {
        return Err(Error::TooMany(3600));
    }
    let row = row::ActiveModel {
        id: Set(id.0),
        account_id: Set(by.account.0),
        grant_id: Set(by.id.0),
        role: Set(by.capacity.role().code().into()),
        division: Set(by.capacity.division().map(Division::widened)),
        person_id: Set(found.map(|(person, _)| person.0)),
        home: Set(found.map(|(_, home)| home.widened())),
        reason: Set(reason.code().into()),
        on_day: Set(on),
        number_of_day: Set(i64::try_from(before).unwrap_or(0) + 1),
        opened_at: Set(opened_at),
        ends_at: Set(ends_at),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::Busy))?;
    Ok(())
}

/// The people whom the holder of a grant may look at just now.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn open(
    db: &impl ConnectionTrait,
    grant: &Grant,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let found: Vec<Option<uuid::Uuid>> = row::Entity::find()
        .select_only()
        .column(row::Column::PersonId)
        .filter(row::Column::GrantId.eq(grant.id.0))
        .filter(row::Column::EndsAt.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().flatten().map(PersonId).collect())
}

/// Those that `scope` may see: an office of the person's home, and auditors.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::Auditor) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => under(row::Column::Home, d),
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin,
        ) => nothing(),
    }
}

/// Broken glasses within reach before `before`, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    before: Option<BreakGlassId>,
    limit: u64,
) -> Result<Vec<BreakGlass>, Error> {
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::PersonId.is_not_null())
        .filter(Condition::all().add_option(before.map(|id| row::Column::Id.lt(id.0))))
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.iter().filter_map(read).collect()
}

/// One, by its identity: for whoever has just made it.
///
/// # Errors
/// Whatever the database says.
pub async fn get(db: &impl ConnectionTrait, id: BreakGlassId) -> Result<Option<BreakGlass>, Error> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.as_ref().and_then(read).transpose()
}

/// None where nobody was found.
fn read(row: &row::Model) -> Option<Result<BreakGlass, Error>> {
    let (person, home) = row.person_id.zip(row.home)?;
    let read = || {
        Ok(BreakGlass {
            id: BreakGlassId(row.id),
            role: word(&row.role)?,
            division: division_if(row.division)?,
            person: PersonId(person),
            home: division(home)?,
            reason: word(&row.reason)?,
            opened_at: row.opened_at,
            ends_at: row.ends_at,
        })
    };
    Some(read())
}
