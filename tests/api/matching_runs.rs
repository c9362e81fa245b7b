//! From people and posts to explained proposals and to offers.

use crate::{Answer, Client, Request, TestApp, cast};
use domain::{
    id::{PersonId, VacancyId},
    vacancy::Posting,
};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

const WEINING: u32 = 520_526;
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

fn commitment(county: &Client, run: &Answer) -> Request {
    let href = format!("/matching-runs/{}/commitment", run.id());
    county.post(&href, &json!({})).if_match(run)
}

async fn commit(county: &Client, run: &Answer) -> Answer {
    commitment(county, run).await
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

/// People who must be at one post together.
async fn party(app: &TestApp, members: &[PersonId]) {
    use sea_orm::{DbBackend, Statement};
    let backend = app.db.get_database_backend();
    let (one, two, three) = match backend {
        DbBackend::Postgres => ("$1", "$2", "$3"),
        _ => ("?", "?", "?"),
    };
    let id = Uuid::now_v7();
    let insert = format!(
        "insert into party (id, closeness, home, version, created_at) values ({one}, 'post', {two}, 1, {three})"
    );
    let home = domain::division::Division::of_six(WEINING).widened();
    let values = [id.into(), home.into(), app.clock.now().into()];
    let statement = Statement::from_sql_and_values(backend, insert, values);
    app.db.execute_raw(statement).await.expect("a party");
    for member in members {
        let insert =
            format!("insert into party_member (person_id, party_id) values ({one}, {two})");
        let values = [member.0.into(), id.into()];
        let statement = Statement::from_sql_and_values(backend, insert, values);
        app.db.execute_raw(statement).await.expect("a member");
    }
}

fn at_guangzhou(posting: &mut Posting) {
    posting.workplace = domain::division::Division::of_six(GUANGZHOU);
}

fn post_of(proposal: &Value) -> VacancyId {
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
async fn a_party_is_placed_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::posted(&app, factory, at_guangzhou).await;
    cast::posted(&app, factory, at_guangzhou).await;
    let (county, people) = county_of(&app, 4).await;
    party(&app, &people[..2]).await;
    // One of this party cannot be matched, so that the other is not either.
    party(&app, &people[2..]).await;
    change(&app, people[2], "matching_consent_on = null").await;

    let apart = run(&app, &county).await;
    assert_eq!(
        apart.body["result"]["placed"], 0,
        "one opening each is not enough"
    );
    let reasons: Vec<Value> = items(&county, &apart, "unplaced")
        .await
        .iter()
        .map(|each| each["reason"].clone())
        .collect();
    assert_eq!(reasons, ["party", "party", "party_incomplete"]);

    let room = cast::post(&app, factory, 2).await;
    let together = run(&app, &county).await;
    let proposals = items(&county, &together, "proposals").await;
    let posts: Vec<VacancyId> = proposals.iter().map(post_of).collect();
    assert_eq!(posts, [room, room]);
    assert_eq!(proposals[0]["party_id"], proposals[1]["party_id"]);
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

async fn offers(county: &Client) -> Vec<Value> {
    let list = county.get("/placements").await.expect(200);
    list.body["items"].as_array().expect("a list").clone()
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

#[actix_web::test]
async fn couples_get_the_couple_rooms_that_are_left_and_no_more() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let with_rooms = |posting: &mut Posting| {
        posting.openings = 9;
        posting.couple_rooms = 2;
    };
    let post = cast::posted(&app, factory, with_rooms).await;
    let (county, people) = county_of(&app, 6).await;
    for couple in people.chunks(2) {
        let members: Vec<Uuid> = couple.iter().map(|person| person.0).collect();
        let body = json!({ "members": members, "closeness": "post", "couple_room": true });
        county.post("/parties", &body).await.expect(201);
    }
    let first = run(&app, &county).await;
    assert_eq!(first.body["result"]["placed"], 4, "two rooms, two couples");
    let left_out = items(&county, &first, "unplaced").await;
    assert_eq!(left_out.len(), 2);
    commit(&county, &first).await.expect(200);

    // Both rooms are offered now.
    let second = run(&app, &county).await;
    assert_eq!(second.body["result"]["placed"], 0);
    let offers = county.get("/placements").await.expect(200);
    let offer = &offers.body["items"][0];
    assert_eq!(offer["vacancy_id"], json!(post.0));
}
