//! A roster's entry made ready to be written: sealed, indexed and digested, without a database.

use super::{
    super::{
        columns::list,
        rows::{employment, person},
    },
    indexes,
    sealed::seal_phone,
};
use crate::{error::Error, keys::Keys};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::{EmploymentId, JobId, PersonId},
    phone::Phone,
    roster::entry::{self, Entry, Precision},
    words::WorkStatus,
};
use std::fmt::Write;
use uuid::Uuid;

/// What holds for all rows of an import.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The import, if it is a kept one.
    pub import: Option<JobId>,
    /// For whose people it speaks; none where each row speaks for its own county.
    pub area: Option<Division>,
    /// The day on which the county stood by its rows.
    pub as_of: NaiveDate,
    /// The hour of writing.
    pub now: DateTime<Utc>,
}

impl Origin {
    /// For whose people a row with this home speaks.
    pub(super) fn speaks_for(&self, home: Division) -> Division {
        self.area.unwrap_or_else(|| home.up_to(Level::County))
    }
}

/// An entry that is ready to be written.
#[derive(Debug)]
pub struct Prepared {
    pub(super) person: person::Model,
    pub(super) home: Division,
    pub(super) phone: Option<Phone>,
    pub(super) job: Told,
}

/// What a roster tells of a person's work.
#[derive(Debug)]
pub(super) enum Told {
    /// Nothing.
    Nothing,
    /// There is no job.
    NoJob,
    /// There is this job, or was, where it has an end.
    Job(Box<employment::Model>),
}

/// Makes an entry ready. It takes about ten microseconds and asks no database: call it away
/// from the async threads.
///
/// # Errors
/// [`Error::Internal`] where the cipher refuses.
pub fn prepare(keys: &Keys, origin: &Origin, entry: Entry) -> Result<Prepared, Error> {
    let id = PersonId::fresh().0;
    let home = entry.home;
    let roster_digest = keys.digest("roster_row", &facts(&entry));
    let phone_sealed = entry.phone.as_ref();
    let phone_sealed = phone_sealed.map(|phone| seal_phone(keys, id, phone));
    let citizen_id = entry.citizen_id.reveal();
    let job = told(origin, id, entry.status, entry.employment);
    let wish = entry.wish;
    let divisions: Vec<String> = wish.divisions.iter().map(Division::to_string).collect();
    let mut person = person::Model {
        id,
        citizen_id_index: Vec::new(),
        citizen_id_sealed: keys
            .seal(&format!("person/citizen_id/{id}"), citizen_id)
            .map_err(Error::internal)?,
        phone_index: None,
        phone_sealed: phone_sealed.transpose()?,
        citizen_id_index_next: None,
        phone_index_next: None,
        index_key: 0,
        name: entry.name,
        sex: entry.sex.code().to_owned(),
        born: entry.born,
        home: home.widened(),
        township: entry.township,
        village: entry.village,
        household_number: entry.household_number,
        person_number: entry.person_number,
        relation: code(entry.relation),
        register_category: code(entry.category),
        schooling: code(entry.schooling),
        in_school: entry.in_school,
        labour_ability: code(entry.labour_ability),
        mandarin: entry.mandarin,
        work_status: code(entry.status),
        willingness: code(wish.willingness),
        wishes_to_start_business: wish.wants_business,
        skills: String::new(),
        certificates: String::new(),
        wish_divisions: divisions.join(" "),
        wish_trades: list(&wish.trades),
        wish_pay_fen: wish.least_pay.filter(|fen| *fen > 0),
        ready_from: None,
        training_wish: code(wish.training),
        training_trade: code(wish.training_trade),
        matching_consent_on: Some(origin.as_of),
        as_of: origin.as_of,
        roster_digest,
        import_id: origin.import.map(|id| id.0),
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let phone = entry.phone.as_ref().map(Phone::reveal);
    indexes::set(keys, &mut person, citizen_id, phone);
    Ok(Prepared {
        person,
        home,
        phone: entry.phone,
        job,
    })
}

fn code<T: Coded>(word: Option<T>) -> Option<String> {
    word.map(|word| word.code().to_owned())
}

fn told(
    origin: &Origin,
    person: Uuid,
    status: Option<WorkStatus>,
    job: Option<entry::Employment>,
) -> Told {
    let job = match (status, job) {
        (Some(WorkStatus::OutOfWork), _) | (Some(_), None) => return Told::NoJob,
        (None, None) => return Told::Nothing,
        (_, Some(job)) => job,
    };
    // Where no start is told, the job is as old as our knowledge of it.
    let (started_on, precision) = job
        .started
        .map_or((origin.as_of, Precision::Estimated), |s| {
            (s.on, s.precision)
        });
    let started_on = started_on.min(origin.as_of);
    Told::Job(Box::new(employment::Model {
        id: EmploymentId::fresh().0,
        person_id: person,
        placement_id: None,
        workplace: job.division.map(Division::widened),
        place_text: job.place,
        employer: job.employer,
        trade: code(job.trade),
        pay_min_fen: job.pay.map(|pay| pay.least),
        pay_max_fen: job.pay.map(|pay| pay.most),
        channel: code(job.channel),
        started_on,
        start_precision: precision.code().to_owned(),
        known_from: origin.as_of,
        ended_on: job.ended_on.map(|end| end.max(started_on)),
        end_reason: None,
        import_id: origin.import.map(|id| id.0),
        version: 1,
        created_at: origin.now,
        voided: false,
        account_id: None,
        role: None,
    }))
}

/// Everything that the row says, in one text. Starts that were counted back from the reporting
/// day are left out: they move with that day though nothing has changed.
fn facts(entry: &Entry) -> String {
    let told = entry
        .employment
        .as_ref()
        .and_then(|job| job.started)
        .filter(|started| started.precision != Precision::Estimated);
    let mut text = String::with_capacity(512);
    // Writing into a string does not fail.
    let _ = write!(
        text,
        "{:?}",
        (
            (&entry.name, entry.phone.as_ref().map(Phone::reveal)),
            (entry.home, &entry.township, &entry.village),
            (
                &entry.household_number,
                &entry.person_number,
                entry.relation
            ),
            (entry.category, entry.schooling, entry.in_school),
            (entry.labour_ability, entry.mandarin, entry.status),
            entry.employment.as_ref().map(|job| (
                (&job.place, job.division, &job.employer, job.trade),
                (told, job.ended_on, job.pay, job.channel),
            )),
            &entry.wish,
        )
    );
    text
}
