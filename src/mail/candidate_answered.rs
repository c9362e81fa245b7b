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
#[template(path = "mail/candidate_answered/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
    it: &'a CandidateAnswered,
}

#[derive(Template)]
#[template(path = "mail/candidate_answered/body.txt")]
struct Text<'a> {
    page: Page<'a>,
    it: &'a CandidateAnswered,
}

#[derive(Template)]
#[template(path = "mail/candidate_answered/body.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a CandidateAnswered,
}

#[derive(Template)]
#[template(path = "mail/candidate_answered/sms.txt")]
struct Sms<'a> {
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
        Drawn::of([
            Subject { page, it }.render(),
            Text { page, it }.render(),
            Html { page, it }.render(),
            Sms { page, it }.render(),
        ])
    }
}
