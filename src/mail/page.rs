//! What all letters have around them: a language, and the address where people sign in.

use chrono::{Datelike, NaiveDate};
use domain::{coded::Bilingual, division::Division, letter::Language, register::register};

/// How a letter is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// In which language.
    pub language: Language,
    /// Where people sign in; empty where no address is to be named.
    pub link: &'a str,
}

/// A letter as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The subject of the mail, one line.
    pub subject: String,
    /// The mail as plain text.
    pub text: String,
    /// The mail as a page.
    pub html: String,
    /// The text message, one line.
    pub sms: String,
}

impl Drawn {
    /// Puts the parts together: lines without what templates leave at their ends.
    pub(super) fn of(
        [subject, text, html, sms]: [askama::Result<String>; 4],
    ) -> askama::Result<Self> {
        let trimmed = |part: String| part.trim().to_owned();
        Ok(Self {
            subject: trimmed(subject?),
            text: trimmed(text?) + "\n",
            html: trimmed(html?) + "\n",
            sms: trimmed(sms?),
        })
    }
}

impl Page<'_> {
    /// Whether it is in Chinese.
    #[must_use]
    pub fn zh(&self) -> bool {
        self.language == Language::Zh
    }

    /// As HTML spells the language.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        domain::coded::Coded::code(self.language)
    }

    /// A day, as people write it.
    #[must_use]
    pub fn day(&self, day: &NaiveDate) -> String {
        if self.zh() {
            format!("{}年{}月{}日", day.year(), day.month(), day.day())
        } else {
            day.format("%-d %B %Y").to_string()
        }
    }

    /// A day of this year, in few characters.
    #[must_use]
    pub fn short_day(&self, day: &NaiveDate) -> String {
        if self.zh() {
            format!("{}月{}日", day.month(), day.day())
        } else {
            day.format("%-d %b").to_string()
        }
    }

    /// A word by its code; empty where there is none.
    #[must_use]
    pub fn word<T: Bilingual>(&self, code: Option<&str>) -> &'static str {
        match code.and_then(T::from_code) {
            Some(word) if self.zh() => word.zh(),
            Some(word) => word.en(),
            None => "",
        }
    }

    /// A division's full name, by its twelve digits. Divisions have Chinese names only.
    #[must_use]
    pub fn place(&self, number: &i64) -> String {
        Division::from_widened(*number)
            .map(|division| register().full_name(division))
            .unwrap_or_default()
    }
}

/// A day of a sample.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
