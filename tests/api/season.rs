//! Openings kept for those who come later.

use crate::{
    Answer, Client, TestApp, cast,
    matching_runs::{change, county_of, items},
};
use domain::{
    id::{EnterpriseId, VacancyId},
    words::Trade,
};
use serde_json::{Value, json};
use uuid::Uuid;

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;

/// Asks for a run of 威宁 and reads it when it is done.
async fn run(app: &TestApp, county: &Client, season: &Value) -> Answer {
    let mut asked = json!({ "division": WEINING.to_string() });
    if !season.is_null() {
        asked["season"] = season.clone();
    }
    let job = county.post("/matching-runs", &asked).await.expect(202);
    app.work().await;
    let href = format!("/matching-runs/{}", job.id());
    let run = county.get(&href).await.expect(200);
    assert_ne!(run.body["result"], Value::Null, "{:#}", run.body);
    run
}

/// The post that a run proposes to its only person.
async fn proposed(county: &Client, run: &Answer) -> Value {
    items(county, run, "proposals").await[0].clone()
}

/// The bid price of a post in a run.
async fn price(county: &Client, run: &Answer, post: VacancyId) -> u64 {
    let prices = items(county, run, "bid-prices").await;
    let of = |each: &&Value| each["vacancy"]["id"] == json!(post.0);
    let found = prices.iter().find(of).expect("a price of the post");
    found["points"].as_u64().expect("points")
}

async fn building(app: &TestApp, factory: EnterpriseId) -> VacancyId {
    cast::posted(app, factory, |posting| posting.trade = Trade::Construction).await
}

/// Somebody of 威宁 whom building suits a little better, and builders of the next county whom it suits much better.
async fn market(app: &TestApp) -> (Client, EnterpriseId, [VacancyId; 2]) {
    let factory = cast::factory(app).await;
    let build = building(app, factory).await;
    let sew = cast::posted(app, factory, |posting| {
        posting.openings = 2;
        posting.pay_max_fen = 500_000;
    })
    .await;
    let (county, people) = county_of(app, 1).await;
    change(
        app,
        people[0],
        "wish_pay_fen = 600000, wish_trades = '', skills = ''",
    )
    .await;
    for builder in cast::people(app, HEZHANG, 1..5).await {
        change(app, builder, "wish_trades = 'construction', skills = ''").await;
    }
    (county, factory, [build, sew])
}

#[actix_web::test]
async fn an_opening_is_kept_for_builders_of_the_next_county_where_they_are_expected() {
    let app = TestApp::start().await;
    let (county, _, [build, sew]) = market(&app).await;

    let alone = run(&app, &county, &Value::Null).await;
    assert_eq!(
        proposed(&county, &alone).await["vacancy"]["id"],
        json!(build.0)
    );
    assert!(items(&county, &alone, "bid-prices").await.is_empty());

    let season = json!({ "expected_arrivals": 4 });
    let kept = run(&app, &county, &season).await;
    let proposal = proposed(&county, &kept).await;
    assert_eq!(proposal["vacancy"]["id"], json!(sew.0));
    assert_eq!(proposal["decided_by"], "reserve");
    assert_eq!(proposal["runner_up"]["vacancy_id"], json!(build.0));
    assert_eq!(kept.body["season"], season);
    assert_eq!(kept.body["learnt_from"], 5, "everybody of the province");
    assert!(price(&county, &kept, build).await > price(&county, &kept, sew).await);
    assert_ne!(
        kept.body["result"]["input_digest"], alone.body["result"]["input_digest"],
        "another question"
    );
}

#[actix_web::test]
async fn bid_prices_are_taken_over_and_a_new_post_costs_what_its_like_cost() {
    let app = TestApp::start().await;
    let (county, factory, [build, sew]) = market(&app).await;
    let learnt = run(&app, &county, &json!({ "expected_arrivals": 4 })).await;
    let new = building(&app, factory).await;

    let season = json!({ "prices_of": learnt.id() });
    let later = run(&app, &county, &season).await;

    assert_eq!(later.body["season"], season);
    assert_eq!(later.body["learnt_from"], Value::Null);
    for (post, like) in [(build, build), (sew, sew), (new, build)] {
        assert_eq!(
            price(&county, &later, post).await,
            price(&county, &learnt, like).await
        );
    }
}

#[actix_web::test]
async fn bid_prices_are_learnt_or_taken_over_from_a_run_within_reach_that_has_some() {
    let app = TestApp::start().await;
    let (county, _, _) = market(&app).await;
    let without = run(&app, &county, &Value::Null).await;
    let asked = |client: &Client, season: Value| {
        let body = json!({ "division": WEINING.to_string(), "season": season });
        client.post("/matching-runs", &body)
    };
    for (season, fault) in [
        (json!({}), ("/season", "SEASON_AMBIGUOUS")),
        (
            json!({ "expected_arrivals": 1, "prices_of": without.id() }),
            ("/season", "SEASON_AMBIGUOUS"),
        ),
        (
            json!({ "expected_arrivals": 0 }),
            ("/season", "OUT_OF_RANGE"),
        ),
        (
            json!({ "prices_of": without.id() }),
            ("/season/prices_of", "RUN_UNKNOWN"),
        ),
        (
            json!({ "prices_of": Uuid::now_v7() }),
            ("/season/prices_of", "RUN_UNKNOWN"),
        ),
    ] {
        let refused = asked(&county, season).await.expect(422);
        assert_eq!(refused.faults(), [fault]);
    }

    let learnt = run(&app, &county, &json!({ "expected_arrivals": 4 })).await;
    let other = app.county(HEZHANG).await;
    let body = json!({ "division": HEZHANG.to_string(), "season": { "prices_of": learnt.id() } });
    let refused = other.post("/matching-runs", &body).await.expect(422);
    assert_eq!(refused.faults(), [("/season/prices_of", "RUN_UNKNOWN")]);
    let href = format!("/matching-runs/{}/bid-prices", learnt.id());
    assert_eq!(other.get(&href).await.status, 404);
}
