//! Early warning: whose job may end soon, at which enterprises, and why.

mod outlook;

use super::Actor;
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        alerts::{Job, Shown},
        people::Person,
    },
};
use chrono::NaiveDate;
use domain::{
    alert::{AlertReason, Signs, basis_points},
    coded::Coded,
    division::Division,
    follow_up::{Followed, RoundState, Stretch, stretches},
    id::{EmploymentId, EnterpriseId, PersonId},
};
use outlook::Outlook;
use std::collections::{HashMap, HashSet};

/// How far the outlook looks ahead, in days.
pub const AHEAD_DAYS: u32 = 90;
/// Days that pay seen speaks of, at least, to be compared with a month's.
const MONTH_DAYS: i64 = 25;
/// Enterprises that are listed at most.
const MOST_FIRMS: usize = 200;

/// Somebody whose job may end soon.
#[derive(Clone, Debug)]
pub struct Alert {
    /// The job.
    pub job: Job,
    /// How urgent it is to look, 0 to 10,000.
    pub urgency_bp: u16,
    /// Why, the gravest first.
    pub reasons: Vec<AlertReason>,
    /// Rounds missed or overdue.
    pub missed: usize,
    /// Of jobs like it, the share that ends within [`AHEAD_DAYS`], 0 to 10,000.
    pub ends_soon_bp: Option<u16>,
}

/// An enterprise at which jobs may end soon.
#[derive(Clone, Debug)]
pub struct Firm {
    /// The enterprise, where it is one of ours.
    pub enterprise: Option<EnterpriseId>,
    /// Its name, as it is written.
    pub employer: Option<String>,
    /// People at work there within reach.
    pub at_work: usize,
    /// Of these, people for whom there is a reason to look.
    pub alerted: usize,
    /// The mean urgency of all at work.
    pub urgency_bp: u16,
    /// For how many people there is each reason.
    pub reasons: Vec<(AlertReason, usize)>,
}

/// Whom to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// With the home in this division.
    pub area: Option<Division>,
    /// At this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// For this reason among others.
    pub reason: Option<AlertReason>,
}

/// Whose job within reach may end soon, the most urgent first, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn people(
    app: &App,
    by: &Actor,
    filter: &Filter,
    after: Option<(u16, EmploymentId)>,
    limit: usize,
) -> Result<Vec<(Alert, Option<Person>)>, Error> {
    let mut alerts = all(app, by, filter).await?;
    alerts.retain(|alert| {
        let wanted = filter.reason.is_none_or(|why| alert.reasons.contains(&why));
        wanted && !alert.reasons.is_empty()
    });
    let place = |alert: &Alert| (u16::MAX - alert.urgency_bp, alert.job.id);
    alerts.sort_by_key(place);
    if let Some((urgency, id)) = after {
        alerts.retain(|alert| place(alert) > (u16::MAX - urgency, id));
    }
    alerts.truncate(limit);
    let ids: Vec<PersonId> = alerts.iter().map(|alert| alert.job.person).collect();
    let mut people = storage::people::among(&app.db, &app.keys, by.scope(), &ids).await?;
    let named = alerts.into_iter().map(|alert| {
        let person = people.remove(&alert.job.person);
        (alert, person)
    });
    Ok(named.collect())
}

/// The enterprises at which jobs within reach may end soon, the most urgent first, two hundred at
/// most.
///
/// # Errors
/// Whatever the database says.
pub async fn enterprises(app: &App, by: &Actor, filter: &Filter) -> Result<Vec<Firm>, Error> {
    let alerts = all(app, by, filter).await?;
    let mut firms: HashMap<_, Vec<Alert>> = HashMap::new();
    for alert in alerts {
        // One of ours is one enterprise, however its name was written.
        let name = alert
            .job
            .enterprise
            .is_none()
            .then(|| alert.job.employer.clone());
        firms
            .entry((alert.job.enterprise, name))
            .or_default()
            .push(alert);
    }
    let mut firms: Vec<Firm> = firms.values().map(|alerts| firm(alerts)).collect();
    firms.retain(|firm| firm.alerted > 0);
    firms.sort_by(|a, b| {
        let order = |firm: &Firm| (u16::MAX - firm.urgency_bp, firm.enterprise);
        order(a)
            .cmp(&order(b))
            .then_with(|| a.employer.cmp(&b.employer))
    });
    firms.truncate(MOST_FIRMS);
    Ok(firms)
}

fn firm(alerts: &[Alert]) -> Firm {
    let at_work = alerts.len();
    let sum: usize = alerts
        .iter()
        .map(|alert| usize::from(alert.urgency_bp))
        .sum();
    let with = |reason: AlertReason| {
        let having = alerts
            .iter()
            .filter(|alert| alert.reasons.contains(&reason));
        having.count()
    };
    let reasons = AlertReason::ALL
        .iter()
        .map(|reason| (*reason, with(*reason)));
    let first = alerts.first().map(|alert| &alert.job);
    Firm {
        enterprise: first.and_then(|job| job.enterprise),
        employer: first.and_then(|job| job.employer.clone()),
        at_work,
        alerted: alerts
            .iter()
            .filter(|alert| !alert.reasons.is_empty())
            .count(),
        urgency_bp: u16::try_from(sum / at_work.max(1)).unwrap_or(u16::MAX),
        reasons: reasons.filter(|(_, count)| *count > 0).collect(),
    }
}

/// Everybody at work within reach, with what tells that the job may end.
async fn all(app: &App, by: &Actor, filter: &Filter) -> Result<Vec<Alert>, Error> {
    let today = app.clock.today();
    let (db, scope) = (&app.db, by.scope());
    let plans = storage::round_plans::in_force(db, today).await?;
    let known = Known {
        today,
        stretches: stretches(&plans),
        jobs: storage::alerts::jobs(db, scope, filter.area).await?,
        shown: storage::alerts::shown(db, scope).await?,
        tried: storage::alerts::tried_in_vain(db, scope).await?,
        asking: storage::help_requests::asking(db, scope).await?,
    };
    let judged = tokio::task::spawn_blocking(move || known.judged());
    let mut alerts = judged.await.map_err(Error::internal)?;
    if let Some(id) = filter.enterprise {
        alerts.retain(|alert| alert.job.enterprise == Some(id));
    }
    Ok(alerts)
}

/// What was read, to be judged away from the async threads.
struct Known {
    today: NaiveDate,
    stretches: Vec<Stretch>,
    jobs: Vec<Job>,
    /// By rising days.
    shown: Vec<Shown>,
    tried: Vec<(EmploymentId, NaiveDate)>,
    asking: HashSet<PersonId>,
}

impl Known {
    fn judged(self) -> Vec<Alert> {
        let mut shown: HashMap<EmploymentId, Vec<Shown>> = HashMap::new();
        for one in &self.shown {
            shown.entry(one.job).or_default().push(*one);
        }
        let mut tried: HashMap<EmploymentId, Vec<NaiveDate>> = HashMap::new();
        for (job, on) in &self.tried {
            tried.entry(*job).or_default().push(*on);
        }
        let none = Vec::new();
        let of = |job: &Job| shown.get(&job.id).unwrap_or(&none);
        let watched = self.jobs.iter().filter_map(|job| {
            let shown_on = of(job).last().map(|one| one.on);
            Some((job.enterprise, outlook::watched(job, shown_on, self.today)?))
        });
        let outlook = Outlook::of(&watched.collect::<Vec<_>>());
        let open = self.jobs.iter().filter(|job| job.ended_on.is_none());
        open.map(|job| {
            let tried = tried.get(&job.id).cloned().unwrap_or_default();
            self.judge(job, of(job), tried, &outlook)
        })
        .collect()
    }

    fn judge(&self, job: &Job, shown: &[Shown], tried: Vec<NaiveDate>, outlook: &Outlook) -> Alert {
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
        // The first day worked is day 1.
        let age = (self.today - job.started_on).num_days().max(0) as f64 + 1.0;
        let signs = Signs {
            asks_for_help: self.asking.contains(&job.person),
            is_unreachable: are(&[RoundState::Unreachable]) > 0,
            is_paid_below: paid(shown)
                .zip(job.promised_fen)
                .is_some_and(|(paid, said)| paid < said),
            missed: are(&[RoundState::Missed, RoundState::Overdue]),
            ends_soon: outlook.ends_within(job.enterprise, age, AHEAD_DAYS.into()),
        };
        Alert {
            job: job.clone(),
            urgency_bp: signs.urgency_bp(),
            reasons: signs.reasons(),
            missed: signs.missed,
            ends_soon_bp: signs.ends_soon.map(basis_points),
        }
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
