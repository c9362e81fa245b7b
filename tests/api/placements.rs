//! From an offer to months of work.

use crate::{Answer, Client, TestApp, cast, corrections::the_events_tell_every_life};
use actix_web::http::StatusCode;
use domain::id::PlacementId;
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;

/// Takes a step on the version that stands now.
pub async fn step(who: &Client, id: PlacementId, step: &str, body: Value) -> Answer {
    let read = who.get(&format!("/placements/{id}")).await;
    who.post(&format!("/placements/{id}/{step}"), &body)
        .if_match(&read)
        .await
}

/// How many rows of a table fit a condition.
pub async fn count(app: &TestApp, what: &str) -> i64 {
    let sql = format!("select count(*) as n from {what}");
    let row = app
        .db
        .query_one_raw(sea_orm::Statement::from_string(
            app.db.get_database_backend(),
            sql,
        ))
        .await;
    row.expect("an answer")
        .expect("a row")
        .try_get("", "n")
        .expect("a number")
}

#[actix_web::test]
async fn a_placement_goes_from_offer_to_work_and_to_its_end() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 2).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
    let (county, worker) = (app.county(WEINING).await, app.worker(person).await);
    let (employer, bureau) = (app.enterprise(factory).await, app.bureau(441_900).await);

    assert_eq!(
        employer.get(&format!("/placements/{id}")).await.status,
        404,
        "not before the yes"
    );
    assert_eq!(
        step(&worker, id, "acceptance", json!({})).await.body["stage"],
        "accepted"
    );
    assert_eq!(
        step(&county, id, "departure", json!({})).await.code(),
        "NOT_CONFIRMED"
    );
    assert_eq!(
        step(&employer, id, "confirmation", json!({})).await.status,
        200
    );
    assert_eq!(
        step(&county, id, "departure", json!({})).await.body["stage"],
        "departed"
    );
    assert_eq!(
        step(&employer, id, "start", json!({})).await.code(),
        "NOT_ARRIVED"
    );
    assert_eq!(
        step(&bureau, id, "arrival", json!({})).await.body["stage"],
        "arrived"
    );
    assert_eq!(
        step(&employer, id, "start", json!({})).await.body["stage"],
        "working"
    );
    assert_eq!(count(&app, "employment where ended_on is null").await, 1);
    assert_eq!(count(&app, "vacancy where taken = 1").await, 1);

    app.clock.advance(30);
    // Tokens have run out in a month.
    let (worker, employer) = (app.worker(person).await, app.enterprise(factory).await);
    let county = app.county(WEINING).await;
    assert_eq!(
        worker
            .post(&format!("/placements/{id}/check-ins"), &json!({}))
            .await
            .status,
        200
    );
    let ended = step(&employer, id, "ending", json!({ "reason": "went_home" })).await;
    assert_eq!(
        (
            ended.body["stage"].as_str(),
            ended.body["closed_on"].as_str()
        ),
        (Some("ended"), Some("2020-05-01"))
    );
    assert_eq!(count(&app, "employment where ended_on is null").await, 0);
    assert_eq!(count(&app, "vacancy where taken = 0").await, 1);

    let events = county.get(&format!("/placements/{id}/events")).await;
    let kinds: Vec<&str> = events.body["items"]
        .as_array()
        .expect("events")
        .iter()
        .filter_map(|event| event["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "offered",
            "accepted",
            "confirmed",
            "departed",
            "arrived",
            "started",
            "check_in",
            "ended"
        ]
    );
}

#[actix_web::test]
async fn a_yes_closes_the_persons_other_offers() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let (first, second) = (
        cast::post(&app, factory, 1).await,
        cast::post(&app, factory, 1).await,
    );
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let taken = cast::offer(&app, WEINING, person, factory, first).await;
    let other = cast::offer(&app, WEINING, person, factory, second).await;
    let worker = app.worker(person).await;

    assert_eq!(
        step(&worker, taken, "acceptance", json!({})).await.status,
        200
    );
    assert_eq!(
        worker.get(&format!("/placements/{other}")).await.body["stage"],
        "withdrawn"
    );
    assert_eq!(
        step(&worker, other, "acceptance", json!({})).await.code(),
        "NOT_IN_THIS_STATE"
    );
}

#[actix_web::test]
async fn the_last_openings_go_to_as_many_people_as_there_are() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 5).await;
    let county = app.county(WEINING).await;
    let mut offers = Vec::new();
    for person in cast::people(&app, WEINING, 1..65).await {
        offers.push(cast::offer(&app, WEINING, person, factory, post).await);
    }

    let answers = join_all(offers.iter().map(|id| {
        county
            .post(&format!("/placements/{id}/acceptance"), &json!({}))
            .header("if-match", "\"v1\"")
            .into_future()
    }))
    .await;

    let accepted = answers.iter().filter(|answer| answer.status == 200).count();
    let full = answers
        .iter()
        .filter(|answer| answer.code() == "VACANCY_FULL")
        .count();
    assert_eq!((accepted, full), (5, 59));
    assert_eq!(count(&app, "vacancy where taken = 5").await, 1);
    assert_eq!(count(&app, "placement where stage = 'accepted'").await, 5);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn one_person_is_won_by_one_post_however_many_ask_at_once() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let county = app.county(WEINING).await;
    let mut offers = Vec::new();
    for _ in 0..16 {
        let post = cast::post(&app, factory, 3).await;
        offers.push(cast::offer(&app, WEINING, person, factory, post).await);
    }

    let answers = join_all(offers.iter().map(|id| {
        county
            .post(&format!("/placements/{id}/acceptance"), &json!({}))
            .header("if-match", "\"v1\"")
            .into_future()
    }))
    .await;

    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1
    );
    assert!(
        answers.iter().all(|answer| answer.status.as_u16() < 500),
        "nobody is told of a fault of ours"
    );
    assert_eq!(count(&app, "placement where stage = 'accepted'").await, 1);
    assert_eq!(count(&app, "vacancy where taken > 0").await, 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_step_sent_twice_is_taken_once() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 2).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
    let worker = app.worker(person).await;
    let path = format!("/placements/{id}/acceptance");

    let once = worker
        .post(&path, &json!({}))
        .key("the-same-key")
        .header("if-match", "\"v1\"")
        .await;
    let again = worker
        .post(&path, &json!({}))
        .key("the-same-key")
        .header("if-match", "\"v1\"")
        .await;

    assert_eq!(
        (once.status, again.status),
        (StatusCode::OK, StatusCode::OK)
    );
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(
        count(&app, "placement_event where kind = 'accepted'").await,
        1
    );
}

#[actix_web::test]
async fn an_offer_that_nobody_answers_expires() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;

    app.clock.advance(15);
    let worker = app.worker(person).await;
    assert_eq!(
        step(&worker, id, "acceptance", json!({})).await.code(),
        "OFFER_OVER"
    );
    rengang::services::placements::expire_offers(&app)
        .await
        .expect("expired");
    assert_eq!(
        worker.get(&format!("/placements/{id}")).await.body["stage"],
        "expired"
    );
}

#[actix_web::test]
async fn days_in_the_future_and_before_the_step_before_are_refused() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
    let county = app.county(WEINING).await;

    let late = step(&county, id, "acceptance", json!({ "on": "2020-04-02" })).await;
    assert_eq!(
        (late.status.as_u16(), late.faults()),
        (422, vec![("/on", "DATE_IN_FUTURE")])
    );
    let early = step(&county, id, "acceptance", json!({ "on": "2020-03-01" })).await;
    assert_eq!(early.faults(), vec![("/on", "DATE_TOO_EARLY")]);
}
