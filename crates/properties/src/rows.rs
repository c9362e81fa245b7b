//! What the rows of each form say.

use chrono::{Datelike, NaiveDate};
use domain::{
    citizen_id::CitizenId,
    division::{Division, Level},
    follow_up::sheet as follow_ups,
    follow_up::sheet::FOLLOW_UPS,
    form::{Form, Header, Record},
    issue::{Issue, Severity},
    pairing::{Pairings, shipped},
    pairing_sheet::{PAIRINGS, PairingReading},
    phone::Phone,
    roster::{
        closing::ClosingReading,
        entry::{Entry, USUAL_AGES},
        examine::{Examined, Reading, Terms},
        form::{CLOSINGS, ROSTER},
    },
    vacancy::sheet::{self as vacancies, VACANCIES},
};
use std::sync::LazyLock;

static KNOWN: LazyLock<Pairings> = LazyLock::new(|| Pairings::new(shipped()));

/// The reporting day of every sheet here.
pub const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2020, 3, 31).expect("a day");

/// The reading of a form.
pub struct Rows(Kind);

#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Kind {
    Roster(Reading<'static>),
    Vacancies(vacancies::Reading<'static>),
    Closings(ClosingReading),
    FollowUps(follow_ups::Reading<'static>),
    Pairings(PairingReading),
}

impl Rows {
    /// A reading of a form that has seen no row yet.
    #[must_use]
    pub fn of(form: &Form, header: &Header) -> Self {
        let terms = Terms {
            as_of: AS_OF,
            county: Some(Division::of_six(520_526)),
            ages: USUAL_AGES,
        };
        Self(match form.name {
            name if name == ROSTER.name => Kind::Roster(Reading::new(terms, header, &KNOWN)),
            name if name == VACANCIES.name => {
                Kind::Vacancies(vacancies::Reading::new(AS_OF, None, header))
            }
            name if name == CLOSINGS.name => Kind::Closings(ClosingReading::new(AS_OF, header)),
            name if name == FOLLOW_UPS.name => {
                Kind::FollowUps(follow_ups::Reading::new(AS_OF, None, header))
            }
            name => {
                assert_eq!(name, PAIRINGS.name, "a form without a reading here");
                Kind::Pairings(PairingReading::new(None, header))
            }
        })
    }

    /// Reads the next row: it says something, or there is an error that tells why not.
    pub fn examine(&mut self, record: &Record) {
        match &mut self.0 {
            Kind::Roster(reading) => {
                let examined = reading.examine(record);
                if let Some(entry) = told(&examined, &ROSTER) {
                    sound(entry);
                }
            }
            Kind::Vacancies(reading) => {
                if let Some(entry) = told(&reading.examine(record), &VACANCIES) {
                    let slips = entry.posting.slips();
                    assert!(slips.is_empty(), "a post that may not be put up: {slips:?}");
                }
            }
            Kind::Closings(reading) => {
                if let Some(closing) = told(&reading.examine(record), &CLOSINGS) {
                    assert!(closing.ended_on <= AS_OF, "ended in the future");
                    same_citizen_id(&closing.citizen_id);
                }
            }
            Kind::FollowUps(reading) => {
                if let Some(entry) = told(&reading.examine(record), &FOLLOW_UPS) {
                    assert!(entry.on <= AS_OF && entry.month.day() == 1);
                }
            }
            Kind::Pairings(reading) => {
                if let Some(pairing) = told(&reading.examine(record), &PAIRINGS) {
                    assert_ne!(pairing.east, pairing.west, "nobody pairs with itself");
                }
            }
        }
    }

    /// What only the end of the file shows is never an error.
    pub fn finish(self) {
        if let Kind::Roster(reading) = self.0 {
            for late in reading.finish() {
                assert_ne!(late.issue.code.severity(), Severity::Error);
            }
        }
    }
}

/// The entry; there is one just where nothing rejects the row. Every issue names a column of the form.
fn told<'e, T>(examined: &'e Examined<T>, form: &Form) -> Option<&'e T> {
    let rejects = |issue: &Issue| issue.code.severity() == Severity::Error;
    assert_eq!(
        examined.entry.is_none(),
        examined.issues.iter().any(rejects),
        "{:?}",
        examined.issues
    );
    for issue in &examined.issues {
        assert!(form.position(issue.field).is_some(), "{}", issue.field);
    }
    examined.entry.as_ref()
}

fn same_citizen_id(id: &CitizenId) {
    let again = CitizenId::read(id.reveal()).map(|(again, _)| again);
    assert_eq!(again.as_ref(), Ok(id));
}

fn sound(entry: &Entry) {
    same_citizen_id(&entry.citizen_id);
    assert!(!entry.name.is_empty() && !entry.name.contains(char::is_whitespace));
    assert!(entry.born.year() >= 1900);
    if let Some(phone) = &entry.phone {
        assert_eq!(Phone::read(phone.reveal()).as_ref(), Some(phone));
    }
    assert!(
        entry.home.level() >= Level::County,
        "a home is a county at least"
    );
    if let Some(work) = &entry.employment {
        let started = work.started.map(|started| started.on);
        assert!(started.is_none_or(|on| on <= AS_OF && on.year() >= 1900));
        if let Some(pay) = work.pay {
            assert!(0 <= pay.least && pay.least <= pay.most);
        }
        if let (Some(from), Some(to)) = (started, work.ended_on) {
            assert!(from <= to && to <= AS_OF);
        }
    }
    assert!(entry.wish.least_pay.is_none_or(|pay| pay >= 0));
}
