//! The sheets in which enterprises tell once a month who is still at work.

use super::{pipeline::Effect, reading::Kind};
use crate::{
    app::App,
    error::Error,
    services::{Actor, alerts, evidence, follow_up_sheets::Book, placements},
    storage::{
        self, BulkTransaction,
        employments::Span,
        evidence::Evidence,
        jobs::{Counts, Failure},
        people::Origin,
    },
};
use chrono::NaiveDate;
use domain::{
    evidence::{EvidenceKind, Statement},
    follow_up::sheet::{Codes, Entry, FOLLOW_UPS, Reading},
    form::{Form, Header, Record},
    id::{EmploymentId, EvidenceId, PlacementId},
    roster::examine::{Examined, Late},
    words::EndReason,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::{BTreeMap, HashMap};

/// How such a sheet is read.
#[derive(Clone, Copy, Debug)]
pub struct FollowUpSheet<'c> {
    /// The reporting day: nobody left after it.
    pub as_of: NaiveDate,
    /// Which job a code stands for; not asked where nobody knows.
    pub book: Option<&'c Book>,
}

impl<'c> Kind for FollowUpSheet<'c> {
    type Entry = Entry;
    type Reading = Reading<'c>;

    const FORM: Form = FOLLOW_UPS;

    fn begin(&self, header: &Header) -> Result<Reading<'c>, Failure> {
        let codes = self.book.map(|book| book as &dyn Codes);
        Ok(Reading::new(self.as_of, codes, header))
    }

    fn examine(&self, reading: &mut Reading<'c>, record: &Record) -> Examined<Entry> {
        reading.examine(record)
    }

    fn finish(&self, _: Reading<'c>) -> Vec<Late> {
        Vec::new()
    }
}

/// Such sheets against what is known of the jobs.
pub struct FollowUps {
    app: App,
    origin: Origin,
    by: Actor,
    book: Book,
}

/// What is to be written for some rows.
#[derive(Default)]
struct Plan {
    stated: Vec<Evidence>,
    withdrawn: Vec<EvidenceId>,
    ended: Vec<(PlacementId, NaiveDate, EndReason)>,
    tally: Tally,
}

/// What becomes of some rows.
#[derive(Default)]
struct Tally {
    /// Shown at work, or until a last day.
    confirmed: u64,
    /// Said otherwise by an earlier sheet of the same day.
    corrected: u64,
    /// Left.
    left: u64,
    /// Nothing new.
    unchanged: u64,
    /// Left, but known to have left on another day.
    known_otherwise: u64,
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        super::counted([
            ("confirmed", tally.confirmed),
            ("corrected", tally.corrected),
            ("left", tally.left),
            ("unchanged", tally.unchanged),
            ("known_otherwise", tally.known_otherwise),
        ])
    }
}

impl FollowUps {
    /// Sheets of this origin, sent by somebody.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(app: &App, origin: Origin, by: Actor) -> Result<Self, Error> {
        let book = Book::of(app, &by, origin.as_of).await?;
        Ok(Self {
            app: app.clone(),
            origin,
            by,
            book,
        })
    }

    async fn plan(&self, db: &impl ConnectionTrait, rows: Vec<Entry>) -> Result<Plan, Error> {
        let jobs: Vec<EmploymentId> = rows.iter().filter_map(|row| row.employment).collect();
        let spans = storage::employments::spans_of(db, self.by.scope(), &jobs).await?;
        let spans: HashMap<EmploymentId, Span> =
            spans.into_iter().map(|span| (span.id, span)).collect();
        let kind = EvidenceKind::EmployerReport;
        let said = storage::evidence::words_said(db, kind, &jobs).await?;
        let mut plan = Plan::default();
        for row in rows {
            let span = row.employment.and_then(|job| spans.get(&job));
            let span = span.ok_or_else(|| Error::internal("a row without its job"))?;
            let before = |on| said.get(&(span.id, on));
            self.take(&row, span, before, &mut plan);
        }
        Ok(plan)
    }

    /// Digests of the accounts that rows tell of, of each job the last; the accounts go no further.
    fn accounts(&self, rows: &[Entry]) -> BTreeMap<EmploymentId, Vec<u8>> {
        let told = rows.iter().filter_map(|row| {
            let account = row.account.as_ref()?;
            let digest = self.app.keys.digest("pay_account", account.reveal());
            Some((row.employment?, digest))
        });
        told.collect()
    }

    fn take<'s>(
        &self,
        row: &Entry,
        span: &Span,
        before: impl Fn(NaiveDate) -> Option<&'s Evidence>,
        plan: &mut Plan,
    ) {
        let mut is_news = false;
        if let Some((last, why)) = row.left {
            match (span.ended_on, span.placement) {
                (None, Some(placement)) => {
                    plan.ended.push((placement, last, why));
                    plan.tally.left += 1;
                    is_news = true;
                }
                (Some(known), _) if known != last => {
                    plan.tally.known_otherwise += 1;
                    return;
                }
                _ => {}
            }
        }
        let on = row.left.map_or(row.on, |(last, _)| last);
        let paid_since = row.month.max(span.started_on).min(on);
        let statement = Statement {
            since: row.pay_fen.map(|_| paid_since),
            pay_fen: row.pay_fen,
            ..Statement::word(EvidenceKind::EmployerReport, on)
        };
        match before(on) {
            Some(known) if known.statement == statement => {
                plan.tally.unchanged += u64::from(!is_news);
                return;
            }
            // A bare word takes nothing back that was said with it.
            Some(_) if row.pay_fen.is_none() => {
                plan.tally.unchanged += u64::from(!is_news);
                return;
            }
            Some(known) => {
                plan.withdrawn.push(known.id);
                plan.tally.corrected += u64::from(!is_news);
            }
            None => plan.tally.confirmed += u64::from(!is_news),
        }
        let act = self
            .origin
            .import
            .map_or_else(uuid::Uuid::now_v7, |id| id.0);
        plan.stated.push(evidence::made(
            &self.app, &self.by, span.id, statement, None, act,
        ));
    }
}

impl Effect for FollowUps {
    type Sheet<'s> = FollowUpSheet<'s>;
    type Entry = Entry;
    type Ready = Entry;

    fn sheet(&self) -> FollowUpSheet<'_> {
        FollowUpSheet {
            as_of: self.origin.as_of,
            book: Some(&self.book),
        }
    }

    fn ready(&self, entry: Entry) -> Result<Entry, Error> {
        Ok(entry)
    }

    async fn preview(&self, db: &DatabaseConnection, rows: Vec<Entry>) -> Result<Counts, Error> {
        Ok(self.plan(db, rows).await?.tally.into())
    }

    async fn write(&self, tx: &BulkTransaction, rows: Vec<Entry>) -> Result<Counts, Error> {
        let accounts = self.accounts(&rows);
        let plan = self.plan(tx, rows).await?;
        let now = self.app.clock.now();
        storage::evidence::withdraw_all(tx, &plan.withdrawn, self.by.account(), now).await?;
        storage::evidence::insert(tx, &plan.stated).await?;
        storage::pay_accounts::keep(tx, accounts, self.origin.as_of).await?;
        placements::end_each(&self.app, tx, &self.by, &plan.ended).await?;
        let told: Vec<EmploymentId> = plan.stated.iter().map(|one| one.employment).collect();
        alerts::renew(&self.app, tx, &told).await?;
        Ok(plan.tally.into())
    }
}
