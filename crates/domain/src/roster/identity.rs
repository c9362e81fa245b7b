//! Who the row is about: name, citizen ID, and what sex and birth date must agree with it.

use super::cell::{Plain, is_scientific};
use super::date;
use super::form::{Col, Place};
use super::row::Row;
use crate::citizen_id::{BadCitizenId, CitizenId};
use crate::form::Cell;
use crate::issue::IssueCode;
use crate::register::register;
use crate::words::Sex;
use chrono::Datelike;
use std::collections::HashSet;

/// The IDs of the rows so far. Seventeen digits say all, the last follows from them.
#[derive(Default)]
pub(super) struct SeenIds(HashSet<u64>);

impl SeenIds {
    /// Whether the ID is new.
    pub(super) fn insert(&mut self, id: &CitizenId) -> bool {
        let digits = id.reveal().bytes().take(17);
        self.0
            .insert(digits.fold(0, |all, digit| all * 10 + u64::from(digit - b'0')))
    }
}

/// The name, said to be missing where it is.
pub(super) fn name(row: &mut Row<Col>) -> Option<String> {
    let name = row.text(Col::Name);
    if name.is_empty() {
        row.say(Col::Name, IssueCode::NameMissing);
    } else if name.changed {
        row.say(Col::Name, IssueCode::ValueNormalised);
    }
    name.kept()
}

/// The citizen ID of a column; whatever is wrong with it has been said.
pub(super) fn citizen_id<C: Place>(
    row: &mut Row<C>,
    column: C,
    seen: &mut SeenIds,
) -> Option<CitizenId> {
    let plain = row.text(column);
    let cell = row.cell(column);
    if plain.is_empty() {
        row.say(column, IssueCode::IdMissing);
        return None;
    }
    if matches!(cell, Cell::Number(_)) || is_scientific(&plain.text) {
        row.say(column, IssueCode::IdPrecisionLost);
        return None;
    }
    if let Some(code) = other_number(&plain.text) {
        row.say(column, code);
    }
    let id = match CitizenId::read(&plain.text) {
        Ok((id, _)) => id,
        Err(bad) => {
            row.say(column, fault(bad, &plain.text));
            return None;
        }
    };
    if !register().was_ever_county(id.region()) {
        row.say(column, IssueCode::IdRegionUnknown);
        return None;
    }
    if was_touched(&plain) {
        row.say(column, IssueCode::ValueNormalised);
    }
    if !seen.insert(&id) {
        row.say(column, IssueCode::IdDuplicateInFile);
    }
    Some(id)
}

/// Numbers that hold an ID without being one, told by their length.
fn other_number(text: &str) -> Option<IssueCode> {
    match text.chars().count() {
        20 | 22 => Some(IssueCode::IdFromDisabilityCert),
        15 if text.bytes().all(|b| b.is_ascii_digit()) => Some(IssueCode::Id15Digit),
        _ => None,
    }
}

fn fault(bad: BadCitizenId, text: &str) -> IssueCode {
    match bad {
        BadCitizenId::Length => IssueCode::IdLength,
        // Fifteen characters that are not all digits are no old ID: some got lost.
        BadCitizenId::Character if text.chars().count() == 15 => IssueCode::IdLength,
        BadCitizenId::Character => IssueCode::IdChar,
        BadCitizenId::BirthDate => IssueCode::IdBirthdateInvalid,
        // A spreadsheet keeps fifteen digits and fills up with zeros.
        BadCitizenId::Checksum if text.get(15..18) == Some("000") => IssueCode::IdPrecisionLost,
        BadCitizenId::Checksum => IssueCode::IdChecksum,
    }
}

fn was_touched(plain: &Plain) -> bool {
    plain.changed || plain.text.contains('x')
}

/// Says so where the sex or birth date columns contradict the ID, which alone is kept.
pub(super) fn compare(row: &mut Row<Col>, id: &CitizenId) {
    let sex: Option<Sex> = row.word(Col::Sex, IssueCode::ValueNotKept);
    if sex.is_some_and(|sex| sex != id.sex()) {
        row.say(Col::Sex, IssueCode::SexMismatch);
    }
    let born = id.born();
    let agrees = match date::read(row.cell(Col::BirthDate)) {
        date::Said::Nothing => true,
        date::Said::Day(day) => day == born,
        date::Said::Month(month) => Some(month) == born.with_day(1),
        date::Said::Unclear => false,
    };
    if !agrees {
        row.say(Col::BirthDate, IssueCode::BirthdateMismatch);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{person, sheet};
    use crate::form::Cell;
    use crate::issue::IssueCode::{self, *};

    fn codes_of_id(id: &str) -> Vec<IssueCode> {
        sheet(&[]).examine(&[("citizen_id", id)]).codes()
    }

    #[test]
    fn what_is_wrong_with_an_id_has_its_own_name() {
        for (id, code) in [
            ("", IdMissing),
            ("5.22427E+17", IdPrecisionLost),
            ("522427198101119000", IdPrecisionLost),
            ("52242719810111999", IdLength),
            ("52242719810A999", IdLength),
            ("5224271981O1119994", IdChar),
            ("522427198113119994", IdBirthdateInvalid),
            ("522427198101119993", IdChecksum),
        ] {
            assert_eq!(codes_of_id(id), [code], "{id}");
        }
        assert_eq!(
            codes_of_id(&person("999999", "19900101", 997)),
            [IdRegionUnknown]
        );
    }

    #[test]
    fn an_id_that_a_spreadsheet_took_for_a_number_is_lost() {
        let number = Cell::Number(522_427_198_101_119_994.0);
        let row = sheet(&[]).examine_cells(&[("citizen_id", number)]);
        assert_eq!(row.codes(), [IdPrecisionLost]);
    }

    #[test]
    fn an_id_survives_what_was_wrapped_around_it() {
        let id = person("522427", "19810111", 999);
        let wrapped = [
            format!("=\"{id}\""),
            format!("'{id}"),
            format!("{} {}", &id[..6], &id[6..]),
        ];
        for text in wrapped {
            let row = sheet(&[]).examine(&[("citizen_id", &text)]);
            assert_eq!(row.codes(), [ValueNormalised], "{text}");
            assert_eq!(row.entry().citizen_id.reveal(), id);
        }
    }

    #[test]
    fn the_grade_of_a_disability_is_dropped() {
        let id = person("522427", "19810111", 999);
        let row = sheet(&[]).examine(&[("citizen_id", &format!("{id}43B1"))]);
        assert_eq!(row.codes(), [IdFromDisabilityCert]);
        assert_eq!(row.entry().citizen_id.reveal(), id);
    }

    #[test]
    fn a_county_given_up_long_ago_still_begins_an_id() {
        // 威宁 was 522427 until 2011.
        assert_eq!(codes_of_id(&person("522427", "19810111", 999)), []);
    }

    #[test]
    fn the_later_of_two_rows_with_one_id_is_rejected() {
        let mut sheet = sheet(&[]);
        let id = person("522427", "19810111", 999);
        assert_eq!(sheet.examine(&[("citizen_id", &id)]).codes(), []);
        let again = sheet.examine(&[("citizen_id", &format!("{id}43"))]);
        assert_eq!(again.codes(), [IdFromDisabilityCert, IdDuplicateInFile]);
    }

    #[test]
    fn sex_and_birth_date_must_be_those_of_the_id() {
        let id = person("522427", "19810111", 999);
        for (sex, birth_date, codes) in [
            ("男", "1981-01-11", &[][..]),
            ("1", "1981年1月", &[]),
            ("", "", &[]),
            ("女", "1981-01-12", &[SexMismatch, BirthdateMismatch]),
            ("2", "八一年", &[SexMismatch, BirthdateMismatch]),
            ("?", "19810111", &[ValueNotKept]),
        ] {
            let row = sheet(&["sex", "birth_date"]).examine(&[
                ("citizen_id", &id),
                ("sex", sex),
                ("birth_date", birth_date),
            ]);
            assert_eq!(row.codes(), codes, "{sex} {birth_date}");
        }
    }

    #[test]
    fn a_name_is_kept_without_its_spaces() {
        let row = sheet(&[]).examine(&[("name", "高　兰英")]);
        assert_eq!(row.codes(), [ValueNormalised]);
        assert_eq!(row.entry().name, "高兰英");
        assert_eq!(sheet(&[]).examine(&[("name", " ")]).codes(), [NameMissing]);
    }
}
