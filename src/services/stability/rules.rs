//! How many people each rule calls stable.

use crate::storage::told::{Shown, Told};
use audit::{Interval, cells, rate};
use chrono::{Days, NaiveDate};
use domain::{
    id::EmploymentId,
    stability_rule::{Job, NamedRule, Piece},
};
use std::collections::HashMap;

/// What a rule says of people.
#[derive(Clone, Debug)]
pub struct RuleFigure {
    /// The rule's stable spelling.
    pub code: String,
    /// What an officer reads.
    pub name: String,
    /// Where it is written.
    pub source: String,
    /// People who have met it.
    pub met: usize,
    /// People who were known from the beginning of their work and have had the time to meet it.
    pub ripe: usize,
    /// Of these, people who have met it.
    pub met_of_ripe: usize,
    /// The share of these, with its 95 % interval; none where there are none.
    pub share: Option<Interval>,
    /// People who are not one's own: who have met it, who have not, and both again of those who have had the time.
    pub of_others: [usize; 4],
}

impl RuleFigure {
    /// Whether it tells of no fewer than five people who are not one's own.
    pub fn is_open(&self) -> bool {
        self.of_others.iter().all(|people| cells::is_open(*people))
    }
}

/// A job known within so many days was known from its beginning. Whoever is found at work later has lasted already:
/// those who had left by then were never seen, so a share over both would flatter.
const KNOWN_SOON: i64 = 31;

/// A person's jobs, ready to be judged.
pub struct Person {
    /// Whether it is one's own.
    pub is_own: bool,
    began: NaiveDate,
    is_known_from_the_beginning: bool,
    jobs: Vec<Job>,
}

/// Everybody's jobs; those of one person come together.
pub fn people(jobs: &[Told], evidence: &[Shown], on: NaiveDate) -> Vec<Person> {
    let mut pieces: HashMap<EmploymentId, Vec<Piece>> = HashMap::new();
    for shown in evidence {
        let piece = Piece {
            kind: shown.kind,
            on: shown.on,
        };
        pieces.entry(shown.job).or_default().push(piece);
    }
    let mut employers: HashMap<&str, u32> = HashMap::new();
    let mut found = Vec::new();
    for of_person in jobs.chunk_by(|a, b| a.person == b.person) {
        let first = &of_person[0];
        let mut told = Vec::with_capacity(of_person.len());
        for job in of_person {
            let next = u32::try_from(employers.len()).unwrap_or(u32::MAX);
            let employer = job.employer.as_deref();
            let employer = employer.map(|name| *employers.entry(name).or_insert(next));
            let Some(last) = job.ended_on.or(job.last_told_on) else {
                continue;
            };
            told.push(Job {
                first: job.started_on,
                last: last.min(on),
                employer,
                home: job.home,
                workplace: job.workplace,
                pay_fen: job.pay_fen,
                contract_months: job.contract_months,
                channel: job.channel,
                post_kind: job.post_kind,
                evidence: pieces.remove(&job.id).unwrap_or_default(),
            });
        }
        found.push(Person {
            is_own: first.is_own,
            began: first.started_on,
            is_known_from_the_beginning: (first.known_from - first.started_on).num_days()
                <= KNOWN_SOON,
            jobs: told,
        });
    }
    found
}

/// What each rule says of these people.
pub fn figures(people: &[&Person], rules: &[NamedRule], on: NaiveDate) -> Vec<RuleFigure> {
    rules
        .iter()
        .map(|named| figure(people, named, on))
        .collect()
}

fn figure(people: &[&Person], named: &NamedRule, on: NaiveDate) -> RuleFigure {
    let wait = Days::new(named.rule.ripe_after_days().into());
    let (mut all, mut others) = ([0; 4], [0; 4]);
    for person in people {
        let has_met = named.rule.judge(&person.jobs, on).met_on.is_some();
        let is_ripe = person.is_known_from_the_beginning && person.began + wait <= on;
        for counts in [Some(&mut all), Some(&mut others).filter(|_| !person.is_own)] {
            let Some([met, unmet, met_of_ripe, unmet_of_ripe]) = counts else {
                continue;
            };
            *met += usize::from(has_met);
            *unmet += usize::from(!has_met);
            *met_of_ripe += usize::from(has_met && is_ripe);
            *unmet_of_ripe += usize::from(!has_met && is_ripe);
        }
    }
    let [met, _, met_of_ripe, unmet_of_ripe] = all;
    let ripe = met_of_ripe + unmet_of_ripe;
    RuleFigure {
        code: named.code.clone(),
        name: named.name.clone(),
        source: named.source.clone(),
        met,
        ripe,
        met_of_ripe,
        share: rate::wilson(met_of_ripe as f64, ripe as f64),
        of_others: others,
    }
}
