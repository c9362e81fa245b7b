//! The rounds that a division makes its own.

use crate::{
    TestApp, cast,
    rounds::{rounds, stands},
};
use serde_json::json;

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn a_county_follows_rounds_of_its_own_and_no_other_does() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::at_work(&app, WEINING, 1, factory).await;
    cast::at_work(&app, 520_527, 2, factory).await;
    app.clock.advance(10);
    let (county, province) = (app.county(WEINING).await, app.province(520_000).await);
    let own = json!({ "division": "520526", "days": [10, 20], "lead_days": 1, "grace_days": 0, "tries": 1 });
    let plan = county.post("/round-plans", &own).await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(10, "due"));
    assert_eq!(
        rounds(&county, "?on=2020-04-12").await,
        stands(10, "overdue")
    );
    assert_eq!(
        rounds(&app.county(520_527).await, "").await,
        stands(7, "due")
    );
    let mut both = rounds(&province, "").await;
    both.sort();
    assert_eq!(both, [stands(7, "due"), stands(10, "due")].concat());

    // The smaller division's rounds hold; the province's hold elsewhere.
    let wide = json!({ "division": "520000", "days": [5], "lead_days": 0 });
    province.post("/round-plans", &wide).await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(10, "due"));
    assert_eq!(
        rounds(&app.county(520_527).await, "").await,
        stands(5, "due")
    );

    let refused = county.post("/round-plans", &wide).await.expect(422);
    assert_eq!(refused.faults(), [("/division", "DIVISION_OUT_OF_REACH")]);
    let bad = json!({ "division": "520526", "days": [20, 10], "tries": 0, "grace_days": 400 });
    let refused = county.post("/round-plans", &bad).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/days", "ROUNDS_ORDER"),
            ("/grace_days", "OUT_OF_RANGE"),
            ("/tries", "OUT_OF_RANGE")
        ]
    );
    let past = json!({ "division": "520526", "days": [20], "valid_from": "2020-04-01" });
    let refused = county.post("/round-plans", &past).await.expect(422);
    assert_eq!(refused.faults(), [("/valid_from", "DATE_PAST")]);
    let same_day = county.post("/round-plans", &own).await.expect(409);
    assert_eq!(same_day.code(), "ALREADY_EXISTS");

    let next =
        json!({ "division": "520526", "days": [12], "lead_days": 0, "valid_from": "2020-04-13" });
    county.post("/round-plans", &next).await.expect(201);
    let before = county
        .get(&format!("/round-plans/{}", plan.id()))
        .await
        .expect(200);
    assert_eq!(before.body["valid_to"], "2020-04-12");
    assert_eq!(
        rounds(&county, "?on=2020-04-12").await,
        stands(10, "overdue")
    );
    assert_eq!(rounds(&county, "?on=2020-04-13").await, stands(12, "due"));
    let listed = county.get("/round-plans").await.expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(3));
    let ending = format!("/round-plans/{}/ending", plan.id());
    let refused = county
        .post(&ending, &json!({}))
        .if_match(&before)
        .await
        .expect(409);
    assert_eq!(refused.code(), "NOT_IN_THIS_STATE");
}
