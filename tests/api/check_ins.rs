//! The one tap of whoever is at work, and the calls for help that come with it.

use crate::{TestApp, cast, imports::rows};
use serde_json::json;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

#[actix_web::test]
async fn one_tap_says_at_work_and_calls_for_help_that_the_employer_never_sees() {
    let app = TestApp::start().await;
    let (factory, job) = cast::one_at_work(&app, WEINING).await;
    app.clock.advance(3);
    let worker = app.worker(job.person).await;
    let tapped = worker
        .post("/check-ins", &json!({ "help": "wages_unpaid" }))
        .await
        .expect(201);
    assert_eq!(tapped.body["employment_id"], job.employment.to_string());
    let day = json!({ "on": "2020-04-02", "help": "wages_unpaid" });
    worker.post("/check-ins", &day).await.expect(201);
    let future = worker
        .post("/check-ins", &json!({ "on": "2020-04-05" }))
        .await
        .expect(422);
    assert_eq!(future.faults(), [("/on", "DATE_IN_FUTURE")]);
    assert_eq!(rows(&app, "evidence where kind = 'self_check_in'").await, 2);
    assert_eq!(
        rows(&app, "help_request").await,
        1,
        "asked twice, it is one"
    );

    let county = app.county(WEINING).await;
    let open = county.get("/help-requests?open=true").await.expect(200);
    let path = format!(
        "/help-requests/{}",
        open.body["items"][0]["id"].as_str().expect("one")
    );
    app.bureau(DONGGUAN).await.get(&path).await.expect(200);
    app.enterprise(factory).await.get(&path).await.expect(403);
    app.county(520_527).await.get(&path).await.expect(404);
    let read = county.get(&path).await.expect(200);
    let closure = format!("{path}/closure");
    let settled = json!({ "outcome": "settled" });
    county
        .post(&closure, &settled)
        .if_match(&read)
        .await
        .expect(200);
    let stale = county.post(&closure, &settled).if_match(&read).await;
    assert_eq!(stale.status, 412);
    assert_eq!(worker.get(&path).await.body["outcome"], "settled");
    // Asked anew, it is another call.
    worker
        .post("/help-requests", &json!({ "reason": "wages_unpaid" }))
        .await
        .expect(201);
    assert_eq!(rows(&app, "help_request").await, 2);

    let missing = county
        .post("/help-requests", &json!({ "reason": "other" }))
        .await
        .expect(422);
    assert_eq!(missing.faults(), [("/person_id", "MISSING")]);
}

#[actix_web::test]
async fn whoever_has_no_job_cannot_be_at_work() {
    let app = TestApp::start().await;
    let idle = cast::people(&app, WEINING, 5..6).await[0];
    let worker = app.worker(idle).await;
    let refused = worker.post("/check-ins", &json!({})).await.expect(409);
    assert_eq!(refused.code(), "NO_OPEN_JOB");
}
