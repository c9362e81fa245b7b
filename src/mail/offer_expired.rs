//! An offer ended because the job seeker did not answer in time.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferExpired {
    /// Where the work is: the twelve digits of its division.
    pub workplace: i64,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/offer_expired/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a OfferExpired,
}

#[derive(Template)]
#[template(path = "mail/offer_expired/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a OfferExpired,
}

impl OfferExpired {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            workplace: Division::of_six(441_900).widened(),
            answer_by: day(2020, 4, 15),
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
