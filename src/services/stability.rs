//! How long people stay at work, from dated jobs and dated evidence.

use super::Actor;
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    storage::{self, employments::Watched},
};
use chrono::NaiveDate;
use domain::division::Division;
use survival::{Curve, Estimate, Spell};

/// Share still at work after so many months.
#[derive(Clone, Copy, Debug)]
pub struct AtMonths {
    /// Months asked for.
    pub months: u32,
    /// The same in days of employment.
    pub days: u32,
    /// The estimate; none where nobody was watched for as long.
    pub estimate: Option<Estimate>,
}

/// Stability of the jobs in an area, as of a day.
#[derive(Debug)]
pub struct Stability {
    /// As of which day.
    pub on: NaiveDate,
    /// Jobs that were watched at all.
    pub jobs: usize,
    /// Of these, jobs that ended.
    pub ended: usize,
    /// Of these, jobs that had begun before we knew of them.
    pub entered_late: usize,
    /// The whole curve, in days of employment.
    pub curve: Curve,
    /// The curve at the months asked for.
    pub at: Vec<AtMonths>,
}

/// A month of employment in days: a year of 365.25 days over twelve.
const DAYS_A_MONTH: f64 = 30.4375;

/// The Kaplan–Meier curve of the jobs within reach.
///
/// A job counts from the day on which we knew of it (delayed entry), and no longer than to the
/// last day on which somebody told us of it: silence is neither staying nor leaving. Ends are told
/// when they happen and staying only now and then, so where follow-up is thin the figure errs
/// towards less stability, never towards more.
///
/// With `known_on` the figures are those that were given at the end of that day: what was told later, also of days
/// before, is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn of(
    app: &App,
    by: &Actor,
    area: Option<Division>,
    months: &[u32],
    on: Option<NaiveDate>,
    known_on: Option<NaiveDate>,
) -> Result<Stability, Error> {
    let on = on.or(known_on).unwrap_or_else(|| app.clock.today());
    let known_at = known_on.map(Clock::end_of);
    let watched = storage::employments::watched(&app.db, by.scope(), area, on, known_at).await?;
    let spells: Vec<Spell> = watched.iter().filter_map(|job| spell(job, on)).collect();
    let curve = Curve::of(&spells);
    let at = months
        .iter()
        .map(|months| {
            let days = (f64::from(*months) * DAYS_A_MONTH).round();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a few thousand days"
            )]
            let whole = days as u32;
            AtMonths {
                months: *months,
                days: whole,
                estimate: curve.at(days),
            }
        })
        .collect();
    Ok(Stability {
        on,
        jobs: spells.len(),
        ended: spells.iter().filter(|spell| spell.ended()).count(),
        entered_late: spells.iter().filter(|spell| spell.entry() > 0.0).count(),
        curve,
        at,
    })
}

/// The part of a job that was watched, in days of employment; the first day worked is day 1.
fn spell(job: &Watched, on: NaiveDate) -> Option<Spell> {
    let ended = job.ended_on.filter(|last| *last <= on);
    let last = ended.or(job.last_told_on.map(|told| told.min(on)))?;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand days")]
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days() as f64;
    let entry = days(job.started_on, job.known_from).max(0.0);
    let exit = days(job.started_on, last) + 1.0;
    Spell::new(entry, exit.max(entry), ended.is_some())
        .ok()
        .filter(|spell| spell.exit() > spell.entry())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn job(known_from: &str, ended: Option<&str>, told: Option<&str>) -> Watched {
        Watched {
            started_on: day("2020-01-01"),
            known_from: day(known_from),
            ended_on: ended.map(day),
            last_told_on: told.map(day),
            last_shown_on: None,
        }
    }

    #[test]
    fn silence_is_censored_on_the_day_of_the_last_word() {
        let spell = spell(
            &job("2020-01-01", None, Some("2020-01-31")),
            day("2020-12-31"),
        )
        .expect("a spell");
        assert!((spell.exit() - 31.0).abs() < 1e-9 && !spell.ended());
    }

    #[test]
    fn a_job_known_late_is_at_risk_from_then_on() {
        let spell = spell(
            &job("2020-03-01", Some("2020-03-31"), None),
            day("2020-12-31"),
        )
        .expect("a spell");
        assert!((spell.entry() - 60.0).abs() < 1e-9 && spell.ended());
    }

    #[test]
    fn what_happened_after_the_day_asked_for_is_not_known() {
        let spell = spell(
            &job("2020-01-01", Some("2020-06-30"), Some("2020-05-31")),
            day("2020-05-15"),
        );
        assert!(!spell.expect("a spell").ended());
    }
}
