//! Offers of a county ended because nobody answered in time.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffersUnanswered {
    /// The day on which they ended.
    pub on: NaiveDate,
    /// How many.
    pub offers: usize,
}

#[derive(Template)]
#[template(path = "mail/offers_unanswered/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a OffersUnanswered,
}

#[derive(Template)]
#[template(path = "mail/offers_unanswered/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a OffersUnanswered,
}

impl OffersUnanswered {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            on: day(2020, 4, 16),
            offers: 12,
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
