//! An office said yes or no to an enterprise that asked for an account.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::{coded::Coded, sign_up::SignUpRefusal};
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
#[template(path = "mail/sign_up_decided/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
    it: &'a SignUpDecided,
}

#[derive(Template)]
#[template(path = "mail/sign_up_decided/body.txt")]
struct Text<'a> {
    page: Page<'a>,
    it: &'a SignUpDecided,
}

#[derive(Template)]
#[template(path = "mail/sign_up_decided/body.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a SignUpDecided,
}

#[derive(Template)]
#[template(path = "mail/sign_up_decided/sms.txt")]
struct Sms<'a> {
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

    /// The reason in words; empty where there is none.
    fn why(&self, zh: bool) -> &'static str {
        let reason = self.refusal.as_deref().and_then(SignUpRefusal::from_code);
        match reason {
            Some(reason) if zh => reason.zh(),
            Some(reason) => reason.en(),
            None => "",
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
