//! People are to be followed up.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDue {
    /// Which round: days after the start of work.
    pub after_days: u32,
    /// The last day on which it is not late.
    pub due_on: NaiveDate,
    /// How many people.
    pub people: u64,
}

#[derive(Template)]
#[template(path = "mail/round_due/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a RoundDue,
}

#[derive(Template)]
#[template(path = "mail/round_due/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a RoundDue,
}

impl RoundDue {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            after_days: 30,
            due_on: day(2020, 6, 10),
            people: 12,
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
