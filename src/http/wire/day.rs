//! Days on which the databases agree.

use crate::error::{Code, Error, invalid};
use chrono::{Datelike, NaiveDate};

/// Reads a day in a query; the databases do not agree on days far outside this and the last century.
///
/// # Errors
/// [`Code::ParameterMalformed`] before 1900 and after 2200.
pub fn day_parameter(day: Option<NaiveDate>) -> Result<Option<NaiveDate>, Error> {
    match day {
        Some(day) if !(1900..=2200).contains(&day.year()) => {
            Err(Error::Malformed(Code::ParameterMalformed))
        }
        day => Ok(day),
    }
}

/// Refuses a day in a body that the databases do not agree on.
///
/// # Errors
/// [`Code::OutOfRange`] before 1900 and after 2200.
pub fn day_member(pointer: &str, day: NaiveDate) -> Result<(), Error> {
    if (1900..=2200).contains(&day.year()) {
        Ok(())
    } else {
        Err(invalid(pointer, Code::OutOfRange))
    }
}
