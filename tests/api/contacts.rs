//! Attempts to reach people who are at work, and what came of them.

use crate::{
    TestApp, cast,
    imports::rows,
    rosters::{away, found, take_in},
};
use domain::division::Division;
use serde_json::json;
use uuid::Uuid;

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn attempts_are_taken_many_at_once_or_not_at_all() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let one = cast::at_work(&app, WEINING, 1, factory).await;
    let two = cast::at_work(&app, WEINING, 2, factory).await;
    let home = Division::of_six(WEINING);
    take_in(
        &app,
        home,
        "2020-03-31",
        vec![away(3, "海润示例纺织有限公司")],
    )
    .await;
    let office = app.county(WEINING).await;
    let person = found(&office, 3).await;
    let jobs = office.get(&format!("/people/{person}/employments")).await;
    let third = jobs.body["items"][0]["id"].clone();
    app.clock.advance(10);
    let county = app.county(WEINING).await;

    let wrong = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "left" },
        { "employment_id": Uuid::now_v7(), "outcome": "no_answer" },
        { "employment_id": two.employment.0, "outcome": "at_work", "left_on": "2020-04-09" },
    ] });
    let refused = county.post("/contacts", &wrong).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/0/left_on", "MISSING"),
            ("/items/0/end_reason", "MISSING"),
            ("/items/2/left_on", "ONLY_WHERE_LEFT"),
        ]
    );
    let unknown = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "at_work" },
        { "employment_id": Uuid::now_v7(), "outcome": "no_answer" },
        { "employment_id": two.employment.0, "outcome": "at_work", "on": "2020-03-31" },
    ] });
    let refused = county.post("/contacts", &unknown).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/1/employment_id", "EMPLOYMENT_UNKNOWN"),
            ("/items/2/on", "DATE_TOO_EARLY"),
        ]
    );
    assert_eq!(
        (rows(&app, "contact").await, rows(&app, "evidence").await),
        (0, 0)
    );

    let sound = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "at_work", "help": "wages_unpaid" },
        { "employment_id": two.employment.0, "outcome": "left", "left_on": "2020-04-08", "end_reason": "went_home" },
        { "employment_id": third, "outcome": "left", "left_on": "2020-04-05", "end_reason": "family" },
    ] });
    let done = county
        .post("/contacts", &sound)
        .key("three-of-them")
        .await
        .expect(201);
    assert_eq!(done.body["items"].as_array().map(Vec::len), Some(3));
    let again = county
        .post("/contacts", &sound)
        .key("three-of-them")
        .await
        .expect(201);
    assert_eq!(again.body["items"], done.body["items"]);
    assert_eq!(rows(&app, "contact").await, 3);
    assert_eq!(rows(&app, "evidence where kind = 'call'").await, 1);
    assert_eq!(rows(&app, "employment where ended_on is null").await, 1);
    assert_eq!(rows(&app, "placement where stage = 'ended'").await, 1);
    assert_eq!(rows(&app, "help_request where outcome is null").await, 1);
    let gone = json!({ "items": [
        { "employment_id": third, "outcome": "left", "left_on": "2020-04-05", "end_reason": "family" },
    ] });
    let refused = county.post("/contacts", &gone).await.expect(422);
    assert_eq!(
        refused.faults(),
        [("/items/0/employment_id", "NO_OPEN_JOB")]
    );
}
