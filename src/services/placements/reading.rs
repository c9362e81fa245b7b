//! Placements as they are, and as they were known to be.

use crate::{
    app::App,
    clock::Clock,
    error::Error,
    services::Actor,
    storage::{
        self,
        placements::{Event, Filter, Heeded, Kept, tellings},
    },
};
use chrono::NaiveDate;
use domain::{
    id::{PersonId, PlacementId},
    placement::history::replay,
};

/// One placement within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: PlacementId) -> Result<Kept, Error> {
    storage::placements::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// One placement within reach, as it was known at the end of a day.
///
/// # Errors
/// [`Error::NotFound`], also where it was not offered yet.
pub async fn get_known(
    app: &App,
    by: &Actor,
    id: PlacementId,
    known_on: NaiveDate,
) -> Result<Kept, Error> {
    let kept = get(app, by, id).await?;
    let mut known = known(app, vec![kept], known_on).await?;
    known.pop().ok_or(Error::NotFound)
}

/// Placements within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<PlacementId>,
    limit: u64,
) -> Result<Vec<Kept>, Error> {
    storage::placements::list(&app.db, by.scope(), filter, after, limit).await
}

/// Placements within reach behind `after`, as they were known at the end of a day: so many of those that were, then, of
/// the stage that is asked for.
///
/// # Errors
/// Whatever the database says.
pub async fn list_known(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<PlacementId>,
    limit: u64,
    known_on: NaiveDate,
) -> Result<Vec<Kept>, Error> {
    let whatever_stage = Filter {
        stage: None,
        ..*filter
    };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut after = after;
    loop {
        let page = list(app, by, &whatever_stage, after, limit).await?;
        after = page.last().map(|kept| kept.placement.id);
        let is_last = (page.len() as u64) < limit;
        let of_stage = known(app, page, known_on)
            .await?
            .into_iter()
            .filter(|kept| {
                filter
                    .stage
                    .is_none_or(|stage| kept.placement.life.stage() == stage)
            });
        found.extend(of_stage);
        if is_last || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}

/// What happened to a placement within reach, first told first: everything, or what was told to the end of a day.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn events(
    app: &App,
    by: &Actor,
    id: PlacementId,
    known_on: Option<NaiveDate>,
) -> Result<Vec<Event>, Error> {
    get(app, by, id).await?;
    let until = known_on.map(Clock::end_of);
    let mut found = storage::placements::events(&app.db, &[id], until).await?;
    let mut events = found.remove(&id).unwrap_or_default();
    let shown = storage::evidence::of_placement(&app.db, by.scope(), id, until).await?;
    events.extend(shown.iter().map(Event::from));
    events.sort_by_key(|event| (event.recorded_at, event.id));
    Ok(events)
}

/// What a person within reach is bound by today of their earlier noes, the latest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn heeds(app: &App, by: &Actor, person: PersonId) -> Result<Vec<Heeded>, Error> {
    if !storage::people::exists(&app.db, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    let today = app.clock.today();
    storage::placements::heeds(&app.db, by.scope(), person, today).await
}

/// The same placements as everything that was told to the end of a day makes them, but for those not offered yet.
async fn known(app: &App, kept: Vec<Kept>, known_on: NaiveDate) -> Result<Vec<Kept>, Error> {
    let until = Clock::end_of(known_on);
    let ids: Vec<PlacementId> = kept.iter().map(|kept| kept.placement.id).collect();
    let events = storage::placements::events(&app.db, &ids, Some(until)).await?;
    kept.into_iter()
        .filter(|kept| kept.created_at <= until)
        .map(|kept| {
            let told = events
                .get(&kept.placement.id)
                .map_or(&[][..], Vec::as_slice);
            let placement = replay(&kept.placement, &tellings(told)?).map_err(Error::internal)?;
            Ok(Kept { placement, ..kept })
        })
        .collect()
}
