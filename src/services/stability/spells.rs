//! From dated jobs to spells: at one employer, or joined across employers.

use crate::storage::told::Told;
use chrono::{Days, NaiveDate};
use domain::{coded::Coded, words::EndReason};
use std::collections::HashMap;
use survival::{Cause, Spell};

/// Whose jobs are one spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Whether jobs at different employers are joined.
    pub across_employers: bool,
    /// Days without work between two jobs that still count as one spell.
    pub gap_days: u32,
}

/// A person's time at work, of one job or of several.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// The job that it began with, by which it is counted among its like.
    pub first: &'a Told,
    /// In days since that job began, with the cause of the end: the place in the list of end reasons, from 1.
    pub spell: Spell,
}

/// The spells of all jobs, by `on`; jobs of one person come together.
///
/// A job counts from the day on which we knew of it (delayed entry), and no longer than to the last day on which somebody
/// told us of it: silence is neither staying nor leaving. Whoever left so lately that another job may still follow within
/// the gap is no leaver yet.
pub fn stretches(jobs: &[Told], joining: Joining, on: NaiveDate) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::with_capacity(jobs.len());
    for of_person in jobs.chunk_by(|a, b| a.person == b.person) {
        let mut by_employer: HashMap<Option<&str>, Vec<&Told>> = HashMap::new();
        let mut alone = Vec::new();
        for job in of_person {
            match (joining.across_employers, job.employer.as_deref()) {
                (true, _) => by_employer.entry(None).or_default().push(job),
                (false, Some(employer)) => {
                    by_employer.entry(Some(employer)).or_default().push(job);
                }
                // Nobody told the employer: it is nobody else's.
                (false, None) => alone.push(vec![job]),
            }
        }
        // In the order of the first job, so that nothing depends on the map.
        let mut groups: Vec<Vec<&Told>> = by_employer.into_values().chain(alone).collect();
        groups.sort_by_key(|jobs| (jobs[0].started_on, jobs[0].id));
        for group in groups {
            stretches.extend(joined(&group, joining.gap_days, on));
        }
    }
    stretches
}

/// A job as far as it was told of: its last day, and whether it ended then.
#[derive(Clone, Copy)]
struct Piece<'a> {
    job: &'a Told,
    last: NaiveDate,
    ended: Option<EndReason>,
}

fn piece(job: &Told, on: NaiveDate) -> Option<Piece<'_>> {
    let ended = job.ended_on.filter(|last| *last <= on);
    let last = ended.or(job.last_told_on.map(|told| told.min(on)))?;
    Some(Piece {
        job,
        last: last.max(job.started_on),
        ended: ended.map(|_| job.end_reason.unwrap_or(EndReason::Unknown)),
    })
}

fn joined<'a>(jobs: &[&'a Told], gap_days: u32, on: NaiveDate) -> Vec<Stretch<'a>> {
    let gap = Days::new(gap_days.into());
    let mut pieces = jobs.iter().filter_map(|job| piece(job, on));
    let mut stretches = Vec::new();
    let Some(mut first) = pieces.next() else {
        return stretches;
    };
    let mut last = first;
    let mut close = |first: Piece<'a>, last: Piece<'a>| {
        let may_go_on = gap_days > 0 && last.last + gap >= on;
        let cause = last.ended.filter(|_| !may_go_on);
        stretches.extend(spell(first.job, last.last, cause).map(|spell| Stretch {
            first: first.job,
            spell,
        }));
    };
    for piece in pieces {
        // Work on the day after the last is no gap at all.
        if piece.job.started_on <= last.last + gap + Days::new(1) {
            if piece.last >= last.last {
                last = piece;
            }
        } else {
            close(first, last);
            (first, last) = (piece, piece);
        }
    }
    close(first, last);
    stretches
}

/// The part that was watched, in days of employment; the first day worked is day 1.
fn spell(first: &Told, last: NaiveDate, cause: Option<EndReason>) -> Option<Spell> {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand days")]
    let days = |to: NaiveDate| (to - first.started_on).num_days() as f64;
    let entry = days(first.known_from).max(0.0);
    let exit = (days(last) + 1.0).max(entry);
    let cause = cause.and_then(self::cause);
    Spell::by_cause(entry, exit, cause)
        .ok()
        .filter(|spell| spell.exit() > spell.entry())
}

/// The number of an end reason among the causes.
pub fn cause(why: EndReason) -> Option<Cause> {
    u32::try_from(why.place() + 1).ok().and_then(Cause::new)
}

#[cfg(test)]
mod tests;
