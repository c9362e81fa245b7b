//! A year through the service, of which the truth is known: what was reported, what visits find, and what is true.
//!
//! Two enterprises. One reports everybody who leaves. The other has made up people who never came, and reports of them,
//! and of those who left, that they are at work. Visits tell the truth.

use crate::{
    Client, TestApp,
    cast::{self, AtWork},
};
use domain::{id::EnterpriseId, placement::Step, words::EndReason};
use rengang::services::{
    Actor,
    placements::{self, Report},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const WEINING: u32 = 520_526;

/// What is true of somebody.
struct Truth {
    job: AtWork,
    enterprise: EnterpriseId,
    /// Days after the start on which the work ended; none for who never came.
    leaves_after: Option<u64>,
}

/// The same sequence on every machine.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |sides| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    }
}

/// Lets a year go by, month by month: who has left is reported by the honest one, everybody else as at work.
async fn a_year(app: &TestApp, honest: EnterpriseId, people: &[Truth]) {
    let by = Actor::operator("a simulated year");
    let mut reported_gone = vec![false; people.len()];
    for month in 1..=12_u64 {
        app.clock.advance(30);
        let day = month * 30;
        let mut reports = Vec::new();
        for (at, one) in people.iter().enumerate() {
            let has_left = one.leaves_after.is_none_or(|after| after <= day);
            if reported_gone[at] {
                continue;
            }
            if has_left && one.enterprise == honest {
                reported_gone[at] = true;
                reports.push((
                    one.job.placement,
                    Report::Step(Step::End(EndReason::WentHome)),
                ));
            } else {
                reports.push((one.job.placement, Report::AtWork));
            }
        }
        placements::take_all(app, &by, &reports, app.clock.today())
            .await
            .expect("reports");
    }
}

/// Visits everybody who was drawn; what is found is the truth.
async fn visited(by: &Client, audit: &str, people: &BTreeMap<String, &Truth>, on: &str) -> Value {
    let units = by
        .get(&format!("/audits/{audit}/units?limit=200"))
        .await
        .expect(200);
    let findings: Vec<Value> = units.body["items"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| {
            let job = unit["employment_id"].as_str().expect("an id");
            let finding = match people[job].leaves_after {
                None => "never_arrived",
                Some(after) if after <= 360 => "left_before",
                Some(_) => "confirmed",
            };
            json!({ "employment_id": job, "finding": finding, "on": on })
        })
        .collect();
    let path = format!("/audits/{audit}/findings");
    by.post(&path, &json!({ "findings": findings }))
        .await
        .expect(200)
        .body
}

#[actix_web::test]
async fn a_year_of_reports_is_told_beside_what_is_true() {
    let app = TestApp::start().await;
    let (honest, other) = (cast::factory(&app).await, cast::factory(&app).await);
    let mut roll = dice(2016);
    let mut people = Vec::new();
    for number in 0..60 {
        let enterprise = if number < 36 { honest } else { other };
        let job = cast::at_work(&app, WEINING, number, enterprise).await;
        let never_came = enterprise == other && roll(3) == 0;
        let leaves_after = (!never_came).then(|| 30 * (1 + roll(20)) - 5);
        people.push(Truth {
            job,
            enterprise,
            leaves_after,
        });
    }
    a_year(&app, honest, &people).await;
    let true_share = |of: Option<EnterpriseId>, after: u64| {
        let them: Vec<&Truth> = people
            .iter()
            .filter(|one| of.is_none_or(|of| one.enterprise == of))
            .collect();
        let stayed = them
            .iter()
            .filter(|one| one.leaves_after.is_some_and(|left| left > after));
        stayed.count() as f64 / them.len() as f64
    };
    let county = app.county(WEINING).await;
    let told = county
        .get("/stability?by=enterprise&months=3,6&rules=general_6")
        .await
        .expect(200)
        .body;
    let at_six_months = |enterprise: EnterpriseId| {
        let groups = told["groups"].as_array().expect("groups");
        let group = groups
            .iter()
            .find(|group| group["key"] == enterprise.to_string());
        let at = &group.expect("a group")["at"][1];
        ["survival", "ci_low", "ci_high"].map(|part| at[part].as_f64().expect("a share"))
    };
    // Who reports truly is told truly; ends are reported at the end of the month, within the interval.
    let [_, low, high] = at_six_months(honest);
    let truth = true_share(Some(honest), 183);
    assert!(low <= truth && truth <= high, "{low} {truth} {high}");
    // Who reports everybody as staying seems to lose nobody.
    let [reported, ..] = at_six_months(other);
    let truth = true_share(Some(other), 183);
    assert!((reported - 1.0).abs() < 1e-9 && truth < 0.8, "{truth}");

    // A visit to everybody who is reported finds just the truth.
    let by_job: BTreeMap<String, &Truth> = people
        .iter()
        .map(|one| (one.job.employment.to_string(), one))
        .collect();
    let today = app.clock.today().to_string();
    let whole = json!({ "division": "520526", "since": "2020-04-01", "total": 60 });
    let audit = county.post("/audits", &whole).await.expect(201);
    let found = visited(&county, audit.id(), &by_job, &today).await;
    let part = |figures: &Value, of: &str, part: &str| figures[of][part].as_f64().expect("a share");
    let truth = true_share(None, 360);
    assert!((part(&found["figures"], "verified_rate", "share") - truth).abs() < 1e-9);
    let reported = found["figures"]["reported_rate"].as_f64().expect("a rate");
    assert!(reported > truth + 0.1, "reported {reported}, true {truth}");

    // A sample comes near it. Identities differ from run to run, and the sample with them: the bounds leave room for that.
    let some = json!({ "division": "520526", "since": "2020-04-01", "total": 20, "seed": 9 });
    let sample = county.post("/audits", &some).await.expect(201);
    let found = visited(&county, sample.id(), &by_job, &today).await;
    let [low, high] =
        ["ci_low", "ci_high"].map(|end| part(&found["figures"], "verified_rate", end));
    assert!(
        low - 0.1 <= truth && truth <= high + 0.1,
        "{low} {truth} {high}"
    );
    assert!(
        high < reported,
        "even a sample of twenty shows that something is wrong"
    );

    // What was found tells the two apart.
    county
        .post(&format!("/audits/{}/closing", audit.id()), &json!({}))
        .if_match(&audit)
        .await
        .expect(200);
    let reliability = county.get("/reliability?days=180").await.expect(200).body;
    assert_eq!(reliability["items"][0]["enterprise_id"], other.to_string());
    assert_eq!(reliability["items"][1]["verified"]["counted"], 1.0);
}
