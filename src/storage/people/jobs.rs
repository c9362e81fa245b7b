//! How what a roster tells of somebody's work changes the dated jobs that are known already.

use super::{
    super::{
        employments::before_its_end,
        rows::{employment::Model, employment_change},
    },
    prepared::{Origin, Told},
};
use chrono::NaiveDate;
use domain::{coded::Coded, words::EndReason};
use uuid::Uuid;

/// The jobs to be replaced and to be added.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    pub ended: Vec<Model>,
    pub opened: Vec<Model>,
    /// What those that are replaced said before.
    pub changes: Vec<employment_change::Model>,
}

impl Jobs {
    /// Takes in what a roster tells of a person whose jobs so far are
    /// `known`; whether anything follows from it.
    ///
    /// A job that a placement became is left to the placement. The same job told again is no
    /// news. Another job ends the one before on the day it begins; no job ends it on the day of
    /// the roster. What has ended on that day or later is not opened again.
    pub(super) fn take(
        &mut self,
        known: &[Model],
        person: Uuid,
        told: Told,
        origin: &Origin,
    ) -> bool {
        let open = known.iter().find(|job| job.ended_on.is_none());
        let ours = open.filter(|job| job.placement_id.is_none());
        match told {
            Told::Nothing => false,
            Told::NoJob => ours.is_some_and(|job| self.end(job, origin.as_of, origin)),
            Told::Job(_) if open.is_some() && ours.is_none() => false,
            Told::Job(job) => {
                let same = ours.filter(|open| is_same(open, &job));
                match (same, job.ended_on) {
                    (Some(open), Some(end)) => self.end(open, end, origin),
                    (Some(_), None) => false,
                    (None, _) => self.follow(known, ours, person, *job, origin),
                }
            }
        }
    }

    fn follow(
        &mut self,
        known: &[Model],
        before: Option<&Model>,
        person: Uuid,
        mut job: Model,
        origin: &Origin,
    ) -> bool {
        let again = known.iter().filter(|past| is_same(past, &job));
        let last = again.filter_map(|past| past.ended_on).max();
        if last.is_some_and(|end| end >= origin.as_of || job.ended_on.is_some()) {
            return false;
        }
        job.person_id = person;
        job.started_on = last.map_or(job.started_on, |end| end.max(job.started_on));
        if let Some(before) = before.filter(|_| job.ended_on.is_none()) {
            self.end(before, job.started_on, origin);
        }
        self.opened.push(job);
        true
    }

    fn end(&mut self, job: &Model, on: NaiveDate, origin: &Origin) -> bool {
        self.changes.push(before(job, origin));
        self.ended.push(ended(job, on, EndReason::Unknown));
        true
    }
}

/// A job after its last day, which is never before its first.
pub(super) fn ended(job: &Model, on: NaiveDate, why: EndReason) -> Model {
    Model {
        ended_on: Some(on.max(job.started_on)),
        end_reason: Some(why.code().to_owned()),
        version: job.version + 1,
        ..job.clone()
    }
}

/// What a job says that a sheet is about to end.
pub(super) fn before(job: &Model, origin: &Origin) -> employment_change::Model {
    before_its_end(job, None, origin.import, origin.now)
}

/// Whether two tellings are of one job: by employer where both name one, else by place.
fn is_same(one: &Model, other: &Model) -> bool {
    let employers = one.employer.as_ref().zip(other.employer.as_ref());
    let places = one.workplace.zip(other.workplace);
    let texts = one.place_text.as_ref().zip(other.place_text.as_ref());
    employers
        .map(|(a, b)| a == b)
        .or(places.map(|(a, b)| a == b))
        .or(texts.map(|(a, b)| a == b))
        .unwrap_or(true)
}
