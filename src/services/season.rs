//! Bid prices: openings kept for those who come later in the season.

use super::Actor;
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self,
        runs::{Run, Season, Snapshot},
    },
};
use domain::{
    division::Division,
    id::{RunId, VacancyId},
};
use matching::{
    run::Instance,
    season::{Arrival, Book, Outlook, bid_prices},
    watch::{Cancelled, Watch},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// What a run knows of the rest of the season.
#[derive(Debug)]
pub enum Ahead {
    /// Nothing: it matches its people for themselves.
    Nothing,
    /// How many are still to come, and people like them.
    People(u32, Vec<Arrival>),
    /// The bid price of each post.
    Prices(Vec<u32>),
}

/// Finds the run whose bid prices are asked for.
///
/// # Errors
/// [`Code::RunUnknown`] where none within reach has any.
pub async fn check(
    tx: &impl ConnectionTrait,
    by: &Actor,
    season: Option<Season>,
) -> Result<(), Error> {
    if let Some(Season::Of(id)) = season {
        let run = storage::runs::get(tx, by.scope(), id).await?;
        if run.is_none_or(|run| run.season.is_none() || run.figures.is_none()) {
            return Err(invalid("/season/prices_of", Code::RunUnknown));
        }
    }
    Ok(())
}

/// Reads what a run asks to know of the season; wishes of people to come join those of the snapshot.
///
/// # Errors
/// Whatever the database says.
pub async fn look(
    tx: &DatabaseTransaction,
    run: &Run,
    snapshot: &mut Snapshot,
) -> Result<Ahead, Error> {
    match run.season {
        None => Ok(Ahead::Nothing),
        Some(Season::Expected(people)) => {
            let arrivals = storage::runs::arrivals(tx, run, snapshot).await?;
            Ok(Ahead::People(people, arrivals))
        }
        Some(Season::Of(id)) => {
            let scope = storage::Scope::job("the prices of an earlier run");
            let earlier = storage::runs::get(tx, &scope, id).await?;
            let earlier =
                earlier.ok_or_else(|| Error::internal("the run of the prices is gone"))?;
            Ok(Ahead::Prices(
                taken_over(tx, &earlier, &snapshot.vacancies).await?,
            ))
        }
    }
}

/// The prices of an earlier run for these vacancies; new ones cost what vacancies like them cost.
async fn taken_over(
    tx: &DatabaseTransaction,
    earlier: &Run,
    vacancies: &[VacancyId],
) -> Result<Vec<u32>, Error> {
    let known = storage::runs::prices(tx, earlier, None, None).await?;
    let price_of = |id: &VacancyId| {
        let at = known.binary_search_by_key(id, |(known, _)| *known);
        at.ok().map(|at| known[at].1)
    };
    let new = vacancies.iter().filter(|id| price_of(id).is_none());
    let asked: Vec<VacancyId> = known.iter().map(|(id, _)| id).chain(new).copied().collect();
    let kinds = storage::runs::kinds(tx, &asked).await?;
    let book = Book::new(known.iter().filter_map(|(id, price)| {
        let (kind, openings) = kinds.get(id)?;
        Some((*kind, *openings, *price))
    }));
    let like_others = |id| kinds.get(id).map_or(0, |(kind, _)| book.price(*kind));
    Ok(vacancies
        .iter()
        .map(|id| price_of(id).unwrap_or_else(|| like_others(id)))
        .collect())
}

impl Ahead {
    /// The bid price of each post; empty where there are none. Learning takes a while.
    ///
    /// # Errors
    /// [`Cancelled`] when the watch said so.
    pub fn prices(
        &self,
        instance: &Instance<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<u32>, Cancelled> {
        match self {
            Self::Nothing => Ok(Vec::new()),
            Self::Prices(known) => Ok(known.clone()),
            Self::People(expected, arrivals) => {
                let outlook = Outlook {
                    arrivals,
                    expected: *expected,
                };
                bid_prices(instance, &outlook, watch)
            }
        }
    }

    /// How many people prices are learnt from.
    #[must_use]
    pub fn learnt_from(&self) -> Option<usize> {
        match self {
            Self::People(_, arrivals) => Some(arrivals.len()),
            Self::Nothing | Self::Prices(_) => None,
        }
    }
}

/// The bid price of a vacancy in a run.
#[derive(Clone, Debug)]
pub struct BidPrice {
    /// The vacancy.
    pub vacancy: VacancyId,
    /// Its title and workplace.
    pub post: Option<(String, Division)>,
    /// What an opening of it is worth to those who come later, in points.
    pub points: u32,
}

/// The bid prices of a run behind `after`, in the order of the vacancies; none where it had none.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list(
    app: &App,
    by: &Actor,
    id: RunId,
    after: Option<VacancyId>,
    limit: u64,
) -> Result<Vec<BidPrice>, Error> {
    let run = storage::runs::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let prices = storage::runs::prices(&app.db, &run, after, Some(limit)).await?;
    let titles = storage::runs::titles(&app.db, prices.iter().map(|(id, _)| *id)).await?;
    let labelled = |(vacancy, points)| BidPrice {
        vacancy,
        post: titles.get(&vacancy).cloned(),
        points,
    };
    Ok(prices.into_iter().map(labelled).collect())
}
