//! The code of a row: it binds the row to the enterprise, the month and the job.

use crate::{credit_code::CreditCode, id::EmploymentId};
use chrono::{Datelike, Months, NaiveDate};

/// A job of which the sheet may speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reportable {
    /// The job.
    pub employment: EmploymentId,
    /// The person's name.
    pub name: String,
    /// First day.
    pub started_on: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
}

/// Who knows which job a code stands for, in the sheet of an enterprise and a month.
pub trait Codes {
    /// The job, if the code was given for it.
    fn job(&self, enterprise: &CreditCode, month: NaiveDate, code: &str) -> Option<&Reportable>;
}

/// A code: the month, and what binds it to enterprise and job.
#[must_use]
pub fn code(month: NaiveDate, tail: &str) -> String {
    format!("{:04}{:02}-{tail}", month.year(), month.month())
}

/// The month that a code speaks of, by its first day, and what comes behind it.
pub(super) fn month_of(code: &str) -> Option<(NaiveDate, &str)> {
    let (month, tail) = code.split_once('-')?;
    let digits = month.len() == 6 && month.bytes().all(|b| b.is_ascii_digit());
    let year = month.get(..4).filter(|_| digits)?.parse().ok()?;
    let month = month.get(4..)?.parse().ok()?;
    Some((NaiveDate::from_ymd_opt(year, month, 1)?, tail))
}

/// The last day of the month that begins on a day.
#[must_use]
pub fn last_day(first: NaiveDate) -> NaiveDate {
    let next = first.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(first)
}
