//! How long people stay, over HTTP.

use crate::{
    Client, TestApp,
    cast::{self, AtWork},
    rosters::{away, take_in},
};
use domain::{division::Division, id::EnterpriseId};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

/// Reports the end of a job on the present day.
pub async fn leaves(app: &TestApp, job: &AtWork, reason: &str) {
    let county = app.bureau(441_900).await;
    let path = format!("/placements/{}", job.placement);
    let read = county.get(&path).await.expect(200);
    let ending = county.post(&format!("{path}/ending"), &json!({ "reason": reason }));
    ending.if_match(&read).await.expect(200);
}

/// Says of a job that it goes on.
pub async fn seen(app: &TestApp, job: &AtWork) {
    let bureau = app.bureau(441_900).await;
    let path = format!("/placements/{}/check-ins", job.placement);
    bureau.post(&path, &json!({})).await.expect(200);
}

pub async fn told(by: &Client, query: &str) -> Value {
    by.get(&format!("/stability?{query}"))
        .await
        .expect(200)
        .body
}

pub fn group<'a>(body: &'a Value, key: &str) -> &'a Value {
    let groups = body["groups"].as_array().expect("groups");
    groups
        .iter()
        .find(|group| group["key"] == key)
        .unwrap_or(&Value::Null)
}

pub fn rule<'a>(body: &'a Value, code: &str) -> &'a Value {
    let rules = body["rules"].as_array().expect("rules");
    rules
        .iter()
        .find(|rule| rule["code"] == code)
        .unwrap_or(&Value::Null)
}

/// People of a county at work at an enterprise, `numbers` tell them apart.
pub async fn at_work(
    app: &TestApp,
    county: u32,
    numbers: std::ops::Range<u32>,
    at: EnterpriseId,
) -> Vec<AtWork> {
    let mut jobs = Vec::new();
    for number in numbers {
        jobs.push(cast::at_work(app, county, number, at).await);
    }
    jobs
}

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
    // They have been away for half a year to the day, and none of them says anything of a share.
    let general = rule(&known.body, "general_6");
    assert_eq!(
        (general["met"].as_u64(), general["ripe"].as_u64()),
        (Some(20), Some(0))
    );
    assert_eq!(rule(&known.body, "general_12")["met"], 0);

    let other = app.county(522_634).await;
    assert_eq!(other.get("/stability").await.body["jobs"], 0);
}

#[actix_web::test]
async fn months_out_of_range_are_refused() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    for query in [
        "months=0",
        "months=x",
        "months=1,,2",
        "months=601",
        "gap_days=93",
        "by=people",
        "known_on=0001-01-01",
    ] {
        let refused = county.get(&format!("/stability?{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
    }
}

#[actix_web::test]
async fn causes_means_and_rules_stand_beside_the_curve() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let jobs = at_work(&app, WEINING, 1..11, factory).await;
    app.clock.advance(59);
    for job in &jobs[..2] {
        leaves(&app, job, "went_home").await;
    }
    leaves(&app, &jobs[2], "better_job").await;
    app.clock.advance(61);
    for job in &jobs[3..] {
        seen(&app, job).await;
    }
    let body = told(&app.county(WEINING).await, "months=1,3").await;
    assert_eq!(
        (body["people"].as_u64(), body["ended"].as_u64()),
        (Some(10), Some(3))
    );
    assert!((body["at"][1]["survival"].as_f64().expect("a share") - 0.7).abs() < 1e-9);
    let causes = body["causes"].as_array().expect("causes");
    let of = |reason: &str| {
        let cause = causes.iter().find(|cause| cause["reason"] == reason);
        cause.expect("a cause")["at"][1]["value"]
            .as_f64()
            .expect("a share")
    };
    assert!((of("went_home") - 0.2).abs() < 1e-9 && (of("better_job") - 0.1).abs() < 1e-9);
    // Three worked 60 of the first 91 days, seven all of them.
    let mean = body["restricted_mean"]["days"].as_f64().expect("a mean");
    assert!((mean - (0.3 * 60.0 + 0.7 * 91.0)).abs() < 1e-9, "{mean}");
    let general = rule(&body, "general_3");
    assert_eq!(
        (general["met"].as_u64(), general["ripe"].as_u64()),
        (Some(7), Some(10))
    );
    assert!((general["share"]["share"].as_f64().expect("a share") - 0.7).abs() < 1e-9);
    assert_eq!(rule(&body, "general_6")["met"], 0);
    assert_eq!(
        rule(&body, "transport_2023")["met"],
        0,
        "nobody gave a pay slip"
    );
}

#[actix_web::test]
async fn evidence_makes_a_rule_met_that_asks_for_it() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let contract = json!({ "employment_ids": [job.employment.0], "kind": "contract", "on": "2020-04-01", "contract_months": 12 });
    app.county(WEINING)
        .await
        .post("/evidence", &contract)
        .await
        .expect(201);
    for _ in 0..4 {
        app.clock.advance(30);
        let worker = app.worker(job.person).await;
        let today = app.clock.today();
        let slip = json!({ "employment_ids": [job.employment.0], "kind": "pay_slip", "on": today, "pay": { "amount": 500_000 } });
        worker.post("/evidence", &slip).await.expect(201);
    }
    let county = app.county(WEINING).await;
    let body = told(&county, "rules=transport_2023,cangxi_2020").await;
    assert_eq!(rule(&body, "transport_2023")["met"], 1);
    assert_eq!(rule(&body, "cangxi_2020")["met"], 0, "not in 三门");
    assert_eq!(body["rules"].as_array().map(Vec::len), Some(2));
    // Nobody knew of the slips in April.
    let then = told(&county, "rules=transport_2023&known_on=2020-04-15").await;
    assert_eq!(rule(&then, "transport_2023")["met"], 0);
}

#[actix_web::test]
async fn what_was_known_on_a_day_stays_known() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let jobs = at_work(&app, WEINING, 1..4, factory).await;
    app.clock.advance(30);
    for job in &jobs {
        seen(&app, job).await;
    }
    app.clock.advance(10);
    leaves(&app, &jobs[0], "family").await;
    app.clock.advance(20);
    let county = app.county(WEINING).await;
    let now = told(&county, "months=1").await;
    assert_eq!(
        (now["jobs"].as_u64(), now["ended"].as_u64()),
        (Some(3), Some(1))
    );
    let then = told(&county, "months=1&known_on=2020-05-05").await;
    assert_eq!(
        (then["jobs"].as_u64(), then["ended"].as_u64()),
        (Some(3), Some(0))
    );
    let before = told(&county, "months=1&known_on=2020-03-31").await;
    assert_eq!(before["jobs"], 0);
    // As of a day, what happened later had not happened; the day itself counts.
    assert_eq!(told(&county, "on=2020-05-10").await["ended"], 0);
    assert_eq!(told(&county, "on=2020-05-11").await["ended"], 1);
}

#[actix_web::test]
async fn groups_are_told_apart_and_compared() {
    let app = TestApp::start().await;
    let (good, bad) = (cast::factory(&app).await, cast::factory(&app).await);
    let stay = at_work(&app, WEINING, 1..9, good).await;
    let go = at_work(&app, WEINING, 11..19, bad).await;
    for job in &go {
        app.clock.advance(1);
        leaves(&app, job, "dismissed").await;
    }
    app.clock.advance(60);
    for job in &stay {
        seen(&app, job).await;
    }
    let county = app.county(WEINING).await;
    let body = told(&county, "by=enterprise&months=1").await;
    assert_eq!(group(&body, &good.to_string())["at"][0]["survival"], 1.0);
    assert_eq!(group(&body, &bad.to_string())["at"][0]["survival"], 0.0);
    assert_eq!(
        group(&body, &bad.to_string())["name"],
        "晨光示例电子有限公司"
    );
    assert!(body["log_rank"]["p"].as_f64().expect("a p") < 0.001);
    assert_eq!(body["log_rank"]["df"], 1);
    for (by, key) in [
        ("home_county", "520526"),
        ("trade", "manufacturing"),
        ("cohort_month", "2020-04"),
        ("cohort_quarter", "2020-Q2"),
        ("cohort_year", "2020"),
    ] {
        let body = told(&county, &format!("by={by}")).await;
        assert_eq!(group(&body, key)["people"], 16, "{by}");
    }
    let tiers = told(&county, "by=tier").await;
    let tier = tiers["groups"][0]["key"]
        .as_str()
        .expect("a tier")
        .to_owned();
    let by_pairing = told(&county, "by=pairing").await;
    let has_pairing = by_pairing["groups"][0]["key"] != "";
    assert_eq!(tier.ends_with("_pair"), has_pairing, "{tier}");
}

#[actix_web::test]
async fn another_employer_within_the_gap_goes_on() {
    let app = TestApp::start().await;
    let (first, second) = (cast::factory(&app).await, cast::factory(&app).await);
    let job = cast::at_work(&app, WEINING, 1, first).await;
    app.clock.advance(30);
    leaves(&app, &job, "better_job").await;
    app.clock.advance(5);
    rename(&app, second).await;
    let next = cast::at_work(&app, WEINING, 1, second).await;
    app.clock.advance(60);
    seen(&app, &next).await;
    let county = app.county(WEINING).await;
    let same = told(&county, "months=1").await;
    assert_eq!(
        (same["jobs"].as_u64(), same["ended"].as_u64()),
        (Some(2), Some(1))
    );
    let any = told(&county, "months=1&employer=any").await;
    assert_eq!(
        (any["jobs"].as_u64(), any["ended"].as_u64()),
        (Some(1), Some(0))
    );
    let strict = told(&county, "months=1&employer=any&gap_days=2").await;
    assert_eq!(
        (strict["jobs"].as_u64(), strict["ended"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(rule(&any, "general_3")["met"], 1, "a break of four days");
    assert_eq!(rule(&any, "employer_3")["met"], 0);
}

/// Gives an enterprise another name than all factories have.
async fn rename(app: &TestApp, enterprise: EnterpriseId) {
    let bureau = app.bureau(441_900).await;
    let path = format!("/enterprises/{enterprise}");
    let read = bureau.get(&path).await.expect(200);
    let change = bureau.patch(&path, &json!({ "name": "远山示例纺织有限公司" }));
    change.if_match(&read).await.expect(200);
}

#[actix_web::test]
async fn a_closed_sample_stands_beside_the_reported_figures() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    at_work(&app, WEINING, 1..6, factory).await;
    let county = app.county(WEINING).await;
    let audit = county
        .post("/audits", &json!({ "division": "520526", "total": 5 }))
        .await
        .expect(201);
    let units = county
        .get(&format!("/audits/{}/units", audit.id()))
        .await
        .expect(200);
    let units = units.body["items"].as_array().expect("units").clone();
    let findings: Vec<Value> = units
        .iter()
        .enumerate()
        .map(|(at, unit)| {
            let finding = if at == 0 { "never_arrived" } else { "confirmed" };
            json!({ "employment_id": unit["employment_id"], "finding": finding, "on": "2020-04-01" })
        })
        .collect();
    let path = format!("/audits/{}", audit.id());
    county
        .post(
            &format!("{path}/findings"),
            &json!({ "findings": findings }),
        )
        .await
        .expect(200);
    assert!(
        told(&county, "by=enterprise").await["verified"].is_null(),
        "not before it is closed"
    );
    county
        .post(&format!("{path}/closing"), &json!({}))
        .if_match(&audit)
        .await
        .expect(200);
    let body = told(&county, "by=enterprise").await;
    for told in [
        &body["verified"],
        &group(&body, &factory.to_string())["verified"],
    ] {
        assert!((told["share"].as_f64().expect("a share") - 0.8).abs() < 1e-9);
        assert_eq!(told["audit_id"], audit.id());
    }
}
