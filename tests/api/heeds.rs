//! An earlier no binds later runs.

use crate::{
    TestApp, cast,
    corrections::the_events_tell_every_life,
    matching_runs::{county_of, items, run},
    placements::step,
};
use domain::{id::PersonId, words::Trade};
use serde_json::json;

const WEINING: u32 = 520_526;

/// Somebody of 威宁 who has refused a post in 东莞 for a reason; the no is there to be corrected.
async fn refused(app: &TestApp, person: PersonId, reason: &str) -> domain::id::PlacementId {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 1).await;
    let offer = cast::offer(app, WEINING, person, factory, post).await;
    let county = app.county(WEINING).await;
    step(&county, offer, "refusal", json!({ "reason": reason }))
        .await
        .expect(200);
    offer
}

#[actix_web::test]
async fn who_found_it_too_far_is_not_sent_as_far_again_until_the_reason_is_corrected() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    let offer = refused(&app, people[0], "too_far").await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 1).await;

    let first = run(&app, &county).await;
    let left_out = items(&county, &first, "unplaced").await;
    assert_eq!(left_out[0]["reason"], "willingness", "{left_out:#?}");
    let told = county
        .get(&format!("/people/{}/heeds", people[0]))
        .await
        .expect(200);
    let heed = &told.body["items"][0];
    assert_eq!(
        (
            heed["heed"].as_str(),
            heed["reach"].as_str(),
            heed["until"].as_str()
        ),
        (Some("nearer"), Some("own_province"), Some("2021-04-01"))
    );

    // It was the pay: that binds the wish, and a wish forbids nothing.
    let events = county.get(&format!("/placements/{offer}/events")).await;
    let no = events.body["items"]
        .as_array()
        .and_then(|all| all.last())
        .expect("one")["id"]
        .clone();
    let otherwise = json!({ "event_id": no, "reason": "pay_too_low", "why": "misspelt" });
    step(&county, offer, "corrections", otherwise)
        .await
        .expect(200);
    let told = county
        .get(&format!("/people/{}/heeds", people[0]))
        .await
        .expect(200);
    assert_eq!(told.body["items"][0]["pay"]["amount"], 600_001);
    let second = run(&app, &county).await;
    assert_eq!(second.body["result"]["placed"], 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_no_binds_for_a_year_and_no_longer() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    refused(&app, people[0], "family_needs").await;
    let told = county
        .get(&format!("/people/{}/heeds", people[0]))
        .await
        .expect(200);
    assert_eq!(told.body["items"][0]["reach"], "own_county");
    app.clock.advance(366);
    let county = app.county(WEINING).await;
    let told = county
        .get(&format!("/people/{}/heeds", people[0]))
        .await
        .expect(200);
    assert_eq!(told.body["items"], json!([]));
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 1).await;
    let later = run(&app, &county).await;
    assert_eq!(later.body["result"]["placed"], 1);
    let hezhang = app.county(520_527).await;
    assert_eq!(
        hezhang
            .get(&format!("/people/{}/heeds", people[0]))
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn a_trade_that_somebody_does_not_do_is_closed_everywhere_and_the_run_says_by_which_no() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    let offer = refused(&app, people[0], "not_my_trade").await;
    let elsewhere = cast::factory(&app).await;
    cast::post(&app, elsewhere, 1).await;

    let first = run(&app, &county).await;
    let left_out = items(&county, &first, "unplaced").await;
    assert_eq!(left_out[0]["reason"], "refused_trade", "{left_out:#?}");
    let no = |row: &serde_json::Value| {
        let heed = &row["heeds"][0];
        let said = [
            "placement_id",
            "reason",
            "heed",
            "trade",
            "said_on",
            "until",
        ];
        said.map(|name| heed[name].as_str().expect("a word").to_owned())
    };
    let told = [
        &offer.0.to_string(),
        "not_my_trade",
        "closed_trade",
        "manufacturing",
        "2020-04-01",
        "2021-04-01",
    ];
    assert_eq!(no(&left_out[0]), told);

    // Another trade is as open as before, and its proposal says what was left out for it.
    let care = cast::posted(&app, elsewhere, |posting| posting.trade = Trade::Care).await;
    let second = run(&app, &county).await;
    let proposals = items(&county, &second, "proposals").await;
    assert_eq!(proposals[0]["vacancy"]["id"], json!(care.0));
    assert_eq!(no(&proposals[0]), told);

    // What a run has said stays said when the reason is corrected; later runs follow the correction.
    let events = county.get(&format!("/placements/{offer}/events")).await;
    let last = events.body["items"].as_array().and_then(|all| all.last());
    let event = last.expect("one")["id"].clone();
    let otherwise = json!({ "event_id": event, "reason": "other", "why": "misspelt" });
    step(&county, offer, "corrections", otherwise)
        .await
        .expect(200);
    let again = items(&county, &first, "unplaced").await;
    assert_eq!(no(&again[0]), told);
    let third = run(&app, &county).await;
    let proposals = items(&county, &third, "proposals").await;
    assert_eq!(proposals[0]["heeds"][0]["heed"], "pair", "{proposals:#?}");
}

#[actix_web::test]
async fn a_closed_trade_is_open_again_after_a_year_and_to_an_enterprises_no_it_is_not_closed() {
    let app = TestApp::start().await;
    let (_, people) = county_of(&app, 1).await;
    refused(&app, people[0], "not_my_trade").await;
    app.clock.advance(366);
    let county_again = app.county(WEINING).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let later = run(&app, &county_again).await;
    assert_eq!(later.body["result"]["placed"], 1);

    let offer = cast::offer(&app, WEINING, people[0], factory, post).await;
    step(&county_again, offer, "acceptance", json!({}))
        .await
        .expect(200);
    let employer = app.enterprise(factory).await;
    let no = json!({ "reason": "not_my_trade" });
    step(&employer, offer, "rejection", no).await.expect(200);
    let told = county_again
        .get(&format!("/people/{}/heeds", people[0]))
        .await
        .expect(200);
    assert_eq!(told.body["items"][0]["heed"], "other_trade");
    let other = cast::factory(&app).await;
    cast::post(&app, other, 1).await;
    let wider = run(&app, &county_again).await;
    assert_eq!(wider.body["result"]["placed"], 1);
}

#[actix_web::test]
async fn an_enterprise_that_found_somebody_unsuited_is_not_sent_them_for_the_same_trade() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let offer = cast::offer(&app, WEINING, people[0], factory, post).await;
    let employer = app.enterprise(factory).await;
    step(&county, offer, "acceptance", json!({}))
        .await
        .expect(200);
    step(
        &employer,
        offer,
        "rejection",
        json!({ "reason": "unsuited" }),
    )
    .await
    .expect(200);
    cast::post(&app, factory, 1).await;
    let same = run(&app, &county).await;
    let left_out = items(&county, &same, "unplaced").await;
    assert_eq!(left_out[0]["reason"], "refused", "{left_out:#?}");
    // Another employer's post of the trade stays open.
    let other = cast::factory(&app).await;
    cast::post(&app, other, 1).await;
    let wider = run(&app, &county).await;
    assert_eq!(wider.body["result"]["placed"], 1);
}
