//! An office said yes or no to an enterprise that asked for an account.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::sign_up::SignUpRefusal;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpDecided {
    /// Whether it said yes.
    pub approved: bool,
    /// The code of the reason of a no.
    pub refusal: Option<String>,
    /// Whether the sign-in name is another one than was wished for.
    pub renamed: bool,
    /// When.
    pub on: NaiveDate,
}

#[derive(Template)]
#[template(path = "mail/sign_up_decided/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a SignUpDecided,
}

#[derive(Template)]
#[template(path = "mail/sign_up_decided/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a SignUpDecided,
}

impl SignUpDecided {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            approved: true,
            refusal: None,
            renamed: true,
            on: day(2020, 6, 10),
        }
    }

    /// The reason of a no in words; empty where there is none.
    fn why(&self, page: &Page<'_>) -> &'static str {
        page.word::<SignUpRefusal>(self.refusal.as_deref())
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
