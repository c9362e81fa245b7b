//! Somebody asks to be forgotten; the county decides.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureAsked {
    /// When.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/erasure_asked/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "mail/erasure_asked/body.txt")]
struct Text<'a> {
    page: Page<'a>,
    it: &'a ErasureAsked,
}

#[derive(Template)]
#[template(path = "mail/erasure_asked/body.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a ErasureAsked,
}

#[derive(Template)]
#[template(path = "mail/erasure_asked/sms.txt")]
struct Sms<'a> {
    page: Page<'a>,
}

impl ErasureAsked {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            on: day(2020, 6, 10),
        }
    }

    pub(super) fn draw(&self, page: Page<'_>) -> askama::Result<Drawn> {
        let it = self;
        Drawn::of([
            Subject { page }.render(),
            Text { page, it }.render(),
            Html { page, it }.render(),
            Sms { page }.render(),
        ])
    }
}
