//! From how many on something is told of too many people, in each area and from a day on.

use super::{Actor, round_plans};
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        idempotency::{self, RequestKey},
        reuse_thresholds::ReuseThreshold,
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::{Division, Level},
    grant::Capacity,
    id::ReuseThresholdId,
    trace::Act,
    verification::Reuse,
};

/// What is to hold.
#[derive(Clone, Copy, Debug)]
pub struct NewThreshold {
    /// Whose officers it is for; a county, or what lies above one.
    pub division: Division,
    /// Of what.
    pub kind: Reuse,
    /// From how many on it is told, 2 to 1,000; none: as the division above it says.
    pub least: Option<u32>,
    /// From which day on; today unless told.
    pub from: Option<NaiveDate>,
}

/// From how many on something is told.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// What.
    pub kind: Reuse,
    /// From how many on.
    pub least: u32,
    /// Which division says so, and since when; none where the settings do.
    pub said: Option<(Division, NaiveDate)>,
}

/// Says from how many on something is told in one's own division, or in one below it, from a day on.
///
/// # Errors
/// Every fault at once, as with [`round_plans::set`].
pub async fn set(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    new: NewThreshold,
) -> Result<(ReuseThreshold, bool), Error> {
    let today = app.clock.today();
    let from = new.from.unwrap_or(today);
    round_plans::may_say(by, new.division, from, today)?;
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        let said = storage::reuse_thresholds::get(&tx, ReuseThresholdId(id)).await?;
        return Ok((said.ok_or(Error::NotFound)?, true));
    }
    let said = ReuseThreshold {
        id: ReuseThresholdId::fresh(),
        division: new.division,
        kind: new.kind,
        least: new.least,
        from,
        by: by.account(),
        created_at: app.clock.now(),
    };
    storage::reuse_thresholds::insert(&tx, &said).await?;
    idempotency::keep(&tx, key, said.id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::ReuseThresholdSet, said.id.0), app.clock.now())
        .await?;
    Ok((said, false))
}

/// From how many on things of each kind are told to the caller on a day: as the smallest division says that holds all of the
/// caller's area and says anything, or else as the settings have it.
///
/// # Errors
/// Whatever the database says.
pub async fn on(app: &App, by: &Actor, day: NaiveDate) -> Result<Vec<Threshold>, Error> {
    let own = by.capacity().and_then(Capacity::division);
    let mut around: Vec<Division> = [Level::County, Level::Prefecture, Level::Province]
        .into_iter()
        .filter_map(|level| own.map(|own| own.up_to(level)))
        .collect();
    around.dedup();
    let said = storage::reuse_thresholds::said_by(&app.db, &around, day).await?;
    let of = |division: &Division, kind: Reuse| {
        let of_both = |one: &&ReuseThreshold| one.division == *division && one.kind == kind;
        let last = said.iter().find(of_both)?;
        Some((last.least?, (last.division, last.from)))
    };
    let held = Reuse::ALL.iter().map(|kind| {
        let found = around.iter().find_map(|division| of(division, *kind));
        Threshold {
            kind: *kind,
            least: found.map_or_else(|| usual(app, *kind), |(least, _)| least),
            said: found.map(|(_, said)| said),
        }
    });
    Ok(held.collect())
}

/// As the settings have it.
fn usual(app: &App, kind: Reuse) -> u32 {
    match kind {
        Reuse::Phone => app.settings.reuse_households,
        Reuse::PayAccount => app.settings.reuse_households_an_account,
        Reuse::EvidenceFile => app.settings.reuse_people_a_file,
        Reuse::CrowdedStart => app.settings.reuse_starters,
    }
}
