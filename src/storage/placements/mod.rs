//! Placements and their dated steps.

mod life;

use self::life::active;
use super::{
    Scope,
    columns::{nothing, under, word_if},
    evidence::Evidence,
    rows::{placement as row, placement_event as event},
    scope::Inner,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{AccountId, PersonId, PlacementId, VacancyId},
    placement::{Placement, Step},
    words::{Role, Stage},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    SqlErr,
    sea_query::{Expr, ExprTrait, LockType, Query},
};
use uuid::Uuid;

/// A placement as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The placement.
    pub placement: Placement,
    /// Version of the row.
    pub version: i64,
    /// When it was offered.
    pub created_at: DateTime<Utc>,
}

/// Somebody said that something happened on a day.
#[derive(Clone, Debug)]
pub struct Event {
    /// Identity, later events later.
    pub id: Uuid,
    /// Kind: a step's code, or `check_in` for what shows the person at work.
    pub kind: String,
    /// The day on which it happened.
    pub on: NaiveDate,
    /// Coded reason, where the kind has one.
    pub reason: Option<String>,
    /// Who said so; none where the service did.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// The kind under which evidence stands among events.
const CHECK_IN: &str = "check_in";

impl From<&Evidence> for Event {
    fn from(shown: &Evidence) -> Self {
        Self {
            id: shown.id.0,
            kind: CHECK_IN.to_owned(),
            on: shown.statement.on,
            reason: Some(shown.statement.kind.code().to_owned()),
            account: shown.account,
            role: shown.role,
            recorded_at: shown.recorded_at,
        }
    }
}

/// Which placements to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this stage.
    pub stage: Option<Stage>,
    /// With the home or the workplace in this division.
    pub area: Option<Division>,
    /// At this post.
    pub vacancy: Option<VacancyId>,
    /// Of this person.
    pub person: Option<PersonId>,
}

/// The placements that `scope` may see.
fn within(scope: &Scope) -> Condition {
    let home = |d: Division| under(row::Column::Home, d);
    let workplace = |d: Division| under(row::Column::Workplace, d);
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d)) => Condition::any().add(home(d)).add(workplace(d)),
        Inner::As(Capacity::CountyWest(d)) => home(d),
        // An eastern bureau sees whom it will receive, not whom it might.
        Inner::As(Capacity::BureauEast(d)) => Condition::all()
            .add(workplace(d))
            .add(row::Column::AcceptedOn.is_not_null()),
        Inner::As(Capacity::Enterprise(id)) => Condition::all()
            .add(row::Column::EnterpriseId.eq(id.0))
            .add(row::Column::AcceptedOn.is_not_null()),
        Inner::As(Capacity::Worker(id)) => Condition::all().add(row::Column::PersonId.eq(id.0)),
        Inner::As(Capacity::National | Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// One placement within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PlacementId,
) -> Result<Option<Kept>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(Kept::try_from).transpose()
}

/// Placements within reach behind `after`, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<PlacementId>,
    limit: u64,
) -> Result<Vec<Kept>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(stage) = filter.stage {
        question = question.filter(row::Column::Stage.eq(stage.code()));
    }
    if let Some(area) = filter.area {
        let either = Condition::any()
            .add(under(row::Column::Home, area))
            .add(under(row::Column::Workplace, area));
        question = question.filter(either);
    }
    if let Some(id) = filter.vacancy {
        question = question.filter(row::Column::VacancyId.eq(id.0));
    }
    if let Some(id) = filter.person {
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
    rows.into_iter().map(Kept::try_from).collect()
}

/// Adds offers in bulk, each with its first event.
///
/// # Errors
/// [`Code::AlreadyExists`] where the same pair is offered already.
pub async fn insert_offers(
    tx: &impl ConnectionTrait,
    offers: &[Placement],
    by: Option<(AccountId, Role)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Twenty-three columns a row; SQLite binds 32,766 values a statement.
    for chunk in offers.chunks(1_000) {
        let rows = chunk.iter().map(|offer| active(offer, 1, now, now));
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
        let events = chunk
            .iter()
            .map(|offer| told(offer.id, "offered", offer.offered_on, None, by, now));
        event::Entity::insert_many(events)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Keeps a placement after a step, if it still has the version that was read, with the event.
///
/// # Errors
/// [`Error::Stale`]; [`Code::AlreadyPlaced`] where the person is on the way to another post.
pub async fn save(
    tx: &impl ConnectionTrait,
    kept: &Kept,
    next: &Placement,
    step: Step,
    on: NaiveDate,
    by: Option<(AccountId, Role)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut update = active(next, kept.version + 1, kept.created_at, now);
    update.id = sea_orm::ActiveValue::NotSet;
    let done = row::Entity::update_many()
        .set(update)
        .filter(row::Column::Id.eq(next.id.0))
        .filter(row::Column::Version.eq(kept.version))
        .exec(tx)
        .await
        .map_err(|cause| match cause.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(Code::AlreadyPlaced),
            _ => cause.into(),
        })?;
    if done.rows_affected == 0 {
        return Err(Error::Stale {
            current: kept.version + 1,
        });
    }
    let reason = match step {
        Step::Decline(why) | Step::Refuse(why) => Some(why.code()),
        Step::End(why) => Some(why.code()),
        _ => None,
    };
    let row = told(next.id, step.code(), on, reason, by, now);
    event::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Makes others wait who would place the same person. SQLite has one writer at a time anyway.
///
/// # Errors
/// Whatever the database says.
pub async fn lock_person(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), Error> {
    let lock = Query::select()
        .expr(Expr::col(("person", "id")))
        .from("person")
        .and_where(Expr::col(("person", "id")).eq(person.0))
        .lock(LockType::Update)
        .to_owned();
    tx.query_one(&lock).await?;
    Ok(())
}

/// Takes back every other offer that a person has; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn close_other_offers(
    tx: &impl ConnectionTrait,
    person: PersonId,
    but: PlacementId,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let others = Condition::all()
        .add(row::Column::PersonId.eq(person.0))
        .add(row::Column::Stage.eq(Stage::Offered.code()))
        .add(row::Column::Id.ne(but.0));
    close(tx, others, Step::Withdraw, Stage::Withdrawn, on, now).await
}

/// Closes the offers that nobody answered in time; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn expire(
    tx: &impl ConnectionTrait,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let late = Condition::all()
        .add(row::Column::Stage.eq(Stage::Offered.code()))
        .add(row::Column::ExpiresOn.lt(today));
    close(tx, late, Step::Expire, Stage::Expired, today, now).await
}

async fn close(
    tx: &impl ConnectionTrait,
    which: Condition,
    step: Step,
    stage: Stage,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let closed = row::Entity::update_many()
        .col_expr(row::Column::Stage, Expr::value(stage.code()))
        .col_expr(row::Column::ClosedOn, Expr::value(on))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .col_expr(row::Column::UpdatedAt, Expr::value(now))
        .filter(which)
        .exec_with_returning(tx)
        .await?;
    for chunk in closed.chunks(3_000) {
        let events = chunk
            .iter()
            .map(|row| told(PlacementId(row.id), step.code(), on, None, None, now));
        event::Entity::insert_many(events)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(closed.len())
}

/// The events of a placement that was found within reach, first told first.
///
/// # Errors
/// Whatever the database says.
pub async fn events(db: &impl ConnectionTrait, of: &Kept) -> Result<Vec<Event>, Error> {
    let rows = event::Entity::find()
        .filter(event::Column::PlacementId.eq(of.placement.id.0))
        // Once an event, now evidence; what was written then was taken over.
        .filter(event::Column::Kind.ne(CHECK_IN))
        .order_by_asc(event::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Event {
                id: row.id,
                kind: row.kind,
                on: row.on_day,
                reason: row.reason,
                account: row.account_id.map(AccountId),
                role: word_if(row.role.as_deref())?,
                recorded_at: row.recorded_at,
            })
        })
        .collect()
}

fn told(
    id: PlacementId,
    kind: &str,
    on: NaiveDate,
    reason: Option<&str>,
    by: Option<(AccountId, Role)>,
    now: DateTime<Utc>,
) -> event::ActiveModel {
    event::ActiveModel {
        id: Set(Uuid::now_v7()),
        placement_id: Set(id.0),
        kind: Set(kind.to_owned()),
        on_day: Set(on),
        reason: Set(reason.map(str::to_owned)),
        note: Set(None),
        account_id: Set(by.map(|(account, _)| account.0)),
        role: Set(by.map(|(_, role)| role.code().to_owned())),
        recorded_at: Set(now),
    }
}
