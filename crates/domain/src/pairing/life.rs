//! How a pairing comes to be and how it ends.

use super::Pairing;
use crate::division::Division;
use crate::register::register;
use chrono::{Datelike, NaiveDate};

/// The years in which pairings begin and end; a year outside is a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2100;

/// What is wrong with a pairing that somebody wants to enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// One side is the other, or lies in it.
    SidesOverlap,
    /// The first day lies outside 1949 to 2100.
    FirstDayOutOfRange,
    /// The last day lies outside 1949 to 2100.
    LastDayOutOfRange,
    /// It ends before it begins.
    EndsBeforeStart,
}

/// Why an end cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEnded {
    /// It has ended: what was in force on a past day stays so, and so do the matchings of that day.
    EndedAlready,
    /// The new last day does not do.
    Flawed(Flaw),
}

impl Pairing {
    /// Everything that is wrong with it.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let out_of_range = |day: NaiveDate| !YEARS.contains(&day.year());
        let overlap = self.east.contains(self.west) || self.west.contains(self.east);
        [
            (overlap, Flaw::SidesOverlap),
            (out_of_range(self.from), Flaw::FirstDayOutOfRange),
            (self.to.is_some_and(out_of_range), Flaw::LastDayOutOfRange),
            (
                self.to.is_some_and(|to| to < self.from),
                Flaw::EndsBeforeStart,
            ),
        ]
        .into_iter()
        .filter_map(|(is, flaw)| is.then_some(flaw))
        .collect()
    }

    /// The same pairing with a last day, which may lie in the past: offices learn of it late.
    ///
    /// # Errors
    /// [`NotEnded`].
    pub fn ended(mut self, last: NaiveDate, today: NaiveDate) -> Result<Self, NotEnded> {
        if self.to.is_some_and(|to| to < today) {
            return Err(NotEnded::EndedAlready);
        }
        self.to = Some(last);
        match self.flaws().first() {
            Some(flaw) => Err(NotEnded::Flawed(*flaw)),
            None => Ok(self),
        }
    }
}

/// A side of a pairing as people write it: a code of 2 to 12 digits, or names down to the full
/// name of a division in force. A code given up leads to what it became.
///
/// Names end with the division's own: 威宁彝族回族苗族自治县草海镇 names no division that is
/// known here, and must not pass for its county.
#[must_use]
pub fn side(text: &str) -> Option<Division> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Division::parse(text).and_then(|division| register().current(division));
    }
    register().place(text).filter(|division| {
        register()
            .name_of(*division)
            .is_some_and(|name| text.ends_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::PairingKind;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn pairing(east: u32, west: u32) -> Pairing {
        Pairing {
            kind: PairingKind::CountyPair,
            east: Division::of_six(east),
            west: Division::of_six(west),
            from: on("2021-04-01"),
            to: None,
            source: "协议".to_owned(),
        }
    }

    #[test]
    fn a_pairing_has_two_sides_and_ends_after_it_begins() {
        assert_eq!(pairing(440_100, 520_500).flaws(), []);
        assert_eq!(pairing(520_000, 520_500).flaws(), [Flaw::SidesOverlap]);
        assert_eq!(pairing(520_500, 520_500).flaws(), [Flaw::SidesOverlap]);
        let backwards = Pairing {
            to: Some(on("2021-03-31")),
            ..pairing(440_100, 520_500)
        };
        assert_eq!(backwards.flaws(), [Flaw::EndsBeforeStart]);
        let of_old = Pairing {
            from: on("0021-04-01"),
            ..pairing(440_100, 520_500)
        };
        assert_eq!(of_old.flaws(), [Flaw::FirstDayOutOfRange]);
    }

    #[test]
    fn an_end_may_be_moved_until_it_has_come() {
        let today = on("2026-03-01");
        let ending = pairing(440_100, 520_500)
            .ended(on("2026-12-31"), today)
            .expect("open until now");
        let sooner = ending
            .ended(on("2026-01-31"), today)
            .expect("still in force");
        assert_eq!(sooner.to, Some(on("2026-01-31")));
        let again = sooner.ended(on("2027-12-31"), today);
        assert_eq!(again, Err(NotEnded::EndedAlready));
        let before = pairing(440_100, 520_500).ended(on("2021-03-31"), today);
        assert_eq!(before, Err(NotEnded::Flawed(Flaw::EndsBeforeStart)));
    }

    #[test]
    fn a_side_is_a_code_or_a_full_name() {
        let weining = Some(Division::of_six(520_526));
        for text in [
            "520526",
            "522427",
            "威宁彝族回族苗族自治县",
            "贵州省毕节市威宁彝族回族苗族自治县",
        ] {
            assert_eq!(side(text), weining, "{text}");
        }
        assert_eq!(side("52"), Some(Division::of_six(520_000)));
        let village = side("520526100001").map(|village| village.to_string());
        assert_eq!(village.as_deref(), Some("520526100001"));
        for text in [
            "",
            "990101",
            "威宁彝族回族苗族自治县草海镇",
            "朝阳区",
            "外国",
        ] {
            assert_eq!(side(text), None, "{text}");
        }
    }
}
