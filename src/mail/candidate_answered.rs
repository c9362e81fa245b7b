//! An enterprise said yes or no to somebody who had said yes.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateAnswered {
    /// Where the work is: the twelve digits of its division.
    pub workplace: i64,
    /// Whether the answer is yes.
    pub confirmed: bool,
    /// The day of the answer.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/candidate_answered/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a CandidateAnswered,
}

#[derive(Template)]
#[template(path = "mail/candidate_answered/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a CandidateAnswered,
}

impl CandidateAnswered {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            workplace: Division::of_six(441_900).widened(),
            confirmed: true,
            on: day(2020, 4, 5),
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
