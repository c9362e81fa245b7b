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
#[template(path = "mail/glass_broken/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "mail/glass_broken/body.txt")]
struct Text<'a> {
    page: Page<'a>,
    it: &'a GlassBroken,
}

#[derive(Template)]
#[template(path = "mail/glass_broken/body.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a GlassBroken,
}

#[derive(Template)]
#[template(path = "mail/glass_broken/sms.txt")]
struct Sms<'a> {
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
    fn why(&self, zh: bool) -> &'static str {
        match GlassReason::from_code(&self.reason) {
            Some(reason) if zh => reason.zh(),
            Some(reason) => reason.en(),
            None => "",
        }
    }

    pub(super) fn draw(&self, page: Page<'_>) -> askama::Result<Drawn> {
        let it = self;
        Drawn::of([
            Subject { page }.render(),
            Text { page, it }.render(),
            Html { page, it }.render(),
            Sms { page, it }.render(),
        ])
    }
}
