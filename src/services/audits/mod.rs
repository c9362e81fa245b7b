//! Random samples of reported jobs: drawn, visited, and told beside what was reported.

mod beside;
mod drawing;
mod list;

pub use beside::{Beside, Results, results};
pub use drawing::{NewAudit, draw};
pub use list::workbook;

use self::drawing::sides;
use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, unchanged},
    storage::{
        self,
        audits::{Audit, Listed, UnitFilter, Visit},
        idempotency::{self, RequestKey},
    },
};
use domain::{
    division::Division,
    id::{AuditId, EmploymentId},
    recusal::Recusal,
    trace::Act,
};
use std::collections::BTreeSet;

/// One sample within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: AuditId) -> Result<Audit, Error> {
    storage::audits::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Samples within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    area: Option<Division>,
    after: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Audit>, Error> {
    storage::audits::list(&app.db, by.scope(), area, after, limit).await
}

/// The work list of a sample: the drawn jobs within reach behind `after`.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn work_list(
    app: &App,
    by: &Actor,
    id: AuditId,
    filter: UnitFilter,
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<Listed>, Error> {
    let audit = get(app, by, id).await?;
    storage::audits::list_units(&app.db, by.scope(), &audit, filter, after, limit).await
}

/// Tells what visits found: all of them, or nothing. What was told before of the same job is replaced, and kept.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::NotInThisState`] where the sample is closed; for each visit [`Code::UnitUnknown`] where
/// the job was not drawn or lies out of reach, [`Code::OwnReport`] where the same account reported it,
/// [`Code::DateInFuture`], [`Code::DateTooEarly`] before the day of the sample, [`Code::UnitTwice`].
pub async fn tell(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: AuditId,
    visits: &[Visit],
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let audit = storage::audits::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if audit.closed_on.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let jobs: Vec<EmploymentId> = visits.iter().map(|visit| visit.job).collect();
    let (scope, account) = (by.scope(), by.account());
    let drawn = storage::audits::own_reports(&tx, scope, &audit, &jobs, account).await?;
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (at, visit) in visits.iter().enumerate() {
        let mut fault = |member: &str, code| {
            faults.push(Fault::at(format!("/findings/{at}/{member}"), code));
        };
        match drawn.get(&visit.job) {
            None => fault("employment_id", Code::UnitUnknown),
            Some(true) if by.is_recused(Recusal::OwnReport, account) => {
                fault("employment_id", Code::OwnReport);
            }
            Some(_) if !seen.insert(visit.job) => fault("employment_id", Code::UnitTwice),
            Some(_) => {}
        }
        if visit.on > app.clock.today() {
            fault("on", Code::DateInFuture);
        } else if visit.on < audit.on {
            fault("on", Code::DateTooEarly);
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let now = app.clock.now();
    let teller = by.account().zip(by.role());
    storage::audits::save_findings(&tx, &audit, visits, teller, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(
        by.did(Act::AuditTold, id.0).counting(visits.len()),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(id.0))
}

/// Closes a sample: from now on it takes no finding, and its figures count.
///
/// # Errors
/// [`Error::NotFound`], also where only some of its jobs lie within reach; [`Error::Stale`], [`Code::NotInThisState`].
pub async fn close(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: AuditId,
    version: i64,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let audit = storage::audits::get(&tx, by.scope(), id)
        .await?
        .filter(|audit| sides(by, audit.division).contains(&audit.side))
        .ok_or(Error::NotFound)?;
    unchanged(audit.version, version)?;
    if !storage::audits::close(&tx, id, version, app.clock.today()).await? {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::AuditClosed, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// One sample that the actor may close: drawn from its own area.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn to_close(app: &App, by: &Actor, id: AuditId) -> Result<Audit, Error> {
    let audit = get(app, by, id).await?;
    if sides(by, audit.division).is_empty() {
        return Err(Error::NotFound);
    }
    Ok(audit)
}
