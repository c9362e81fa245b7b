//! Administrative divisions by code: GB/T 2260, and below the county the
//! statistical township (9 digits) and village (12 digits).
//!
//! A code names a division *and everything under it*. All codes are widened to
//! twelve digits, so "under" is one range of integers, the same comparison in
//! Rust, in SQL and in an index. What a code is called, and whether it was ever
//! in force, is told by the [register](crate::register); this file never asks.

use crate::coded::coded;

/// A division code, widened to twelve digits: 威宁 is `520526000000`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Division(i64);

coded! {
    /// How deep a division lies, from the province down.
    Level, "level" {
        /// Two digits.
        Province = "province", "省级";
        /// Four digits.
        Prefecture = "prefecture", "地级";
        /// Six digits.
        County = "county", "县级";
        /// Nine digits.
        Township = "township", "乡级";
        /// Twelve digits.
        Village = "village", "村级";
    }
}

/// How many twelve-digit codes lie within one code of each level.
const SPANS: [(i64, Level); 4] = [
    (10_000_000_000, Level::Province),
    (100_000_000, Level::Prefecture),
    (1_000_000, Level::County),
    (1_000, Level::Township),
];

impl Division {
    /// Reads 2, 4, 6, 9 or 12 digits.
    ///
    /// Any other length, a sign, a space or a leading zero gives `None`. That the
    /// code was ever in force is not checked here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let widen = match text.len() {
            2 => 10_000_000_000,
            4 => 100_000_000,
            6 => 1_000_000,
            9 => 1_000,
            12 => 1,
            _ => return None,
        };
        if !text.bytes().all(|b| b.is_ascii_digit()) || text.starts_with('0') {
            return None;
        }
        text.parse::<i64>().ok().map(|digits| Self(digits * widen))
    }

    /// The division of a six-digit code, such as `520526`.
    #[must_use]
    pub const fn of_six(code: u32) -> Self {
        Self(code as i64 * 1_000_000)
    }

    /// The stored number; what [`Division::widened`] gave back.
    ///
    /// # Errors
    /// `None` when the number has not twelve digits.
    #[must_use]
    pub fn from_widened(number: i64) -> Option<Self> {
        (100_000_000_000..1_000_000_000_000)
            .contains(&number)
            .then_some(Self(number))
    }

    /// The twelve digits as a number, for columns and ranges.
    #[must_use]
    pub const fn widened(self) -> i64 {
        self.0
    }

    /// The six-digit code of the county, prefecture or province that this is or lies in.
    #[must_use]
    pub fn six(self) -> u32 {
        u32::try_from(self.0 / 1_000_000).unwrap_or_default()
    }

    /// How deep this division lies, told by its trailing zeros.
    #[must_use]
    pub fn level(self) -> Level {
        SPANS
            .into_iter()
            .find(|(span, _)| self.0 % span == 0)
            .map_or(Level::Village, |(_, level)| level)
    }

    /// The codes of this division and everything under it: first and last, both included.
    #[must_use]
    pub fn range(self) -> (i64, i64) {
        let span = SPANS
            .into_iter()
            .find(|(span, _)| self.0 % span == 0)
            .map_or(1, |(span, _)| span);
        (self.0, self.0 + span - 1)
    }

    /// Whether `other` is this division or lies under it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        let (first, last) = self.range();
        (first..=last).contains(&other.0)
    }

    /// The division of `level` that this is or lies in; itself where it lies higher.
    #[must_use]
    pub fn up_to(self, level: Level) -> Self {
        let span = SPANS
            .into_iter()
            .find(|(_, of)| *of == level)
            .map_or(1, |(span, _)| span);
        Self(self.0 / span * span)
    }
}

impl std::fmt::Display for Division {
    /// The shortest of the customary lengths: 6 digits down to the county, then 9, then 12.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.level() {
            Level::Township => write!(f, "{}", self.0 / 1_000),
            Level::Village => write!(f, "{}", self.0),
            Level::Province | Level::Prefecture | Level::County => write!(f, "{}", self.six()),
        }
    }
}

impl std::fmt::Debug for Division {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Division({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Division {
        Division::parse(code).expect("a code of a customary length")
    }

    #[test]
    fn a_code_contains_itself_and_what_lies_under_it() {
        let weining = of("520526");
        assert!(weining.contains(weining));
        assert!(of("52").contains(weining));
        assert!(of("520500").contains(of("520526100001")));
        assert!(!weining.contains(of("520500")));
        assert!(!of("5205").contains(of("520600")));
    }

    #[test]
    fn short_and_long_spellings_are_one_division() {
        assert_eq!(of("52"), of("520000"));
        assert_eq!(of("520526"), of("520526000000"));
        assert_eq!(of("520526000").to_string(), "520526");
        assert_eq!(of("520526100").to_string(), "520526100");
    }

    #[test]
    fn levels_are_told_by_trailing_zeros() {
        let levels = ["52", "5205", "520526", "520526100", "520526100001"].map(|c| of(c).level());
        assert_eq!(
            levels,
            [
                Level::Province,
                Level::Prefecture,
                Level::County,
                Level::Township,
                Level::Village
            ]
        );
    }

    #[test]
    fn nothing_else_is_a_code() {
        for text in [
            "",
            "5",
            "52052",
            "052600",
            "52 526",
            "+52052",
            "5205260000000",
        ] {
            assert_eq!(Division::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_way_up_stops_at_the_top() {
        let village = of("520526100001");
        assert_eq!(village.up_to(Level::County), of("520526"));
        assert_eq!(village.up_to(Level::Prefecture), of("520500"));
        assert_eq!(of("520000").up_to(Level::County), of("520000"));
    }
}
