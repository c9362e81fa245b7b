//! What officers wish about pairs, and what runs make of it.

use crate::{
    TestApp, cast,
    matching_runs::{county_of, items, run},
};
use domain::division::Division;
use serde_json::json;

#[actix_web::test]
async fn a_pinned_pair_is_made_although_another_post_scores_more() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let far = cast::post(&app, factory, 1).await;
    cast::posted(&app, factory, |posting| {
        posting.workplace = Division::of_six(440_100);
    })
    .await;
    let (county, people) = county_of(&app, 1).await;
    let pin = json!({ "person_id": people[0].0, "vacancy_id": far.0, "excluded": false, "reason": "同乡已在该厂" });
    let pinned = county.post("/pins", &pin).await.expect(201);

    let kept = run(&app, &county).await;
    let proposals = items(&county, &kept, "proposals").await;
    assert_eq!(proposals[0]["vacancy"]["id"], json!(far.0));
    assert_eq!(proposals[0]["pinned"], true);

    let href = format!("/pins/{}", pinned.id());
    county.delete(&href).if_match(&pinned).await.expect(204);
    let free = run(&app, &county).await;
    let proposals = items(&county, &free, "proposals").await;
    assert_eq!(proposals[0]["tier"], "prefecture_pair");
    assert_eq!(proposals[0]["pinned"], false);
}

#[actix_web::test]
async fn an_excluded_pair_is_never_made() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 5).await;
    let (county, people) = county_of(&app, 2).await;
    let pin = json!({ "person_id": people[0].0, "vacancy_id": post.0, "excluded": true });
    county.post("/pins", &pin).await.expect(201);

    let run = run(&app, &county).await;

    let unplaced = items(&county, &run, "unplaced").await;
    assert_eq!(unplaced.len(), 1);
    assert_eq!(unplaced[0]["person_id"], json!(people[0].0));
    assert_eq!(unplaced[0]["reason"], "excluded");
}

#[actix_web::test]
async fn a_pin_that_cannot_be_kept_is_told() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let (county, people) = county_of(&app, 2).await;
    for person in &people {
        let pin = json!({ "person_id": person.0, "vacancy_id": post.0, "excluded": false });
        county.post("/pins", &pin).await.expect(201);
    }

    let run = run(&app, &county).await;

    assert_eq!(
        run.body["result"]["unmet_pins"],
        json!([{ "person_id": people[1].0, "vacancy_id": post.0, "because": ["no_opening"] }])
    );
}

#[actix_web::test]
async fn a_pin_is_about_ones_own_people_and_made_once() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let (one, other) = (
        cast::post(&app, factory, 1).await,
        cast::post(&app, factory, 1).await,
    );
    let (county, people) = county_of(&app, 1).await;
    let pin = |post: domain::id::VacancyId| json!({ "person_id": people[0].0, "vacancy_id": post.0, "excluded": false });

    let foreign = app.county(520_527).await;
    let refused = foreign.post("/pins", &pin(one)).await.expect(422);
    assert_eq!(refused.faults(), [("/person_id", "PERSON_UNKNOWN")]);

    county.post("/pins", &pin(one)).await.expect(201);
    assert_eq!(
        county.post("/pins", &pin(one)).await.code(),
        "ALREADY_EXISTS"
    );
    assert_eq!(
        county.post("/pins", &pin(other)).await.code(),
        "ALREADY_EXISTS",
        "nobody is pinned to two posts"
    );
    let listed = county.get("/pins").await.expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
    let none = foreign.get("/pins").await.expect(200);
    assert_eq!(none.body["items"], json!([]));
}
