//! Drawing a sample: who is reported to be at work, by home county and employer, and who of them is to be visited.

use crate::{
    app::App,
    error::{Code, Error, Fault},
    services::{Actor, Done},
    storage::{
        self,
        audits::{Audit, NewStratum, NewUnit, Wanted},
        idempotency::{self, RequestKey},
        told::{Moment, Told, Whose},
    },
};
use audit::{Frame, UnitId};
use chrono::{Months, NaiveDate};
use domain::{
    division::{Division, Level},
    grant::Capacity,
    id::{AuditId, EnterpriseId},
    trace::Act,
    verification::Side,
};
use std::{collections::BTreeMap, fmt};

/// A sample to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct NewAudit {
    /// From which area.
    pub division: Division,
    /// By which end of a job it belongs to the area; a county's is the home, an eastern bureau's the workplace.
    pub side: Option<Side>,
    /// The day on which the jobs were reported to go on; today unless told.
    pub on: Option<NaiveDate>,
    /// Jobs that had begun before are left out; a year before that day unless told.
    pub since: Option<NaiveDate>,
    /// The seed; any unless told.
    pub seed: Option<u32>,
    /// How large.
    pub wanted: Wanted,
}

/// Jobs of one home county at one employer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    home: Division,
    enterprise: Option<EnterpriseId>,
    employer: Option<String>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.enterprise, &self.employer) {
            (Some(id), _) => write!(f, "{} enterprise {id}", self.home),
            (None, Some(name)) => write!(f, "{} employer {name}", self.home),
            (None, None) => write!(f, "{}", self.home),
        }
    }
}

/// Draws a sample of the jobs that are reported to go on, and freezes all of them as its frame.
///
/// # Errors
/// [`Code::DivisionOutOfReach`], [`Code::DateInFuture`], [`Code::DateOrder`]; [`Code::NothingToDraw`] where no job is
/// reported to go on.
pub async fn draw(app: &App, by: &Actor, key: &RequestKey, new: NewAudit) -> Result<Done, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let on = new.on.unwrap_or(today);
    let since = new.since.unwrap_or(on - Months::new(12));
    let sides = sides(by, new.division);
    let side = new.side.or(sides.first().copied()).unwrap_or(Side::Home);
    let mut faults = Vec::new();
    if sides.is_empty() {
        faults.push(Fault::at("/division", Code::DivisionOutOfReach));
    } else if !sides.contains(&side) {
        faults.push(Fault::at("/side", Code::DivisionOutOfReach));
    }
    if on > today {
        faults.push(Fault::at("/on", Code::DateInFuture));
    }
    if since > on {
        faults.push(Fault::at("/since", Code::DateOrder));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let homes = (side == Side::Home).then_some(new.division);
    let moment = Moment::present(on, now);
    let mut jobs = storage::told::jobs(&app.db, by.scope(), Whose::Own, homes, moment).await?;
    let seed = new.seed.unwrap_or_else(rand::random);
    let audit = Audit {
        id: AuditId::fresh(),
        division: new.division,
        side,
        on,
        since,
        seed,
        wanted: new.wanted,
        frame_digest: [0; 32],
        frame_size: 0,
        sample_size: 0,
        closed_on: None,
        by: by.account(),
        version: 1,
        created_at: now,
    };
    let drawn = tokio::task::spawn_blocking(move || {
        jobs.retain(|job| {
            let is_there = job.workplace.is_some_and(|at| audit.division.contains(at));
            job.started_on >= audit.since && (audit.side == Side::Home || is_there)
        });
        drawn(audit, &jobs)
    });
    let (audit, strata, units) = drawn.await.map_err(Error::internal)?;
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if units.is_empty() {
        return Err(Error::Conflict(Code::NothingToDraw));
    }
    storage::audits::insert(&tx, &audit, &strata, &units).await?;
    idempotency::keep(&tx, key, audit.id.0, now).await?;
    tx.commit(
        by.did(Act::AuditDrawn, audit.id.0)
            .digesting(audit.frame_digest),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(audit.id.0))
}

/// The ends by which an actor may draw from an area, the usual one first; none where the area is not its own.
pub(super) fn sides(by: &Actor, area: Division) -> &'static [Side] {
    let (own, sides): (Division, &[Side]) = match by.capacity() {
        None => return &[Side::Home, Side::Workplace],
        Some(Capacity::Province(own)) => (own, &[Side::Home, Side::Workplace]),
        Some(Capacity::CountyWest(own)) => (own, &[Side::Home]),
        Some(Capacity::BureauEast(own)) => (own, &[Side::Workplace]),
        Some(
            Capacity::National
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => return &[],
    };
    if own.contains(area) { sides } else { &[] }
}

fn drawn(mut audit: Audit, jobs: &[Told]) -> (Audit, Vec<NewStratum>, Vec<NewUnit>) {
    let key = |job: &Told| Key {
        home: job.home.up_to(Level::County),
        enterprise: job.enterprise,
        employer: job.employer.clone().filter(|_| job.enterprise.is_none()),
    };
    let goes_on = |job: &&Told| job.ended_on.is_none_or(|last| last >= audit.on);
    let mut begun: BTreeMap<Key, u64> = BTreeMap::new();
    let mut names: BTreeMap<Key, Option<String>> = BTreeMap::new();
    for job in jobs {
        *begun.entry(key(job)).or_default() += 1;
        names.insert(key(job), job.employer.clone());
    }
    let going_on = jobs.iter().filter(goes_on);
    let units = going_on.map(|job| (key(job), UnitId(*job.id.0.as_bytes())));
    let frame = Frame::new(units.collect());
    let samples = frame.draw(audit.seed.into(), audit.wanted.size());
    let places: BTreeMap<UnitId, usize> = samples
        .iter()
        .flat_map(|sample| sample.units.iter().enumerate())
        .map(|(place, unit)| (*unit, place))
        .collect();
    let numbers: BTreeMap<&Key, usize> = samples
        .iter()
        .enumerate()
        .map(|(number, sample)| (&sample.stratum, number))
        .collect();
    let strata = samples.iter().map(|sample| NewStratum {
        home: sample.stratum.home,
        enterprise: sample.stratum.enterprise,
        employer: names.get(&sample.stratum).cloned().flatten(),
        begun: begun.get(&sample.stratum).copied().unwrap_or_default(),
        reported: sample.size as u64,
        drawn: sample.units.len() as u64,
    });
    let strata: Vec<NewStratum> = strata.collect();
    let units = jobs.iter().filter(goes_on).map(|job| NewUnit {
        job: job.id,
        stratum: numbers.get(&key(job)).copied().unwrap_or_default(),
        home: job.home,
        workplace: job.workplace,
        place: places.get(&UnitId(*job.id.0.as_bytes())).copied(),
        reported_by: job.reported_by,
    });
    let units: Vec<NewUnit> = units.collect();
    audit.frame_digest = frame.digest();
    audit.frame_size = frame.len() as u64;
    audit.sample_size = places.len() as u64;
    (audit, strata, units)
}
