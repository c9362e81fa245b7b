//! What counts as stable: shipped rules, and those that offices add.

use crate::TestApp;
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

fn rule(code: &str, months: u32, from: &str) -> Value {
    json!({
        "division": "520526", "code": code, "name": "威宁口径", "source": "威宁县人社局通知",
        "months": months, "counting": "consecutive", "gap_days": 7, "effective_from": from,
        "evidence": [{ "any_of": ["contract", "stamped_list"], "in_months": 1 }],
        "pay_floor": { "amount": 180_000 },
    })
}

#[actix_web::test]
async fn the_rules_of_the_sources_come_with_the_program() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let listed = county.get("/shipped-stability-rules").await.expect(200);
    let items = listed.body["items"].as_array().expect("rules");
    assert_eq!(items.len(), 19);
    assert!(
        items
            .iter()
            .all(|rule| rule["source"].as_str().is_some_and(|s| !s.is_empty()))
    );
}

#[actix_web::test]
async fn a_later_number_of_a_rule_ends_the_one_before() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let first = county
        .post("/stability-rules", &rule("weining", 3, "2020-01-01"))
        .await
        .expect(201);
    let second = county
        .post("/stability-rules", &rule("weining", 6, "2020-04-01"))
        .await
        .expect(201);
    assert_eq!(
        (
            first.body["number"].as_u64(),
            second.body["number"].as_u64()
        ),
        (Some(1), Some(2))
    );
    let before = county
        .get(&format!("/stability-rules/{}", first.id()))
        .await
        .expect(200);
    assert_eq!(before.body["effective_to"], "2020-03-31");
    let in_march = county
        .get("/stability-rules?area=520526&on=2020-03-15")
        .await
        .expect(200);
    assert_eq!(in_march.body["items"][0]["months"], 3);
    assert_eq!(in_march.body["items"].as_array().map(Vec::len), Some(1));

    let backwards = county
        .post("/stability-rules", &rule("weining", 9, "2020-03-01"))
        .await
        .expect(422);
    assert_eq!(backwards.faults(), [("/effective_from", "DATE_ORDER")]);
    let shipped = county
        .post("/stability-rules", &rule("general_3", 9, "2020-03-01"))
        .await;
    assert_eq!(shipped.code(), "ALREADY_EXISTS");
}

#[actix_web::test]
async fn every_flaw_of_a_rule_is_told_at_once() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let mut bad = rule("W", 0, "2020-01-01");
    bad["division"] = json!("520527");
    bad["gap_days"] = json!(93);
    let refused = county.post("/stability-rules", &bad).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/months", "OUT_OF_RANGE"),
            ("/gap_days", "OUT_OF_RANGE"),
            ("/code", "WRONG_TYPE"),
            ("/division", "DIVISION_OUT_OF_REACH"),
        ]
    );
}

#[actix_web::test]
async fn an_office_ends_its_own_rules_only() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let made = county
        .post("/stability-rules", &rule("weining", 3, "2020-01-01"))
        .await
        .expect(201);
    let path = format!("/stability-rules/{}/ending", made.id());
    let body = json!({ "effective_to": "2020-12-31" });
    let neighbour = app.county(520_527).await;
    assert_eq!(
        neighbour.post(&path, &body).if_match(&made).await.status,
        404
    );
    let ended = county.post(&path, &body).if_match(&made).await.expect(200);
    assert_eq!(ended.body["effective_to"], "2020-12-31");
    assert_eq!(
        county.post(&path, &body).if_match(&ended).await.code(),
        "NOT_IN_THIS_STATE"
    );
}
