//! An enterprise asks for an account; an office of its place decides.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::division::Division;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpReceived {
    /// Where the enterprise is: the twelve digits of its division.
    pub division: i64,
    /// When.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/sign_up_received/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a SignUpReceived,
}

#[derive(Template)]
#[template(path = "mail/sign_up_received/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a SignUpReceived,
}

impl SignUpReceived {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            division: Division::of_six(441_900).widened(),
            on: day(2020, 6, 10),
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
