//! Posts with openings.

use super::{
    BulkTransaction, Scope, bulk,
    columns::{nothing, under},
    enterprises,
    rows::vacancy as row,
    scope::Inner,
    versions::stale,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{EnterpriseId, JobId, VacancyId},
    vacancy::Vacancy,
    words::Trade,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryIntoModel,
    sea_query::{Expr, ExprTrait},
};
use std::collections::BTreeMap;

/// Which posts to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// With the workplace in this division.
    pub area: Option<Division>,
    /// Of this trade.
    pub trade: Option<Trade>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Taking candidates today, or not.
    pub open: Option<bool>,
}

/// The posts that take candidates on a day.
pub(super) fn open_on(today: NaiveDate) -> Condition {
    let still = Condition::any()
        .add(row::Column::ClosesOn.is_null())
        .add(row::Column::ClosesOn.gte(today));
    Condition::all()
        .add(row::Column::ClosedOn.is_null())
        .add(still)
}

/// The posts that `scope` may see: its own, and those that verified enterprises offer to everybody.
fn within(scope: &Scope, today: NaiveDate) -> Condition {
    let offered = || open_on(today).add(enterprises::is_verified(row::Column::EnterpriseId));
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::National) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(_) | Capacity::CountyWest(_) | Capacity::BureauEast(_)) => {
            Condition::any().add(held(scope)).add(offered())
        }
        Inner::As(Capacity::Enterprise(_)) => held(scope),
        Inner::As(Capacity::Worker(_)) => offered(),
        Inner::As(Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// The posts that are `scope`'s own to change: those of an enterprise, and for an office those
/// at a workplace or of an enterprise in its division.
fn held(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d)) => {
            Condition::any()
                .add(under(row::Column::Workplace, d))
                .add(row::Column::EnterpriseId.in_subquery(enterprises::ids_under(d)))
        }
        Inner::As(Capacity::Enterprise(id)) => {
            Condition::all().add(row::Column::EnterpriseId.eq(id.0))
        }
        Inner::As(
            Capacity::National | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor,
        ) => nothing(),
    }
}

/// One post within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    today: NaiveDate,
    id: VacancyId,
) -> Result<Option<Vacancy>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope, today))
        .one(db)
        .await?;
    found.map(Vacancy::try_from).transpose()
}

/// Whether there is such a post within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn exists(
    db: &impl ConnectionTrait,
    scope: &Scope,
    today: NaiveDate,
    id: VacancyId,
) -> Result<bool, Error> {
    let found: Option<uuid::Uuid> = row::Entity::find_by_id(id.0)
        .select_only()
        .column(row::Column::Id)
        .filter(within(scope, today))
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// One post that is the caller's own to change.
///
/// # Errors
/// Whatever the database says.
pub async fn get_held(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: VacancyId,
) -> Result<Option<Vacancy>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(held(scope))
        .one(db)
        .await?;
    found.map(Vacancy::try_from).transpose()
}

/// Posts within reach behind `after`, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    today: NaiveDate,
    filter: &Filter,
    after: Option<VacancyId>,
    limit: u64,
) -> Result<Vec<Vacancy>, Error> {
    let mut question = row::Entity::find().filter(within(scope, today));
    if let Some(area) = filter.area {
        question = question.filter(under(row::Column::Workplace, area));
    }
    if let Some(trade) = filter.trade {
        question = question.filter(row::Column::Trade.eq(trade.code()));
    }
    if let Some(enterprise) = filter.enterprise {
        question = question.filter(row::Column::EnterpriseId.eq(enterprise.0));
    }
    if let Some(open) = filter.open {
        let wanted = open_on(today);
        question = question.filter(if open { wanted } else { wanted.not() });
    }
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Vacancy::try_from).collect()
}

/// Adds a post.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where the enterprise has the same post open already.
pub async fn insert(tx: &impl ConnectionTrait, vacancy: &Vacancy) -> Result<(), Error> {
    row::Entity::insert(row::ActiveModel::fresh(vacancy, None))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a post as it is now, where it still has the version that was read. The openings taken
/// are counted elsewhere and stay.
///
/// # Errors
/// [`Error::Stale`] where it has another version, [`Error::NotFound`] where it is not the
/// caller's own.
pub async fn save(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    vacancy: &Vacancy,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .set(row::ActiveModel::from(vacancy))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(vacancy.id.0))
        .filter(row::Column::Version.eq(vacancy.version))
        .filter(held(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get_held(tx, scope, vacancy.id).await?;
    Err(stale(now.map(|now| now.version)))
}

/// The posts of some enterprises that are not closed and have one of some titles: some thousands
/// of each at most. Serves imports only, which judge for whose posts a sheet may speak as they
/// read it.
///
/// # Errors
/// Whatever the database says.
pub async fn unclosed(
    db: &impl ConnectionTrait,
    enterprises: impl IntoIterator<Item = EnterpriseId>,
    titles: impl IntoIterator<Item = &str>,
) -> Result<Vec<Vacancy>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::EnterpriseId.is_in(enterprises.into_iter().map(|id| id.0)))
        .filter(row::Column::Title.is_in(titles))
        .filter(row::Column::ClosedOn.is_null())
        .all(db)
        .await?;
    rows.into_iter().map(Vacancy::try_from).collect()
}

/// Adds the new posts of a sheet.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where somebody else has put one of them up since.
pub async fn insert_all(
    tx: &BulkTransaction,
    vacancies: &[Vacancy],
    import: Option<JobId>,
) -> Result<(), Error> {
    bulk::add::<row::Entity>(tx, models(vacancies, import)?).await
}

/// Writes the changed posts of a sheet; each comes with the version that follows the one in force.
///
/// # Errors
/// [`crate::error::Code::Busy`] where somebody else has changed one of them since.
pub async fn save_all(
    tx: &BulkTransaction,
    vacancies: &[Vacancy],
    import: Option<JobId>,
) -> Result<(), Error> {
    bulk::replace::<row::Entity>(tx, models(vacancies, import)?).await
}

fn models(vacancies: &[Vacancy], import: Option<JobId>) -> Result<Vec<row::Model>, Error> {
    let fresh = |vacancy| row::ActiveModel::fresh(vacancy, import).try_into_model();
    let models: Result<_, _> = vacancies.iter().map(fresh).collect();
    Ok(models?)
}

/// Confirms posts of which a sheet says what is known.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm_all(
    tx: &BulkTransaction,
    ids: &[VacancyId],
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    row::Entity::update_many()
        .col_expr(row::Column::ConfirmedOn, Expr::value(day))
        .col_expr(row::Column::UpdatedAt, Expr::value(now))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes one opening of a post, if one is left and the post is not closed; whether it was.
///
/// One statement decides, so that however many ask at once the last opening is given once. The
/// caller has found the placement within its own reach.
///
/// # Errors
/// Whatever the database says.
pub async fn take_opening(tx: &impl ConnectionTrait, id: VacancyId) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::Taken, Expr::col(row::Column::Taken).add(1))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(Expr::col(row::Column::Taken).lt(Expr::col(row::Column::Openings)))
        .filter(row::Column::ClosedOn.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives an opening back that was taken, also to a closed post; whether one was taken.
///
/// # Errors
/// Whatever the database says.
pub async fn free_opening(tx: &impl ConnectionTrait, id: VacancyId) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::Taken, Expr::col(row::Column::Taken).sub(1))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Taken.gt(0))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives openings back that were taken, so many of each post.
///
/// # Errors
/// Whatever the database says.
pub async fn free_openings(
    tx: &impl ConnectionTrait,
    freed: &BTreeMap<VacancyId, i64>,
) -> Result<(), Error> {
    // Most posts lose one person or two: a statement for each number, not for each post.
    let mut by_number: BTreeMap<i64, Vec<VacancyId>> = BTreeMap::new();
    for (id, number) in freed {
        by_number.entry(*number).or_default().push(*id);
    }
    for (number, posts) in by_number {
        for posts in posts.chunks(10_000) {
            row::Entity::update_many()
                .col_expr(
                    row::Column::Taken,
                    Expr::col(row::Column::Taken).sub(number),
                )
                .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
                .filter(row::Column::Id.is_in(posts.iter().map(|id| id.0)))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}
