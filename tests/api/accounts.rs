//! Accounts of colleagues: who sees them, who makes them, how an act is repeated.

use crate::{Client, TestApp, cast};
use serde_json::{Value, json};

/// An account of a western county's bureau, as it is asked for.
pub fn colleague(username: &str, division: &str) -> Value {
    json!({
        "username": username,
        "display_name": "王小明",
        "password": "four plain words here",
        "role": "county_west",
        "division": division,
    })
}

async fn seen_by(client: &Client) -> usize {
    let list = client.get("/accounts").await.expect(200);
    list.body["items"].as_array().expect("a list").len()
}

#[actix_web::test]
async fn an_office_sees_the_accounts_of_its_own_division_only() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let bijie = app.county(520_500).await;
    let guizhou = app.province(520_000).await;
    app.bureau(441_900).await;

    assert_eq!(seen_by(&weining).await, 1);
    assert_eq!(seen_by(&bijie).await, 2);
    assert_eq!(seen_by(&guizhou).await, 3);
    assert_eq!(seen_by(&app.sysadmin().await).await, 5);
}

#[actix_web::test]
async fn an_office_grants_at_or_below_itself_only() {
    let app = TestApp::start().await;
    let bijie = app.county(520_500).await;

    let below = colleague("weining-1", "520526");
    bijie.post("/accounts", &below).await.expect(201);

    let beside = colleague("zunyi-1", "520300");
    let mut upward = colleague("guizhou-1", "520000");
    upward["role"] = json!("province");
    for refused in [beside, upward] {
        let answer = bijie.post("/accounts", &refused).await.expect(422);
        assert_eq!(answer.faults(), [("/role", "ROLE_NOT_YOURS")]);
    }
}

#[actix_web::test]
async fn a_bureau_opens_accounts_to_its_enterprises_and_a_county_to_its_people() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let person = cast::people(&app, 520_526, 1..2).await[0];
    let account = |username: &str, role: &str, anchor: &str, id: String| {
        let mut asked = colleague(username, "");
        asked["role"] = json!(role);
        asked["division"] = Value::Null;
        asked[anchor] = json!(id);
        asked
    };
    let of_factory = account(
        "factory-1",
        "enterprise",
        "enterprise_id",
        factory.to_string(),
    );
    let of_person = account("worker-1", "worker", "person_id", person.to_string());

    let (dongguan, weining) = (app.bureau(441_900).await, app.county(520_526).await);
    dongguan.post("/accounts", &of_factory).await.expect(201);
    weining.post("/accounts", &of_person).await.expect(201);
    assert_eq!((seen_by(&dongguan).await, seen_by(&weining).await), (2, 2));

    let (shenzhen, hezhang) = (app.bureau(440_300).await, app.county(520_527).await);
    for (who, asked) in [
        (shenzhen, of_factory),
        (hezhang, of_person.clone()),
        (dongguan, of_person),
    ] {
        let answer = who.post("/accounts", &asked).await.expect(422);
        assert_eq!(answer.faults(), [("/role", "ROLE_NOT_YOURS")]);
    }
}

#[actix_web::test]
async fn nobody_opens_an_account_for_somebody_who_is_not_there() {
    let app = TestApp::start().await;
    let sysadmin = app.sysadmin().await;
    for (role, anchor) in [("worker", "person_id"), ("enterprise", "enterprise_id")] {
        let mut asked = colleague("nobody-1", "");
        asked["role"] = json!(role);
        asked["division"] = Value::Null;
        asked[anchor] = json!(uuid::Uuid::now_v7());
        let answer = sysadmin.post("/accounts", &asked).await.expect(422);
        assert_eq!(answer.faults(), [("/role", "ROLE_NOT_YOURS")], "{role}");
    }
}

#[actix_web::test]
async fn an_act_sent_twice_is_done_once() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let asked = colleague("weining-1", "520526");
    let send = || weining.post("/accounts", &asked).key("key-of-this-act");

    let first = send().await.expect(201);
    let second = send().await.expect(201);

    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(seen_by(&weining).await, 2);
}

#[actix_web::test]
async fn a_key_stands_for_one_request_of_one_caller() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let key = "key-of-this-act";
    let first = colleague("weining-1", "520526");
    weining.post("/accounts", &first).key(key).await.expect(201);

    let other = colleague("weining-2", "520526");
    let reused = weining.post("/accounts", &other).key(key).await.expect(422);
    assert_eq!(
        reused.faults(),
        [("Idempotency-Key", "IDEMPOTENCY_KEY_REUSED")]
    );

    let neighbour = app.county(520_526).await;
    let own = neighbour.post("/accounts", &other).key(key).await;
    assert_eq!(own.expect(201).header("idempotency-replayed"), "");
}

#[actix_web::test]
async fn an_act_without_a_key_is_refused() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let asked = colleague("weining-1", "520526");

    let missing = weining.post("/accounts", &asked).without("idempotency-key");
    assert_eq!(missing.await.expect(400).code(), "IDEMPOTENCY_KEY_MISSING");
    let short = weining.post("/accounts", &asked).key("short");
    assert_eq!(short.await.expect(400).code(), "IDEMPOTENCY_KEY_MISSING");
    assert_eq!(seen_by(&weining).await, 1);
}

#[actix_web::test]
async fn a_name_belongs_to_one_account() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let asked = colleague("weining-1", "520526");
    weining.post("/accounts", &asked).await.expect(201);

    let again = weining.post("/accounts", &asked).await.expect(409);

    assert_eq!(again.code(), "USERNAME_TAKEN");
}

#[actix_web::test]
async fn whoever_acts_says_which_version_was_read() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let asked = colleague("weining-1", "520526");
    let made = weining.post("/accounts", &asked).await.expect(201);
    let disablement = format!("/accounts/{}/disablement", made.id());
    let disable = || weining.post(&disablement, &json!({}));

    disable().await.expect(428);
    for tag in ["*", "W/\"v1\"", "v1", "\"v1"] {
        let answer = disable().header("if-match", tag).await.expect(400);
        assert_eq!(answer.code(), "IF_MATCH_MALFORMED", "{tag}");
    }
    let done = disable().if_match(&made).await.expect(200);
    assert_eq!(done.header("etag"), "\"v2\"");
    let stale = disable().if_match(&made).await.expect(412);
    assert_eq!(stale.body["current_version"], 2);
}

#[actix_web::test]
async fn a_list_is_read_page_by_page() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    for _ in 0..4 {
        app.county(520_526).await;
    }

    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = weining.get(&format!("/accounts?limit=2{next}")).await;
        let page = page.expect(200);
        let items = page.body["items"].as_array().expect("a list");
        seen.extend(items.iter().map(|item| item["id"].clone()));
        match page.body["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }

    assert_eq!(seen.len(), 5);
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

#[actix_web::test]
async fn a_cursor_is_good_for_its_own_caller_only() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let hezhang = app.county(520_526).await;
    let page = weining.get("/accounts?limit=1").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().expect("a next page");

    for foreign in [cursor, "x", "AAAAAAAAAAAAAAAAAAAAAAAA"] {
        let path = format!("/accounts?limit=1&cursor={foreign}");
        let answer = hezhang.get(&path).await.expect(400);
        assert_eq!(answer.code(), "CURSOR_MISMATCH");
    }
}

#[actix_web::test]
async fn a_mistyped_filter_never_widens_a_list() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;

    for query in ["limt=1", "limit=0", "limit=-1", "limit=x"] {
        let answer = weining.get(&format!("/accounts?{query}")).await;
        assert_eq!(answer.expect(400).code(), "PARAMETER_MALFORMED", "{query}");
    }
    weining.get("/accounts?limit=100000").await.expect(200);
}
