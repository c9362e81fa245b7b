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
#[template(path = "mail/erasure_asked/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a ErasureAsked,
}

#[derive(Template)]
#[template(path = "mail/erasure_asked/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a ErasureAsked,
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
        let text = Text { page, it };
        Drawn::of([
            text.as_subject().render(),
            text.as_body().render(),
            Html { page, it }.render(),
            text.as_sms().render(),
        ])
    }
}
