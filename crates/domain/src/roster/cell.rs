//! What a cell says, once the accidents of typing and of spreadsheets are taken off it.

use crate::form::Cell;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The text of a cell: compatibility forms made plain (NFKC), `="…"` and a leading apostrophe
/// taken off, and no white space anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Whether something had to be taken off.
    pub changed: bool,
}

/// Beyond this a spreadsheet no longer tells neighbouring whole numbers apart.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'a> Plain<'a> {
    /// What a cell says; empty for a cell that says nothing or cannot be read.
    #[must_use]
    pub fn of(cell: &'a Cell) -> Self {
        match cell {
            Cell::Empty | Cell::Unreadable => Self::untouched(Cow::Borrowed("")),
            Cell::Text(text) => Self::of_text(text),
            // `{}` writes the shortest digits that read back as the same number, and no exponent.
            Cell::Number(number) => Self::untouched(Cow::Owned(number.to_string())),
            Cell::Date(day) => Self::untouched(Cow::Owned(day.to_string())),
        }
    }

    /// What a text says.
    #[must_use]
    pub fn of_text(text: &'a str) -> Self {
        if is_plain(text) {
            return Self::untouched(Cow::Borrowed(text));
        }
        let wide: String = text.nfkc().collect();
        let bare = wide
            .strip_prefix("=\"")
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(&wide)
            .trim_start_matches('\'');
        let bare: String = bare.chars().filter(|c| !is_blank(*c)).collect();
        Self {
            changed: bare != text,
            text: Cow::Owned(bare),
        }
    }

    fn untouched(text: Cow<'a, str>) -> Self {
        Self {
            text,
            changed: false,
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text to keep; `None` where nothing is said.
    #[must_use]
    pub fn kept(self) -> Option<String> {
        (!self.text.is_empty()).then(|| self.text.into_owned())
    }

    /// Whether the row points at the one above instead of saying a value.
    #[must_use]
    pub fn is_ditto(&self) -> bool {
        matches!(&*self.text, "同上" | "同前" | "〃" | "″" | "\"" | "''")
    }
}

/// Letters that NFKC leaves alone and that wrap nothing: nearly every cell, without a copy.
fn is_plain(text: &str) -> bool {
    let untouched = |c: char| c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    text.chars().all(untouched) && !text.starts_with(['=', '\''])
}

/// White space, and the marks of no width that copying from web pages leaves behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// Whether a long number went through a spreadsheet's arithmetic, so that its last digits are
/// made up: a numeric cell too large to be exact, or a text in scientific notation.
#[must_use]
pub fn lost_digits(cell: &Cell, plain: &str) -> bool {
    matches!(cell, Cell::Number(number) if number.abs() >= EXACT) || is_scientific(plain)
}

/// `5.22427E+17`, as a spreadsheet writes a long number.
#[must_use]
pub fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && digits(exponent.strip_prefix('+').unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> (String, bool) {
        let plain = Plain::of_text(text);
        (plain.text.into_owned(), plain.changed)
    }

    #[test]
    fn what_spreadsheets_and_typists_add_is_taken_off_and_said() {
        let bare = ("522427198101119994".to_owned(), true);
        for text in [
            "'522427198101119994",
            "=\"522427198101119994\"",
            "５２２４２７１９８１０１１１９９９４",
            " 522427 19810111 9994\u{3000}",
            "\u{feff}522427198101119994",
        ] {
            assert_eq!(plain(text), bare, "{text:?}");
        }
        assert_eq!(plain("高　兰英"), ("高兰英".to_owned(), true));
    }

    #[test]
    fn what_is_plain_already_stays_as_it_is() {
        for text in [
            "",
            "522427198101119994",
            "威宁",
            "阿卜杜拉·买买提",
            "5.2E+17",
        ] {
            assert_eq!(plain(text), (text.to_owned(), false));
        }
        assert!(matches!(Plain::of_text("威宁").text, Cow::Borrowed(_)));
    }

    #[test]
    fn a_number_reads_as_its_digits() {
        assert_eq!(
            Plain::of(&Cell::Number(15_433_902_762.0)).text,
            "15433902762"
        );
        assert_eq!(Plain::of(&Cell::Number(2019.8)).text, "2019.8");
        assert_eq!(Plain::of(&Cell::Number(f64::NAN)).text, "NaN");
    }

    #[test]
    fn scientific_notation_has_lost_its_digits() {
        for text in ["5.22427E+17", "5E17", "6.22426e+17"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["", "E", "52E+17", "5.E+17", "5.2E", "5.2E-3", "522427E+1"] {
            assert!(!is_scientific(text), "{text}");
        }
        assert!(lost_digits(
            &Cell::Number(5.224_27e17),
            "522427000000000000"
        ));
        assert!(!lost_digits(
            &Cell::Number(522_427_100_008_918.0),
            "522427100008918"
        ));
    }
}
