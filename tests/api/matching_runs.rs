//! From people and posts to explained proposals.

use crate::{Answer, Client, TestApp, cast, commitments::commit};
use domain::{
    id::{PersonId, VacancyId},
    vacancy::Posting,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

pub const WEINING: u32 = 520_526;
/// 威宁 lies in 毕节, whose partner is 广州.
const GUANGZHOU: u32 = 440_100;

/// Asks for a run of 威宁 and reads it when it is done.
pub async fn run(app: &TestApp, county: &Client) -> Answer {
    let asked = json!({ "division": WEINING.to_string() });
    let job = county.post("/matching-runs", &asked).await.expect(202);
    app.work().await;
    let done = county.get(&format!("/jobs/{}", job.id())).await.expect(200);
    assert_eq!(done.body["state"], "SUCCEEDED", "{:#}", done.body);
    let href = format!("/matching-runs/{}", job.id());
    county.get(&href).await.expect(200)
}

/// One of a run's lists.
pub async fn items(county: &Client, run: &Answer, list: &str) -> Vec<Value> {
    let href = format!("/matching-runs/{}/{list}", run.id());
    let answer = county.get(&href).await.expect(200);
    answer.body["items"].as_array().expect("a list").clone()
}

/// A county with some people who look for work.
pub async fn county_of(app: &TestApp, people: u32) -> (Client, Vec<PersonId>) {
    let people = cast::people(app, WEINING, 0..people).await;
    (app.county(WEINING).await, people)
}

/// Does to a person what no route does.
pub async fn change(app: &TestApp, person: PersonId, set: &str) {
    let id = match app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("'{person}'"),
        _ => format!("x'{}'", person.0.simple()),
    };
    let sql = format!("update person set {set} where id = {id}");
    app.db.execute_unprepared(&sql).await.expect("changed");
}

/// Moves a post to the partner.
pub fn at_guangzhou(posting: &mut Posting) {
    posting.workplace = domain::division::Division::of_six(GUANGZHOU);
}

/// The post that is proposed.
pub fn post_of(proposal: &Value) -> VacancyId {
    let id = proposal["vacancy"]["id"].as_str().expect("a post");
    VacancyId(id.parse().expect("an identity"))
}

#[actix_web::test]
async fn a_county_is_proposed_its_partners_posts_first_and_the_others_next() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 5).await;
    let partner = cast::posted(&app, factory, at_guangzhou).await;
    let (county, _) = county_of(&app, 3).await;

    let run = run(&app, &county).await;

    let result = &run.body["result"];
    assert_eq!(
        (&result["people"], &result["placed"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(
        (&result["openings"], &result["gap_ppm"]),
        (&json!(6), &json!(0))
    );
    assert_eq!(
        run.body["summary"]["placed_by_tier"],
        json!([{ "tier": "prefecture_pair", "people": 1 }, { "tier": "other_east", "people": 2 }])
    );
    let proposals = items(&county, &run, "proposals?tier=prefecture_pair").await;
    assert_eq!(post_of(&proposals[0]), partner);
    assert_eq!(proposals[0]["name"], "王小明");
    let parts = proposals[0]["parts"].as_object().expect("parts").values();
    let sum: u64 = parts.filter_map(Value::as_u64).sum();
    assert_eq!(proposals[0]["score"], json!(sum));
    assert!(proposals[0]["runner_up"]["score"].as_u64() < Some(sum));
}

#[actix_web::test]
async fn the_same_people_and_posts_give_the_same_digest_and_the_same_proposals() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    cast::posted(&app, factory, at_guangzhou).await;
    let (county, people) = county_of(&app, 4).await;

    let first = run(&app, &county).await;
    // What nobody may be judged by is not looked at.
    let set = "name = '李四', register_category = 'poor', sex = 'female', township = '牛棚镇'";
    change(&app, people[0], set).await;
    let second = run(&app, &county).await;
    assert_eq!(
        first.body["result"]["input_digest"],
        second.body["result"]["input_digest"]
    );
    let href = format!(
        "/matching-runs/{}/comparison?with={}",
        first.id(),
        second.id()
    );
    let both = county.get(&href).await.expect(200);
    assert_eq!(
        (&both.body["same"], &both.body["moved"]),
        (&json!(3), &json!(0))
    );

    cast::post(&app, factory, 9).await;
    let third = run(&app, &county).await;
    assert_ne!(
        first.body["result"]["input_digest"],
        third.body["result"]["input_digest"]
    );
    let href = format!(
        "/matching-runs/{}/comparison?with={}&difference=newly_placed",
        first.id(),
        third.id()
    );
    let both = county.get(&href).await.expect(200);
    assert_eq!(both.body["newly_placed"], 1);
    assert_eq!(both.body["items"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn everybody_without_a_post_is_told_why_and_what_would_help() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, people) = county_of(&app, 4).await;
    change(&app, people[0], "willingness = 'own_county'").await;
    change(&app, people[1], "matching_consent_on = null").await;
    let elsewhere = cast::post(&app, factory, 1).await;
    let held = cast::offer(&app, WEINING, people[2], factory, elsewhere).await;
    let worker = app.worker(people[2]).await;
    let offer = worker.get(&format!("/placements/{held}")).await;
    let accept = format!("/placements/{held}/acceptance");
    worker
        .post(&accept, &json!({}))
        .if_match(&offer)
        .await
        .expect(200);

    let run = run(&app, &county).await;

    assert_eq!(run.body["result"]["people"], 3, "nobody without consent");
    assert_eq!(run.body["result"]["placed"], 1);
    let unplaced = items(&county, &run, "unplaced").await;
    let told: Vec<(&Value, &Value)> = unplaced
        .iter()
        .map(|each| (&each["reason"], &each["change"]["willingness"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("willingness"), &json!("anywhere")),
            (&json!("open_job"), &Value::Null)
        ]
    );
    let only = items(&county, &run, "unplaced?reason=open_job").await;
    assert_eq!(only.len(), 1);
}

#[actix_web::test]
async fn a_run_that_is_cancelled_in_the_queue_is_never_made() {
    let app = TestApp::start().await;
    let (county, _) = county_of(&app, 1).await;
    let asked = json!({ "division": WEINING.to_string() });
    let job = county.post("/matching-runs", &asked).await.expect(202);
    let act = format!("/jobs/{}/cancellation", job.id());
    county.post(&act, &json!({})).await.expect(200);

    app.work().await;

    let ended = county.get(&format!("/jobs/{}", job.id())).await.expect(200);
    assert_eq!(ended.body["state"], "CANCELLED");
    let href = format!("/matching-runs/{}", job.id());
    let run = county.get(&href).await.expect(200);
    assert_eq!(run.body["result"], Value::Null);
    let refused = commit(&county, &run).await.expect(409);
    assert_eq!(refused.code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn a_run_is_its_own_countys_business() {
    let app = TestApp::start().await;
    let (county, _) = county_of(&app, 1).await;
    let own = run(&app, &county).await;
    let other = app.county(520_527).await;
    let asked = json!({ "division": WEINING.to_string(), "weights": { "partner": 1, "skill": 1, "pay": 1, "place": 1, "stability": 1 } });
    let refused = other.post("/matching-runs", &asked).await.expect(422);
    assert_eq!(refused.faults(), [("/weights", "WEIGHTS_UNEVEN")]);
    let asked = json!({ "division": WEINING.to_string() });
    let refused = other.post("/matching-runs", &asked).await.expect(422);
    assert_eq!(refused.faults(), [("/division", "DIVISION_OUT_OF_REACH")]);
    for path in ["", "/proposals", "/unplaced", "/comparison"] {
        let href = format!("/matching-runs/{}{path}", own.id());
        assert_eq!(other.get(&href).await.status, 404, "{path}");
    }
    let with = format!(
        "/matching-runs/{}/comparison?with={}",
        own.id(),
        Uuid::now_v7()
    );
    assert_eq!(county.get(&with).await.status, 404);
    let province = app.province(520_000).await;
    let href = format!("/matching-runs/{}/unplaced", own.id());
    let seen = province.get(&href).await.expect(200);
    assert_eq!(seen.body["items"][0]["reason"], "no_post");
    assert_eq!(
        seen.body["items"][0]["name"],
        Value::Null,
        "names are the county's"
    );
}
