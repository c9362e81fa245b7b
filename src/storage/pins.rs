//! What officers wish about pairs: that one be made, or that one never be made.

use super::{
    Scope,
    columns::{division, nothing, under},
    rows::{person, pin as row},
    scope::Inner,
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    division::Division,
    grant::Capacity,
    id::{AccountId, PersonId, PinId, VacancyId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

/// A wish about one pair. It is made and removed, never changed.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Identity.
    pub id: PinId,
    /// The person.
    pub person: PersonId,
    /// The post.
    pub vacancy: VacancyId,
    /// Whether the pair must never be made, rather than be made.
    pub excluded: bool,
    /// What the officer wrote about it.
    pub reason: Option<String>,
    /// Home of the person when it was made.
    pub home: Division,
    /// Who made it.
    pub by: Option<AccountId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Pin {
    /// The version of every pin.
    pub const VERSION: i64 = 1;
}

impl TryFrom<row::Model> for Pin {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: PinId(row.id),
            person: PersonId(row.person_id),
            vacancy: VacancyId(row.vacancy_id),
            excluded: row.excluded,
            reason: row.reason,
            home: division(row.home)?,
            by: row.created_by.map(AccountId),
            created_at: row.created_at,
        })
    }
}

/// The pins, or by another column the people, of whom `scope` may say so.
fn within(scope: &Scope, home: impl ColumnTrait) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::CountyWest(d) | Capacity::Province(d)) => under(home, d),
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

/// The home of somebody about whom `scope` may have wishes.
///
/// # Errors
/// Whatever the database says.
pub async fn home_of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Option<Division>, Error> {
    let home: Option<i64> = person::Entity::find_by_id(id.0)
        .select_only()
        .column(person::Column::Home)
        .filter(within(scope, person::Column::Home))
        .into_tuple()
        .one(db)
        .await?;
    home.map(division).transpose()
}

/// Adds a pin.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where the pair has one, or the person is pinned already.
pub async fn insert(tx: &impl ConnectionTrait, pin: &Pin) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(pin.id.0),
        person_id: Set(pin.person.0),
        vacancy_id: Set(pin.vacancy.0),
        excluded: Set(pin.excluded),
        reason: Set(pin.reason.clone()),
        home: Set(pin.home.widened()),
        created_by: Set(pin.by.map(|id| id.0)),
        created_at: Set(pin.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One pin within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PinId,
) -> Result<Option<Pin>, Error> {
    let row = row::Entity::find_by_id(id.0)
        .filter(within(scope, row::Column::Home))
        .one(db)
        .await?;
    row.map(Pin::try_from).transpose()
}

/// Pins within reach behind `after`, those of one person where one is named.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    person: Option<PersonId>,
    after: Option<PinId>,
    limit: u64,
) -> Result<Vec<Pin>, Error> {
    let mut question = row::Entity::find().filter(within(scope, row::Column::Home));
    if let Some(id) = person {
        question = question.filter(row::Column::PersonId.eq(id.0));
    }
    if let Some(id) = after {
        question = question.filter(row::Column::Id.gt(id.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Pin::try_from).collect()
}

/// Removes a pin within reach; whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &impl ConnectionTrait, scope: &Scope, id: PinId) -> Result<bool, Error> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Id.eq(id.0))
        .filter(within(scope, row::Column::Home))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}
