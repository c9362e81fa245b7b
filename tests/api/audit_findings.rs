//! What visits find of a sample, and who may tell it.

use crate::{
    Answer, Client, TestApp,
    audits::{at_work, drawn, units},
    cast,
    rosters::count,
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

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

/// Brings somebody to work in 东莞, each step told by those whom it concerns; the county and the bureau of them.
pub async fn brought_to_work(app: &TestApp) -> (Client, Client) {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 2).await;
    let person = cast::people(app, WEINING, 1..2).await[0];
    let id = cast::offer(app, WEINING, person, factory, post).await;
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
    (county, bureau)
}

#[actix_web::test]
async fn whoever_reported_a_job_does_not_verify_it() {
    let app = TestApp::start().await;
    let (county, bureau) = brought_to_work(&app).await;
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
