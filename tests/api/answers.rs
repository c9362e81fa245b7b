//! Many answers in one request: each for itself, none twice, none lost.

use crate::{Client, TestApp, cast, corrections::the_events_tell_every_life, placements::count};
use domain::id::PlacementId;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;

fn items(offers: &[PlacementId], version: i64) -> Vec<Value> {
    let yes = |id: &PlacementId| json!({ "placement_id": id.0, "version": version, "yes": true });
    offers.iter().map(yes).collect()
}

async fn offers(
    app: &TestApp,
    people: u32,
    openings: u32,
) -> (Client, Vec<PlacementId>, domain::id::EnterpriseId) {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, openings).await;
    let mut offers = Vec::new();
    for person in cast::people(app, WEINING, 1..people + 1).await {
        offers.push(cast::offer(app, WEINING, person, factory, post).await);
    }
    (app.county(WEINING).await, offers, factory)
}

#[actix_web::test]
async fn each_answer_stands_for_itself_and_a_full_post_hinders_no_other() {
    let app = TestApp::start().await;
    let (county, offers, factory) = offers(&app, 6, 2).await;
    let mut sent = items(&offers[..4], 1);
    sent[3]["version"] = 7.into();
    sent.push(
        json!({ "placement_id": offers[4].0, "version": 1, "yes": false, "reason": "too_far" }),
    );
    sent.push(json!({ "placement_id": uuid::Uuid::now_v7(), "version": 1, "yes": true }));
    let told = county
        .post("/offer-answers", &json!({ "items": sent }))
        .await
        .expect(200);
    let codes: Vec<&str> = told.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| one["code"].as_str().unwrap_or("given"))
        .collect();
    assert_eq!(
        codes,
        [
            "given",
            "given",
            "VACANCY_FULL",
            "STALE",
            "given",
            "NOT_FOUND"
        ]
    );
    assert_eq!(told.body["items"][3]["current_version"], 1);
    assert_eq!(told.body["items"][4]["stage"], "declined");
    assert_eq!(
        (told.body["given"].as_i64(), told.body["refused"].as_i64()),
        (Some(3), Some(3))
    );
    assert_eq!(count(&app, "vacancy where taken = 2").await, 1);

    // The enterprise answers its candidates, with reasons.
    let employer = app.enterprise(factory).await;
    let body = json!({ "items": [
        { "placement_id": offers[0].0, "version": 2, "yes": true },
        { "placement_id": offers[1].0, "version": 2, "yes": false, "reason": "unsuited" },
    ] });
    let told = employer.post("/candidate-answers", &body).await.expect(200);
    assert_eq!(told.body["given"], 2, "{:#}", told.body);
    assert_eq!(
        count(&app, "placement where confirmed_on is not null").await,
        1
    );
    assert_eq!(count(&app, "vacancy where taken = 1").await, 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn what_is_wrong_with_the_request_is_told_before_anything_is_answered() {
    let app = TestApp::start().await;
    let (county, offers, _) = offers(&app, 2, 2).await;
    let mut sent = items(&offers, 1);
    sent[0]["reason"] = "too_far".into();
    sent[1]["yes"] = false.into();
    let refused = county
        .post("/offer-answers", &json!({ "items": sent }))
        .await;
    assert_eq!(
        refused.faults(),
        [
            ("/items/0/reason", "UNKNOWN_MEMBER"),
            ("/items/1/reason", "MISSING")
        ]
    );
    let twice = [items(&offers, 1), items(&offers[..1], 1)].concat();
    let refused = county
        .post("/offer-answers", &json!({ "items": twice }))
        .await;
    assert_eq!(
        refused.faults(),
        [("/items/2/placement_id", "MEMBERS_REPEATED")]
    );
    assert_eq!(count(&app, "placement where stage = 'offered'").await, 2);
}

#[actix_web::test]
async fn a_request_sent_again_after_its_answer_was_lost_does_nothing_twice_and_what_failed_again() {
    let app = TestApp::start().await;
    let (county, offers, _) = offers(&app, 3, 2).await;
    let body = json!({ "items": items(&offers, 1) });
    let send = || {
        county
            .post("/offer-answers", &body)
            .key("one-heap-of-answers")
    };
    let first = send().await.expect(200);
    assert_eq!(first.body["given"], 2);
    let again = send().await.expect(200);
    let replayed: Vec<bool> = again.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| one["replayed"] == true)
        .collect();
    assert_eq!(replayed, [true, true, false]);
    assert_eq!(again.body["items"][2]["code"], "VACANCY_FULL");
    assert_eq!(
        count(&app, "placement_event where kind = 'accepted'").await,
        2
    );
}

#[actix_web::test]
async fn heaps_of_answers_at_once_give_each_opening_once_and_wait_for_one_another() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let posts = [
        cast::post(&app, factory, 3).await,
        cast::post(&app, factory, 3).await,
    ];
    let people = cast::people(&app, WEINING, 1..13).await;
    let mut heaps = [Vec::new(), Vec::new(), Vec::new()];
    for (at, person) in people.iter().enumerate() {
        for post in posts {
            let offer = cast::offer(&app, WEINING, *person, factory, post).await;
            // In every order, so that heaps would wait crosswise if they could.
            let heap = &mut heaps[at % 3];
            if at % 2 == 0 {
                heap.push(offer);
            } else {
                heap.insert(0, offer);
            }
        }
    }
    let county = app.county(WEINING).await;
    let answers = join_all(heaps.iter().map(|heap| {
        county
            .post("/offer-answers", &json!({ "items": items(heap, 1) }))
            .into_future()
    }))
    .await;
    let given: i64 = answers
        .iter()
        .map(|answer| answer.body["given"].as_i64().unwrap_or(0))
        .sum();
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(given, 6);
    assert_eq!(count(&app, "vacancy where taken = 3").await, 2);
    assert_eq!(count(&app, "placement where stage = 'accepted'").await, 6);
    the_events_tell_every_life(&app).await;
}
