//! A job seeker is called to a departure. Where people gather is told to those who sign in: what an
//! officer wrote there may name somebody.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartureCall {
    /// Where the work is: the twelve digits of its division.
    pub workplace: i64,
    /// The day of departure.
    pub leaves_on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/departure_call/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a DepartureCall,
}

#[derive(Template)]
#[template(path = "mail/departure_call/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a DepartureCall,
}

impl DepartureCall {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            workplace: Division::of_six(441_900).widened(),
            leaves_on: day(2020, 4, 20),
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
