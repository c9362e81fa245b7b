//! How reliable enterprises are.

use crate::{
    Client, TestApp,
    cast::{self, at_work},
};
use domain::{id::EnterpriseId, placement::Step, words::NoShowReason};
use rengang::services::{
    Actor,
    placements::{self, Report},
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

async fn listed(by: &Client, query: &str) -> Vec<Value> {
    let told = by.get(&format!("/reliability?{query}")).await.expect(200);
    told.body["items"].as_array().expect("enterprises").clone()
}

fn of(items: &[Value], id: EnterpriseId) -> &Value {
    let found = items
        .iter()
        .find(|item| item["enterprise_id"] == id.to_string());
    found.expect("the enterprise")
}

fn number(share: &Value, part: &str) -> f64 {
    share[part].as_f64().expect("a number")
}

/// Whether two shares are the same but for their last digits.
fn is(share: f64, expected: f64) -> bool {
    (share - expected).abs() < 1e-12
}

/// Somebody whom the enterprise had confirmed and who did not come.
async fn missed(app: &TestApp, number: u32, enterprise: EnterpriseId) {
    let vacancy = cast::post(app, enterprise, 1).await;
    let people = cast::people(app, WEINING, number..number + 1).await;
    let person = *people.last().expect("somebody");
    let id = cast::offer(app, WEINING, person, enterprise, vacancy).await;
    let steps = [Step::Accept, Step::Confirm, NO_SHOW].map(|step| (id, Report::Step(step)));
    let by = Actor::operator("a test");
    placements::take_all(app, &by, &steps, app.clock.today())
        .await
        .expect("missed");
}

#[actix_web::test]
async fn who_comes_and_who_is_paid_as_promised_is_counted_and_steadied() {
    let app = TestApp::start().await;
    let (good, bad) = (cast::factory(&app).await, cast::factory(&app).await);
    let mut jobs = Vec::new();
    for number in 1..=8 {
        jobs.push(at_work(&app, WEINING, number, good).await);
    }
    let of_bad = at_work(&app, WEINING, 21, bad).await;
    for number in 31..=33 {
        missed(&app, number, bad).await;
    }
    for (job, fen) in [(&jobs[0], 450_000), (&jobs[1], 600_000), (&of_bad, 300_000)] {
        let worker = app.worker(job.person).await;
        let slip = json!({ "employment_ids": [job.employment.0], "kind": "pay_slip", "on": "2020-04-01", "pay": { "amount": fen } });
        worker.post("/evidence", &slip).await.expect(201);
    }
    let county = app.county(WEINING).await;
    let items = listed(&county, "days=30").await;
    assert_eq!(
        items[0]["enterprise_id"],
        bad.to_string(),
        "the least reliable first"
    );
    let arrived = &of(&items, bad)["arrived"];
    assert_eq!(
        (number(arrived, "of"), number(arrived, "counted")),
        (4.0, 0.25)
    );
    let steadied = number(&arrived["steadied"], "share");
    assert!(
        steadied > 0.25 && steadied < 1.0,
        "four people say little: {steadied}"
    );
    assert!(is(number(&of(&items, good)["arrived"], "counted"), 1.0));
    assert!(is(number(&of(&items, good)["paid"], "of"), 2.0));
    assert!(is(number(&of(&items, good)["paid"], "counted"), 1.0));
    assert!(is(number(&of(&items, bad)["paid"], "counted"), 0.0));
    assert!(
        of(&items, good)["verified"]["counted"].is_null(),
        "nobody was visited"
    );

    // Another county reads of people who are not its own, where they are many.
    let other = app.county(520_527).await;
    assert!(listed(&other, "days=30").await.is_empty());
    let all = listed(&other, "reach=all").await;
    assert_eq!(all.len(), 1, "four people are too few");
    assert_eq!(all[0]["enterprise_id"], good.to_string());
    assert!(is(number(&all[0]["arrived"], "of"), 8.0));
    // Of two the pay is known: that would be their pay.
    assert!(is(number(&all[0]["paid"], "of"), 0.0));
    assert!(all[0]["paid"]["counted"].is_null());
    assert_eq!(other.get("/reliability?days=0").await.status, 400);
}

const NO_SHOW: Step = Step::NoShow(NoShowReason::ChangedMind);
