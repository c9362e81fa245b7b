//! Who is told of requests that wait for an office: sign-ups, and people who want to be forgotten.

use crate::{
    Client, TestApp, cast,
    mailing::{by, reached_by, send},
    sign_ups::wish,
    sink::Sink,
};
use domain::letter::{LetterChannel, LetterKind};
use rengang::services::letters;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// Somebody of an office who is told at once, in English.
async fn told_at_once(app: &TestApp, who: &Client, name: &str) {
    let email = format!("{name}@office.example");
    let wish =
        json!({ "email": email, "rhythm": "at_once", "language": "en", "channels": ["email"] });
    reached_by(app, who, wish).await;
}

/// How many letters of each kind lie in the outbox or have gone.
async fn written(app: &TestApp) -> BTreeMap<LetterKind, usize> {
    let mut counts = BTreeMap::new();
    for letter in app.letters().await {
        *counts.entry(letter.kind).or_default() += 1;
    }
    counts
}

/// To whom letters went.
fn told(sink: &Sink) -> Vec<String> {
    let mut to: Vec<String> = sink.taken().into_iter().map(|taken| taken.to).collect();
    to.sort();
    to
}

async fn decide(office: &Client, path: &str, act: &str, body: Value) {
    let read = office.get(path).await.expect(200);
    let decision = office.post(&format!("{path}/{act}"), &body);
    decision.if_match(&read).await.expect(200);
}

#[actix_web::test]
async fn a_sign_up_is_told_to_the_bureau_of_its_place_and_its_end_to_the_first_user() {
    let sink = Sink::start().await;
    let texts = tempfile::tempdir().expect("a folder");
    let file = texts.path().join("texts.jsonl");
    let app = TestApp::with(|settings| {
        by(sink.port)(settings);
        settings.sms_file.clone_from(&file);
    })
    .await;
    let (bureau, elsewhere) = (app.bureau(DONGGUAN).await, app.bureau(440_300).await);
    told_at_once(&app, &bureau, "bureau").await;
    told_at_once(&app, &elsewhere, "elsewhere").await;

    let asked = wish(DONGGUAN, "chenguang-1");
    let id = app
        .anonymous()
        .post("/sign-ups", &asked)
        .await
        .expect(202)
        .id()
        .to_owned();
    send(&app).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, "<bureau@office.example>");
    assert!(!taken[0].data.contains("chenguang"), "it names nobody");

    decide(&bureau, &format!("/sign-ups/{id}"), "approval", json!({})).await;
    letters::send_due(&app, LetterChannel::Sms)
        .await
        .expect("a round");
    let text = std::fs::read_to_string(&file).expect("text messages");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.contains("13800138000") && text.contains("申请已通过"),
        "{text}"
    );
}

#[actix_web::test]
async fn more_sign_ups_than_are_listened_to_write_no_letters() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let bureau = app.bureau(DONGGUAN).await;
    told_at_once(&app, &bureau, "bureau").await;
    let asked = wish(DONGGUAN, "chenguang-1");
    for _ in 0..7 {
        app.anonymous().post("/sign-ups", &asked).await.expect(202);
    }
    assert_eq!(written(&app).await[&LetterKind::SignUpReceived], 5);
}

#[actix_web::test]
async fn the_officer_who_typed_a_sign_up_in_hears_of_its_end_and_not_of_its_coming() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let (one, other) = (app.bureau(DONGGUAN).await, app.bureau(DONGGUAN).await);
    told_at_once(&app, &one, "one").await;
    told_at_once(&app, &other, "other").await;
    let id = one
        .post("/sign-ups", &wish(DONGGUAN, "chenguang-1"))
        .await
        .expect(202)
        .id()
        .to_owned();
    let no = json!({ "reason": "not_registered" });
    decide(&other, &format!("/sign-ups/{id}"), "refusal", no).await;
    send(&app).await;
    assert_eq!(
        told(&sink),
        ["<one@office.example>", "<other@office.example>"]
    );
    assert_eq!(written(&app).await[&LetterKind::SignUpDecided], 1);
}

#[actix_web::test]
async fn a_request_to_be_forgotten_is_told_to_the_county_and_a_no_to_the_person() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let people = cast::people(&app, WEINING, 1..3).await;
    let (county, elsewhere) = (app.county(WEINING).await, app.county(530_602).await);
    told_at_once(&app, &county, "county").await;
    told_at_once(&app, &elsewhere, "elsewhere").await;
    let worker = app.worker(people[0]).await;
    told_at_once(&app, &worker, "worker").await;

    let path = format!("/people/{}/erasure-requests", people[0]);
    let asked = worker.post(&path, &json!({})).await.expect(201);
    send(&app).await;
    let no = json!({ "refusal": "not_the_person" });
    let erasure = format!("/erasures/{}", asked.id());
    decide(&county, &erasure, "decision", no).await;
    send(&app).await;
    assert_eq!(
        told(&sink),
        ["<county@office.example>", "<worker@office.example>"]
    );
    let last = sink.taken().pop().expect("a letter");
    assert!(last.data.contains("refused"), "{}", last.data);
}

#[actix_web::test]
async fn nothing_is_sent_to_whoever_was_forgotten_but_to_the_officer_who_asked() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let people = cast::people(&app, WEINING, 1..2).await;
    let (asks, decides) = (app.county(WEINING).await, app.county(WEINING).await);
    told_at_once(&app, &asks, "asks").await;
    told_at_once(&app, &decides, "decides").await;
    let worker = app.worker(people[0]).await;
    told_at_once(&app, &worker, "worker").await;

    let path = format!("/people/{}/erasure-requests", people[0]);
    let asked = asks.post(&path, &json!({})).await.expect(201);
    let erasure = format!("/erasures/{}", asked.id());
    decide(&decides, &erasure, "decision", json!({})).await;
    send(&app).await;
    assert_eq!(
        told(&sink),
        ["<asks@office.example>", "<decides@office.example>"]
    );
    assert_eq!(written(&app).await[&LetterKind::ErasureDecided], 1);
}
