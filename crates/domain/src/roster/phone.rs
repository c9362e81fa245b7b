//! The phone column: one mobile at best, a landline or several numbers in practice.

use super::form::Col;
use super::row::Row;
use crate::issue::IssueCode;
use crate::phone::Phone;

/// The number at which a person is reached: the member's own, else the household's.
///
/// A roster that has a column for it must fill it; one without is read without.
pub(super) fn read(row: &mut Row<Col>) -> Option<Phone> {
    let (col, text) = row.either(Col::Phone, Col::HouseholdPhone);
    if text.is_empty() && !row.has(col) {
        return None;
    }
    let mut numbers = text.text.split(['/', '、', ',', ';']);
    let phone = numbers.next().and_then(Phone::read);
    let mut several = false;
    let others_too = numbers.all(|other| {
        several = true;
        is_mobile(other)
    });
    let code = match &phone {
        Some(phone) if phone.is_mobile() && others_too => {
            several.then_some(IssueCode::PhoneMultiple)
        }
        Some(phone) if !phone.is_mobile() && !several => Some(IssueCode::PhoneNotMobile),
        _ => Some(IssueCode::PhoneInvalid),
    };
    if let Some(code) = code {
        row.say(col, code);
    }
    phone
}

fn is_mobile(text: &str) -> bool {
    Phone::read(text).is_some_and(|phone| phone.is_mobile())
}

#[cfg(test)]
mod tests {
    use super::super::trial::sheet;
    use crate::issue::IssueCode::{PhoneInvalid, PhoneMultiple, PhoneNotMobile};

    #[test]
    fn a_mobile_is_taken_however_it_is_typed() {
        for text in [
            "15400000123",
            " 154 0000 0123",
            "１５４００００１２３",
            "'15400000123",
        ] {
            let row = sheet(&["phone"]).examine(&[("phone", text)]);
            if text.chars().count() == 10 {
                assert_eq!(row.codes(), [PhoneInvalid]);
            } else {
                assert_eq!(row.codes(), []);
                let phone = row.entry().phone.as_ref().expect("a phone");
                assert_eq!(phone.reveal(), "15400000123");
            }
        }
    }

    #[test]
    fn of_several_mobiles_the_first_is_taken_and_said() {
        for text in [
            "15400000123/15400000456",
            "15400000123、15400000456；15400000789",
        ] {
            let row = sheet(&["phone"]).examine(&[("phone", text)]);
            assert_eq!(row.codes(), [PhoneMultiple]);
            let phone = row.entry().phone.as_ref().expect("a phone");
            assert_eq!(phone.reveal(), "15400000123");
        }
    }

    #[test]
    fn a_landline_is_taken_and_said() {
        let row = sheet(&["phone"]).examine(&[("phone", "0857-6220000")]);
        assert_eq!(row.codes(), [PhoneNotMobile]);
        assert!(row.entry().phone.is_some());
    }

    #[test]
    fn anything_else_rejects_the_row() {
        for text in [
            "无",
            "1540000123",
            "",
            "15400000123/无",
            "0857-6220000/15400000123",
        ] {
            let row = sheet(&["phone"]).examine(&[("phone", text)]);
            assert_eq!(row.codes(), [PhoneInvalid], "{text}");
        }
    }

    #[test]
    fn the_household_answers_for_a_member_without_a_phone() {
        let row = sheet(&["phone", "household_phone"])
            .examine(&[("phone", ""), ("household_phone", "15400000123")]);
        assert_eq!(row.codes(), []);
        assert!(row.entry().phone.is_some());
    }

    #[test]
    fn a_sheet_without_the_column_is_read_without() {
        let row = sheet(&[]).examine(&[]);
        assert_eq!(row.codes(), []);
        assert!(row.entry().phone.is_none());
    }
}
