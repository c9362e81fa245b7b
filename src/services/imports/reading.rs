//! Reading a file row by row, the same for every kind of sheet and every face of the service.
//! No database, no keys.

use crate::{
    error::Code,
    storage::{imports::Finding, jobs::Failure},
};
use domain::{
    form::{Form, Header, Record},
    issue::Issue,
    roster::examine::{Examined, Late},
};
use sheet::{Limits, Sheet, Unreadable};
use std::{
    io::{Read, Seek},
    sync::Arc,
};

/// A kind of sheet: which columns it has, and what its rows say.
pub trait Kind {
    /// What a good row says.
    type Entry;
    /// What a reading remembers from row to row.
    type Reading;

    /// The columns.
    const FORM: Form;

    /// Begins with the header.
    ///
    /// # Errors
    /// What the header lacks.
    fn begin(&self, header: &Header) -> Result<Self::Reading, Failure>;

    /// Reads the next row.
    fn examine(&self, reading: &mut Self::Reading, record: &Record) -> Examined<Self::Entry>;

    /// What only the end of the file shows.
    fn finish(&self, reading: Self::Reading) -> Vec<Late>;
}

/// A row that was read.
#[derive(Debug)]
pub struct Line<'r, T> {
    /// What the file calls its columns.
    pub header: &'r Header,
    /// Its cells.
    pub record: &'r Record,
    /// What it says; nothing where an error was found.
    pub entry: Option<T>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
    /// How much of the file is behind it, from 0 to 1.
    pub behind: f64,
}

/// A file that was read to its end.
#[derive(Debug, Default)]
pub struct Tally {
    /// Rows read.
    pub rows_in: i64,
    /// Rows without an error.
    pub accepted: i64,
    /// What only the end showed, about rows that went before. Never an error.
    pub late: Vec<Finding>,
}

impl Tally {
    /// Rows with an error.
    #[must_use]
    pub fn rejected(&self) -> i64 {
        self.rows_in - self.accepted
    }
}

/// The file as a whole is refused.
impl From<Unreadable> for Failure {
    fn from(cause: Unreadable) -> Self {
        Self {
            code: cause.code().into(),
            zh: cause.chinese(),
            en: cause.to_string(),
        }
    }
}

/// Wrong rows after which a sheet that is mostly wrong is not read on: nobody mends more of them one by one, and what is
/// said of each is kept.
const ENOUGH: i64 = 5_000;

/// What is found late has places behind those of what is found at once.
const LATE: u32 = 1000;

/// Reads a file, handing each row on. It blocks: keep it away from the async threads.
///
/// # Errors
/// The file as a whole is refused; whatever `each` answers.
pub fn read<K: Kind, E: From<Failure>>(
    kind: &K,
    file: impl Read + Seek,
    mut each: impl FnMut(Line<K::Entry>) -> Result<(), E>,
) -> Result<Tally, E> {
    let refused = |cause: Unreadable| E::from(cause.into());
    let mut sheet = Sheet::open(file, &K::FORM, &Limits::default()).map_err(refused)?;
    let header = sheet.header().clone();
    let headings = Headings::of(&K::FORM, &header);
    let mut reading = kind.begin(&header)?;
    let mut tally = Tally::default();
    let mut record = Record {
        row: 0,
        serial: None,
        cells: Vec::new(),
    };
    while sheet.read_into(&mut record).map_err(refused)? {
        let examined = kind.examine(&mut reading, &record);
        let places = 0..;
        let findings = examined
            .issues
            .iter()
            .zip(places)
            .map(|(issue, place)| headings.finding(record.row, record.serial, issue, place))
            .collect();
        tally.rows_in += 1;
        tally.accepted += i64::from(examined.entry.is_some());
        if tally.rejected() > ENOUGH.max(tally.accepted) {
            return Err(E::from(Code::RowsMostlyWrong.into()));
        }
        each(Line {
            header: &header,
            record: &record,
            entry: examined.entry,
            findings,
            behind: sheet.progress(),
        })?;
    }
    tally.late = kind
        .finish(reading)
        .iter()
        .zip(LATE..)
        .map(|(late, place)| headings.finding(late.row, late.serial, &late.issue, place))
        .collect();
    Ok(tally)
}

/// What the file calls each field.
struct Headings(Vec<(&'static str, Arc<str>)>);

impl Headings {
    fn of(form: &Form, header: &Header) -> Self {
        let named = form.columns.iter().zip(&header.headings);
        let pairs = named.map(|(column, own)| {
            let customary = column.headings.first().copied().unwrap_or(column.field);
            (column.field, own.as_deref().unwrap_or(customary).into())
        });
        Self(pairs.collect())
    }

    fn finding(&self, row: u32, serial: Option<i64>, issue: &Issue, position: u32) -> Finding {
        let own = self.0.iter().find(|(field, _)| *field == issue.field);
        Finding {
            row,
            position,
            serial,
            heading: own.map_or_else(|| issue.field.into(), |(_, heading)| Arc::clone(heading)),
            code: issue.code,
        }
    }
}
