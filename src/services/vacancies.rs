//! Posts: put up, changed, confirmed and closed by their enterprise or the office of the place.

use super::{Actor, Done, enterprises};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid},
    storage::{
        self,
        idempotency::{self, RequestKey},
        vacancies::Filter,
    },
};
use chrono::NaiveDate;
use domain::{
    id::{EnterpriseId, VacancyId},
    trace,
    vacancy::{NotAllowed, Posting, Slip, Vacancy, lawful::Ground},
};
use sea_orm::ConnectionTrait;

impl From<NotAllowed> for Error {
    fn from(why: NotAllowed) -> Self {
        match why {
            NotAllowed::Closed => Self::Conflict(Code::NotInThisState),
            NotAllowed::BelowTaken => Self::Conflict(Code::OpeningsBelowTaken),
        }
    }
}

impl From<Slip> for Code {
    fn from(slip: Slip) -> Self {
        match slip {
            Slip::Openings
            | Slip::Pay
            | Slip::AgeTooHigh
            | Slip::Hours
            | Slip::RestDays
            | Slip::ContractMonths
            | Slip::CoupleRooms => Self::OutOfRange,
            Slip::Workplace => Self::WorkplaceTooWide,
            Slip::PayOrder => Self::PayOrder,
            Slip::AgeUnlawful => Self::AgeUnlawful,
            Slip::AgeOrder => Self::AgeOrder,
            Slip::HazardAge => Self::HazardAge,
            Slip::StartOrder => Self::DateOrder,
            Slip::Past => Self::DatePast,
        }
    }
}

impl From<Ground> for Code {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::Sex => Self::UnlawfulSex,
            Ground::Ethnicity => Self::UnlawfulEthnicity,
            Ground::Religion => Self::UnlawfulReligion,
            Ground::Origin => Self::UnlawfulOrigin,
            Ground::Marriage => Self::UnlawfulMarriage,
            Ground::Carrier => Self::UnlawfulCarrier,
        }
    }
}

/// Puts a post up for an enterprise that is the caller's own, or of the office's place.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] for other enterprises, every fault of the posting
/// at once, [`Code::AlreadyExists`] where the same post is open already.
pub async fn post(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    enterprise: EnterpriseId,
    posting: Posting,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    enterprises::held(&tx, app, by, enterprise).await?;
    let today = app.clock.today();
    check(&posting, None, today)?;
    let now = app.clock.now();
    let vacancy = Vacancy {
        id: VacancyId::fresh(),
        enterprise,
        posting,
        taken: 0,
        confirmed_on: today,
        closed_on: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    storage::vacancies::insert(&tx, &vacancy).await?;
    idempotency::keep(&tx, key, vacancy.id.0, now).await?;
    tx.commit(
        by.did(trace::Act::VacancyPosted, vacancy.id.0),
        app.clock.now(),
    )
    .await?;
    Ok(Done::now(vacancy.id.0))
}

/// One post within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: VacancyId) -> Result<Vacancy, Error> {
    storage::vacancies::get(&app.db, by.scope(), app.clock.today(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Posts within reach behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<VacancyId>,
    limit: u64,
) -> Result<Vec<Vacancy>, Error> {
    let today = app.clock.today();
    storage::vacancies::list(&app.db, by.scope(), today, filter, after, limit).await
}

/// One post that is the caller's own to change, in the version that the caller has read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] where it may be seen only, [`Error::Stale`].
pub async fn to_change(
    app: &App,
    by: &Actor,
    id: VacancyId,
    version: i64,
) -> Result<Vacancy, Error> {
    held(&app.db, app, by, id, version).await
}

async fn held(
    db: &impl ConnectionTrait,
    app: &App,
    by: &Actor,
    id: VacancyId,
    version: i64,
) -> Result<Vacancy, Error> {
    match storage::vacancies::get_held(db, by.scope(), id).await? {
        Some(held) if held.version == version => Ok(held),
        Some(held) => Err(Error::Stale {
            current: held.version,
        }),
        None => match storage::vacancies::get(db, by.scope(), app.clock.today(), id).await? {
            Some(_) => Err(Error::Forbidden),
            None => Err(Error::NotFound),
        },
    }
}

/// Says new things of a post, which also confirms it.
///
/// # Errors
/// As [`to_change`]; every fault of the posting at once; [`Code::OpeningsBelowTaken`];
/// [`Code::DivisionOutOfReach`] where the post would leave the office's reach.
pub async fn change(
    app: &App,
    by: &Actor,
    id: VacancyId,
    version: i64,
    posting: Posting,
) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    let mut vacancy = held(&tx, app, by, id, version).await?;
    let today = app.clock.today();
    check(&posting, Some(&vacancy.posting), today)?;
    vacancy.change(posting, today)?;
    save(app, &tx, by, vacancy).await?;
    // An office does not send a post to where it could not fetch it back.
    if storage::vacancies::get_held(&tx, by.scope(), id)
        .await?
        .is_none()
    {
        return Err(invalid("/workplace", Code::DivisionOutOfReach));
    }
    tx.commit(by.did(trace::Act::VacancyChanged, id.0), app.clock.now())
        .await
}

/// Something that is done to a post as it is.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// It still stands.
    Confirm,
    /// It is closed for good.
    Close,
}

/// Confirms or closes a post.
///
/// # Errors
/// As [`to_change`]; [`Code::NotInThisState`] once it is closed.
pub async fn act(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: VacancyId,
    version: i64,
    act: Act,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut vacancy = held(&tx, app, by, id, version).await?;
    let today = app.clock.today();
    let done = match act {
        Act::Confirm => vacancy
            .confirm(today)
            .map(|()| trace::Act::VacancyConfirmed),
        Act::Close => vacancy.close(today).map(|()| trace::Act::VacancyClosed),
    }?;
    save(app, &tx, by, vacancy).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(done, id.0), app.clock.now()).await?;
    Ok(Done::now(id.0))
}

async fn save(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    mut vacancy: Vacancy,
) -> Result<(), Error> {
    vacancy.updated_at = app.clock.now();
    storage::vacancies::save(tx, by.scope(), &vacancy).await
}

/// Everything that is wrong with a posting, by the member of the body.
fn check(posting: &Posting, before: Option<&Posting>, today: NaiveDate) -> Result<(), Error> {
    let fault = |field: &str, code| Fault::at(format!("/{field}"), code);
    let slips = posting
        .slips()
        .into_iter()
        .chain(posting.past(before, today));
    let mut faults: Vec<Fault> = slips
        .map(|(field, slip)| fault(field, slip.into()))
        .collect();
    let unlawful = posting.unlawful().into_iter();
    faults.extend(unlawful.map(|(field, ground)| fault(field, ground.into())));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
