//! What tests of letters have in common: a mail server that is named, people with addresses, offers.

use crate::{Client, TestApp, cast, sink::Sink};
use chrono::TimeDelta;
use domain::{
    id::{EnterpriseId, PersonId, PlacementId},
    letter::LetterChannel,
    placement::Placement,
};
use rengang::{
    config::{Settings, SmtpTls},
    services::letters::{self, Round},
    storage::{self, Writing},
};
use serde_json::{Value, json};
use std::collections::HashMap;

pub const WEINING: u32 = 520_526;

/// Mail goes to a server of this machine.
pub fn by(port: u16) -> impl FnOnce(&mut Settings) {
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
pub async fn preferring(who: &Client, wish: Value) {
    let read = who.get("/me/preferences").await.expect(200);
    let change = who.patch("/me/preferences", &wish).if_match(&read);
    change.await.expect(200);
}

/// The same with an address that was confirmed, by its rows: a code for each would take longer than most tests.
pub async fn reached_by(app: &TestApp, who: &Client, wish: Value) {
    preferring(who, wish).await;
    app.raw("update preference set email_confirmed_at = updated_at where email_sealed is not null and email_confirmed_at is null")
        .await;
    app.raw("delete from letter where kind = 'email_code'")
        .await;
}

/// Sends whatever is due now.
pub async fn send(app: &TestApp) -> Round {
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

/// How often each letter was taken, by its stable name.
pub fn taken(sink: &Sink) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for taken in sink.taken() {
        *counts.entry(taken.message_id().to_owned()).or_default() += 1;
    }
    counts
}

/// Sends and lets time pass until nothing waits any more.
pub async fn send_all(app: &TestApp) {
    while app
        .letters()
        .await
        .iter()
        .any(|letter| !letter.state.is_over())
    {
        send(app).await;
        app.clock.pass(TimeDelta::minutes(20));
    }
}

/// A factory of 东莞, and people of 威宁 with an address each.
pub struct Season {
    pub factory: EnterpriseId,
    pub people: Vec<PersonId>,
    pub workers: Vec<Client>,
}

impl Season {
    pub async fn of(app: &TestApp, people: u32) -> Self {
        let factory = cast::factory(app).await;
        let people = cast::people(app, WEINING, 1..people + 1).await;
        let mut workers = Vec::new();
        for (number, person) in people.iter().enumerate() {
            let worker = app.worker(*person).await;
            let email = format!("seeker{number}@post.example");
            reached_by(
                app,
                &worker,
                json!({ "email": email, "channels": ["email"] }),
            )
            .await;
            workers.push(worker);
        }
        Self {
            factory,
            people,
            workers,
        }
    }

    /// Offers a new post to everybody, and tells them, as committing a run does.
    pub async fn offer(&self, app: &TestApp) -> Vec<PlacementId> {
        let (tx, offers) = self.offering(app).await;
        tx.commit(crate::traces::of_a_test(), app.clock.now())
            .await
            .expect("committed");
        offers
    }

    /// The same, not committed yet.
    pub async fn offering(&self, app: &TestApp) -> (Writing, Vec<PlacementId>) {
        let openings = u32::try_from(self.people.len()).expect("few people");
        let post = cast::post(app, self.factory, openings).await;
        let people = self.people.iter();
        let offers: Vec<Placement> = people
            .map(|person| cast::an_offer(app, WEINING, *person, self.factory, post))
            .collect();
        let tx = storage::begin(&app.db).await.expect("a transaction");
        let made = storage::placements::insert_offers(&tx, &offers, None, app.clock.now());
        made.await.expect("offers");
        app.outbox().offers_made(&tx, &offers).await.expect("told");
        (tx, offers.iter().map(|offer| offer.id).collect())
    }
}

/// Takes a step with a placement on the version that stands now.
pub async fn step(who: &Client, id: PlacementId, step: &str, body: Value) {
    let read = who.get(&format!("/placements/{id}")).await.expect(200);
    let path = format!("/placements/{id}/{step}");
    let taken = who.post(&path, &body).if_match(&read).await;
    taken.expect(200);
}
