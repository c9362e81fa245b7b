//! A job seeker answered an offer, or took a yes back.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerReceived {
    /// Where the work is: the twelve digits of its division.
    pub workplace: i64,
    /// Whether the answer is yes.
    pub accepted: bool,
    /// The day of the answer.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/answer_received/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a AnswerReceived,
}

#[derive(Template)]
#[template(path = "mail/answer_received/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a AnswerReceived,
}

impl AnswerReceived {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            workplace: Division::of_six(441_900).widened(),
            accepted: true,
            on: day(2020, 4, 3),
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
