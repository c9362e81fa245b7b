//! What the code writes down for people: the API's description, the table of permissions, letters.
//! They are kept in the repository, so that a change of any is seen and reviewed.
//!
//! `UPDATE=1 cargo test --test api written` writes them anew.

use actix_web::body::MessageBody;
use domain::{
    coded::Coded,
    letter::{self, LetterKind},
    words::Role,
};
use rengang::{
    error::{Code, Error},
    http::problem::{self, Language},
    mail::{AnswerReceived, CandidateAnswered, ErasureDecided, Letter, Page, SignUpDecided},
    server,
    services::Permission,
};
use serde_json::Value;
use std::{fs, path::Path};

#[test]
fn the_description_is_the_one_that_was_reviewed() {
    // By way of a value: its members are sorted, the description's own extensions are not.
    let described = serde_json::to_value(server::description()).expect("a description");
    same_as("api-spec/openapi.json", &format!("{described:#}\n"));
}

#[test]
fn the_table_of_permissions_is_the_one_that_was_reviewed() {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    let mut lines = vec![format!("permission,{},unless", roles.join(","))];
    for permission in Permission::ALL {
        let held = Role::ALL.iter().map(|role| permission.held_by(*role));
        let marks: Vec<&str> = held.map(|held| if held { "yes" } else { "" }).collect();
        let unless: Vec<&str> = permission.recusals().iter().map(|why| why.code()).collect();
        let (marks, unless) = (marks.join(","), unless.join(" "));
        lines.push(format!("{},{marks},{unless}", permission.code()));
    }
    same_as("docs/permissions.csv", &(lines.join("\n") + "\n"));
}

#[test]
fn every_type_of_problem_is_explained() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("api-spec/README.md");
    let page = fs::read_to_string(page).expect("the page");
    let problems = [
        Error::Malformed(Code::JsonMalformed),
        Error::Invalid(Vec::new()),
        Error::Unauthenticated(Code::TokenMissing),
        Error::Forbidden,
        Error::SetUpFirst(Code::PasswordDue),
        Error::NotFound,
        Error::Conflict(Code::AlreadyExists),
        Error::Stale { current: 1 },
        Error::VersionMissing,
        Error::WrongMethod(Vec::new()),
        Error::TooLarge,
        Error::Unsupported,
        Error::TooMany(1),
        Error::Unavailable,
        Error::internal("a fault"),
    ];
    for problem in &problems {
        let answer = problem::write(problem, Language::En, "");
        let status = answer.status().as_u16();
        let body = answer.into_body().try_into_bytes().expect("a body");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let kind = body["type"].as_str().expect("a type");
        let row = format!("| `{kind}` | {status} |");
        assert!(page.contains(&row), "no row begins {row}");
    }
    assert_eq!(page.matches("\n| `/problems/").count(), problems.len());
}

#[test]
fn every_letter_is_the_one_that_was_reviewed() {
    let samples = LetterKind::ALL.iter().map(|kind| {
        let sample = Letter::sample(*kind);
        (kind.code().to_owned(), sample)
    });
    let declined = AnswerReceived {
        accepted: false,
        ..AnswerReceived::sample()
    };
    let refused = CandidateAnswered {
        confirmed: false,
        ..CandidateAnswered::sample()
    };
    let unchanged = SignUpDecided {
        renamed: false,
        ..SignUpDecided::sample()
    };
    let turned_down = SignUpDecided {
        approved: false,
        refusal: Some("username_taken".into()),
        ..unchanged.clone()
    };
    let kept = ErasureDecided {
        done: false,
        refusal: Some("legal_hold".into()),
        ..ErasureDecided::sample()
    };
    let refusals = [
        (
            "sign_up_decided.as_wished".to_owned(),
            Letter::SignUpDecided(unchanged),
        ),
        (
            "sign_up_decided.no".to_owned(),
            Letter::SignUpDecided(turned_down),
        ),
        (
            "erasure_decided.no".to_owned(),
            Letter::ErasureDecided(kept),
        ),
        (
            "answer_received.no".to_owned(),
            Letter::AnswerReceived(declined),
        ),
        (
            "candidate_answered.no".to_owned(),
            Letter::CandidateAnswered(refused),
        ),
    ];
    for (name, sample) in samples.chain(refusals) {
        for language in letter::Language::ALL {
            let page = Page {
                language: *language,
                link: "https://rengang.example",
            };
            let drawn = sample.draw(page).expect("a letter");
            assert!(!drawn.subject.contains('\n') && !drawn.sms.contains('\n'));
            // A text message of one part: 70 characters with Chinese in it, less its sender's name.
            assert!(
                drawn.sms.chars().count() <= 70 || *language == letter::Language::En,
                "{}",
                drawn.sms
            );
            let kept = sample.facts().expect("facts");
            assert_eq!(Letter::read(sample.kind(), kept).expect("a letter"), sample);
            let page = format!(
                "{}\n\n{}\n--- text message\n{}\n\n--- page\n{}",
                drawn.subject, drawn.text, drawn.sms, drawn.html
            );
            let name = format!("tests/letters/{name}.{}.txt", language.code());
            same_as(&name, &page);
        }
    }
}

#[track_caller]
fn same_as(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let first = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(
        kept == text,
        "{file} is not what the code says (first at line {}); look at the difference after \
         `UPDATE=1 cargo test --test api written`",
        first.map_or(kept.lines().count().min(text.lines().count()), |line| line) + 1,
    );
}
