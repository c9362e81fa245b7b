//! An offer that an officer makes by hand, outside any run.
//!
//! It is bound by what binds a run: the person's consent and what they do at present, the hard limits, earlier noes, exclusions,
//! and openings that are neither taken nor offered. It has the same states and events as one that a run has made.

use super::steps::expire_within;
use crate::{
    app::App,
    error::{Code, Error, Fault},
    services::{Actor, Done},
    storage::{
        self,
        idempotency::{self, RequestKey},
        runs::Snapshot,
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    id::{PersonId, PlacementId, VacancyId},
    placement::{Life, Placement},
    trace::Act,
    vacancy::Vacancy,
};
use matching::{
    eligible::{HardLimit, hard_limits},
    run::Pair,
};
use sea_orm::ConnectionTrait;

/// Offers a post within reach to a person within reach.
///
/// # Errors
/// [`Code::PersonUnknown`], [`Code::VacancyUnknown`]; every limit that forbids the pair, at `/vacancy_id`;
/// [`Code::ConsentMissing`], [`Code::NotMatched`], [`Code::PartyGoesTogether`] at `/person_id`; [`Code::OfferStands`],
/// [`Code::AlreadyPlaced`], [`Code::HasOpenJob`], [`Code::VacancyClosed`], [`Code::VacancyFull`] for what is so at present.
pub async fn offer(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
    vacancy: VacancyId,
) -> Result<Done, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    // Asked before the transaction: whoever holds a connection waits for no second one.
    let book = app.pairings().await?;
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let post = within_reach(&tx, by, person, vacancy, today).await?;
    // An offer whose days are over would stand in the way of the same offer made anew.
    expire_within(app, &tx).await?;
    let snapshot = storage::runs::pair(&tx, person, vacancy, today).await?;
    let home = match snapshot.seekers.first() {
        Some(seeker) => seeker.home,
        None => return Err(absent(&tx, &snapshot, person, today).await?),
    };
    hindrances(&snapshot, &post, today)?;
    let workplace = post.posting.workplace;
    let offer = Placement {
        id: PlacementId::fresh(),
        person,
        vacancy,
        enterprise: post.enterprise,
        run: None,
        home,
        workplace,
        tier: book.pairings().resolve(home, workplace, today).tier,
        score: None,
        offered_on: today,
        expires_on: today
            .checked_add_days(Days::new(app.settings.offer_days))
            .ok_or_else(|| Error::internal("no day that far away"))?,
        life: Life::Offered,
    };
    let id = offer.id;
    let officer = by.account().zip(by.role());
    let offers = [offer];
    storage::placements::insert_offers(&tx, &offers, officer, now).await?;
    app.outbox().offers_made(&tx, &offers).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::OfferMade, id.0).seeing([person]), now)
        .await?;
    tracing::info!(placement.id = %id, "offer {id} was made by hand");
    Ok(Done::now(id.0))
}

/// The post, where person and post are both the caller's to bring together.
async fn within_reach(
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
    vacancy: VacancyId,
    today: NaiveDate,
) -> Result<Vacancy, Error> {
    let mut faults = Vec::new();
    if !storage::people::exists(tx, by.scope(), person).await? {
        faults.push(Fault::at("/person_id", Code::PersonUnknown));
    }
    match storage::vacancies::get(tx, by.scope(), today, vacancy).await? {
        Some(post) if faults.is_empty() => return Ok(post),
        Some(_) => {}
        None => faults.push(Fault::at("/vacancy_id", Code::VacancyUnknown)),
    }
    Err(Error::Invalid(faults))
}

/// Why a run would not look at a person.
async fn absent(
    tx: &impl ConnectionTrait,
    snapshot: &Snapshot,
    person: PersonId,
    today: NaiveDate,
) -> Result<Error, Error> {
    let at_person = |code| Error::Invalid(vec![Fault::at("/person_id", code)]);
    if snapshot.apart.contains(&person) {
        return Ok(at_person(Code::PartyGoesTogether));
    }
    Ok(match storage::runs::why_absent(tx, person, today).await? {
        storage::runs::Absence::Offered => Error::Conflict(Code::OfferStands),
        storage::runs::Absence::NoConsent => at_person(Code::ConsentMissing),
        storage::runs::Absence::NotMatched => at_person(Code::NotMatched),
    })
}

/// What stands between the two, by the rules of runs.
fn hindrances(snapshot: &Snapshot, post: &Vacancy, today: NaiveDate) -> Result<(), Error> {
    let (Some(seeker), Some(there)) = (snapshot.seekers.first(), snapshot.posts.first()) else {
        let full = post.taken >= post.posting.openings;
        return Err(Error::Conflict(if full {
            Code::VacancyFull
        } else {
            Code::VacancyClosed
        }));
    };
    if seeker.has_open_job {
        return Err(Error::Conflict(Code::HasOpenJob));
    }
    let pair = Pair { seeker: 0, post: 0 };
    let said = [
        (&snapshot.refusals, HardLimit::Refused),
        (&snapshot.exclusions, HardLimit::Excluded),
    ];
    let said = said
        .into_iter()
        .filter_map(|(pairs, limit)| pairs.contains(&pair).then_some(limit));
    let limits = hard_limits(seeker, there, today).into_iter().chain(said);
    let faults: Vec<Fault> = limits
        .map(|limit| Fault::at("/vacancy_id", code(limit)))
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if there.openings == 0 {
        return Err(Error::Conflict(Code::VacancyFull));
    }
    Ok(())
}

/// How a limit is told.
fn code(limit: HardLimit) -> Code {
    match limit {
        HardLimit::Consent => Code::ConsentMissing,
        HardLimit::OpenJob => Code::HasOpenJob,
        HardLimit::PostClosed | HardLimit::EnterpriseUnverified => Code::VacancyClosed,
        HardLimit::PostStale => Code::LimitPostStale,
        HardLimit::Age => Code::LimitAge,
        HardLimit::Hazard => Code::LimitHazard,
        HardLimit::Schooling => Code::LimitSchooling,
        HardLimit::Certificate => Code::LimitCertificate,
        HardLimit::Skill => Code::LimitSkill,
        HardLimit::Willingness => Code::LimitWillingness,
        HardLimit::PublicWelfare => Code::LimitPublicWelfare,
        HardLimit::StartWindow => Code::LimitStartWindow,
        HardLimit::RefusedTrade => Code::LimitRefusedTrade,
        HardLimit::Refused => Code::LimitRefused,
        HardLimit::Excluded => Code::LimitExcluded,
    }
}
