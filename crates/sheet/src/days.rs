//! Days in workbooks are numbers that a format shows as a day.

use chrono::{Days, NaiveDate};
use domain::form::Cell;

/// The cell for a number, which is a day if its style shows one and there is such a day.
pub(crate) fn numeric_cell(number: f64, shows_day: bool, from_1904: bool) -> Cell {
    match day(number, from_1904).filter(|_| shows_day) {
        Some(day) => Cell::Date(day),
        None => Cell::Number(number),
    }
}

/// Whether a built-in number format shows a day: 27–36 and 50–58 mostly do in Chinese,
/// 14–17 and 22 everywhere (ECMA-376 part 1, 18.8.30).
pub(crate) fn is_built_in_day(format: u32) -> bool {
    matches!(format, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58)
}

/// Whether a number format shows a year or a day, literals in quotes, brackets and after
/// backslashes left aside.
pub(crate) fn shows_day(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for char in code.chars() {
        match char {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => escaped = true,
            '[' => bracketed = true,
            ']' => bracketed = false,
            'y' | 'Y' | 'd' | 'D' if !bracketed => return true,
            _ => {}
        }
    }
    false
}

/// The day of a serial number: day 1 is 1900-01-01, and day 60, which never was, is passed over
/// as Excel does; or day 0 is 1904-01-01. Only days that Excel knows, up to the year 9999.
fn day(serial: f64, from_1904: bool) -> Option<NaiveDate> {
    if !(0.0..2_958_466.0).contains(&serial) || (serial < 1.0 && !from_1904) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the range above"
    )]
    let days = serial as u64;
    let (year, month, first) = match days {
        _ if from_1904 => (1904, 1, 1),
        ..60 => (1899, 12, 31),
        _ => (1899, 12, 30),
    };
    NaiveDate::from_ymd_opt(year, month, first)?.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_a_day_are_recognised() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\";@",
            "[$-804]yyyy/m",
            "[$-F800]dddd",
        ] {
            assert!(shows_day(code), "{code}");
        }
        for code in [
            "General", "0.00", "[Red]0", "0\"day\"", "h:mm:ss", "\\d0", "#,##0_d", "0.00E+00",
        ] {
            assert!(!shows_day(code), "{code}");
        }
    }

    #[test]
    fn serial_days_are_those_of_excel() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        assert_eq!(day(1.0, false), date(1900, 1, 1));
        assert_eq!(day(61.0, false), date(1900, 3, 1));
        assert_eq!(day(43_679.75, false), date(2019, 8, 2));
        assert_eq!(day(0.0, true), date(1904, 1, 1));
        for nonsense in [-1.0, 0.5, f64::NAN, f64::INFINITY, 5.2e17] {
            assert_eq!(day(nonsense, false), None, "{nonsense}");
        }
    }
}
