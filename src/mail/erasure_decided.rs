//! It was decided whether somebody is forgotten.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::{coded::Coded, erasure::ErasureRefusal};
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
#[template(path = "mail/erasure_decided/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
    it: &'a ErasureDecided,
}

#[derive(Template)]
#[template(path = "mail/erasure_decided/body.txt")]
struct Text<'a> {
    page: Page<'a>,
    it: &'a ErasureDecided,
}

#[derive(Template)]
#[template(path = "mail/erasure_decided/body.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a ErasureDecided,
}

#[derive(Template)]
#[template(path = "mail/erasure_decided/sms.txt")]
struct Sms<'a> {
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

    /// The reason in words; empty where there is none.
    fn why(&self, zh: bool) -> &'static str {
        let reason = self.refusal.as_deref().and_then(ErasureRefusal::from_code);
        match reason {
            Some(reason) if zh => reason.zh(),
            Some(reason) => reason.en(),
            None => "",
        }
    }

    pub(super) fn draw(&self, page: Page<'_>) -> askama::Result<Drawn> {
        let it = self;
        Drawn::of([
            Subject { page, it }.render(),
            Text { page, it }.render(),
            Html { page, it }.render(),
            Sms { page, it }.render(),
        ])
    }
}
