//! How long people stay, over HTTP.

use crate::{
    TestApp,
    rosters::{away, take_in},
};
use domain::division::Division;

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn people_known_late_enter_late() {
    let app = TestApp::start().await;
    let rows = (1..=20)
        .map(|number| away(number, "晨光示例电子有限公司"))
        .collect();
    take_in(&app, Division::of_six(WEINING), "2020-03-31", rows).await;

    let county = app.county(WEINING).await;
    let known = county.get("/stability?months=1,3,6").await;
    assert_eq!(known.body["jobs"], 20);
    assert_eq!(known.body["entered_late"], 20);
    assert_eq!(known.body["at"].as_array().map(Vec::len), Some(3));

    let other = app.county(522_634).await;
    assert_eq!(other.get("/stability").await.body["jobs"], 0);
}

#[actix_web::test]
async fn months_out_of_range_are_refused() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    for months in ["0", "x", "1,,2", "601"] {
        assert_eq!(
            county
                .get(&format!("/stability?months={months}"))
                .await
                .status,
            400,
            "{months}"
        );
    }
}
