//! An offer, or a yes to one, was taken back.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferWithdrawn {
    /// Where the work was to be: the twelve digits of its division.
    pub workplace: i64,
    /// When it was taken back.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/offer_withdrawn/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a OfferWithdrawn,
}

#[derive(Template)]
#[template(path = "mail/offer_withdrawn/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a OfferWithdrawn,
}

impl OfferWithdrawn {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            workplace: Division::of_six(441_900).widened(),
            on: day(2020, 4, 9),
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
