//! Attempts to reach people, one by one and many at once, and what follows from what they tell.

use super::{Actor, alerts, evidence, help_requests, placements};
use crate::{
    app::App,
    error::{Code, Error, Fault},
    storage::{
        self,
        contacts::Contact,
        employments::{Facts, Span},
        idempotency::{self, RequestKey},
    },
};
use chrono::NaiveDate;
use domain::{
    evidence::{EvidenceKind, HelpReason, Statement},
    follow_up::ContactOutcome,
    id::{ContactId, EmploymentId},
    trace::Act,
    words::EndReason,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// An attempt to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewContact {
    /// About which job.
    pub employment: EmploymentId,
    /// On which day.
    pub on: NaiveDate,
    /// What came of it.
    pub outcome: ContactOutcome,
    /// Last day and reason, where the person has left.
    pub left: Option<(NaiveDate, EndReason)>,
    /// For what the person asks for help.
    pub help: Option<HelpReason>,
}

/// Writes attempts down, all of them or none. Whoever is at work has been shown to be, whoever left
/// has left, whoever asked for help has asked. Answers what was written, and whether the same
/// request was done before.
///
/// # Errors
/// Every fault at once: [`Code::EmploymentUnknown`], [`Code::NoOpenJob`], days that are not of the
/// job; and what the steps of a placement refuse.
pub async fn record(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    all: &[NewContact],
) -> Result<(Vec<Contact>, bool), Error> {
    let tx = storage::begin(&app.db).await?;
    let most = all.len() as u64;
    if let Some(act) = idempotency::replay(&tx, key).await? {
        let which = (None, Some(act));
        let done = storage::contacts::list(&tx, by.scope(), which, None, most).await?;
        return Ok((done, true));
    }
    let jobs: Vec<EmploymentId> = all.iter().map(|one| one.employment).collect();
    let spans = storage::employments::spans_of(&tx, by.scope(), &jobs).await?;
    let spans: HashMap<EmploymentId, Span> =
        spans.into_iter().map(|span| (span.id, span)).collect();
    let faults: Vec<Fault> = all
        .iter()
        .enumerate()
        .filter_map(|(place, one)| {
            let (member, code) = flaw(app, spans.get(&one.employment), one)?;
            Some(Fault::at(format!("/items/{place}/{member}"), code))
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let act = Uuid::now_v7();
    let now = app.clock.now();
    let written: Vec<Contact> = all
        .iter()
        .map(|one| Contact {
            id: ContactId::fresh(),
            employment: one.employment,
            on: one.on,
            outcome: one.outcome,
            account: by.account(),
            role: by.role(),
            act,
            recorded_at: now,
        })
        .collect();
    storage::contacts::insert(&tx, &written).await?;
    follow(app, &tx, by, all, &spans, act).await?;
    alerts::renew(app, &tx, &jobs).await?;
    idempotency::keep(&tx, key, act, now).await?;
    tx.commit(
        by.did(Act::ContactsRecorded, act).counting(written.len()),
        app.clock.now(),
    )
    .await?;
    Ok((written, false))
}

/// What follows from what people told.
async fn follow(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    all: &[NewContact],
    spans: &HashMap<EmploymentId, Span>,
    act: Uuid,
) -> Result<(), Error> {
    let at_work = |one: &&NewContact| one.outcome == ContactOutcome::AtWork;
    let words: Vec<_> = all
        .iter()
        .filter(at_work)
        .map(|one| (one.employment, one.on))
        .collect();
    evidence::say_all(app, tx, by, EvidenceKind::Call, &words, act).await?;
    for one in all {
        let Some(span) = spans.get(&one.employment) else {
            continue;
        };
        if let Some(reason) = one.help {
            let who = (span.person, Some(span.id));
            help_requests::ask_within(app, tx, by, who, reason, one.on).await?;
        }
        match (one.left, span.placement) {
            (None, _) => {}
            (Some((on, why)), Some(placement)) => {
                placements::end_told(app, tx, by, &[(placement, on, why)]).await?;
            }
            (Some(last), None) => end(app, tx, by, span.id, last).await?,
        }
    }
    Ok(())
}

/// Ends a job that no placement became.
async fn end(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: EmploymentId,
    (on, why): (NaiveDate, EndReason),
) -> Result<(), Error> {
    let job = storage::employments::get(tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if job.facts.ended_on.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let over = Facts {
        ended_on: Some(on),
        end_reason: Some(why),
        ..job.facts
    };
    let told_by = by.account().zip(by.role());
    let read = (id, job.version);
    let facts = (&job.facts, &over);
    storage::employments::save(tx, read, facts, None, told_by, app.clock.now()).await
}

fn flaw(app: &App, span: Option<&Span>, one: &NewContact) -> Option<(&'static str, Code)> {
    let Some(span) = span else {
        return Some(("employment_id", Code::EmploymentUnknown));
    };
    if one.on > app.clock.today() {
        return Some(("on", Code::DateInFuture));
    }
    if one.on < span.started_on {
        return Some(("on", Code::DateTooEarly));
    }
    if one.outcome == ContactOutcome::AtWork {
        let word = Statement::word(EvidenceKind::Call, one.on);
        return evidence::sound(app, word, span)
            .err()
            .map(|code| ("on", code));
    }
    let (last, _) = one.left?;
    if span.ended_on.is_some() {
        Some(("employment_id", Code::NoOpenJob))
    } else if last > one.on {
        Some(("left_on", Code::DateOrder))
    } else if last < span.started_on {
        Some(("left_on", Code::DateTooEarly))
    } else {
        None
    }
}

/// Attempts within reach behind `after`, about one job where one is named.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    employment: Option<EmploymentId>,
    after: Option<ContactId>,
    limit: u64,
) -> Result<Vec<Contact>, Error> {
    storage::contacts::list(&app.db, by.scope(), (employment, None), after, limit).await
}
