//! What accounts hold: roles at their anchors.

use super::Account;
use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{division_if, word},
        rows::{account, role_grant},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::{Capacity, Grant, GrantState},
    id::{AccountId, EnterpriseId, GrantId, PersonId},
    words::Role,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};

/// A grant with how it came and went.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The grant.
    pub grant: Grant,
    /// Whether it was taken back.
    pub is_ended: bool,
    /// Whether it waits for a second person.
    pub is_pending: bool,
    /// Who gave it.
    pub by: Option<AccountId>,
}

impl Granted {
    /// How it stands on a day.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> GrantState {
        if self.is_ended || self.grant.to.is_some_and(|last| last < today) {
            GrantState::Over
        } else if self.is_pending {
            GrantState::Pending
        } else {
            GrantState::Held
        }
    }
}

impl TryFrom<role_grant::Model> for Grant {
    type Error = Error;

    fn try_from(row: role_grant::Model) -> Result<Self, Error> {
        let capacity = Capacity::of(
            word::<Role>(&row.role)?,
            division_if(row.division)?,
            row.enterprise_id.map(EnterpriseId),
            row.person_id.map(PersonId),
        )
        .ok_or_else(|| Error::internal("a grant without its anchor"))?;
        Ok(Self {
            id: GrantId(row.id),
            account: AccountId(row.account_id),
            capacity,
            from: row.valid_from,
            to: row.valid_to,
        })
    }
}

/// Adds a grant.
///
/// # Errors
/// Whatever the database says.
pub async fn insert_grant(
    tx: &impl ConnectionTrait,
    grant: &Grant,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (enterprise, person) = match grant.capacity {
        Capacity::Enterprise(id) => (Some(id.0), None),
        Capacity::Worker(id) => (None, Some(id.0)),
        _ => (None, None),
    };
    let row = role_grant::ActiveModel {
        id: Set(grant.id.0),
        account_id: Set(grant.account.0),
        role: Set(grant.capacity.role().code().to_owned()),
        division: Set(grant.capacity.division().map(Division::widened)),
        enterprise_id: Set(enterprise),
        person_id: Set(person),
        valid_from: Set(grant.from),
        valid_to: Set(grant.to),
        granted_by: Set(by.map(|id| id.0)),
        created_at: Set(now),
        ended_at: Set(None),
        ended_by: Set(None),
        second_asked_at: Set(None),
        confirmed_at: Set(None),
        confirmed_by: Set(None),
    };
    role_grant::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The grants of some accounts that were not ended and wait for nobody, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn grants_of(
    db: &impl ConnectionTrait,
    accounts: &[AccountId],
) -> Result<Vec<Grant>, Error> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.is_in(accounts.iter().map(|id| id.0)))
        .filter(stands())
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Grant::try_from).collect()
}

/// The account by which a job seeker signs in, and the grant under which.
///
/// # Errors
/// Whatever the database says.
pub async fn of_worker(
    db: &impl ConnectionTrait,
    person: PersonId,
    today: NaiveDate,
) -> Result<Option<(Account, Grant)>, Error> {
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(person.0))
        .filter(role_grant::Column::Role.eq(Role::Worker.code()))
        .filter(stands())
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    for row in grants {
        let grant = Grant::try_from(row)?;
        if !grant.holds_on(today) {
            continue;
        }
        let account = account::Entity::find_by_id(grant.account.0).one(db).await?;
        return Ok(account.map(|row| (row.into(), grant)));
    }
    Ok(None)
}

/// A grant that an account holds on a day, with what it may see.
///
/// # Errors
/// Whatever the database says.
pub async fn held(
    db: &impl ConnectionTrait,
    account: AccountId,
    grant: GrantId,
    today: NaiveDate,
) -> Result<Option<(Grant, Scope)>, Error> {
    let row = role_grant::Entity::find_by_id(grant.0)
        .filter(role_grant::Column::AccountId.eq(account.0))
        .filter(stands())
        .one(db)
        .await?;
    let grant = row.map(Grant::try_from).transpose()?;
    let held = grant.filter(|grant| grant.holds_on(today));
    Ok(held.map(|grant| {
        let scope = Scope::of(&grant);
        (grant, scope)
    }))
}

/// Grants that were not ended, and wait for no second person.
pub(in crate::storage) fn stands() -> Condition {
    let confirmed = Condition::any()
        .add(role_grant::Column::SecondAskedAt.is_null())
        .add(role_grant::Column::ConfirmedAt.is_not_null());
    Condition::all()
        .add(role_grant::Column::EndedAt.is_null())
        .add(confirmed)
}

/// Every grant that some accounts hold, held, or wait for, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn granted(
    db: &impl ConnectionTrait,
    accounts: &[AccountId],
) -> Result<Vec<Granted>, Error> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.is_in(accounts.iter().map(|id| id.0)))
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    let granted = |row: role_grant::Model| {
        Ok(Granted {
            is_ended: row.ended_at.is_some(),
            is_pending: row.second_asked_at.is_some() && row.confirmed_at.is_none(),
            by: row.granted_by.map(AccountId),
            grant: row.try_into()?,
        })
    };
    rows.into_iter().map(granted).collect()
}

/// Lets a grant wait for a second person.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_second(
    tx: &impl ConnectionTrait,
    id: GrantId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::SecondAskedAt, Expr::value(now))
        .filter(role_grant::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Lets a grant hold that waits for a second person; whether one did.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm(
    tx: &impl ConnectionTrait,
    id: GrantId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = role_grant::Entity::update_many()
        .col_expr(role_grant::Column::ConfirmedAt, Expr::value(now))
        .col_expr(
            role_grant::Column::ConfirmedBy,
            Expr::value(by.map(|id| id.0)),
        )
        .filter(role_grant::Column::Id.eq(id.0))
        .filter(role_grant::Column::SecondAskedAt.is_not_null())
        .filter(role_grant::Column::ConfirmedAt.is_null())
        .filter(role_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a grant; whether it was not ended before.
///
/// # Errors
/// Whatever the database says.
pub async fn end_grant(
    tx: &impl ConnectionTrait,
    id: GrantId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = role_grant::Entity::update_many()
        .col_expr(role_grant::Column::EndedAt, Expr::value(now))
        .col_expr(role_grant::Column::EndedBy, Expr::value(by.map(|id| id.0)))
        .filter(role_grant::Column::Id.eq(id.0))
        .filter(role_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
