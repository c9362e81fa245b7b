//! The best posts for one person and the best people for one post, without a run.
//!
//! They are answered from memory. What is there follows the database: [`catch_up`] is called again and again
//! for as long as the service runs, and each answer tells of which revision it is.

use super::Titled;
use crate::{
    app::App,
    error::Error,
    services::{Actor, stability_models, traces},
    storage::{
        self,
        market::{Found, Market},
    },
};
use chrono::NaiveDate;
use domain::{
    id::{PersonId, StabilityModelId, VacancyId},
    trace::Act,
};
use futures_util::future::try_join;
use std::{collections::HashMap, sync::Arc};

/// The best of somebody or something.
#[derive(Clone, Debug)]
pub struct Tops<T> {
    /// How many changes of the database it knows of.
    pub revision: i64,
    /// The day as of which it was reckoned.
    pub on: NaiveDate,
    /// The model that expected stability was scored by.
    pub model: Option<StabilityModelId>,
    /// Most points first.
    pub items: Vec<T>,
}

/// The posts that are worth most to a person within reach, each with its title and workplace; none for
/// somebody who is not there to be matched.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn top_posts(
    app: &App,
    by: &Actor,
    id: PersonId,
    (size, learnt): (usize, bool),
) -> Result<Tops<(Found<VacancyId>, Option<Titled>)>, Error> {
    if !storage::people::exists(&app.db, by.scope(), id).await? {
        return Err(Error::NotFound);
    }
    let market = at_hand(app, learnt).await?;
    let tops = market.top_posts(id, size, learnt);
    let mut titles = storage::runs::titles(&app.db, tops.iter().map(|found| found.id)).await?;
    let with_title = |found: Found<VacancyId>| {
        let title = titles.remove(&found.id);
        (found, title)
    };
    Ok(Tops {
        revision: market.revision,
        on: market.on,
        model: market.model(learnt),
        items: tops.into_iter().map(with_title).collect(),
    })
}

/// The people within reach to whom a post within reach is worth most, each with the name where the caller may read
/// it and it is wanted; none for a post that takes nobody. A look at names leaves a trace, written while they are read.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn top_people(
    app: &App,
    by: &Actor,
    id: VacancyId,
    (size, learnt): (usize, bool),
    is_named: bool,
) -> Result<Tops<(Found<PersonId>, Option<String>)>, Error> {
    if !storage::vacancies::exists(&app.db, by.scope(), app.clock.today(), id).await? {
        return Err(Error::NotFound);
    }
    let market = at_hand(app, learnt).await?;
    let tops = market.top_people(by.scope(), id, size, learnt);
    let mut names = if is_named {
        let people = || tops.iter().map(|found| found.id);
        let names = storage::runs::names(&app.db, by.scope(), people());
        let trace = traces::saw(app, by, Act::TopPeopleRead, Some(id.0), people());
        try_join(names, trace).await?.0
    } else {
        HashMap::new()
    };
    let with_name = |found: Found<PersonId>| {
        let name = names.remove(&found.id);
        (found, name)
    };
    Ok(Tops {
        revision: market.revision,
        on: market.on,
        model: market.model(learnt),
        items: tops.into_iter().map(with_name).collect(),
    })
}

/// The newest market there is, sorted with what was learnt or without; the first to ask waits for it.
async fn at_hand(app: &App, learnt: bool) -> Result<Arc<Market>, Error> {
    let market = match app.market.get() {
        Some(market) => market,
        None => catch_up(app).await?,
    };
    if !market.is_sorted(learnt) {
        let sorting = Arc::clone(&market);
        tokio::task::spawn_blocking(move || {
            sorting.sorted(learnt);
        })
        .await
        .map_err(Error::internal)?;
    }
    Ok(market)
}

/// Brings the market up to the database and to today; one small question where nothing has changed.
///
/// # Errors
/// Whatever the database says.
pub async fn catch_up(app: &App) -> Result<Arc<Market>, Error> {
    let _turn = app.market.turn().await;
    let today = app.clock.today();
    let revision = storage::market::revision(&app.db).await?;
    let is_new = |market: &Arc<Market>| (market.revision, market.on) == (revision, today);
    if let Some(market) = app.market.get().filter(is_new) {
        return Ok(market);
    }
    let tx = storage::begin_reading(&app.db).await?;
    let mut reading = storage::market::read(&tx, today).await?;
    reading.learnt = stability_models::look(&tx, true, &mut reading.snapshot).await?;
    tx.commit().await?;
    let market = tokio::task::spawn_blocking(|| Arc::new(Market::new(reading)))
        .await
        .map_err(Error::internal)?;
    app.market.show(&market);
    Ok(market)
}
