//! What a run may be asked for beside the usual, and what it sums.

use crate::{
    Answer, Client, TestApp, cast,
    matching_runs::{change, county_of, items},
};
use domain::{
    division::Division,
    id::{EnterpriseId, RunId},
    vacancy::Posting,
    words::Certificate,
};
use rengang::services;
use serde_json::{Value, json};
use uuid::Uuid;

const WEINING: u32 = 520_526;
/// Of all the posts below only these are at a partner of 威宁 in 2020.
const GUANGZHOU: u32 = 440_100;

/// What is asked, for 威宁.
fn asking(options: &Value) -> Value {
    let mut asked = options.clone();
    asked["division"] = json!(WEINING.to_string());
    asked
}

/// Asks for a run of 威宁 and reads it when it is done.
async fn run(app: &TestApp, county: &Client, options: Value) -> Answer {
    let job = county.post("/matching-runs", &asking(&options));
    let job = job.await.expect(202);
    app.work().await;
    let href = format!("/matching-runs/{}", job.id());
    let run = county.get(&href).await.expect(200);
    assert_ne!(run.body["result"], Value::Null, "{:#}", run.body);
    run
}

fn at_guangzhou(posting: &mut Posting) {
    posting.workplace = Division::of_six(GUANGZHOU);
    (posting.pay_min_fen, posting.pay_max_fen) = (200_000, 200_000);
}

/// A partner's post that pays little, and one elsewhere that pays what one wishes for.
async fn posts_to_choose_from(app: &TestApp) -> EnterpriseId {
    let factory = cast::factory(app).await;
    cast::posted(app, factory, at_guangzhou).await;
    cast::post(app, factory, 5).await;
    factory
}

/// Somebody who cares for pay, and weights that do, too.
async fn who_wishes_for_pay(app: &TestApp) -> Client {
    let (county, people) = county_of(app, 1).await;
    change(app, people[0], "wish_pay_fen = 400000").await;
    county
}

fn for_pay() -> Value {
    json!({ "partner": 500, "skill": 2500, "pay": 4500, "place": 1500, "stability": 1000 })
}

#[actix_web::test]
async fn partners_may_come_strictly_first_and_what_that_costs_is_told() {
    let app = TestApp::start().await;
    posts_to_choose_from(&app).await;
    let county = who_wishes_for_pay(&app).await;

    let weighed = run(&app, &county, json!({ "weights": for_pay() })).await;
    let proposal = items(&county, &weighed, "proposals").await.remove(0);
    assert_eq!(
        (&proposal["tier"], &proposal["decided_by"]),
        (&json!("other_east"), &json!("best"))
    );

    let asked = json!({ "weights": for_pay(), "partner_rule": "first", "price_of_pairing": true });
    let first = run(&app, &county, asked).await;
    let proposal = items(&county, &first, "proposals").await.remove(0);
    assert_eq!(
        (&proposal["tier"], &proposal["decided_by"]),
        (&json!("prefecture_pair"), &json!("partner_first"))
    );
    let parts = proposal["parts"].as_object().expect("parts").values();
    let sum: u64 = parts.filter_map(Value::as_u64).sum();
    assert_eq!(
        (&proposal["score"], &proposal["parts"]["first"]),
        (&json!(sum), &json!(10_000))
    );
    assert_eq!(first.body["partner_rule"], "first");
    let price = &first.body["result"]["price_of_pairing"];
    assert_eq!(
        (&price["people"], &price["points"]),
        (&json!(0), &json!(4_500)),
        "the pay is worth nothing at the partner: {price:#}"
    );
    assert_eq!(price["with_partners"]["at_partners"], 1);
    assert_eq!(price["without_partners"]["at_partners"], 0);
}

#[actix_web::test]
async fn a_what_if_tells_the_difference_and_proposes_nothing() {
    let app = TestApp::start().await;
    let factory = posts_to_choose_from(&app).await;
    let county = who_wishes_for_pay(&app).await;
    let before = run(&app, &county, json!({ "weights": for_pay() })).await;

    let asked = json!({ "partner_rule": "first", "what_if_of": before.id() });
    let what_if = run(&app, &county, asked.clone()).await;

    let told = &what_if.body["result"]["what_if"];
    assert_eq!(
        (&told["same_world"], &told["moved"], &told["same"]),
        (&json!(true), &json!(1), &json!(0))
    );
    let score = |of: &Value| of.as_i64().expect("a score");
    let by_its_weights = score(&told["score_by_its_weights"]);
    assert!(by_its_weights < score(&before.body["result"]["score"]));
    assert_eq!(what_if.body["result"]["placed"], 1);
    for list in ["proposals", "unplaced"] {
        assert!(items(&county, &what_if, list).await.is_empty(), "{list}");
    }
    let commitment = format!("/matching-runs/{}/commitment", what_if.id());
    let refused = county.post(&commitment, &json!({})).if_match(&what_if);
    assert_eq!(refused.await.expect(409).code(), "NOT_IN_THIS_STATE");
    let href = format!(
        "/matching-runs/{}/comparison?with={}",
        before.id(),
        what_if.id()
    );
    let refused = county.get(&href).await.expect(409);
    assert_eq!(refused.code(), "NOT_IN_THIS_STATE");

    let twice = asking(&json!({ "what_if_of": what_if.id() }));
    let refused = county.post("/matching-runs", &twice).await.expect(422);
    assert_eq!(refused.faults(), [("/what_if_of", "RUN_UNFIT")]);
    cast::post(&app, factory, 1).await;
    let later = run(&app, &county, asked).await;
    assert_eq!(later.body["result"]["what_if"]["same_world"], false);
}

#[actix_web::test]
async fn what_is_asked_for_is_kept_and_every_fault_of_it_is_told() {
    let app = TestApp::start().await;
    posts_to_choose_from(&app).await;
    let (county, _) = county_of(&app, 4).await;
    let before = run(&app, &county, json!({})).await;

    let asked = json!({
        "limits": [{ "division": "520526", "at_least_permille": 250, "at_most": 4 }],
        "keep_from": before.id(),
        "loyalty": 30,
        "target": { "gap_ppm": 100, "seconds": 60 },
    });
    let kept = run(&app, &county, asked.clone()).await;
    for member in ["keep_from", "loyalty", "target"] {
        assert_eq!(kept.body[member], asked[member], "{member}");
    }
    assert_eq!(kept.body["limits"][0]["at_least_permille"], 250);
    assert_eq!(kept.body["limits"][0]["division"]["code"], "520526");
    let met = &kept.body["result"]["limits"][0];
    assert_eq!((&met["people"], &met["placed"]), (&json!(4), &json!(4)));
    let job = county.get(&format!("/jobs/{}", kept.id())).await;
    assert_eq!(job.body["progress"]["phase"], "reasons");

    let wrong = asking(&json!({
        "limits": [{ "division": "520526" }, { "division": "999999", "at_most": 1, "at_most_permille": 1001 }],
        "loyalty": 10_001,
        "target": { "gap_ppm": 1_000_001, "seconds": 0 },
    }));
    let refused = county.post("/matching-runs", &wrong).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/limits/0/at_least", "MISSING"),
            ("/limits/1/at_most_permille", "OUT_OF_RANGE"),
            ("/limits/1/at_most", "BOUND_TWICE"),
            ("/limits/1/division", "DIVISION_UNKNOWN"),
            ("/loyalty", "OUT_OF_RANGE"),
            ("/target/gap_ppm", "OUT_OF_RANGE"),
            ("/target/seconds", "OUT_OF_RANGE"),
        ]
    );
    let unknown = asking(&json!({ "keep_from": Uuid::now_v7() }));
    let refused = county.post("/matching-runs", &unknown).await.expect(422);
    assert_eq!(refused.faults(), [("/keep_from", "RUN_UNFIT")]);
    let far = asking(&json!({ "on": "2018-03-31" }));
    let refused = county.post("/matching-runs", &far).await.expect(422);
    assert_eq!(refused.faults(), [("/on", "RUN_DAY_TOO_FAR")]);
}

#[actix_web::test]
async fn training_and_posts_that_would_help_are_listed_page_by_page() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 1).await;
    let requiring = |certificate| {
        move |posting: &mut Posting| {
            posting.openings = 2;
            posting.required_certificates = vec![certificate];
        }
    };
    for certificate in [Certificate::Welder, Certificate::Electrician] {
        cast::posted(&app, factory, requiring(certificate)).await;
    }
    let (county, _) = county_of(&app, 4).await;
    let run = run(&app, &county, json!({})).await;

    let href = format!("/matching-runs/{}/training-demand?limit=1", run.id());
    let page = county.get(&href).await.expect(200);
    let first = &page.body["items"][0];
    assert_eq!(
        (
            &first["people"],
            &first["at_once"],
            &first["county"]["code"]
        ),
        (&json!(3), &json!(2), &json!("520526"))
    );
    let cursor = page.body["next_cursor"].as_str().expect("a next page");
    let next = county.get(&format!("{href}&cursor={cursor}")).await;
    let next = next.expect(200);
    assert_ne!(next.body["items"][0]["certificate"], first["certificate"]);
    assert_eq!(next.body["next_cursor"], Value::Null);

    let posts = items(&county, &run, "post-demand").await;
    let [wanted] = &posts[..] else {
        panic!("{posts:#?}")
    };
    assert_eq!(
        (&wanted["openings"], &wanted["given"], &wanted["waiting"]),
        (&json!(5), &json!(1), &json!(3))
    );
    assert_eq!(wanted["one_more"]["people"], 1);

    let unplaced = items(&county, &run, "unplaced").await;
    let change = &unplaced[0]["change"];
    assert!(change["certificate"].is_string() && change["displaces"] == false);

    let other = app.county(520_527).await;
    for list in ["training-demand", "post-demand"] {
        let href = format!("/matching-runs/{}/{list}", run.id());
        assert_eq!(other.get(&href).await.status, 404, "{list}");
    }
}

#[actix_web::test]
async fn a_run_that_is_stopped_before_it_has_an_answer_stores_nothing() {
    let app = TestApp::start().await;
    posts_to_choose_from(&app).await;
    let (county, _) = county_of(&app, 2).await;
    let job = county.post("/matching-runs", &asking(&json!({})));
    let job = job.await.expect(202);
    let taken = services::jobs::take(&app, None).await.expect("a database");
    let hand = taken.expect("the job");
    hand.cancel();

    let stopped = services::matching::work(&app, &hand).await;

    assert!(stopped.is_err());
    let href = format!("/matching-runs/{}", job.id());
    let run = county.get(&href).await.expect(200);
    assert_eq!(run.body["result"], Value::Null);
}

#[actix_web::test]
async fn a_run_that_is_cancelled_half_way_keeps_the_best_it_found_with_its_gap() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    for _ in 0..12 {
        cast::post(&app, factory, 7).await;
    }
    let (county, people) = county_of(&app, 120).await;
    for couple in people.chunks(2) {
        let members: Vec<Uuid> = couple.iter().map(|person| person.0).collect();
        let body = json!({ "members": members, "closeness": "post" });
        county.post("/parties", &body).await.expect(201);
    }
    let job = county.post("/matching-runs", &asking(&json!({})));
    let job = job.await.expect(202);
    let taken = services::jobs::take(&app, None).await.expect("a database");
    let hand = taken.expect("the job");
    let task = services::matching::look(&app, RunId(hand.job.id.0)).await;
    let task = task.expect("what the run looks at");

    // Couples are moved about one by one long after the first plan stands.
    let solving = hand.clone();
    let solving = std::thread::spawn(move || services::matching::solve(task, &solving));
    while hand.progress().gap_ppm.is_none() && !solving.is_finished() {
        std::thread::yield_now();
    }
    hand.cancel();
    services::jobs::beat(&app, &hand).await.expect("a beat");
    let told = county.get(&format!("/jobs/{}", job.id())).await.expect(200);
    let progress = &told.body["progress"];
    assert!(progress["phase"].is_string(), "{progress:#}");
    assert!(progress["gap_ppm"].is_u64(), "{progress:#}");
    let solved = solving.join().expect("no panic").expect("an answer");
    let kept = services::matching::keep(&app, &hand, solved).await;
    kept.expect("the answer is stored");

    let href = format!("/matching-runs/{}", job.id());
    let run = county.get(&href).await.expect(200);
    let result = &run.body["result"];
    assert_eq!(result["stopped"], "cancelled", "{result:#}");
    assert!(result["score_bound"].as_u64() >= result["score"].as_u64());
    let placed = result["placed"].as_u64().expect("a number");
    assert!(
        placed > 0 && placed.is_multiple_of(2),
        "couples go whole: {placed}"
    );
    let proposals = items(&county, &run, "proposals?limit=200").await;
    assert_eq!(proposals.len() as u64, placed);
}
