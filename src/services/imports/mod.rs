//! Sheets that offices send: taken on, read through, confirmed, committed.
//!
//! [`reading`] goes through a file without any database; [`pipeline`] brings what it finds from
//! its thread to the async side; [`work`] does the two phases; one file a kind of sheet says what
//! becomes of its rows.

mod closings;
mod corrected;
mod follow_ups;
mod pairings;
mod pipeline;
pub mod reading;
mod report;
mod roster;
mod sheets;
mod spool;
mod template;
mod upload;
mod vacancies;
mod work;

pub use closings::ClosingSheet;
pub use corrected::corrected_copy;
pub use follow_ups::FollowUpSheet;
pub use pairings::PairingSheet;
pub use report::{Report, report};
pub use roster::RosterSheet;
pub use spool::{receive, sweep, sweep_orphans};
pub use template::template;
pub use upload::{NewImport, may, take_on};
pub use vacancies::VacancySheet;

use super::{
    Actor, Permission,
    jobs::{self, InHand},
};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{self, imports::Finding, jobs::Counts, people::Origin},
};
use domain::{
    grant::Capacity,
    id::JobId,
    job::{ImportKind, JobKind},
};

/// Does the phase of an import that is due.
///
/// # Errors
/// Whatever it runs into; nothing of it is kept then.
pub async fn run(app: &App, hand: &InHand) -> Result<(), Error> {
    let import = storage::imports::get(&app.db, hand.job.id)
        .await?
        .ok_or_else(|| Error::internal("an import without its row"))?;
    let origin = Origin {
        import: Some(import.id),
        area: hand.job.division,
        as_of: import.as_of,
        now: app.clock.now(),
    };
    match import.kind {
        ImportKind::Roster => {
            let roster = roster::Roster::of(app, origin).await?;
            work::go(app, hand, &import, roster).await
        }
        ImportKind::Closings => {
            let closings = closings::Closings::of(app, origin);
            work::go(app, hand, &import, closings).await
        }
        ImportKind::Vacancies => {
            let by = sender(app, hand).await?;
            let account = hand.job.by.map(|(account, _)| account);
            let vacancies = vacancies::Vacancies::of(app, origin, by, account).await?;
            work::go(app, hand, &import, vacancies).await
        }
        ImportKind::Pairings => {
            let by = sender(app, hand).await?;
            let account = hand.job.by.map(|(account, _)| account);
            let pairings = pairings::Pairings::of(app, by, account).await?;
            work::go(app, hand, &import, pairings).await
        }
        ImportKind::FollowUps => {
            let by = acting(app, hand).await?;
            let follow_ups = follow_ups::FollowUps::of(app, origin, by).await?;
            work::go(app, hand, &import, follow_ups).await
        }
    }
}

/// In which capacity an import was sent; none where it was begun at the machine itself.
///
/// # Errors
/// [`Code::RoleNotYours`] where the sender no longer holds it.
async fn sender(app: &App, hand: &InHand) -> Result<Option<Capacity>, Error> {
    let Some((account, grant)) = hand.job.by else {
        return Ok(None);
    };
    let grants = storage::accounts::grants_of(&app.db, &[account]).await?;
    grants
        .into_iter()
        .find(|held| held.id == grant && held.holds_on(app.clock.today()))
        .map(|held| Some(held.capacity))
        .ok_or(Error::Conflict(Code::RoleNotYours))
}

/// Who sent an import, acting as when it was sent.
///
/// # Errors
/// [`Code::RoleNotYours`] where the sender no longer holds the role.
async fn acting(app: &App, hand: &InHand) -> Result<Actor, Error> {
    let Some((account, grant)) = hand.job.by else {
        return Ok(Actor::operator("a sheet that was begun at the machine"));
    };
    let today = app.clock.today();
    let held = storage::accounts::held(&app.db, account, grant, today).await?;
    let (grant, scope) = held.ok_or(Error::Conflict(Code::RoleNotYours))?;
    Actor::allowed(&grant, scope, Permission::FollowUpImport)
}

/// What is wrong with the cells of an import within reach, behind a row and a place in it.
///
/// # Errors
/// [`Error::NotFound`], also where the job is no import.
pub async fn findings(
    app: &App,
    by: &Actor,
    id: JobId,
    after: (u32, u32),
    limit: u64,
) -> Result<Vec<Finding>, Error> {
    let job = jobs::get(app, by, id).await?;
    if job.kind != JobKind::Import {
        return Err(Error::NotFound);
    }
    storage::imports::findings(&app.db, id, after, limit).await
}

/// Counts by their names.
fn counted<const N: usize>(counts: [(&str, u64); N]) -> Counts {
    let named = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), i64::try_from(count).unwrap_or(i64::MAX)));
    named.collect()
}
