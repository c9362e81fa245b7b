//! Bid prices of runs: whom they are learnt from, and what a run kept of them.
//!
//! Questions about a run take one that was found within reach.

use super::{
    super::{
        BulkTransaction, bulk,
        columns::{division, number, number_if, word},
        rows::{bid_price, matching_run, person, vacancy},
    },
    Homes, Run, Snapshot,
    columns::SeekerRow,
    matchable::{facts, matchable},
};
use crate::error::Error;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    division::Level,
    id::{EnterpriseId, RunId, VacancyId},
};
use futures_util::TryStreamExt;
use matching::season::{Arrival, Kind};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, WindowStatement},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The days for which somebody who came is taken for those to come: a season and its fringes.
const YEAR_DAYS: u64 = 366;

/// The most people that bid prices are learnt from.
const MOST_ARRIVALS: u64 = 20_000;

/// The most identities in one question.
const MOST_IDS: usize = 10_000;

/// Where the bid prices of a run come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// The run learns them, for so many people who are still to come after those that it matches.
    Expected(u32),
    /// Those of an earlier run.
    Of(RunId),
}

impl Season {
    /// Reads the columns of a run.
    pub(super) fn read(row: &matching_run::Model) -> Result<Option<Self>, Error> {
        let expected = number_if(row.expected_arrivals)?.map(Self::Expected);
        Ok(expected.or(row.prices_of.map(|id| Self::Of(RunId(id)))))
    }

    /// What the columns of a run hold: people expected, or the other run.
    pub(super) fn columns(season: Option<Self>) -> (Option<i64>, Option<Uuid>) {
        match season {
            None => (None, None),
            Some(Self::Expected(people)) => (Some(people.into()), None),
            Some(Self::Of(run)) => (None, Some(run.0)),
        }
    }
}

/// Somebody who came.
#[derive(FromQueryResult)]
struct ArrivalRow {
    #[sea_orm(nested)]
    seeker: SeekerRow,
    created_at: DateTime<Utc>,
}

/// The people of the run's province who came to the register in the year before its day, as they would have been
/// matched then, the earliest first: people like those still to come. Of more than twenty thousand every so-many-th is read.
///
/// They compete for the same openings, whichever county they live in. Nothing of them leaves the engine but prices.
///
/// # Errors
/// Whatever the database says.
pub async fn arrivals(
    tx: &DatabaseTransaction,
    run: &Run,
    snapshot: &mut Snapshot,
) -> Result<Vec<Arrival>, Error> {
    let came = came_before(run);
    let all = person::Entity::find()
        .filter(came.clone())
        .count(tx)
        .await?;
    let step = i64::try_from(Ord::max(all.div_ceil(MOST_ARRIVALS), 1)).map_err(Error::internal)?;
    let mut rows = facts()
        .column(person::Column::CreatedAt)
        // Whatever they do by now, they came to be matched.
        .expr_as(Expr::value(false), "has_open_job")
        .filter(person::Column::Id.in_subquery(every(step, came)))
        .order_by_asc(person::Column::CreatedAt)
        .order_by_asc(person::Column::Id)
        .into_model::<ArrivalRow>()
        .stream(tx)
        .await?;
    let mut arrivals = Vec::new();
    while let Some(row) = rows.try_next().await? {
        arrivals.push(Arrival {
            seeker: row.seeker.seeker(&mut snapshot.wishes)?,
            on: row.created_at.date_naive(),
        });
    }
    Ok(arrivals)
}

fn came_before(run: &Run) -> Condition {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let first = run.on.checked_sub_days(Days::new(YEAR_DAYS));
    let after = run.on.checked_add_days(Days::new(1));
    matchable(Homes::In(run.area.up_to(Level::Province)), run.on)
        .add(person::Column::CreatedAt.gte(midnight(first.unwrap_or(run.on))))
        .add(person::Column::CreatedAt.lt(midnight(after.unwrap_or(run.on))))
}

/// The identities of every `step`-th of these people, in the order in which they came.
fn every(step: i64, which: Condition) -> SelectStatement {
    let place = Alias::new("place");
    let in_order = WindowStatement::new()
        .order_by(person::Column::CreatedAt, Order::Asc)
        .order_by(person::Column::Id, Order::Asc)
        .take();
    let mut numbered = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(which)
        .into_query();
    numbered.expr_window_as(Expr::cust("row_number()"), in_order, place.clone());
    Query::select()
        .column(person::Column::Id)
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(place).modulo(step).eq(0))
        .take()
}

/// Keeps the bid prices at which a run matched, and how many people they were learnt from where it learnt
/// them itself.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_prices(
    tx: &BulkTransaction,
    run: RunId,
    prices: impl Iterator<Item = (VacancyId, u32)>,
    learnt_from: Option<usize>,
) -> Result<(), Error> {
    let rows = prices.map(|(vacancy, points)| {
        Ok(bid_price::Model {
            run_id: run.0,
            vacancy_id: vacancy.0,
            points: i32::try_from(points).map_err(Error::internal)?,
        })
    });
    bulk::add::<bid_price::Entity>(tx, rows.collect::<Result<_, Error>>()?).await?;
    let learnt_from = learnt_from.map(i64::try_from).transpose();
    matching_run::Entity::update_many()
        .col_expr(
            matching_run::Column::LearntFrom,
            Expr::value(learnt_from.map_err(Error::internal)?),
        )
        .filter(matching_run::Column::Id.eq(run.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// The bid prices of a run behind `after`, in points, in the order of the vacancies; all of them without a `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn prices(
    db: &impl ConnectionTrait,
    run: &Run,
    after: Option<VacancyId>,
    limit: Option<u64>,
) -> Result<Vec<(VacancyId, u32)>, Error> {
    let mut question = bid_price::Entity::find().filter(bid_price::Column::RunId.eq(run.id.0));
    if let Some(id) = after {
        question = question.filter(bid_price::Column::VacancyId.gt(id.0));
    }
    let rows = question
        .order_by_asc(bid_price::Column::VacancyId)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((VacancyId(row.vacancy_id), number(row.points.into())?)))
        .collect()
}

/// What makes these vacancies like others, each with its openings.
///
/// # Errors
/// Whatever the database says.
pub async fn kinds(
    db: &impl ConnectionTrait,
    vacancies: &[VacancyId],
) -> Result<HashMap<VacancyId, (Kind<EnterpriseId>, u32)>, Error> {
    let mut kinds = HashMap::with_capacity(vacancies.len());
    for some in vacancies.chunks(MOST_IDS) {
        let rows: Vec<(Uuid, Uuid, i64, String, i64)> = vacancy::Entity::find()
            .select_only()
            .columns([
                vacancy::Column::Id,
                vacancy::Column::EnterpriseId,
                vacancy::Column::Workplace,
                vacancy::Column::Trade,
                vacancy::Column::Openings,
            ])
            .filter(vacancy::Column::Id.is_in(some.iter().map(|id| id.0)))
            .into_tuple()
            .all(db)
            .await?;
        for (id, enterprise, workplace, trade, openings) in rows {
            let kind = Kind {
                enterprise: EnterpriseId(enterprise),
                workplace: division(workplace)?,
                trade: word(&trade)?,
            };
            kinds.insert(VacancyId(id), (kind, number(openings)?));
        }
    }
    Ok(kinds)
}
