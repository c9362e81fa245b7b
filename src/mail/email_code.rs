//! An e-mail address is to be confirmed by whoever reads it.

use super::page::{Drawn, Page};
use askama::Template;
use serde::{Deserialize, Serialize};

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailCode {
    /// The code. It is not kept with the letter: who sends it reckons it anew.
    #[serde(skip)]
    pub code: String,
}

#[derive(Template)]
#[template(path = "mail/email_code/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a EmailCode,
}

#[derive(Template)]
#[template(path = "mail/email_code/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a EmailCode,
}

impl EmailCode {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            code: String::new(),
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
