//! Days as rosters write them: real dates, text in half a dozen shapes, months, serial numbers.

use super::cell::Plain;
use crate::form::Cell;
use chrono::{Days, NaiveDate};

/// What a cell says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// A day.
    Day(NaiveDate),
    /// A month, by its first day.
    Month(NaiveDate),
    /// Something that is no date.
    Unclear,
}

/// Serial numbers that can be meant as days: from 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=80_000;

/// Reads a date cell: `2019-08-15`, `2019.8.15`, `2019/8/15`, `2019年8月15日`, `20190815`, a time of
/// day behind any of them, `2019.8` and its like for a month, and 43692 as the spreadsheet counts.
///
/// October written as the number 2019.1 cannot be told from January and is read as January.
#[must_use]
pub fn read(cell: &Cell) -> Said {
    if let Cell::Date(day) = cell {
        return Said::Day(*day);
    }
    let plain = match cell {
        Cell::Text(text) => Plain::of_text(without_clock(text)),
        other => Plain::of(other),
    };
    if plain.is_empty() {
        return Said::Nothing;
    }
    day_counted(&plain.text)
        .or_else(|| eight_digits(&plain.text))
        .map(Said::Day)
        .or_else(|| separated(&plain.text))
        .unwrap_or(Said::Unclear)
}

/// Cuts off `00:00:00`, before white space is taken away and joins it to the day.
fn without_clock(text: &str) -> &str {
    match text.trim().split_once([' ', 'T']) {
        Some((day, clock)) if clock.contains(':') => day,
        _ => text,
    }
}

/// A spreadsheet's count of days, in which 25569 is 1970-01-01.
fn day_counted(text: &str) -> Option<NaiveDate> {
    let serial: u32 = text
        .parse()
        .ok()
        .filter(|serial| SERIALS.contains(serial))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial.into()))
}

fn eight_digits(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let day = || day(number(0..4)?, number(4..6)?, number(6..8)?);
    digits.then(day).flatten()
}

fn separated(text: &str) -> Option<Said> {
    let text = text.strip_suffix(['日', '号', '月']).unwrap_or(text);
    let mut parts = text.split(['.', '-', '/', '年', '月']);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let fits = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        Some(if fits { part.parse::<u32>().ok() } else { None })
    };
    let year = number(4..=4)??;
    let month = number(1..=2)??;
    match number(1..=2) {
        None => day(year, month, 1).map(Said::Month),
        Some(of_month) if parts.next().is_none() => day(year, month, of_month?).map(Said::Day),
        Some(_) => None,
    }
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| year >= 1900)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn said(text: &str) -> Said {
        read(&Cell::Text(text.to_owned()))
    }

    #[test]
    fn every_usual_spelling_of_a_day_is_that_day() {
        for text in [
            "2019-08-15",
            "2019.8.15",
            "2019/8/15",
            "2019年8月15日",
            "2019年8月15号",
            "2019年 8月 15日",
            "20190815",
            "２０１９－８－１５",
            "2019-08-15 00:00:00",
            "2019-08-15T00:00:00",
            "43692",
        ] {
            assert_eq!(said(text), Said::Day(on("2019-08-15")), "{text}");
        }
        assert_eq!(read(&Cell::Number(43692.0)), Said::Day(on("2019-08-15")));
        assert_eq!(
            read(&Cell::Date(on("2019-08-15"))),
            Said::Day(on("2019-08-15"))
        );
    }

    #[test]
    fn a_month_is_its_first_day() {
        for text in ["2019.8", "2019-08", "2019/8", "2019年8月", "2019年08"] {
            assert_eq!(said(text), Said::Month(on("2019-08-01")), "{text}");
        }
        assert_eq!(read(&Cell::Number(2019.8)), Said::Month(on("2019-08-01")));
    }

    #[test]
    fn nothing_else_is_a_date() {
        for text in [
            "2019-13-05",
            "2019-02-30",
            "2019",
            "19.8.1",
            "2019-8-15-1",
            "2019--8",
            "去年",
            "12",
            "99999",
        ] {
            assert_eq!(said(text), Said::Unclear, "{text}");
        }
        assert_eq!(said("  "), Said::Nothing);
        assert_eq!(read(&Cell::Empty), Said::Nothing);
    }
}
