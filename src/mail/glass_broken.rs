//! The glass before a person was broken.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::{coded::Coded, trace::GlassReason};
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlassBroken {
    /// The code of the reason.
    pub reason: String,
    /// When.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/glass_broken/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a GlassBroken,
}

#[derive(Template)]
#[template(path = "mail/glass_broken/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a GlassBroken,
}

impl GlassBroken {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            reason: GlassReason::Missing.code().into(),
            on: day(2020, 6, 10),
        }
    }

    /// The reason in words.
    fn why(&self, page: &Page<'_>) -> &'static str {
        page.word::<GlassReason>(Some(self.reason.as_str()))
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
