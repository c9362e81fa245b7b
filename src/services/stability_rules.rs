//! What counts as stable, and for whom.

use super::{Actor, Done};
use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    storage::{
        self,
        idempotency::{self, RequestKey},
        stability_rules::{Filter, Kept},
    },
};
use chrono::NaiveDate;
use domain::{
    division::Division,
    grant::Capacity,
    id::StabilityRuleId,
    stability_rule::{Flaw, NamedRule, shipped},
    trace::Act,
};
use sea_orm::ConnectionTrait;

/// A rule to be added.
#[derive(Clone, Debug)]
pub struct NewRule {
    /// Whose it is: the actor's own division or one in it.
    pub division: Option<Division>,
    /// What it says.
    pub named: NamedRule,
    /// First day.
    pub from: NaiveDate,
}

/// Adds a rule, or the next number of one whose code is there.
///
/// # Errors
/// Every flaw of it, [`Code::DivisionOutOfReach`], [`Code::DateOrder`]; [`Code::AlreadyExists`] for a code that comes
/// with the program.
pub async fn enter(app: &App, by: &Actor, key: &RequestKey, new: NewRule) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let mut faults: Vec<Fault> = new.named.rule.flaws().into_iter().map(fault).collect();
    if !is_spelling(&new.named.code) {
        faults.push(Fault::at("/code", Code::WrongType));
    }
    if !may(by, new.division) {
        faults.push(Fault::at("/division", Code::DivisionOutOfReach));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if shipped().iter().any(|rule| rule.code == new.named.code) {
        return Err(Error::Conflict(Code::AlreadyExists));
    }
    let id = StabilityRuleId::fresh();
    let now = app.clock.now();
    let (division, from) = (new.division, new.from);
    storage::stability_rules::insert(&tx, id, division, &new.named, from, by.account(), now)
        .await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::StabilityRuleEntered, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Sets the last day of a rule that goes on.
///
/// # Errors
/// [`Error::NotFound`], also where it is another's; [`Error::Stale`], [`Code::NotInThisState`] where it has ended,
/// [`Code::DateOrder`].
pub async fn end(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: StabilityRuleId,
    version: i64,
    last: NaiveDate,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let found = to_end(&tx, by, id).await?;
    unchanged(found.version, version)?;
    if found.to.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if last < found.from {
        return Err(invalid("/effective_to", Code::DateOrder));
    }
    storage::stability_rules::end(&tx, id, version, last).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::StabilityRuleEnded, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// One rule.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, id: StabilityRuleId) -> Result<Kept, Error> {
    storage::stability_rules::get(&app.db, id).await
}

/// One rule that the actor may end. Others look absent to whoever acts, though all may read them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn to_end(
    db: &impl ConnectionTrait,
    by: &Actor,
    id: StabilityRuleId,
) -> Result<Kept, Error> {
    let found = storage::stability_rules::get(db, id).await?;
    if may(by, found.division) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// Rules that offices added behind `after`, those entered first first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    filter: Filter,
    after: Option<StabilityRuleId>,
    limit: u64,
) -> Result<Vec<Kept>, Error> {
    storage::stability_rules::list(&app.db, filter, after, limit).await
}

/// Most rules of offices that are asked for one figure.
const MOST: u64 = 200;

/// The rules by which a figure of an area is told on a day: those that come with the program, then the office's own,
/// those above it and the national one's.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn holding(
    db: &impl ConnectionTrait,
    area: Option<Division>,
    on: NaiveDate,
) -> Result<Vec<NamedRule>, Error> {
    let filter = Filter { area, on: Some(on) };
    let own = storage::stability_rules::list(db, filter, None, MOST).await?;
    let own = own
        .into_iter()
        .filter(|kept| area.is_some() || kept.division.is_none())
        .map(|kept| kept.named);
    Ok(shipped().iter().cloned().chain(own).collect())
}

/// An office makes rules at or below its own division, the national office for all.
fn may(by: &Actor, division: Option<Division>) -> bool {
    match by.capacity() {
        None | Some(Capacity::National) => true,
        Some(Capacity::Province(own) | Capacity::CountyWest(own) | Capacity::BureauEast(own)) => {
            division.is_some_and(|division| own.contains(division))
        }
        Some(
            Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor,
        ) => false,
    }
}

fn is_spelling(code: &str) -> bool {
    (3..=40).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn fault(flaw: Flaw) -> Fault {
    let pointer = match flaw {
        Flaw::Months => "/months",
        Flaw::Gap => "/gap_days",
        Flaw::Within => "/within_days",
        Flaw::ContractMonths => "/contract_months",
        Flaw::PayFloor => "/pay_floor",
        Flaw::EarnedFloor => "/earned_floor",
        Flaw::Evidence => "/evidence",
    };
    Fault::at(pointer, Code::OutOfRange)
}
