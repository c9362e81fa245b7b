//! Between columns and domain values: codes, lists of codes, divisions.

use crate::error::Error;
use chrono::NaiveDate;
use domain::{coded::Coded, division::Division, skill::Skill};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QuerySelect, Select,
    sea_query::{ExprTrait, IntoCondition},
};

/// The word of a column.
pub fn word<T: Coded>(code: &str) -> Result<T, Error> {
    T::from_code(code).ok_or_else(|| Error::internal(format!("column holds no {}: {code}", T::SET)))
}

/// The word of a column that may be empty.
pub fn word_if<T: Coded>(code: Option<&str>) -> Result<Option<T>, Error> {
    code.map(word).transpose()
}

/// The words of a list column, as a list or a set; unknown ones are a fault of ours.
pub fn words<T: Coded, C: FromIterator<T>>(list: &str) -> Result<C, Error> {
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

/// The number of a column.
pub fn number<T: TryFrom<i64>>(number: i64) -> Result<T, Error> {
    T::try_from(number).map_err(|_| Error::internal("column holds a number out of range"))
}

/// The number of a column that may be empty.
pub fn number_if<T: TryFrom<i64>>(value: Option<i64>) -> Result<Option<T>, Error> {
    value.map(number).transpose()
}

/// The skills of a list column, as a list or a set.
pub fn skills<C: FromIterator<Skill>>(list: &str) -> Result<C, Error> {
    let skill = |text| Skill::parse(text).ok_or_else(|| Error::internal("column holds no skill"));
    list.split_ascii_whitespace().map(skill).collect()
}

/// Skills as a list column holds them.
pub fn skill_list(skills: &[Skill]) -> String {
    skills
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The sum of a column of some rows; 0 of none.
pub async fn sum<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    column: E::Column,
) -> Result<u64, Error> {
    let sum: Option<Option<i64>> = rows
        .select_only()
        .column_as(column.sum().cast_as("bigint"), "sum")
        .into_tuple()
        .one(db)
        .await?;
    number(sum.flatten().unwrap_or_default())
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

/// What holds on a day: begun by then, and not over before.
pub fn in_force(from: impl ColumnTrait, to: impl ColumnTrait, on: NaiveDate) -> Condition {
    Condition::all()
        .add(from.lte(on))
        .add(to.is_null().or(to.gte(on)))
}

/// Nothing at all. Written out, because an empty condition means everything.
pub fn nothing() -> Condition {
    Condition::any()
}
