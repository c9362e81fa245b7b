//! Employers: entered by the bureau of their place, which verifies them and may suspend them.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self,
        enterprises::Filter,
        idempotency::{self, RequestKey},
    },
};
use domain::{
    credit_code::CreditCode,
    division::Division,
    enterprise::{Enterprise, NotFromHere, Particulars, Standing, Verification},
    grant::Capacity,
    id::EnterpriseId,
    recusal::Recusal,
    trace::Act,
};
use sea_orm::ConnectionTrait;

impl From<NotFromHere> for Error {
    fn from(_: NotFromHere) -> Self {
        Self::Conflict(Code::NotInThisState)
    }
}

/// Enters an enterprise of the office's own place.
///
/// # Errors
/// [`Code::DivisionOutOfReach`], [`Code::AlreadyExists`] where the credit code is known;
/// [`Error::Forbidden`] to an enterprise, which is there already.
pub async fn enter(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    credit_code: CreditCode,
    particulars: Particulars,
) -> Result<Done, Error> {
    if matches!(by.capacity(), Some(Capacity::Enterprise(_))) {
        return Err(Error::Forbidden);
    }
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    check_place(by, particulars.division)?;
    let now = app.clock.now();
    let enterprise = Enterprise {
        id: EnterpriseId::fresh(),
        credit_code,
        particulars,
        standing: Standing::Unverified,
        entered_by: by.account(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    storage::enterprises::insert(&tx, &app.keys, &enterprise).await?;
    idempotency::keep(&tx, key, enterprise.id.0, now).await?;
    tx.commit(
        by.did(Act::EnterpriseEntered, enterprise.id.0),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(enterprise.id.0))
}

/// One enterprise within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: EnterpriseId) -> Result<Enterprise, Error> {
    storage::enterprises::get(&app.db, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Enterprises within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<EnterpriseId>,
    limit: u64,
) -> Result<Vec<Enterprise>, Error> {
    storage::enterprises::list(&app.db, &app.keys, by.scope(), filter, after, limit).await
}

/// One enterprise that is the caller's own to change, in the version that the caller has read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] where it may be seen only, [`Error::Stale`].
pub async fn to_change(
    app: &App,
    by: &Actor,
    id: EnterpriseId,
    version: i64,
) -> Result<Enterprise, Error> {
    in_version(held(&app.db, app, by, id).await?, version)
}

fn in_version(held: Enterprise, version: i64) -> Result<Enterprise, Error> {
    if held.version == version {
        Ok(held)
    } else {
        Err(Error::Stale {
            current: held.version,
        })
    }
}

/// One enterprise that is the caller's own to change.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] where it may be seen only.
pub(super) async fn held(
    db: &impl ConnectionTrait,
    app: &App,
    by: &Actor,
    id: EnterpriseId,
) -> Result<Enterprise, Error> {
    match storage::enterprises::get_held(db, &app.keys, by.scope(), id).await? {
        Some(held) => Ok(held),
        None => match storage::enterprises::get(db, &app.keys, by.scope(), id).await? {
            Some(_) => Err(Error::Forbidden),
            None => Err(Error::NotFound),
        },
    }
}

/// Says new things of an enterprise.
///
/// # Errors
/// As [`to_change`]; [`Code::DivisionOutOfReach`]; [`Code::NotInThisState`] for another name or place while it is suspended.
pub async fn change(
    app: &App,
    by: &Actor,
    id: EnterpriseId,
    version: i64,
    particulars: Particulars,
) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    let mut enterprise = in_version(held(&tx, app, by, id).await?, version)?;
    if particulars.division != enterprise.particulars.division {
        check_place(by, particulars.division)?;
    }
    enterprise.change(particulars, by.account())?;
    save(app, &tx, by, enterprise).await?;
    tx.commit(by.did(Act::EnterpriseChanged, id.0), app.clock.now())
        .await
}

/// What the bureau of its place does to an enterprise.
#[derive(Clone, Debug)]
pub enum Finding {
    /// It is there, and is what it says.
    Verified,
    /// It has lost the bureau's trust, for this reason.
    Suspended(String),
    /// It has the trust back.
    Reinstated,
}

/// Records what the bureau of its place has found.
///
/// # Errors
/// As [`to_change`]; [`Code::NotInThisState`]; [`Code::Recused`] for whoever entered what is to be verified.
pub async fn find(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: EnterpriseId,
    version: i64,
    finding: Finding,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut enterprise = in_version(held(&tx, app, by, id).await?, version)?;
    let on = app.clock.today();
    let act = match &finding {
        Finding::Verified => Act::EnterpriseVerified,
        Finding::Suspended(_) => Act::EnterpriseSuspended,
        Finding::Reinstated => Act::EnterpriseReinstated,
    };
    if matches!(finding, Finding::Verified) {
        by.recuse(Recusal::OwnEntry, enterprise.entered_by)?;
    }
    match finding {
        Finding::Verified => enterprise.verify(Verification {
            on,
            by: by.account(),
        }),
        Finding::Suspended(reason) => enterprise.suspend(on, reason),
        Finding::Reinstated => enterprise.reinstate(),
    }?;
    save(app, &tx, by, enterprise).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(act, id.0), app.clock.now()).await?;
    Ok(Done::now(id.0))
}

async fn save(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    mut enterprise: Enterprise,
) -> Result<(), Error> {
    enterprise.updated_at = app.clock.now();
    storage::enterprises::save(tx, &app.keys, by.scope(), &enterprise).await
}

/// Whether somebody may read the number of the enterprise's contact: itself and the offices of
/// its place.
#[must_use]
pub fn may_call(by: &Actor, enterprise: &Enterprise) -> bool {
    match by.capacity() {
        None => true,
        Some(Capacity::Enterprise(id)) => id == enterprise.id,
        Some(Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d)) => {
            d.contains(enterprise.particulars.division)
        }
        Some(Capacity::National | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor) => {
            false
        }
    }
}

/// An office enters and keeps the enterprises of its own place; an enterprise may move away.
pub(super) fn check_place(by: &Actor, place: Division) -> Result<(), Error> {
    match by.capacity().and_then(Capacity::division) {
        Some(own) if !own.contains(place) => Err(invalid("/division", Code::DivisionOutOfReach)),
        _ => Ok(()),
    }
}
