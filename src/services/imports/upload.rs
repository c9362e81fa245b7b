//! Taking an upload on.

use crate::{
    app::App,
    error::{Code, Error, invalid},
    services::{
        Actor, Done, Permission,
        incoming::{self, Spooled},
        jobs::{self, NewJob},
    },
    storage::{
        self,
        idempotency::{self, RequestKey},
        imports::Import,
        jobs::{Job, Unit},
    },
};
use chrono::NaiveDate;
use domain::{
    division::Division,
    grant::Capacity,
    id::EnterpriseId,
    job::{ImportKind, ImportMode, JobKind},
    trace::Act,
};
use sha2::{Digest, Sha256};

/// A sheet to be imported.
#[derive(Clone, Copy, Debug)]
pub struct NewImport {
    /// What it holds.
    pub kind: ImportKind,
    /// For whose people or posts it speaks; the caller's own division unless told.
    pub area: Option<Division>,
    /// The day of which it speaks; today unless told.
    pub as_of: Option<NaiveDate>,
    /// What becomes of it where rows are bad.
    pub mode: ImportMode,
}

impl NewImport {
    /// Digest of everything that was sent, for the key under which it may be sent again.
    #[must_use]
    pub fn fingerprint(&self, file: &Spooled) -> [u8; 32] {
        let sent = format!("{self:?}");
        Sha256::new()
            .chain_update(file.digest)
            .chain_update(sent)
            .finalize()
            .into()
    }
}

/// The permission that a kind of sheet takes.
#[must_use]
pub fn permission(kind: ImportKind) -> Permission {
    match kind {
        ImportKind::Roster | ImportKind::Closings => Permission::RosterImport,
        ImportKind::Vacancies => Permission::VacancyImport,
        ImportKind::Pairings => Permission::PairingManage,
        ImportKind::FollowUps => Permission::FollowUpImport,
    }
}

/// Whether the caller may import such a sheet.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn may(by: &Actor, kind: ImportKind) -> Result<(), Error> {
    match by.role() {
        Some(role) if !permission(kind).held_by(role) => Err(Error::Forbidden),
        _ => Ok(()),
    }
}

/// Takes an uploaded sheet on; a worker reads it. Commands at the machine send no key.
///
/// # Errors
/// [`Error::Forbidden`]; [`Code::DivisionOutOfReach`], [`Code::DateInFuture`];
/// [`Code::IdempotencyKeyReused`], [`Code::TooManyJobs`], [`Code::SpoolFull`].
pub async fn take_on(
    app: &App,
    by: &Actor,
    key: Option<&RequestKey>,
    new: NewImport,
    file: Spooled,
) -> Result<Done, Error> {
    may(by, new.kind)?;
    let job = job(app, by, new)?;
    let digest = file.digest;
    let tx = storage::begin(&app.db).await?;
    if let Some(key) = key
        && let Some(id) = idempotency::replay(&tx, key).await?
    {
        return Ok(Done::before(id));
    }
    let job = jobs::enqueue(app, &tx, by, job).await?;
    incoming::room(app, &tx, by, &file).await?;
    storage::imports::insert(&tx, &import(app, &job, new, &file)).await?;
    if let Some(key) = key {
        idempotency::keep(&tx, key, job.id.0, app.clock.now()).await?;
    }
    // From here on the file is the import's: should the commit's answer be lost, the sweeping of
    // files that no import knows removes it, if it has to.
    file.keep();
    tx.commit(
        by.did(Act::ImportTakenOn, job.id.0).digesting(digest),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(job.id.0))
}

fn job(app: &App, by: &Actor, new: NewImport) -> Result<NewJob, Error> {
    if new.as_of.is_some_and(|day| day > app.clock.today()) {
        return Err(invalid("/as_of", Code::DateInFuture));
    }
    let (division, enterprise) = area(by, new.area)?;
    Ok(NewJob {
        kind: JobKind::Import,
        unit: Unit::Rows,
        division,
        enterprise,
    })
}

/// For whom the sheet speaks: nobody speaks beyond the own division.
fn area(
    by: &Actor,
    told: Option<Division>,
) -> Result<(Option<Division>, Option<EnterpriseId>), Error> {
    let own = by.capacity().and_then(Capacity::division);
    match (by.capacity(), own, told) {
        (Some(Capacity::Enterprise(id)), _, None) => Ok((None, Some(id))),
        (_, Some(own), Some(told)) if own.contains(told) => Ok((Some(told), None)),
        (Some(Capacity::Enterprise(_)), _, Some(_)) | (_, Some(_), Some(_)) => {
            Err(invalid("/area", Code::DivisionOutOfReach))
        }
        (_, own, told) => Ok((told.or(own), None)),
    }
}

fn import(app: &App, job: &Job, new: NewImport, file: &Spooled) -> Import {
    Import {
        id: job.id,
        kind: new.kind,
        mode: new.mode,
        as_of: new.as_of.unwrap_or_else(|| app.clock.today()),
        file_digest: file.digest,
        file_bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        spool_name: Some(file.name().to_owned()),
    }
}
