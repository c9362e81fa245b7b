//! One step of many people, told together.

use super::steps::{refused, teller};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    services::Actor,
    storage::{self, BulkTransaction, placements::Kept},
};
use chrono::NaiveDate;
use domain::{
    id::{PlacementId, VacancyId},
    placement::Step,
    words::EndReason,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// Ends the work of people whom a sheet tells of, each on a day and for a reason of their own: as many statements as the rows
/// fill, however many days and reasons there are.
///
/// # Errors
/// The first refusal, as [`take`](super::take) gives it.
pub(in crate::services) async fn end_each(
    app: &App,
    tx: &BulkTransaction,
    by: &Actor,
    told: &[(PlacementId, NaiveDate, EndReason)],
) -> Result<(), Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let days: BTreeMap<PlacementId, (NaiveDate, EndReason)> = told
        .iter()
        .map(|(id, on, why)| (*id, (*on, *why)))
        .collect();
    let ids: Vec<PlacementId> = days.keys().copied().collect();
    let kept = storage::placements::lock_all(tx, by.scope(), &ids).await?;
    if kept.len() < ids.len() {
        return Err(Error::NotFound);
    }
    let mut freed: BTreeMap<VacancyId, i64> = BTreeMap::new();
    let mut ended = Vec::with_capacity(kept.len());
    for kept in kept {
        let (on, why) = days[&kept.placement.id];
        if on > today {
            return Err(invalid("/on", Code::DateInFuture));
        }
        let step = Step::End(why);
        *freed.entry(kept.placement.vacancy).or_default() += 1;
        let next = kept.placement.clone().take(step, on).map_err(refused)?;
        ended.push((kept, next, (step, on)));
    }
    storage::vacancies::free_openings(tx, &freed).await?;
    storage::placements::step_each(tx, &ended, teller(by), now).await?;
    storage::employments::end_each(tx, &days, teller(by), now).await
}

/// Ends the work of people whom an office's sheet tells of, within the sheet's own transaction.
///
/// # Errors
/// The first refusal, as [`take`](super::take) gives it.
pub(in crate::services) async fn end_told(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    told: &[(PlacementId, NaiveDate, EndReason)],
) -> Result<(), Error> {
    let ids: Vec<PlacementId> = told.iter().map(|(id, ..)| *id).collect();
    let kept = storage::placements::lock_all(tx, by.scope(), &ids).await?;
    if kept.len() < ids.len() {
        return Err(Error::NotFound);
    }
    let told: HashMap<PlacementId, (NaiveDate, EndReason)> = told
        .iter()
        .map(|(id, on, why)| (*id, (*on, *why)))
        .collect();
    let steps = kept.into_iter().filter_map(|kept| {
        let (on, why) = *told.get(&kept.placement.id)?;
        Some((kept, Step::End(why), on))
    });
    take_locked(app, tx, by, steps.collect()).await
}

/// Takes steps with placements that were locked for it, and does what follows from them, in bulk. No step that needs an
/// opening or opens a job is among them.
///
/// # Errors
/// The first refusal.
pub(in crate::services) async fn take_locked(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    steps: Vec<(Kept, Step, NaiveDate)>,
) -> Result<(), Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let mut alike: BTreeMap<(Step, NaiveDate), Vec<PlacementId>> = BTreeMap::new();
    let mut freed: BTreeMap<VacancyId, i64> = BTreeMap::new();
    for (kept, step, on) in steps {
        if on > today {
            return Err(invalid("/on", Code::DateInFuture));
        }
        let (id, vacancy) = (kept.placement.id, kept.placement.vacancy);
        let was_live = kept.placement.life.is_live();
        let next = kept.placement.take(step, on).map_err(refused)?;
        if was_live && !next.life.is_live() {
            *freed.entry(vacancy).or_default() += 1;
        }
        alike.entry((step, on)).or_default().push(id);
    }
    storage::vacancies::free_openings(tx, &freed).await?;
    for ((step, on), ids) in alike {
        storage::placements::step_all(tx, &ids, (step, on), teller(by), now).await?;
        if let Step::End(why) = step {
            storage::employments::end_all(tx, &ids, (on, why), teller(by), now).await?;
        }
    }
    Ok(())
}
