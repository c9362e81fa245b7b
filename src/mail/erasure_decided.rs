//! It was decided whether somebody is forgotten.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::erasure::ErasureRefusal;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureDecided {
    /// Whether nothing is known of the person any more.
    pub done: bool,
    /// The code of the reason of a no.
    pub refusal: Option<String>,
    /// When.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/erasure_decided/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a ErasureDecided,
}

#[derive(Template)]
#[template(path = "mail/erasure_decided/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a ErasureDecided,
}

impl ErasureDecided {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            done: true,
            refusal: None,
            on: day(2020, 6, 10),
        }
    }

    /// The reason of a no in words; empty where there is none.
    fn why(&self, page: &Page<'_>) -> &'static str {
        page.word::<ErasureRefusal>(self.refusal.as_deref())
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
