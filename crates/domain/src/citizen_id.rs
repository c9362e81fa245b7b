//! Citizen identity numbers, GB 11643-1999: six digits of first registration,
//! eight of birth, three of sequence, one check character.
//!
//! A number is a secret: it prints as `***` and has no serialised form. Who
//! needs the digits asks for them by name, and can be searched for.

use crate::words::Sex;
use chrono::{Datelike, NaiveDate};

/// A checked eighteen-character citizen ID.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenId(String);

/// Why a text is no citizen ID. The text itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCitizenId {
    /// Neither 18 nor 15 characters, nor a certificate number of 20 or 22.
    #[error("has a wrong number of characters")]
    Length,
    /// A character that no ID has.
    #[error("has a character that no ID has")]
    Character,
    /// No such day, or a day before 1900.
    #[error("tells no day of birth")]
    BirthDate,
    /// The last character does not follow from the others.
    #[error("fails its check character")]
    Checksum,
}

/// What had to be done to a text before it was a citizen ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// It was one already.
    AsIs,
    /// An old number of fifteen digits was widened.
    FromFifteen,
    /// The grade of disability behind the ID was cut off.
    FromCertificate,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// The check character of seventeen digits (ISO 7064 MOD 11-2).
fn check(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[(sum % 11) as usize]
}

impl CitizenId {
    /// Reads an ID of 18 characters, an old one of 15, or the certificate number of 20 or 22
    /// characters that begins with one. A small `x` is taken as `X`; white space is not forgiven.
    ///
    /// # Errors
    /// The first thing that is wrong, in the order length, character, birth date, checksum.
    /// Whether the first six digits were ever a county is asked of the register.
    pub fn read(text: &str) -> Result<(Self, Read), BadCitizenId> {
        let mut id = text.to_ascii_uppercase();
        if !id.is_ascii() {
            return Err(match id.chars().count() {
                15 | 18 | 20 | 22 => BadCitizenId::Character,
                _ => BadCitizenId::Length,
            });
        }
        let mut read = Read::AsIs;
        if matches!(id.len(), 20 | 22) {
            id.truncate(18);
            read = Read::FromCertificate;
        }
        if id.len() == 15 {
            if !id.bytes().all(|b| b.is_ascii_digit()) {
                return Err(BadCitizenId::Character);
            }
            id.insert_str(6, "19");
            let last = check(id.as_bytes());
            id.push(char::from(last));
            read = Read::FromFifteen;
        }
        if id.len() != 18 {
            return Err(BadCitizenId::Length);
        }
        let (body, last) = id.as_bytes().split_at(17);
        if !body.iter().all(u8::is_ascii_digit) || !(last[0].is_ascii_digit() || last[0] == b'X') {
            return Err(BadCitizenId::Character);
        }
        if birth(&id).is_none_or(|born| born.year() < 1900) {
            return Err(BadCitizenId::BirthDate);
        }
        if check(body) != last[0] {
            return Err(BadCitizenId::Checksum);
        }
        Ok((Self(id), read))
    }

    /// A number that stands in the place of one that was erased: of the right form, and nobody's who looks for work, born
    /// before 1920 as it is. `number` tells seven million of them apart.
    #[must_use]
    pub fn stand_in(number: u32) -> Self {
        let (day, sequence) = (u64::from(number / 1000 % 7000), number % 1000);
        let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
        let born = first + chrono::Days::new(day);
        let mut id = format!("110101{}{sequence:03}", born.format("%Y%m%d"));
        let last = check(id.as_bytes());
        id.push(char::from(last));
        Self(id)
    }

    /// The eighteen characters, for sealing and for the one who may see them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// First four and last four characters, as officers compare them: `5224**********9975`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.0[..4], &self.0[14..])
    }

    /// The six digits of the county of first registration, which may be abolished by now.
    #[must_use]
    pub fn region(&self) -> u32 {
        self.0[..6].parse().unwrap_or_default()
    }

    /// Day of birth.
    #[must_use]
    pub fn born(&self) -> NaiveDate {
        birth(&self.0).unwrap_or_default()
    }

    /// Sex, from the parity of the seventeenth digit.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }
}

fn birth(id: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| id.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(part(6..10)?).ok()?;
    NaiveDate::from_ymd_opt(year, part(10..12)?, part(12..14)?)
}

/// Whole years between birth and a day; zero before birth.
#[must_use]
pub fn age_on(born: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(born).unwrap_or(0)
}

impl std::fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GB 11643 itself.
    const STANDARD: &str = "11010519491231002X";

    #[test]
    fn the_example_of_the_standard_is_an_id() {
        let (id, read) = CitizenId::read(STANDARD).expect("the standard's own example");
        assert_eq!(read, Read::AsIs);
        assert_eq!(
            id.born(),
            NaiveDate::from_ymd_opt(1949, 12, 31).expect("a day")
        );
        assert_eq!(id.sex(), Sex::Female);
        assert_eq!(id.region(), 110_105);
        assert_eq!(id.masked(), "1101**********002X");
    }

    #[test]
    fn fifteen_digits_and_a_certificate_are_the_same_id() {
        let (id, _) = CitizenId::read(STANDARD).expect("an id");
        assert_eq!(
            CitizenId::read("110105491231002"),
            Ok((id.clone(), Read::FromFifteen))
        );
        assert_eq!(
            CitizenId::read("11010519491231002X43"),
            Ok((id.clone(), Read::FromCertificate))
        );
        assert_eq!(CitizenId::read("11010519491231002x"), Ok((id, Read::AsIs)));
    }

    #[test]
    fn each_fault_has_its_name() {
        let fault = |text| CitizenId::read(text).expect_err("a fault");
        assert_eq!(fault("1101051949123100"), BadCitizenId::Length);
        assert_eq!(fault("1101O519491231002X"), BadCitizenId::Character);
        assert_eq!(fault("11010519491331002X"), BadCitizenId::BirthDate);
        assert_eq!(fault("110105194912310021"), BadCitizenId::Checksum);
        assert_eq!(fault("一一0105194912310021"), BadCitizenId::Character);
    }

    #[test]
    fn an_id_never_prints_itself() {
        let (id, _) = CitizenId::read(STANDARD).expect("an id");
        assert_eq!(format!("{id:?}"), "***");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,24}") {
            let _ = CitizenId::read(&text);
        }
    }
}
