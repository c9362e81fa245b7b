//! What happened since the last digest, by kind.

use super::page::{Drawn, Page, day};
use askama::Template;
use chrono::NaiveDate;
use domain::{coded::Coded, letter::LetterKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The first day that it tells of.
    pub since: NaiveDate,
    /// The day on which it was written.
    pub until: NaiveDate,
    /// How many letters of each kind it stands for, by the kind's code.
    pub counts: BTreeMap<String, i64>,
}

#[derive(Template)]
#[template(path = "mail/digest/letter.txt", blocks = ["subject", "body", "sms"])]
struct Text<'a> {
    page: Page<'a>,
    it: &'a Digest,
}

#[derive(Template)]
#[template(path = "mail/digest/letter.html")]
struct Html<'a> {
    page: Page<'a>,
    it: &'a Digest,
}

impl Digest {
    /// One as it could be.
    #[must_use]
    pub fn sample() -> Self {
        let counts = [
            (LetterKind::AnswerReceived, 23),
            (LetterKind::CandidateAnswered, 1),
            (LetterKind::RoundDue, 2),
        ];
        Self {
            since: day(2020, 4, 1),
            until: day(2020, 4, 2),
            counts: counts
                .into_iter()
                .map(|(kind, count)| (kind.code().to_owned(), count))
                .collect(),
        }
    }

    /// How many letters it stands for.
    fn total(&self) -> i64 {
        self.counts.values().sum()
    }

    /// Its lines, in the order of the kinds.
    fn lines(&self, page: &Page<'_>) -> Vec<String> {
        let kinds = LetterKind::ALL.iter().copied();
        let counted = kinds.filter_map(|kind| Some((kind, *self.counts.get(kind.code())?)));
        counted
            .map(|(kind, count)| line(page, kind, count))
            .collect()
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

fn line(page: &Page<'_>, kind: LetterKind, count: i64) -> String {
    if page.zh() {
        return format!("{}：{count} 件", kind.zh());
    }
    let about = match kind {
        LetterKind::OfferMade => "offers made",
        LetterKind::AnswerReceived => "answers of job seekers",
        LetterKind::CandidateAnswered => "answers of enterprises",
        LetterKind::DepartureCall => "calls to a departure",
        LetterKind::RoundDue => "follow-up rounds due",
        LetterKind::GlassBroken => "looks at people of your area by other offices",
        LetterKind::OfferWithdrawn => "offers taken back",
        LetterKind::OfferExpired => "offers that ended",
        LetterKind::OffersUnanswered => "days on which offers ended without an answer",
        LetterKind::Digest => "digests",
        LetterKind::EmailCode => "addresses to confirm",
        LetterKind::SignUpReceived => "enterprises that ask for an account",
        LetterKind::SignUpDecided => "answers to enterprises that asked for an account",
        LetterKind::ErasureAsked => "people who ask to be forgotten",
        LetterKind::ErasureDecided => "answers to people who asked to be forgotten",
    };
    format!("{about}: {count}")
}
