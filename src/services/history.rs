//! One life in one list: what was told of a person's placements and of their other jobs.

use super::{Actor, people};
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    storage::{
        self,
        employments::{Changed, Facts, Job},
        placements::{Filter, Kept},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{EmploymentId, EventId, PersonId, PlacementId, VacancyId},
    words::{CorrectionReason, Role},
};
use std::collections::HashSet;

/// Something that was told of a person.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The day on which it happened.
    pub on: NaiveDate,
    /// What: a step's code, `offered`, `retracted`, or `job_started`, `job_ended`, `job_corrected`, `job_reopened`,
    /// `job_voided` for jobs that no placement became.
    pub kind: String,
    /// Coded reason, where it has one.
    pub reason: Option<String>,
    /// Why it was told again.
    pub correction_reason: Option<CorrectionReason>,
    /// Whether it stands: neither corrected nor taken back since, nor of a job that never was.
    pub stands: bool,
    /// Of what.
    pub of: Of,
    /// In which role it was told; none where a sheet or the service did.
    pub role: Option<Role>,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// Of what something was told.
#[derive(Clone, Debug)]
pub enum Of {
    /// Of a placement.
    Placement {
        /// Which one.
        id: PlacementId,
        /// To which post.
        vacancy: VacancyId,
        /// Where.
        workplace: Division,
        /// The event.
        event: EventId,
    },
    /// Of a job that no placement became.
    Job {
        /// Which one.
        id: EmploymentId,
        /// For whom.
        employer: Option<String>,
        /// Where.
        workplace: Option<Division>,
    },
}

/// Most placements of one person that are looked at.
const MOST: u64 = 1_000;

/// What was told of a person within reach, by the day on which it happened: everything, or what was told to the end of a
/// day.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn of_person(
    app: &App,
    by: &Actor,
    person: PersonId,
    known_on: Option<NaiveDate>,
) -> Result<Vec<Entry>, Error> {
    people::read(app, by, person).await?;
    let scope = by.scope().reading(person);
    let until = known_on.map(Clock::end_of);
    let filter = Filter {
        person: Some(person),
        ..Filter::default()
    };
    let placements = storage::placements::list(&app.db, &scope, &filter, None, MOST).await?;
    let mut all = of_placements(app, &placements, until).await?;
    let jobs = storage::employments::of_person(&app.db, &scope, person).await?;
    let own: Vec<Job> = jobs
        .into_iter()
        .filter(|job| job.placement.is_none())
        .collect();
    let ids: Vec<EmploymentId> = own.iter().map(|job| job.id).collect();
    let changes = storage::employments::history(&app.db, &ids).await?;
    // The latest stand first; of one day, what ended comes before what began.
    for job in own.iter().rev() {
        let changes = changes.get(&job.id).map_or(&[][..], Vec::as_slice);
        of_job(job, changes, until, &mut all);
    }
    all.sort_by_key(|entry| (entry.on, entry.recorded_at));
    Ok(all)
}

async fn of_placements(
    app: &App,
    placements: &[Kept],
    until: Option<DateTime<Utc>>,
) -> Result<Vec<Entry>, Error> {
    let ids: Vec<PlacementId> = placements.iter().map(|kept| kept.placement.id).collect();
    let mut told = storage::placements::events(&app.db, &ids, until).await?;
    let mut all = Vec::new();
    for kept in placements {
        let placement = &kept.placement;
        let events = told.remove(&placement.id).unwrap_or_default();
        let superseded: HashSet<EventId> =
            events.iter().filter_map(|event| event.supersedes).collect();
        all.extend(events.into_iter().map(|event| Entry {
            on: event.on,
            stands: !superseded.contains(&event.id),
            kind: event.kind,
            reason: event.reason,
            correction_reason: event.correction_reason,
            of: Of::Placement {
                id: placement.id,
                vacancy: placement.vacancy,
                workplace: placement.workplace,
                event: event.id,
            },
            role: event.role,
            recorded_at: event.recorded_at,
        }));
    }
    Ok(all)
}

/// What was told of a job: that it began, and each change after that.
fn of_job(job: &Job, changes: &[Changed], until: Option<DateTime<Utc>>, all: &mut Vec<Entry>) {
    let is_known = |told: &DateTime<Utc>| until.is_none_or(|until| *told <= until);
    if !is_known(&job.recorded_at) {
        return;
    }
    let known: Vec<&Changed> = changes
        .iter()
        .filter(|change| is_known(&change.recorded_at))
        .collect();
    // What each change made of the job is what the next one found, or what it says now.
    let after = |at: usize| changes.get(at).map_or(job.facts, |next| next.was);
    let now = after(known.len());
    let entry = |on: NaiveDate, kind: &str, stands: bool| Entry {
        on,
        kind: format!("job_{kind}"),
        reason: None,
        correction_reason: None,
        stands: stands && !now.voided,
        of: Of::Job {
            id: job.id,
            employer: job.employer.clone(),
            workplace: job.workplace,
        },
        role: job.role,
        recorded_at: job.recorded_at,
    };
    let ended = |facts: &Facts| {
        let on = facts.ended_on?;
        Some(Entry {
            reason: facts.end_reason.map(|why| why.code().to_owned()),
            ..entry(on, "ended", now.ended_on == Some(on))
        })
    };
    let first = after(0);
    all.push(entry(
        first.started_on,
        "started",
        now.started_on == first.started_on,
    ));
    all.extend(ended(&first));
    for (at, change) in known.into_iter().enumerate() {
        let facts = after(at + 1);
        let told = Entry {
            correction_reason: change.why,
            role: change.role,
            recorded_at: change.recorded_at,
            ..match change.kind.as_str() {
                "ended" => ended(&facts).unwrap_or_else(|| entry(facts.started_on, "ended", true)),
                "corrected" if facts.ended_on != change.was.ended_on => Entry {
                    reason: facts.end_reason.map(|why| why.code().to_owned()),
                    ..entry(
                        facts.ended_on.unwrap_or(facts.started_on),
                        "corrected",
                        facts == now,
                    )
                },
                kind => entry(facts.started_on, kind, facts == now),
            }
        };
        all.push(told);
    }
}
