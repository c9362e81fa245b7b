//! A run becomes offers: once, and only what is still possible.

use crate::{
    Answer, Client, Request, TestApp, cast,
    matching_runs::{change, county_of, items, run},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

fn commitment(county: &Client, run: &Answer) -> Request {
    let href = format!("/matching-runs/{}/commitment", run.id());
    county.post(&href, &json!({})).if_match(run)
}

/// Commits a run, whatever comes of it.
pub async fn commit(county: &Client, run: &Answer) -> Answer {
    commitment(county, run).await
}

async fn offers(county: &Client) -> Vec<Value> {
    let list = county.get("/placements").await.expect(200);
    list.body["items"].as_array().expect("a list").clone()
}

#[actix_web::test]
async fn a_run_is_committed_once_and_a_second_run_keeps_what_was_promised() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, people) = county_of(&app, 3).await;
    let (one, other) = (run(&app, &county).await, run(&app, &county).await);
    // Took a job on their own since.
    let gone = items(&county, &one, "proposals").await[0]["person_id"].clone();
    let gone = people
        .iter()
        .find(|id| json!(id.0) == gone)
        .expect("one of them");
    change(&app, *gone, "matching_consent_on = null").await;

    let stale = commitment(&county, &one).header("if-match", "\"v1\"");
    assert_eq!(stale.await.status, 412);
    let committed = commit(&county, &one).await.expect(200);
    assert_eq!(
        committed.body["summary"]["not_offered"],
        json!([{ "reason": "person_unavailable", "people": 1 }])
    );
    assert_eq!(
        commit(&county, &one).await.status,
        412,
        "its version has moved on"
    );
    assert_eq!(
        commit(&county, &committed).await.code(),
        "NOT_IN_THIS_STATE"
    );

    let offers = offers(&county).await;
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0]["expires_on"], "2020-04-15");

    // The other run proposed the same two; one has an offer by now.
    let late = commit(&county, &other).await.expect(200);
    assert_eq!(late.body["summary"]["not_offered"][0]["people"], 2);
    let next = run(&app, &county).await;
    assert_eq!(
        next.body["result"]["people"], 1,
        "who has an offer is asked first"
    );
    assert_eq!(
        next.body["result"]["openings"], 1,
        "what is offered is not given away"
    );
}

#[actix_web::test]
async fn of_several_commitments_at_once_one_makes_the_offers() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 3).await;
    let (county, _) = county_of(&app, 3).await;
    let run = run(&app, &county).await;

    let answers = join_all((0..8).map(|_| commit(&county, &run))).await;

    let mut statuses: Vec<u16> = answers.iter().map(|all| all.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert_eq!(offers(&county).await.len(), 3);
}

#[actix_web::test]
async fn a_commitment_sent_again_under_its_key_makes_no_second_offers() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, _) = county_of(&app, 2).await;
    let run = run(&app, &county).await;
    let send = || async {
        commitment(&county, &run)
            .key("commit-once")
            .await
            .expect(200)
    };

    let (first, again) = (send().await, send().await);

    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body, first.body);
    assert_eq!(offers(&county).await.len(), 2);
}
