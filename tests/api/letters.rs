//! What people are told, how often, and what becomes of it when the mail server is in trouble.

use crate::{
    Client, TestApp, cast,
    sink::{Sink, Trouble, silent_port},
};
use chrono::TimeDelta;
use domain::{
    id::{EnterpriseId, PersonId, VacancyId},
    letter::{LetterChannel, LetterFault, LetterState},
};
use rengang::{
    config::{Settings, SmtpTls},
    services::letters::{self, Round},
    storage,
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

/// Mail goes to a server of this machine.
fn by(port: u16) -> impl FnOnce(&mut Settings) {
    move |settings| {
        settings.smtp_host = "127.0.0.1".into();
        settings.smtp_port = port;
        settings.smtp_tls = SmtpTls::None;
        settings.smtp_seconds = 2;
        settings.mail_from = "人岗 <noreply@rengang.example>".into();
        settings.public_url = "https://rengang.example".into();
    }
}

/// Says how somebody wants to be told.
async fn preferring(who: &Client, wish: Value) {
    let read = who.get("/me/preferences").await.expect(200);
    let change = who.patch("/me/preferences", &wish).if_match(&read);
    change.await.expect(200);
}

/// Sends whatever is due now.
async fn send(app: &TestApp) -> Round {
    let mut all = Round::default();
    loop {
        let round = letters::send_due(app, LetterChannel::Email).await;
        let round = round.expect("a round");
        if round.letters == 0 {
            return all;
        }
        all.letters += round.letters;
        all.sent += round.sent;
        all.is_away |= round.is_away;
    }
}

/// A factory with a post, people of 威宁 with an address each, and an offer to each of them.
struct Season {
    factory: EnterpriseId,
    post: VacancyId,
    people: Vec<PersonId>,
    workers: Vec<Client>,
}

impl Season {
    async fn of(app: &TestApp, people: u32) -> Self {
        let factory = cast::factory(app).await;
        let post = cast::post(app, factory, people).await;
        let people = cast::people(app, WEINING, 1..people + 1).await;
        let mut workers = Vec::new();
        for (number, person) in people.iter().enumerate() {
            let worker = app.worker(*person).await;
            let email = format!("seeker{number}@post.example");
            preferring(&worker, json!({ "email": email, "channels": ["email"] })).await;
            workers.push(worker);
        }
        Self {
            factory,
            post,
            people,
            workers,
        }
    }

    /// Offers the post to everybody, and tells them, as committing a run does.
    async fn offer(&self, app: &TestApp) {
        let tx = storage::begin(&app.db).await.expect("a transaction");
        let mut offers = Vec::new();
        for person in &self.people {
            offers.push(cast::an_offer(
                app,
                WEINING,
                *person,
                self.factory,
                self.post,
            ));
        }
        let made = storage::placements::insert_offers(&tx, &offers, None, app.clock.now());
        made.await.expect("offers");
        app.outbox().offers_made(&tx, &offers).await.expect("told");
        tx.commit().await.expect("committed");
    }
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
        let tx = storage::begin(&app.db).await.expect("a transaction");
        let offers: Vec<_> = season
            .people
            .iter()
            .map(|person| cast::an_offer(&app, WEINING, *person, season.factory, season.post))
            .collect();
        let made = storage::placements::insert_offers(&tx, &offers, None, app.clock.now());
        made.await.expect("offers");
        app.outbox().offers_made(&tx, &offers).await.expect("told");
        tx.rollback().await.expect("rolled back");
    }
    assert_eq!(send(&app).await, Round::default());
    assert_eq!(app.letters().await.len(), 0);
    assert_eq!(sink.taken().len(), 0);
    drop(season.workers);
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
async fn nothing_is_lost_while_the_mail_server_is_down_for_ten_minutes() {
    let port = silent_port();
    let app = TestApp::with(by(port)).await;
    let season = Season::of(&app, 12).await;
    season.offer(&app).await;
    for _ in 0..20 {
        assert_eq!(send(&app).await.sent, 0);
        app.clock.pass(TimeDelta::seconds(30));
    }
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Queued)
    );
    assert!(
        letters
            .iter()
            .all(|letter| letter.fault == Some(LetterFault::Away))
    );
    assert!(
        letters.iter().all(|letter| letter.attempts < 8),
        "with rests"
    );

    let sink = Sink::at(port).await;
    app.clock.pass(TimeDelta::hours(1));
    assert_eq!(send(&app).await.sent, 12);
    let mut ids: Vec<_> = sink
        .taken()
        .iter()
        .map(|t| t.message_id().to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 12);
}
