//! Who is told of what, how often, and who may see what became of it.

use crate::{
    TestApp, cast,
    mailing::{Season, WEINING, by, preferring, reached_by, send, step},
    sink::{Sink, Trouble},
};
use domain::letter::{LetterChannel, LetterKind, LetterState};
use rengang::services::{
    letters::{self, Round},
    rounds,
};
use serde_json::json;
use std::collections::BTreeMap;

/// How many letters of each kind an account was written, and in which state they are.
async fn written(app: &TestApp) -> BTreeMap<(LetterKind, LetterState), usize> {
    let mut counts = BTreeMap::new();
    for letter in app.letters().await {
        *counts.entry((letter.kind, letter.state)).or_default() += 1;
    }
    counts
}

#[actix_web::test]
async fn an_offer_is_told_once_and_names_nobody() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 1).await;
    season.offer(&app).await;

    let round = send(&app).await;
    assert_eq!((round.letters, round.sent), (1, 1));
    let taken = sink.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, "<seeker0@post.example>");
    let letter = &app.letters().await[0];
    assert_eq!(
        taken[0].message_id(),
        format!("<{}@rengang.example>", letter.id)
    );
    assert_eq!(letter.state, LetterState::Sent);
    assert_eq!(taken[0].header("Auto-Submitted"), "auto-generated");

    assert_eq!(send(&app).await, Round::default(), "and not again");
}

#[actix_web::test]
async fn what_is_undone_is_told_to_nobody() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 2).await;
    for _ in 0..200 {
        let (tx, _) = season.offering(&app).await;
        drop(tx);
    }
    assert_eq!(send(&app).await, Round::default());
    assert_eq!(app.letters().await.len(), 0);
    assert_eq!(sink.taken().len(), 0);
}

#[actix_web::test]
async fn an_answer_is_told_to_those_who_wait_for_it_and_the_enterprises_to_the_person() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 2).await;
    let county = app.county(WEINING).await;
    let elsewhere = app.county(530_602).await;
    let bureau = app.bureau(441_900).await;
    let employer = app.enterprise(season.factory).await;
    for (name, who) in [
        ("county", &county),
        ("elsewhere", &elsewhere),
        ("bureau", &bureau),
        ("employer", &employer),
    ] {
        let wish = json!({ "email": format!("{name}@office.example"), "rhythm": "at_once", "language": "en" });
        reached_by(&app, who, wish).await;
    }
    let offers = season.offer(&app).await;
    send(&app).await;
    let told = |sink: &Sink| {
        let taken = sink.taken().into_iter().skip(2);
        let mut to: Vec<String> = taken.map(|taken| taken.to).collect();
        to.sort();
        to
    };

    step(
        &season.workers[0],
        offers[0],
        "refusal",
        json!({ "reason": "too_far" }),
    )
    .await;
    send(&app).await;
    assert_eq!(
        told(&sink),
        ["<county@office.example>"],
        "nobody else knew of it"
    );

    step(&season.workers[1], offers[1], "acceptance", json!({})).await;
    send(&app).await;
    let all = [
        "<bureau@office.example>",
        "<county@office.example>",
        "<county@office.example>",
        "<employer@office.example>",
    ];
    assert_eq!(told(&sink), all);

    step(&employer, offers[1], "confirmation", json!({})).await;
    send(&app).await;
    assert_eq!(told(&sink).len(), 6);
    assert!(told(&sink).contains(&"<seeker1@post.example>".to_owned()));
    let last = sink.taken().pop().expect("a letter");
    assert!(!last.data.contains("elsewhere"));
}

#[actix_web::test]
async fn an_office_hears_once_a_day_of_what_happened() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 3).await;
    let county = app.county(WEINING).await;
    reached_by(&app, &county, json!({ "email": "office@county.example" })).await;
    let offers = season.offer(&app).await;
    for (worker, offer) in season.workers.iter().zip(&offers) {
        step(worker, *offer, "acceptance", json!({})).await;
    }
    assert_eq!(
        letters::gather_digests(&app).await.expect("asked"),
        0,
        "not yet"
    );
    send(&app).await;
    assert_eq!(sink.taken().len(), 3, "the offers");

    app.clock.advance(1);
    assert_eq!(letters::gather_digests(&app).await.expect("written"), 1);
    assert_eq!(
        letters::gather_digests(&app).await.expect("asked"),
        0,
        "once"
    );
    send(&app).await;
    let digest = sink.taken().pop().expect("a letter");
    assert_eq!(digest.to, "<office@county.example>");
    let counts = written(&app).await;
    assert_eq!(
        counts[&(LetterKind::AnswerReceived, LetterState::Collected)],
        3
    );
    assert_eq!(counts[&(LetterKind::Digest, LetterState::Sent)], 1);
    let letters = app.letters().await;
    let digest = letters
        .iter()
        .find(|letter| letter.kind == LetterKind::Digest);
    let facts = &digest.expect("the digest").facts;
    assert_eq!(facts["counts"], json!({ "answer_received": 3 }));
    assert_eq!(
        (&facts["since"], &facts["until"]),
        (&json!("2020-04-01"), &json!("2020-04-02"))
    );
}

#[actix_web::test]
async fn what_waits_for_a_digest_follows_a_change_of_mind() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 1).await;
    let worker = &season.workers[0];
    let gathered = async || letters::gather_digests(&app).await.expect("asked");

    preferring(worker, json!({ "rhythm": "weekly" })).await;
    season.offer(&app).await;
    assert_eq!((gathered().await, send(&app).await), (0, Round::default()));
    preferring(worker, json!({ "rhythm": "at_once" })).await;
    assert_eq!((gathered().await, send(&app).await.sent), (1, 1));

    preferring(worker, json!({ "rhythm": "weekly" })).await;
    season.offer(&app).await;
    preferring(worker, json!({ "rhythm": "none" })).await;
    season.offer(&app).await;
    app.clock.advance(8);
    assert_eq!((gathered().await, send(&app).await), (0, Round::default()));
    let counts = written(&app).await;
    assert_eq!(counts[&(LetterKind::OfferMade, LetterState::Dropped)], 1);
    assert_eq!(
        counts.values().sum::<usize>(),
        3,
        "with none, none is written"
    );
}

#[actix_web::test]
async fn who_has_left_or_has_no_address_any_more_gets_no_letter() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 3).await;
    season.offer(&app).await;
    preferring(&season.workers[0], json!({ "email": null })).await;
    preferring(&season.workers[1], json!({ "channels": [] })).await;
    let office = app.county(WEINING).await;
    let accounts = office.get("/accounts").await.expect(200);
    // The office's own is the last.
    let third = accounts.body["items"][2]["id"]
        .as_str()
        .expect("an account");
    let path = format!("/accounts/{third}/disablement");
    let disabled = office.post(&path, &json!({})).header("if-match", "\"v1\"");
    disabled.await.expect(200);

    assert_eq!(send(&app).await.letters, 3);
    assert_eq!(sink.taken().len(), 0);
    let counts = written(&app).await;
    assert_eq!(counts[&(LetterKind::OfferMade, LetterState::Dropped)], 3);
}

#[actix_web::test]
async fn a_letter_that_is_refused_for_good_is_seen_and_sent_again_on_demand() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 1).await;
    season.offer(&app).await;
    sink.expect([Trouble::Never]);
    send(&app).await;

    let county = app.county(WEINING).await;
    let listed = county.get("/letters?state=dead").await.expect(200);
    let dead = &listed.body["items"][0];
    assert_eq!(
        (&dead["fault"], &dead["reply"]),
        (&json!("refused"), &json!("550"))
    );
    assert!(!listed.body.to_string().contains("post.example"));
    app.clock.advance(1);
    assert_eq!(send(&app).await, Round::default(), "not of its own accord");

    let county = app.county(WEINING).await;
    let path = format!("/letters/{}", dead["id"].as_str().expect("an identity"));
    let read = county.get(&path).await.expect(200);
    let act = format!("{path}/requeueing");
    let again = county.post(&act, &json!({})).if_match(&read).await;
    assert_eq!(again.expect(200).body["state"], "queued");
    assert_eq!(send(&app).await.sent, 1);
    let read = county.get(&path).await.expect(200);
    let sent = county.post(&act, &json!({})).if_match(&read).await;
    assert_eq!(sent.expect(409).code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn letters_are_seen_by_the_offices_of_those_who_get_them_only() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 2).await;
    season.offer(&app).await;
    assert_eq!(app.letters().await.len(), 2);
    let seen = async |who: crate::Client| {
        let listed = who.get("/letters?channel=email").await.expect(200);
        let items = listed.body["items"].as_array().cloned();
        items.expect("a list").len()
    };
    assert_eq!(seen(app.county(WEINING).await).await, 2);
    assert_eq!(seen(app.province(520_000).await).await, 2);
    assert_eq!(seen(app.sysadmin().await).await, 2);
    assert_eq!(seen(app.county(530_602).await).await, 0);
    assert_eq!(seen(app.bureau(441_900).await).await, 0);
    let malformed = app.sysadmin().await.get("/letters?state=lost").await;
    assert_eq!(malformed.expect(400).code(), "PARAMETER_MALFORMED");
}

#[actix_web::test]
async fn a_paused_outbox_keeps_its_letters() {
    let sink = Sink::start().await;
    let paused = |settings: &mut rengang::config::Settings| {
        by(sink.port)(settings);
        settings.outbox = rengang::config::OutboxDoor::Paused;
    };
    let app = TestApp::with(paused).await;
    Season::of(&app, 1).await.offer(&app).await;
    // It would run until it is told to stop.
    let stop = tokio_util::sync::CancellationToken::new();
    rengang::postman::run((*app).clone(), stop).await;
    assert_eq!(sink.taken().len(), 0);
    assert_eq!(app.letters().await[0].state, LetterState::Queued);
    assert_eq!(app.letters().await[0].channel, LetterChannel::Email);
}

#[actix_web::test]
async fn letters_of_a_backup_can_be_dropped_before_they_are_sent_again() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 2).await;
    season.offer(&app).await;
    app.clock.advance(1);
    let lost = app.clock.now();
    season.offer(&app).await;
    assert_eq!(letters::drop_written(&app, lost).await.expect("dropped"), 2);
    assert_eq!(send(&app).await.sent, 2);
    let counts = written(&app).await;
    assert_eq!(counts[&(LetterKind::OfferMade, LetterState::Dropped)], 2);
}

#[actix_web::test]
async fn a_county_is_told_once_of_a_round_that_becomes_due() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let factory = cast::factory(&app).await;
    for number in 1..4 {
        cast::at_work(&app, WEINING, number, factory).await;
    }
    cast::at_work(&app, 530_602, 9, factory).await;
    let county = app.county(WEINING).await;
    let wish = json!({ "email": "office@county.example", "rhythm": "at_once" });
    reached_by(&app, &county, wish).await;
    let tell = async || rounds::tell_due(&app).await.expect("asked");

    app.clock.advance(6);
    assert_eq!(tell().await, 0, "a day too early");
    app.clock.advance(1);
    assert_eq!(tell().await, 2, "one for each county");
    assert_eq!(tell().await, 2);
    app.clock.advance(1);
    tell().await;
    let letters = app.letters().await;
    assert_eq!(letters.len(), 1, "the other county has nobody who reads");
    assert_eq!(letters[0].kind, LetterKind::RoundDue);
    assert_eq!(
        letters[0].facts,
        json!({ "after_days": 7, "due_on": "2020-04-15", "people": 3 })
    );
    assert_eq!(send(&app).await.sent, 1);

    app.clock.advance(30);
    assert_eq!(
        tell().await,
        0,
        "what nobody told of in time is told of no more"
    );
}
