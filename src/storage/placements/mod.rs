//! Placements and their dated steps.

mod events;
mod heeds;
mod life;
mod together;

pub use events::{Event, News, Teller, events, tell, tellings};
pub(in crate::storage) use heeds::heeded;
pub use heeds::{Heeded, heeds};
pub use together::{Expired, close_other_offers, expire, lock_all, step_all, step_each};

use self::life::active;
use super::{
    Scope,
    columns::{nothing, under},
    connection::taken,
    consents,
    rows::placement as row,
    scope::Inner,
    versions::changed,
};
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    consent::Purpose,
    division::Division,
    grant::Capacity,
    id::{PersonId, PlacementId, VacancyId},
    placement::Placement,
    words::Stage,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, LockType, Query},
};

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
pub(super) fn within(scope: &Scope) -> Condition {
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
            .add(shared()),
        Inner::As(Capacity::Worker(id)) => Condition::all().add(row::Column::PersonId.eq(id.0)),
        Inner::As(Capacity::National | Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// Those of which an employer is told: the person has said yes to the post, and not said no to being told of. Whoever has
/// left for it is the employer's own to look after.
pub(super) fn shared() -> Condition {
    let is_told_of = Condition::any()
        .add(row::Column::DepartedOn.is_not_null())
        .add(row::Column::StartedOn.is_not_null())
        .add(consents::not_refused(
            row::Column::PersonId,
            Purpose::Sharing,
        ));
    Condition::all()
        .add(row::Column::AcceptedOn.is_not_null())
        .add(is_told_of)
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

/// Those of some placements that are within reach, in no order.
///
/// # Errors
/// Whatever the database says.
pub async fn get_all(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[PlacementId],
) -> Result<Vec<Kept>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(10_000) {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(within(scope))
            .all(db)
            .await?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Whether somebody has said yes to a post and holds it.
///
/// # Errors
/// Whatever the database says.
pub async fn is_on_the_way(db: &impl ConnectionTrait, person: PersonId) -> Result<bool, Error> {
    let found = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::Stage.is_in(Stage::LIVE.map(Coded::code)))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// What a person has been offered or has accepted, and not left for, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn not_left_for(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Kept>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.0))
        .filter(row::Column::Stage.is_in([Stage::Offered, Stage::Accepted].map(Coded::code)))
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Kept::try_from).collect()
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
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Twenty-five columns a row; SQLite binds 32,766 values a statement.
    for chunk in offers.chunks(1_000) {
        let rows = chunk.iter().map(|offer| active(offer, 1, now, now));
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    let news: Vec<(PlacementId, News)> = offers
        .iter()
        .map(|offer| (offer.id, News::offered(offer.offered_on)))
        .collect();
    tell(tx, &news, by, now).await
}

/// Keeps a placement as what was told has made it, if it still has the version that was read.
///
/// # Errors
/// [`Error::Stale`]; [`Code::AlreadyPlaced`] where the person is on the way to another post.
pub async fn save(
    tx: &impl ConnectionTrait,
    kept: &Kept,
    next: &Placement,
    news: News,
    by: Teller,
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
        .map_err(taken(Code::AlreadyPlaced))?;
    let current = kept.version + 1;
    changed(&done, Error::Stale { current })?;
    tell(tx, &[(next.id, news)], by, now).await
}

/// Makes others wait who would place the same person. SQLite has one writer at a time anyway.
///
/// # Errors
/// Whatever the database says.
pub async fn lock_person(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), Error> {
    lock_people(tx, &[person]).await
}

/// Makes others wait who would place the same people, whom everybody asks for in the same order.
///
/// # Errors
/// Whatever the database says.
pub async fn lock_people(tx: &impl ConnectionTrait, people: &[PersonId]) -> Result<(), Error> {
    let lock = Query::select()
        .expr(Expr::col(("person", "id")))
        .from("person")
        .and_where(Expr::col(("person", "id")).is_in(people.iter().map(|id| id.0)))
        .order_by(("person", "id"), Order::Asc)
        .lock(LockType::Update)
        .to_owned();
    tx.query_all(&lock).await?;
    Ok(())
}
