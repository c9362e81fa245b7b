//! Reading runs, and laying two side by side.

use crate::{
    app::App,
    error::{Code, Error},
    services::Actor,
    storage::{
        self,
        placements::Heeded,
        runs::{LeftOut, NotOffered, Placed, Proposed, Run, WantedPosts},
    },
};
use domain::{
    division::Division,
    id::{PersonId, RunId, VacancyId},
    words::Tier,
};
use matching::{
    compare::{self, Compared},
    demand::TrainingDemand,
    verdict::Verdict,
};
use std::collections::HashMap;

/// One run within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: RunId) -> Result<Run, Error> {
    storage::runs::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Runs within reach before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    before: Option<RunId>,
    limit: u64,
) -> Result<Vec<Run>, Error> {
    storage::runs::list(&app.db, by.scope(), before, limit).await
}

/// How a run's people are spread.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many are proposed in each tier.
    pub by_tier: Vec<(Tier, i64)>,
    /// How many are left out for each reason.
    pub by_verdict: Vec<(Verdict, i64)>,
    /// Of how many proposals the commitment made no offer, and why.
    pub not_offered: Vec<(NotOffered, i64)>,
}

/// How the people of a run that was found within reach are spread; nothing where it is not done yet, or
/// proposes nothing because it is a what-if.
///
/// # Errors
/// Whatever the database says.
pub async fn summary(app: &App, run: &Run) -> Result<Option<Summary>, Error> {
    if run.figures.is_none() || run.asked.what_if_of.is_some() {
        return Ok(None);
    }
    Ok(Some(Summary {
        by_tier: storage::runs::by_tier(&app.db, run).await?,
        by_verdict: storage::runs::by_verdict(&app.db, run).await?,
        not_offered: storage::runs::not_offered(&app.db, run).await?,
    }))
}

/// Something that a run says of a person, with what person and posts are called.
#[derive(Clone, Debug)]
pub struct Labelled<T> {
    /// What the run says.
    pub said: T,
    /// The person's name, where the caller may read it.
    pub name: Option<String>,
    /// Title and workplace of the post.
    pub post: Option<Titled>,
    /// The person's earlier noes that bound it, in the order in which they were said.
    pub heeds: Vec<Heeded>,
}

/// Title and workplace of a post.
pub type Titled = (String, Division);

/// Proposals of a run behind `after`, in the order of the people.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn proposals(
    app: &App,
    by: &Actor,
    id: RunId,
    tier: Option<Tier>,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<Labelled<Proposed>>, Error> {
    let run = get(app, by, id).await?;
    let rows = storage::runs::proposals(&app.db, &run, tier, after, Some(limit)).await?;
    labelled(app, by, &run, rows, |each| {
        (each.person, Some(each.vacancy))
    })
    .await
}

/// The unplaced of a run behind `after`, in the order of the people.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn unplaced(
    app: &App,
    by: &Actor,
    id: RunId,
    of: Option<Verdict>,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<Labelled<LeftOut>>, Error> {
    let run = get(app, by, id).await?;
    let rows = storage::runs::unplaced(&app.db, &run, of, after, limit).await?;
    let opened = |each: &LeftOut| each.change.map(|change| change.vacancy);
    labelled(app, by, &run, rows, |each| (each.person, opened(each))).await
}

/// What training would place people, behind a place in the list, the most people first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn training_demand(
    app: &App,
    by: &Actor,
    id: RunId,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Placed<TrainingDemand>>, Error> {
    let run = get(app, by, id).await?;
    storage::runs::training_demand(&app.db, &run, after, limit).await
}

/// Which posts should grow, each with what it is called, behind a place in the list, the greatest gain first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn post_demand(
    app: &App,
    by: &Actor,
    id: RunId,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<(Placed<WantedPosts>, Option<Titled>)>, Error> {
    let run = get(app, by, id).await?;
    let rows = storage::runs::post_demand(&app.db, &run, after, limit).await?;
    let posts = rows.iter().map(|row| row.of.vacancy);
    let titles = storage::runs::titles(&app.db, posts).await?;
    let with_title = |row: Placed<WantedPosts>| (row, titles.get(&row.of.vacancy).cloned());
    Ok(rows.into_iter().map(with_title).collect())
}

async fn labelled<T>(
    app: &App,
    by: &Actor,
    run: &Run,
    rows: Vec<T>,
    about: impl Fn(&T) -> (PersonId, Option<VacancyId>),
) -> Result<Vec<Labelled<T>>, Error> {
    let people = rows.iter().map(|row| about(row).0);
    let mut names: HashMap<PersonId, String> =
        storage::runs::names(&app.db, by.scope(), people).await?;
    let people = rows.iter().map(|row| about(row).0);
    let mut heeds = storage::runs::heeds_of(&app.db, run, people).await?;
    let posts = rows.iter().filter_map(|row| about(row).1);
    let titles = storage::runs::titles(&app.db, posts).await?;
    let labelled = |said| {
        let (person, post) = about(&said);
        Labelled {
            name: names.remove(&person),
            post: post.and_then(|id| titles.get(&id).cloned()),
            heeds: heeds.remove(&person).unwrap_or_default(),
            said,
        }
    };
    Ok(rows.into_iter().map(labelled).collect())
}

/// Two runs side by side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The first.
    pub before: Run,
    /// The second.
    pub after: Run,
    /// Everybody placed in either, in the order of the people.
    pub people: Vec<Compared>,
}

impl Comparison {
    /// What the sum of scores gains from the first to the second.
    #[must_use]
    pub fn score_gain(&self) -> i64 {
        let score = |run: &Run| run.figures.as_ref().map_or(0, |figures| figures.score);
        score(&self.after) - score(&self.before)
    }
}

/// Lays two runs side by side, person by person.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::NotInThisState`] where one is not done yet, or is a what-if, which keeps
/// its comparison in its own figures.
pub async fn compare(
    app: &App,
    by: &Actor,
    before: RunId,
    after: RunId,
) -> Result<Comparison, Error> {
    let (before, after) = (get(app, by, before).await?, get(app, by, after).await?);
    let proposes = |run: &Run| run.figures.is_some() && run.asked.what_if_of.is_none();
    if !(proposes(&before) && proposes(&after)) {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let first = storage::runs::chosen(&app.db, &before).await?;
    let second = storage::runs::chosen(&app.db, &after).await?;
    Ok(Comparison {
        people: compare::compare(&first, &second),
        before,
        after,
    })
}
