//! Between columns and domain values: codes, lists of codes, divisions.

use crate::error::Error;
use domain::{coded::Coded, division::Division};
use sea_orm::{ColumnTrait, Condition, sea_query::IntoCondition};

/// The word of a column.
pub fn word<T: Coded>(code: &str) -> Result<T, Error> {
    T::from_code(code).ok_or_else(|| Error::internal(format!("column holds no {}: {code}", T::SET)))
}

/// The word of a column that may be empty.
pub fn word_if<T: Coded>(code: Option<&str>) -> Result<Option<T>, Error> {
    code.map(word).transpose()
}

/// The words of a list column; unknown ones are a fault of ours.
pub fn words<T: Coded>(list: &str) -> Result<Vec<T>, Error> {
    list.split_ascii_whitespace().map(word).collect()
}

/// Words as a list column holds them.
pub fn list<T: Coded>(words: &[T]) -> String {
    words
        .iter()
        .map(|word| word.code())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The division of a column.
pub fn division(number: i64) -> Result<Division, Error> {
    Division::from_widened(number).ok_or_else(|| Error::internal("column holds no division"))
}

/// The division of a column that may be empty.
pub fn division_if(number: Option<i64>) -> Result<Option<Division>, Error> {
    number.map(division).transpose()
}

/// This division and everything under it.
pub fn under(column: impl ColumnTrait, division: Division) -> Condition {
    let (first, last) = division.range();
    column.between(first, last).into_condition()
}

/// Nothing at all. Written out, because an empty condition means everything.
pub fn nothing() -> Condition {
    Condition::any()
}
