//! Figures of others: they tell of no fewer than five people, by themselves or beside others.

use crate::{
    TestApp, cast,
    stability::{at_work, group, leaves, rule, seen, told},
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;
const NAYONG: u32 = 520_525;

#[actix_web::test]
async fn figures_of_fewer_than_five_people_of_other_areas_are_hidden() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    at_work(&app, WEINING, 1..4, factory).await;
    at_work(&app, HEZHANG, 11..17, factory).await;
    app.clock.advance(1);
    let national = app.national().await;
    let body = told(&national, "by=home_county").await;
    assert_eq!(body["people"], 9);
    assert_eq!(body["hidden_groups"], 2, "the other would be a subtraction");
    assert_eq!(body["groups"], json!([]));
    assert!(body["table"].is_null(), "no day on which one person left");
    let one = told(&national, "area=520526").await;
    assert!(one["people"].is_null() && one["rules"] == json!([]));

    // One's own three are no secret; the six of the neighbour are enough.
    let county = app.county(WEINING).await;
    let own = told(&county, "by=home_county").await;
    assert_eq!(group(&own, "520526")["people"], 3);
    let all = told(&county, "by=home_county&reach=all").await;
    assert_eq!(
        (all["people"].as_u64(), all["hidden_groups"].as_u64()),
        (Some(9), Some(0))
    );
    assert_eq!(group(&all, "520527")["people"], 6);
}

#[actix_web::test]
async fn who_left_is_told_of_others_where_they_and_those_who_stayed_are_five() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut counties = Vec::new();
    for (county, numbers, leavers) in [
        (WEINING, 1..13, 2),
        (HEZHANG, 21..33, 6),
        (NAYONG, 41..61, 6),
    ] {
        counties.push((at_work(&app, county, numbers, factory).await, leavers));
    }
    app.clock.advance(59);
    for (jobs, leavers) in &counties {
        for job in &jobs[..*leavers] {
            leaves(&app, job, "went_home").await;
        }
    }
    app.clock.advance(61);
    for (jobs, leavers) in &counties {
        for job in &jobs[*leavers..] {
            seen(&app, job).await;
        }
    }
    let query = "months=1,3&by=home_county&reach=all";
    let shares = |of: &Value| [0, 1].map(|at: usize| of["at"][at]["survival"].as_f64());

    // To the national office all are others. Two left in one county, and the next smallest would tell it by subtraction.
    let all = told(&app.national().await, query).await;
    assert_eq!((&all["people"], &all["ended"]), (&json!(44), &json!(14)));
    for county in ["520526", "520527"] {
        let hidden = group(&all, county);
        assert_eq!(hidden["people"], 12);
        for figure in ["ended", "median_days", "restricted_mean", "causes"] {
            assert!(hidden[figure].is_null(), "{figure} of {county}");
        }
        assert_eq!(shares(hidden), [None, None]);
        assert!(rule(hidden, "general_3").is_null());
    }
    let shown = group(&all, "520525");
    assert_eq!(shown["ended"], 6);
    assert_eq!(
        shares(shown).map(|share| share.map(|share| (share * 10.0).round())),
        [Some(10.0), Some(7.0)]
    );
    assert!(
        shown["at"][0]["at_risk"].is_null(),
        "how many are watched is of one's own"
    );
    assert_eq!(shown["causes"][0]["ended"], 6);
    assert_eq!(rule(shown, "general_3")["met"], 14);

    // Its own two are no secret to their county, and beside its own nothing of the others is to be found.
    let own = told(&app.county(WEINING).await, query).await;
    let weining = group(&own, "520526");
    assert_eq!(
        (&weining["ended"], &weining["at"][1]["at_risk"]),
        (&json!(2), &json!(10))
    );
    assert_eq!(group(&own, "520527")["ended"], 6);
    // One of five who are left would be a subtraction away from all that their county has.
    let neighbours = told(&app.county(HEZHANG).await, query).await;
    assert!(group(&neighbours, "520526")["ended"].is_null());
    assert!(group(&neighbours, "520525")["ended"].is_null());
    assert_eq!(group(&neighbours, "520527")["ended"], 6);
}
