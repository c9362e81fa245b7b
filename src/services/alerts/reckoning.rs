//! Reckons what tells that jobs may end soon: of all of them once a day, of one as soon as something is told of it.

use super::{AHEAD_DAYS, outlook::Outlook};
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    services::{
        Actor,
        jobs::{self, InHand, NewJob},
        stability_models,
    },
    storage::{
        self, Untraced,
        alerts::{Facts, Job, Reckoned, Shown},
        jobs::{Counts, Outcome, Unit},
    },
};
use chrono::NaiveDate;
use domain::{
    alert::{Signs, basis_points},
    coded::Coded,
    follow_up::{Followed, RoundState, Stretch, stretches},
    id::{EmploymentId, StabilityModelId},
    job::{JobKind, JobState},
    trace::Act,
};
use sea_orm::ConnectionTrait;
use stability::traits::Traits;
use std::{collections::HashMap, sync::Arc};

/// Jobs that are reckoned at once. Whoever tells of one of them waits for as long.
const AT_ONCE: usize = 3_000;
/// Days that pay seen speaks of, at least, to be compared with a month's.
const MONTH_DAYS: i64 = 25;

/// Asks for the reckoning of the day, unless that was done. Two processes that ask at the same moment have it done twice,
/// which comes to the same.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_daily(app: &App) -> Result<(), Error> {
    let newest = storage::jobs::newest(&app.db, JobKind::Alerts, JobState::ALL).await?;
    if newest.map(Clock::day_of) == Some(app.clock.today()) {
        return Ok(());
    }
    let by = Actor::operator("early warnings are reckoned once a day");
    let new = NewJob {
        kind: JobKind::Alerts,
        unit: Unit::People,
        division: None,
        enterprise: None,
    };
    let tx = storage::begin(&app.db).await?;
    jobs::enqueue(app, &tx, &by, new).await?;
    tx.commit_untraced(Untraced::OwnWork).await
}

/// Does the job: so many jobs a transaction, each as it is known then.
///
/// # Errors
/// [`Code::JobStopped`](crate::error::Code::JobStopped) where it was stopped; whatever the database says.
pub async fn work(app: &App, hand: &InHand) -> Result<(), Error> {
    let outlook = Arc::new(Outlook::read(app, hand).await?);
    let (mut people, mut alerted) = (0, 0);
    let mut after = None;
    loop {
        hand.go_on()?;
        let jobs = storage::alerts::open_jobs(&app.db, after, AT_ONCE as u64).await?;
        let Some(last) = jobs.last() else { break };
        let tx = storage::begin(&app.db).await?;
        let reckoned = reckon(app, &tx, &jobs, Some(&outlook)).await?;
        tx.commit_untraced(Untraced::OwnWork).await?;
        people += reckoned.len();
        let has_reason = |one: &&Reckoned| !one.signs.reasons().is_empty();
        alerted += reckoned.iter().filter(has_reason).count();
        hand.tell(count(people), None);
        after = Some(*last);
    }
    let tx = storage::begin(&app.db).await?;
    storage::alerts::sweep(&tx).await?;
    let ending = Outcome {
        state: JobState::Succeeded,
        counts: Counts::from([
            ("at_work".to_owned(), count(people)),
            ("alerted".to_owned(), count(alerted)),
        ]),
        failure: None,
        expires_at: None,
    };
    hand.finish(app, &tx, &ending).await?;
    let trace = hand.did("early warnings are reckoned", Act::AlertsReckoned);
    tx.commit(trace.counting(people), app.clock.now()).await?;
    tracing::info!(
        people,
        alerted,
        "{people} people at work were reckoned, for {alerted} there is a reason to look"
    );
    Ok(())
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// Reckons jobs anew of which something was told in the same transaction: the last thing that is done in it. What share of
/// jobs like them ends soon stays as it was reckoned last.
///
/// # Errors
/// Whatever the database says.
pub(in crate::services) async fn renew(
    app: &App,
    tx: &impl ConnectionTrait,
    jobs: &[EmploymentId],
) -> Result<(), Error> {
    let mut jobs = jobs.to_vec();
    jobs.sort_unstable();
    jobs.dedup();
    for some in jobs.chunks(AT_ONCE) {
        reckon(app, tx, some, None).await?;
    }
    Ok(())
}

/// Reckons those of some jobs that go on, and keeps what came of it.
async fn reckon(
    app: &App,
    tx: &impl ConnectionTrait,
    jobs: &[EmploymentId],
    outlook: Option<&Arc<Outlook>>,
) -> Result<Vec<Reckoned>, Error> {
    let today = app.clock.today();
    let facts = storage::alerts::facts(tx, jobs).await?;
    let plans = storage::round_plans::in_force(tx, today).await?;
    let outlook = match outlook {
        Some(outlook) => Some((Arc::clone(outlook), traits(app, tx, jobs).await?)),
        None => None,
    };
    let known = Known {
        today,
        stretches: stretches(&plans),
        facts,
        outlook,
    };
    let judged = tokio::task::spawn_blocking(move || known.judged());
    let reckoned = judged.await.map_err(Error::internal)?;
    storage::alerts::keep(tx, jobs, &reckoned, today).await?;
    Ok(reckoned)
}

/// What jobs have in common with others.
async fn traits(
    app: &App,
    tx: &impl ConnectionTrait,
    jobs: &[EmploymentId],
) -> Result<HashMap<EmploymentId, Traits>, Error> {
    let book = app.pairings().await?;
    let past = storage::stability_models::jobs_of(tx, app.clock.today(), jobs).await?;
    let traits = past
        .iter()
        .map(|past| (past.id, stability_models::traits(past, &book)));
    Ok(traits.collect())
}

/// What was read, to be judged away from the async threads.
struct Known {
    today: NaiveDate,
    stretches: Vec<Stretch>,
    facts: Facts,
    /// Where jobs like these were looked at, too: what that showed, and what these have in common with them.
    outlook: Option<(Arc<Outlook>, HashMap<EmploymentId, Traits>)>,
}

impl Known {
    fn judged(&self) -> Vec<Reckoned> {
        let mut shown: HashMap<EmploymentId, Vec<Shown>> = HashMap::new();
        for one in &self.facts.shown {
            shown.entry(one.job).or_default().push(*one);
        }
        let mut tried: HashMap<EmploymentId, Vec<NaiveDate>> = HashMap::new();
        for (job, on) in &self.facts.tried_in_vain {
            tried.entry(*job).or_default().push(*on);
        }
        let jobs = self.facts.jobs.iter().map(|job| {
            let shown = shown.remove(&job.id).unwrap_or_default();
            self.judge(job, &shown, tried.remove(&job.id).unwrap_or_default())
        });
        jobs.collect()
    }

    fn judge(&self, job: &Job, shown: &[Shown], tried: Vec<NaiveDate>) -> Reckoned {
        let home = job.home.widened();
        let at = self.stretches.partition_point(|one| one.homes.1 < home);
        let followed = Followed {
            started_on: job.started_on,
            known_from: job.known_from,
            ended_on: None,
            shown: shown.iter().map(|one| one.on).collect(),
            tried_in_vain: tried,
        };
        let rounds = self.stretches.get(at);
        let rounds = rounds.map_or_else(Vec::new, |one| one.rounds.of(&followed, self.today));
        let are = |states: &[RoundState]| {
            let such = rounds.iter().filter(|round| states.contains(&round.state));
            such.count()
        };
        let (ends_soon_bp, model) = self.ends_soon(job);
        let signs = Signs {
            asks_for_help: self.facts.asking.contains(&job.person),
            is_unreachable: are(&[RoundState::Unreachable]) > 0,
            is_paid_below: paid(shown)
                .zip(job.promised_fen)
                .is_some_and(|(paid, said)| paid < said),
            missed: are(&[RoundState::Missed, RoundState::Overdue]),
            ends_soon_bp,
        };
        Reckoned {
            job: job.id,
            signs,
            model,
        }
    }

    /// What share of jobs like it ends soon, and by which model.
    fn ends_soon(&self, job: &Job) -> (Option<u16>, Option<StabilityModelId>) {
        let Some((outlook, traits)) = &self.outlook else {
            return (job.ends_soon_bp, job.model);
        };
        // The first day worked is day 1.
        let age = (self.today - job.started_on).num_days().max(0) + 1;
        let age = u32::try_from(age).unwrap_or(u32::MAX);
        let share = traits
            .get(&job.id)
            .and_then(|traits| outlook.ends_within(traits, age, AHEAD_DAYS));
        let model = share.and(outlook.model());
        (share.map(basis_points), model)
    }
}

/// The last pay of a whole month that was seen.
fn paid(shown: &[Shown]) -> Option<i64> {
    let whole = |one: &&Shown| {
        let days = one.since.map(|since| (one.on - since).num_days() + 1);
        days.is_none_or(|days| days >= MONTH_DAYS)
    };
    shown.iter().rev().filter(whole).find_map(|one| one.pay_fen)
}
