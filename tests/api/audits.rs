//! Random samples of what was reported, and what visits find.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    rosters::{away, count, take_in},
};
use domain::{
    division::Division,
    form::{Cell, Column, Form},
    id::EnterpriseId,
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;
const DONGGUAN: u32 = 441_900;

/// Enterprises with people of 威宁 at work at each.
async fn at_work(app: &TestApp, people: &[u32]) -> (Vec<EnterpriseId>, Vec<AtWork>) {
    let (mut enterprises, mut jobs) = (Vec::new(), Vec::new());
    let mut number = 0;
    for of_one in people {
        let enterprise = cast::factory(app).await;
        for _ in 0..*of_one {
            number += 1;
            jobs.push(cast::at_work(app, WEINING, number, enterprise).await);
        }
        enterprises.push(enterprise);
    }
    (enterprises, jobs)
}

async fn drawn(by: &Client, body: Value) -> Answer {
    by.post("/audits", &body).await.expect(201)
}

/// The identities of the drawn jobs, in the order of the list.
async fn units(by: &Client, audit: &str) -> Vec<String> {
    let listed = by.get(&format!("/audits/{audit}/units?limit=200")).await;
    let items = listed.expect(200).body["items"].clone();
    let ids = items.as_array().expect("units").iter();
    ids.map(|unit| unit["employment_id"].as_str().expect("an id").to_owned())
        .collect()
}

async fn tell(by: &Client, audit: &str, findings: &[(&str, &str)]) -> Answer {
    let findings: Vec<Value> = findings
        .iter()
        .map(|(job, finding)| json!({ "employment_id": job, "finding": finding, "on": "2020-04-01" }))
        .collect();
    by.post(
        &format!("/audits/{audit}/findings"),
        &json!({ "findings": findings }),
    )
    .await
}

fn share(figures: &Value, of: &str) -> (f64, f64, f64) {
    let part = |name: &str| figures[of][name].as_f64().expect("a share");
    (part("share"), part("ci_low"), part("ci_high"))
}

#[actix_web::test]
async fn the_work_list_is_a_workbook_to_be_taken_along_and_tells_no_number() {
    let app = TestApp::start().await;
    at_work(&app, &[3, 2]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "seed": 7, "total": 4 }),
    )
    .await;
    let href = format!("/audits/{}/units.xlsx", audit.id());
    let book = county.get(&href).await.expect(200);
    let taken = "select act from trace where act = 'audit_list_taken'";
    assert_eq!(app.raw(taken).await.len(), 1, "it leaves a trace");
    // Read as a sheet with these headings, it has a row for each of the drawn.
    let column = |field, headings| Column {
        field,
        headings,
        required: true,
    };
    let columns: &'static [Column] = Box::leak(Box::new([
        column("name", &["姓名"]),
        column("home", &["户籍地"]),
        column("employer", &["用人单位"]),
        column("place", &["层内抽取序号"]),
        column("finding", &["核查结论"]),
    ]));
    let form = Form {
        name: "audit_list",
        unread: &[],
        columns,
    };
    let listed = crate::follow_up::cells(&book.bytes, &form);
    assert_eq!(listed.len(), 4, "{listed:?}");
    let home = Cell::Text("贵州省毕节市威宁彝族回族苗族自治县".to_owned());
    for row in &listed {
        assert_eq!(
            (&row[0], &row[1]),
            (&Cell::Text("王小明".to_owned()), &home)
        );
        assert_eq!(row[4], Cell::Empty);
    }
    let neighbour = app.county(HEZHANG).await;
    assert_eq!(neighbour.get(&href).await.status, 404);
}

#[actix_web::test]
async fn the_verified_rate_stands_beside_the_reported_one() {
    let app = TestApp::start().await;
    let (enterprises, jobs) = at_work(&app, &[6, 4]).await;
    let county = app.county(WEINING).await;
    // One of the ten is reported to have left.
    let gone = app.enterprise(enterprises[0]).await;
    let path = format!("/placements/{}", jobs[0].placement);
    let read = gone.get(&path).await.expect(200);
    let ending = json!({ "reason": "went_home" });
    gone.post(&format!("{path}/ending"), &ending)
        .if_match(&read)
        .await
        .expect(200);
    app.clock.advance(1);
    let county_later = app.county(WEINING).await;
    drop(county);

    let audit = drawn(
        &county_later,
        json!({ "division": "520526", "seed": 7, "total": 9 }),
    )
    .await;
    assert_eq!(
        (
            audit.body["frame_size"].as_u64(),
            audit.body["sample_size"].as_u64()
        ),
        (Some(9), Some(9))
    );
    assert_eq!(audit.body["figures"]["begun"], 10);
    assert_eq!(audit.body["strata"].as_array().map(Vec::len), Some(2));
    assert!(
        audit.body["figures"]["confirmed"].is_null(),
        "nobody was visited yet"
    );

    let drawn = units(&county_later, audit.id()).await;
    let findings = [
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
        "left_before",
        "never_arrived",
        "unreachable",
    ];
    let visits: Vec<(&str, &str)> = drawn.iter().map(String::as_str).zip(findings).collect();
    let visits: Vec<Value> = visits
        .iter()
        .map(|(job, finding)| json!({ "employment_id": job, "finding": finding, "on": "2020-04-02" }))
        .collect();
    let told = county_later
        .post(
            &format!("/audits/{}/findings", audit.id()),
            &json!({ "findings": visits }),
        )
        .await
        .expect(200);

    let figures = &told.body["figures"];
    assert!((figures["reported_rate"].as_f64().expect("a rate") - 0.9).abs() < 1e-9);
    // Everybody of the frame was visited: six of nine, and no doubt is left.
    let (confirmed, low, high) = share(figures, "confirmed");
    assert!((confirmed - 6.0 / 9.0).abs() < 1e-9 && (high - low).abs() < 1e-9);
    let (verified, ..) = share(figures, "verified_rate");
    assert!(
        (verified - 0.6).abs() < 1e-9,
        "six of the ten who had begun"
    );
    assert_eq!(count(&app, "audit_finding").await, 9);
}

#[actix_web::test]
async fn the_same_seed_and_frame_give_the_same_sample_and_another_seed_another() {
    let app = TestApp::start().await;
    at_work(&app, &[12]).await;
    let county = app.county(WEINING).await;
    let draw = |seed: u32| {
        drawn(
            &county,
            json!({ "division": "520526", "seed": seed, "total": 4 }),
        )
    };
    let (one, again, other) = (draw(5).await, draw(5).await, draw(6).await);
    assert_eq!(one.body["frame_digest"], again.body["frame_digest"]);
    let sample = units(&county, one.id()).await;
    assert_eq!(sample.len(), 4);
    assert_eq!(sample, units(&county, again.id()).await);
    assert_ne!(sample, units(&county, other.id()).await);
}

#[actix_web::test]
async fn a_frame_stays_as_it_was_frozen() {
    let app = TestApp::start().await;
    let (enterprises, _) = at_work(&app, &[3]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(&county, json!({ "division": "520526", "total": 3 })).await;
    cast::at_work(&app, WEINING, 50, enterprises[0]).await;
    let read = county
        .get(&format!("/audits/{}", audit.id()))
        .await
        .expect(200);
    assert_eq!(read.body["frame_digest"], audit.body["frame_digest"]);
    assert_eq!(read.body["figures"]["reported"], 3);
    assert_eq!(count(&app, "audit_unit").await, 3);
}

#[actix_web::test]
async fn whoever_reported_a_job_does_not_verify_it() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 2).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(DONGGUAN).await);
    let (worker, employer) = (app.worker(person).await, app.enterprise(factory).await);
    for (who, step) in [
        (&worker, "acceptance"),
        (&employer, "confirmation"),
        (&county, "departure"),
        (&bureau, "arrival"),
        (&bureau, "start"),
    ] {
        let read = who.get(&format!("/placements/{id}")).await;
        let taken = who.post(&format!("/placements/{id}/{step}"), &json!({}));
        taken.if_match(&read).await.expect(200);
    }
    let other = app.bureau(DONGGUAN).await;
    let audit = drawn(&other, json!({ "division": "441900", "total": 1 })).await;
    let job = units(&other, audit.id()).await.remove(0);

    for one_who_told in [&bureau, &county] {
        let refused = tell(one_who_told, audit.id(), &[(&job, "confirmed")])
            .await
            .expect(422);
        assert_eq!(
            refused.faults(),
            [("/findings/0/employment_id", "OWN_REPORT")]
        );
    }
    tell(&other, audit.id(), &[(&job, "confirmed")])
        .await
        .expect(200);
    // A second visit by another officer replaces the first, and both are kept.
    let third = app.county(WEINING).await;
    let told = tell(&third, audit.id(), &[(&job, "left_before")])
        .await
        .expect(200);
    assert_eq!(told.body["figures"]["confirmed"]["share"], 0.0);
    assert_eq!(count(&app, "audit_finding").await, 2);
}

#[actix_web::test]
async fn what_a_visit_says_is_checked_at_once() {
    let app = TestApp::start().await;
    let (_, jobs) = at_work(&app, &[3]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "seed": 1, "total": 2 }),
    )
    .await;
    let sample = units(&county, audit.id()).await;
    let undrawn = jobs
        .iter()
        .map(|job| job.employment.to_string())
        .find(|job| !sample.contains(job));
    let undrawn = undrawn.expect("two of three were drawn");
    let body = json!({ "findings": [
        { "employment_id": undrawn, "finding": "confirmed", "on": "2020-04-01" },
        { "employment_id": sample[0], "finding": "confirmed", "on": "2020-04-02" },
        { "employment_id": sample[1], "finding": "confirmed", "on": "2020-03-31" },
        { "employment_id": sample[1], "finding": "confirmed", "on": "2020-04-01" },
    ] });
    let refused = county
        .post(&format!("/audits/{}/findings", audit.id()), &body)
        .await
        .expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/findings/0/employment_id", "UNIT_UNKNOWN"),
            ("/findings/1/on", "DATE_IN_FUTURE"),
            ("/findings/2/on", "DATE_TOO_EARLY"),
            ("/findings/3/employment_id", "UNIT_TWICE"),
        ]
    );
    assert_eq!(count(&app, "audit_finding").await, 0);
}

#[actix_web::test]
async fn a_closed_sample_takes_no_finding() {
    let app = TestApp::start().await;
    at_work(&app, &[2]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "margin_percent": 10 }),
    )
    .await;
    let sample = units(&county, audit.id()).await;
    let path = format!("/audits/{}/closing", audit.id());
    let bureau = app.bureau(DONGGUAN).await;
    let read = bureau
        .get(&format!("/audits/{}", audit.id()))
        .await
        .expect(200);
    let not_theirs = bureau.post(&path, &json!({})).if_match(&read).await;
    assert_eq!(not_theirs.status, 404, "they only receive its people");
    county
        .post(&path, &json!({}))
        .if_match(&audit)
        .await
        .expect(200);
    let late = tell(&county, audit.id(), &[(&sample[0], "confirmed")]).await;
    assert_eq!(late.code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn a_sample_is_drawn_from_ones_own_area_by_ones_own_end() {
    let app = TestApp::start().await;
    at_work(&app, &[2]).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(DONGGUAN).await);
    let body =
        json!({ "division": "520527", "total": 5, "on": "2020-04-02", "since": "2020-05-01" });
    let refused = county.post("/audits", &body).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/division", "DIVISION_OUT_OF_REACH"),
            ("/on", "DATE_IN_FUTURE"),
            ("/since", "DATE_ORDER")
        ]
    );
    let other_end = json!({ "division": "520526", "total": 5, "side": "workplace" });
    assert_eq!(
        county.post("/audits", &other_end).await.faults(),
        [("/side", "DIVISION_OUT_OF_REACH")]
    );
    let both = json!({ "division": "520526", "total": 5, "margin_percent": 5 });
    assert_eq!(
        county.post("/audits", &both).await.expect(422).faults(),
        [("/total", "BOUND_TWICE")]
    );
    let audit = drawn(&bureau, json!({ "division": "441900", "total": 5 })).await;
    assert_eq!(
        (
            audit.body["side"].as_str(),
            audit.body["frame_size"].as_u64()
        ),
        (Some("workplace"), Some(2))
    );
    let nobody = app.county(HEZHANG).await;
    let empty = nobody
        .post("/audits", &json!({ "division": "520527", "total": 5 }))
        .await;
    assert_eq!(empty.code(), "NOTHING_TO_DRAW");
}

#[actix_web::test]
async fn the_national_office_is_told_no_figure_of_fewer_than_five() {
    let app = TestApp::start().await;
    at_work(&app, &[3, 6, 9]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(&county, json!({ "division": "520526", "total": 18 })).await;
    let told = app
        .national()
        .await
        .get(&format!("/audits/{}", audit.id()))
        .await
        .expect(200);
    // The smallest goes, and with it the next, or it would be a subtraction away.
    assert_eq!(told.body["hidden_strata"], 2);
    assert_eq!(told.body["strata"][0]["reported"], 9);
    assert_eq!(told.body["figures"]["reported"], 18);
    let units = app
        .national()
        .await
        .get(&format!("/audits/{}/units", audit.id()))
        .await;
    assert_eq!(units.status, 403);
}

#[actix_web::test]
async fn reports_of_rosters_are_drawn_too() {
    let app = TestApp::start().await;
    let rows = (1..=8).map(|number| away(number, "深圳示例厂")).collect();
    take_in(&app, Division::of_six(WEINING), "2020-03-31", rows).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "on": "2020-03-31", "total": 4 }),
    )
    .await;
    assert_eq!(audit.body["strata"][0]["employer"], "深圳示例厂");
    assert_eq!(audit.body["sample_size"], 4);
}
