//! Asking for a run.

use crate::{
    app::App,
    error::{Code, Error, Fault},
    services::{
        Actor, Done,
        jobs::{self, NewJob},
        season,
    },
    storage::{
        self,
        idempotency::{self, RequestKey},
        jobs::{Job, Unit},
        runs::{Asked, Run, Season},
    },
};
use chrono::NaiveDate;
use domain::{division::Division, grant::Capacity, id::RunId, job::JobKind, trace::Act};
use sea_orm::ConnectionTrait;

/// Days before and after today for which a run may be asked.
const REACH_DAYS: i64 = 366;

/// A run to be made.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Whose people are matched.
    pub area: Division,
    /// The day for which they are matched; today where none is named.
    pub on: Option<NaiveDate>,
    /// What is asked for.
    pub asked: Asked,
    /// Where bid prices come from, if openings are to be kept for people who come later.
    pub season: Option<Season>,
}

/// Asks for a run: its job is taken up by a worker.
///
/// # Errors
/// [`Code::DivisionOutOfReach`], [`Code::RunDayTooFar`] and [`Code::RunUnfit`], all told at once;
/// [`Code::RunUnknown`] where the run of the bid prices has none.
pub async fn request(app: &App, by: &Actor, key: &RequestKey, new: NewRun) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    check(app, &tx, by, &new).await?;
    season::check(&tx, by, new.season).await?;
    let job = jobs::enqueue(app, &tx, by, job(&new)).await?;
    insert(app, &tx, new, &job).await?;
    idempotency::keep(&tx, key, job.id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::RunAsked, job.id.0), app.clock.now())
        .await?;
    Ok(Done::now(job.id.0))
}

/// Asks for a run on the machine itself; the caller sees its job through.
///
/// # Errors
/// As [`request`].
pub async fn request_here(app: &App, by: &Actor, new: NewRun) -> Result<RunId, Error> {
    let tx = storage::begin(&app.db).await?;
    check(app, &tx, by, &new).await?;
    season::check(&tx, by, new.season).await?;
    let job = jobs::enqueue(app, &tx, by, job(&new)).await?;
    insert(app, &tx, new, &job).await?;
    tx.commit(by.did(Act::RunAsked, job.id.0), app.clock.now())
        .await?;
    Ok(RunId(job.id.0))
}

/// The counties that have people, by their codes, as far as the actor may match them.
///
/// # Errors
/// Whatever the database says.
pub async fn counties(app: &App, by: &Actor) -> Result<Vec<Division>, Error> {
    storage::runs::counties(&app.db, by.scope()).await
}

async fn check(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    new: &NewRun,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    let reaches = |own: Capacity| own.division().is_some_and(|own| own.contains(new.area));
    if !by.capacity().is_none_or(reaches) {
        faults.push(Fault::at("/division", Code::DivisionOutOfReach));
    }
    let days = new.on.map_or(0, |on| (on - app.clock.today()).num_days());
    if days.abs() > REACH_DAYS {
        faults.push(Fault::at("/on", Code::RunDayTooFar));
    }
    let named = [
        ("/keep_from", new.asked.keep_from, None),
        ("/what_if_of", new.asked.what_if_of, Some(new.area)),
    ];
    for (pointer, id, area) in named {
        let Some(id) = id else { continue };
        let serves = |run: Run| {
            let proposes = run.figures.is_some() && run.asked.what_if_of.is_none();
            proposes && area.is_none_or(|area| area == run.area)
        };
        let run = storage::runs::get(tx, by.scope(), id).await?;
        if !run.is_some_and(serves) {
            faults.push(Fault::at(pointer, Code::RunUnfit));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

fn job(new: &NewRun) -> NewJob {
    NewJob {
        kind: JobKind::Matching,
        unit: Unit::Percent,
        division: Some(new.area),
        enterprise: None,
    }
}

async fn insert(app: &App, tx: &impl ConnectionTrait, new: NewRun, job: &Job) -> Result<(), Error> {
    let run = Run {
        id: RunId(job.id.0),
        area: new.area,
        on: new.on.unwrap_or_else(|| app.clock.today()),
        asked: new.asked,
        season: new.season,
        learnt_from: None,
        stability_model: None,
        figures: None,
        committed_at: None,
        version: 1,
        created_at: job.created_at,
    };
    storage::runs::insert(tx, &run).await
}
