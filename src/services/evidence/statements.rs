//! Statements that somebody was at a job on a day.

use crate::{
    app::App,
    error::{Code, Error, Fault, invalid, unchanged},
    services::{Actor, alerts},
    storage::{
        self,
        employments::Span,
        evidence::{Evidence, Filter},
        evidence_files::EvidenceFile,
        idempotency::{self, RequestKey},
    },
};
use chrono::NaiveDate;
use domain::{
    evidence::{EvidenceKind, Flaw, Statement},
    id::{EmploymentId, EvidenceFileId, EvidenceId},
    trace::Act,
};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A statement with the file that shows it.
pub type Shown = (Evidence, Option<EvidenceFile>);

/// One thing stated of some jobs: a stamped list speaks of many.
#[derive(Clone, Debug)]
pub struct NewEvidence {
    /// The jobs.
    pub employments: Vec<EmploymentId>,
    /// What is stated of each.
    pub statement: Statement,
    /// The file that shows it, given by the same account.
    pub file: Option<EvidenceFileId>,
}

/// States something of jobs within reach, of all of them or of none. What is only said, and was
/// said that day already, is not said again. Answers what stands, and whether the same request
/// was done before.
///
/// # Errors
/// Every fault at once: [`Code::EmploymentUnknown`], [`Code::KindNotYours`], [`Code::FileUnknown`],
/// [`Code::WordTakesNoFile`], and days that are not of the job.
pub async fn state(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    new: &NewEvidence,
) -> Result<(Vec<Shown>, bool), Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(act) = idempotency::replay(&tx, key).await? {
        return Ok((stood(&tx, by, new, act).await?, true));
    }
    let mut faults = Vec::new();
    let kind = new.statement.kind;
    if by.role().is_some_and(|role| !kind.may_come_from(role)) {
        faults.push(Fault::at("/kind", Code::KindNotYours));
    }
    if let Some(id) = new.file {
        if kind.is_a_word() {
            faults.push(Fault::at("/file_id", Code::WordTakesNoFile));
        }
        let known = match by.account() {
            Some(account) => storage::evidence_files::given_by(&tx, account, id).await?,
            None => None,
        };
        if known.is_none() {
            faults.push(Fault::at("/file_id", Code::FileUnknown));
        }
    }
    let spans = storage::employments::spans_of(&tx, by.scope(), &new.employments).await?;
    let spans: HashMap<EmploymentId, Span> =
        spans.into_iter().map(|span| (span.id, span)).collect();
    for (place, id) in new.employments.iter().enumerate() {
        let found = spans.get(id).ok_or(Code::EmploymentUnknown);
        if let Err(code) = found.and_then(|span| sound(app, new.statement, span)) {
            faults.push(Fault::at(format!("/employment_ids/{place}"), code));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let act = Uuid::now_v7();
    if kind.is_a_word() && new.statement.pay_fen.is_none() {
        let on = new.statement.on;
        let words: Vec<_> = new.employments.iter().map(|job| (*job, on)).collect();
        say_all(app, &tx, by, kind, &words, act).await?;
    } else {
        let said = new.employments.iter();
        let added: Vec<Evidence> = said
            .map(|job| made(app, by, *job, new.statement, new.file, act))
            .collect();
        storage::evidence::insert(&tx, &added).await?;
    }
    idempotency::keep(&tx, key, act, app.clock.now()).await?;
    let shown = stood(&tx, by, new, act).await?;
    alerts::renew(app, &tx, &new.employments).await?;
    tx.commit(
        by.did(Act::EvidenceStated, act)
            .counting(new.employments.len()),
        app.clock.now(),
    )
    .await?;
    Ok((shown, false))
}

/// Says within a transaction that somebody was at a job, found within reach, on a day.
///
/// # Errors
/// [`Code::DateInFuture`], [`Code::DateTooEarly`], [`Code::JobOverThen`].
pub(in crate::services) async fn say(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    span: &Span,
    kind: EvidenceKind,
    on: NaiveDate,
) -> Result<(), Error> {
    sound(app, Statement::word(kind, on), span).map_err(|code| invalid("/on", code))?;
    say_all(app, tx, by, kind, &[(span.id, on)], Uuid::now_v7()).await
}

/// Says within a transaction that people were at their jobs, each on a day that was found sound;
/// what was said of a day already is not said again.
///
/// # Errors
/// Whatever the database says.
pub(in crate::services) async fn say_all(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    kind: EvidenceKind,
    words: &[(EmploymentId, NaiveDate)],
    act: Uuid,
) -> Result<(), Error> {
    let jobs: Vec<EmploymentId> = words.iter().map(|(job, _)| *job).collect();
    let said = storage::evidence::words_said(tx, kind, &jobs).await?;
    let mut seen: HashSet<_> = said.into_keys().collect();
    let new = words.iter().filter(|word| seen.insert(**word));
    let added: Vec<Evidence> = new
        .map(|(job, on)| made(app, by, *job, Statement::word(kind, *on), None, act))
        .collect();
    storage::evidence::insert(tx, &added).await
}

/// A statement made now.
pub(in crate::services) fn made(
    app: &App,
    by: &Actor,
    employment: EmploymentId,
    statement: Statement,
    file: Option<EvidenceFileId>,
    act: Uuid,
) -> Evidence {
    Evidence {
        id: EvidenceId::fresh(),
        employment,
        statement,
        file,
        account: by.account(),
        role: by.role(),
        act,
        recorded_at: app.clock.now(),
        withdrawn_at: None,
    }
}

/// What is wrong with a statement about a job.
///
/// # Errors
/// [`Code::DateInFuture`], [`Code::DateOrder`], [`Code::DateTooEarly`], [`Code::JobOverThen`].
pub(in crate::services) fn sound(app: &App, statement: Statement, span: &Span) -> Result<(), Code> {
    match statement.flaw(app.clock.today(), span.started_on, span.ended_on) {
        None => Ok(()),
        Some(Flaw::InFuture) => Err(Code::DateInFuture),
        Some(Flaw::Order) => Err(Code::DateOrder),
        Some(Flaw::BeforeJob) => Err(Code::DateTooEarly),
        Some(Flaw::AfterJob) => Err(Code::JobOverThen),
    }
}

/// What stands after an act, of words also what stood before.
async fn stood(
    tx: &impl ConnectionTrait,
    by: &Actor,
    new: &NewEvidence,
    act: Uuid,
) -> Result<Vec<Shown>, Error> {
    let kind = new.statement.kind;
    if kind.is_a_word() {
        let mut said = storage::evidence::words_said(tx, kind, &new.employments).await?;
        let on = new.statement.on;
        let said = new.employments.iter().map(|job| said.remove(&(*job, on)));
        return Ok(said.flatten().map(|one| (one, None)).collect());
    }
    let filter = Filter {
        act: Some(act),
        ..Filter::default()
    };
    let most = new.employments.len() as u64;
    storage::evidence::list_with_files(tx, by.scope(), &filter, None, most).await
}

/// One statement within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: EvidenceId) -> Result<Shown, Error> {
    storage::evidence::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Statements within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<EvidenceId>,
    limit: u64,
) -> Result<Vec<Shown>, Error> {
    storage::evidence::list_with_files(&app.db, by.scope(), filter, after, limit).await
}

/// Withdraws a statement that was made by mistake; whoever made it, or an office of its kind, may.
/// It stays known that it was made.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Code::NotYourStatement`] where another role made it.
pub async fn withdraw(app: &App, by: &Actor, id: EvidenceId, version: i64) -> Result<Shown, Error> {
    let tx = storage::begin(&app.db).await?;
    let (found, _) = storage::evidence::get(&tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(found.version(), version)?;
    if found.withdrawn_at.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if by.role().is_some() && found.role != by.role() {
        return Err(Error::Conflict(Code::NotYourStatement));
    }
    let now = app.clock.now();
    if !storage::evidence::withdraw(&tx, by.scope(), id, by.account(), now).await? {
        return Err(Error::Stale { current: 2 });
    }
    let shown = storage::evidence::get(&tx, by.scope(), id).await?;
    alerts::renew(app, &tx, &[found.employment]).await?;
    tx.commit(by.did(Act::EvidenceWithdrawn, id.0), app.clock.now())
        .await?;
    shown.ok_or(Error::NotFound)
}
