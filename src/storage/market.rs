//! Everybody and every post there to be matched, held in memory and ready to be asked.
//!
//! A [`Market`] is what the database said at one [`revision`]; it never changes. When the revision has moved, a
//! new one is read and [shown](Latest::show) in its place, while those who ask go on with the one before.

use super::{
    Scope, pairings,
    rows::market_change,
    runs::{Homes, Snapshot, snapshot},
    scope::Inner,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    division::Division,
    grant::Capacity,
    id::{PersonId, StabilityModelId, VacancyId},
    pairing::Pairings,
};
use matching::{
    index::{Index, Top, World},
    score::{Stays, Weights},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::{
    fmt::{self, Debug, Formatter},
    sync::{Arc, OnceLock},
};
use tokio::sync::{Mutex, MutexGuard, watch};

/// How many changes have been committed to whatever bears on a match. It only grows.
///
/// # Errors
/// Whatever the database says.
pub async fn revision(db: &impl ConnectionTrait) -> Result<i64, Error> {
    let counted: Option<Option<i64>> = market_change::Entity::find()
        .select_only()
        .expr(
            Expr::col(market_change::Column::Number)
                .sum()
                .cast_as("bigint"),
        )
        .into_tuple()
        .one(db)
        .await?;
    Ok(counted.flatten().unwrap_or_default())
}

/// What the database says of the market, not yet sorted.
#[derive(Debug)]
pub struct Reading {
    revision: i64,
    on: NaiveDate,
    pairings: Pairings,
    /// People and posts; whoever has learnt how long pairs last tells the posts.
    pub snapshot: Snapshot,
    /// By which model the posts were told, and what it adds by place.
    pub learnt: Option<(StabilityModelId, Stays)>,
}

/// Reads the market as of a day. Revision and rows are of one moment where the transaction sees one.
///
/// # Errors
/// Whatever the database says.
pub async fn read(tx: &DatabaseTransaction, on: NaiveDate) -> Result<Reading, Error> {
    Ok(Reading {
        revision: revision(tx).await?,
        on,
        snapshot: snapshot(tx, Homes::Anywhere, on).await?,
        pairings: pairings::all(tx).await?.pairings().clone(),
        learnt: None,
    })
}

/// Everybody and every post there to be matched at one revision.
pub struct Market {
    /// The revision at which it was read.
    pub revision: i64,
    /// The day as of which it was read.
    pub on: NaiveDate,
    /// Ascending, like the seekers and posts of the index.
    people: Vec<PersonId>,
    vacancies: Vec<VacancyId>,
    index: Index,
    /// By which model expected stability is scored, where one is in use.
    model: Option<StabilityModelId>,
    /// The same without the model, once somebody asks for it.
    unlearnt: OnceLock<Index>,
}

/// One of the best, and who or what it is.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// The person, or the post.
    pub id: T,
    /// What it is worth.
    pub top: Top,
}

impl Market {
    /// Sorts what was read. It takes a while: call it away from the async threads.
    #[must_use]
    pub fn new(reading: Reading) -> Self {
        let Snapshot {
            people,
            seekers,
            wishes,
            vacancies,
            posts,
            exclusions,
            refusals,
            ..
        } = reading.snapshot;
        let (model, stays) = reading.learnt.unzip();
        let world = World {
            seekers,
            posts,
            wishes,
            exclusions,
            refusals,
            on: reading.on,
            pairings: reading.pairings,
            weights: Weights::default().staying(stays.unwrap_or_default()),
        };
        Self {
            revision: reading.revision,
            on: reading.on,
            people,
            vacancies,
            index: Index::new(world),
            model,
            unlearnt: OnceLock::new(),
        }
    }

    /// The model that expected stability is scored by; none where none is in use, or it is done without.
    #[must_use]
    pub fn model(&self, learnt: bool) -> Option<StabilityModelId> {
        self.model.filter(|_| learnt)
    }

    /// Whether it can be asked at once, with what was learnt or without.
    #[must_use]
    pub fn is_sorted(&self, learnt: bool) -> bool {
        learnt || self.model.is_none() || self.unlearnt.get().is_some()
    }

    /// The index that scores with what was learnt, or without. The first time without, everything is sorted: call it away
    /// from the async threads unless it [is sorted](Self::is_sorted).
    pub fn sorted(&self, learnt: bool) -> &Index {
        if learnt || self.model.is_none() {
            &self.index
        } else {
            self.unlearnt.get_or_init(|| self.index.unlearnt())
        }
    }

    /// The posts that are worth most to a person, who was found within reach before. None for
    /// somebody who is not there to be matched.
    #[must_use]
    pub fn top_posts(&self, person: PersonId, size: usize, learnt: bool) -> Vec<Found<VacancyId>> {
        let number = place(&self.people, &person);
        let tops = number.map(|number| self.sorted(learnt).top_posts(number, size));
        found(tops, &self.vacancies)
    }

    /// The people of `scope` to whom a post is worth most. None for a post that takes nobody.
    #[must_use]
    pub fn top_people(
        &self,
        scope: &Scope,
        vacancy: VacancyId,
        size: usize,
        learnt: bool,
    ) -> Vec<Found<PersonId>> {
        let number = place(&self.vacancies, &vacancy);
        let tops = number
            .zip(within(scope))
            .map(|(number, Reach(area))| self.sorted(learnt).top_people(number, size, area));
        found(tops, &self.people)
    }
}

/// The people in this division; all where there is none.
struct Reach(Option<Division>);

/// The people that `scope` may be shown before they were offered anything: a western office those at home in its division.
fn within(scope: &Scope) -> Option<Reach> {
    match scope.inner() {
        Inner::Job => Some(Reach(None)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d)) => Some(Reach(Some(d))),
        Inner::As(
            Capacity::National
            | Capacity::BureauEast(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => None,
    }
}

fn place<T: Ord>(all: &[T], one: &T) -> Option<u32> {
    let at = all.binary_search(one).ok()?;
    u32::try_from(at).ok()
}

fn found<T: Copy>(tops: Option<Vec<Top>>, ids: &[T]) -> Vec<Found<T>> {
    let tops = tops.into_iter().flatten();
    tops.map(|top| Found {
        id: ids[top.number as usize],
        top,
    })
    .collect()
}

impl Debug for Market {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Market")
            .field("revision", &self.revision)
            .field("on", &self.on)
            .finish_non_exhaustive()
    }
}

/// The newest market that was read.
#[derive(Debug, Default)]
pub struct Latest {
    shown: watch::Sender<Option<Arc<Market>>>,
    reading: Mutex<()>,
}

impl Latest {
    /// The newest, once there is one.
    #[must_use]
    pub fn get(&self) -> Option<Arc<Market>> {
        self.shown.borrow().clone()
    }

    /// Waits for one of this revision or a later one.
    pub async fn at_least(&self, revision: i64) {
        let mut watching = self.shown.subscribe();
        let is_new = |market: &Option<Arc<Market>>| {
            market
                .as_ref()
                .is_some_and(|market| market.revision >= revision)
        };
        // It fails only where the sender is gone, and this is the sender's owner.
        drop(watching.wait_for(is_new).await);
    }

    /// Waits for the turn to read the market: one reads at a time.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().await
    }

    /// Shows a market to those who ask from now on.
    pub fn show(&self, market: &Arc<Market>) {
        self.shown.send_replace(Some(Arc::clone(market)));
    }
}
