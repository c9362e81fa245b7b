//! Long work: taken once, fenced, confirmed as reviewed, cancelled.

use crate::TestApp;
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::JobId,
    job::{JobKind, JobState},
};
use futures_util::future::join_all;
use rengang::{
    error::{Code, Error},
    services::{
        Actor,
        jobs::{self, NewJob},
    },
    storage::{
        self,
        jobs::{Counts, Outcome, Unit},
    },
};
use serde_json::json;

const WEINING: u32 = 520_526;

/// Work for the county of 威宁, not taken up yet.
async fn enqueued(app: &TestApp) -> JobId {
    let new = NewJob {
        kind: JobKind::Import,
        unit: Unit::Rows,
        division: Some(Division::of_six(WEINING)),
        enterprise: None,
    };
    let by = Actor::operator("a test");
    let job = jobs::enqueue(app, &app.db, &by, new).await.expect("a job");
    job.id
}

fn outcome(state: JobState) -> Outcome {
    Outcome {
        state,
        counts: Counts::new(),
        failure: None,
        expires_at: None,
    }
}

/// A job of 威宁 that waits for its confirmation.
async fn reviewed(app: &TestApp) -> JobId {
    let id = enqueued(app).await;
    let hand = jobs::take(app, None).await.expect("asked").expect("a job");
    hand.finish(app, &app.db, &outcome(JobState::AwaitingConfirmation))
        .await
        .expect("finished");
    id
}

async fn state(app: &TestApp, id: JobId) -> JobState {
    let by = Actor::operator("a test");
    jobs::get(app, &by, id).await.expect("the job").state
}

#[actix_web::test]
async fn a_due_job_is_taken_by_one_worker_only() {
    let app = TestApp::start().await;
    let id = enqueued(&app).await;
    let taken = join_all((0..8).map(|_| jobs::take(&app, None))).await;
    let taken: Vec<JobId> = taken
        .into_iter()
        .filter_map(|taken| taken.expect("asked"))
        .map(|hand| hand.job.id)
        .collect();
    assert_eq!(taken, [id]);
}

#[actix_web::test]
async fn a_dead_workers_job_is_taken_again_and_the_dead_can_no_longer_end_it() {
    let app = TestApp::start().await;
    let id = enqueued(&app).await;
    let dead = jobs::take(&app, None).await.expect("asked").expect("a job");
    app.clock.advance(1);
    let living = jobs::take(&app, None)
        .await
        .expect("asked")
        .expect("the job");
    assert_eq!(living.job.id, id);

    let late = dead
        .finish(&app, &app.db, &outcome(JobState::Succeeded))
        .await;
    assert!(matches!(late, Err(Error::Conflict(Code::Busy))), "{late:?}");
    assert_eq!(jobs::beat(&app, &dead).await.expect("asked"), None);
    living
        .finish(&app, &app.db, &outcome(JobState::Succeeded))
        .await
        .expect("the living one ends it");
    assert_eq!(state(&app, id).await, JobState::Succeeded);
}

#[actix_web::test]
async fn a_job_that_kills_its_worker_again_and_again_is_given_up() {
    let app = TestApp::start().await;
    let id = enqueued(&app).await;
    while jobs::take(&app, None).await.expect("asked").is_some() {
        app.clock.advance(1);
    }
    let by = Actor::operator("a test");
    let job = jobs::get(&app, &by, id).await.expect("the job");
    assert_eq!(job.state, JobState::Failed);
    assert_eq!(job.failure.expect("a reason").code, "JOB_CRASHED");
}

#[actix_web::test]
async fn what_was_reviewed_is_what_is_confirmed() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let id = reviewed(&app).await;
    let path = format!("/jobs/{id}");
    let seen = county.get(&path).await.expect(200);
    assert_eq!(seen.body["state"], JobState::AwaitingConfirmation.code());
    let act = format!("{path}/confirmation");
    county.post(&act, &json!({})).await.expect(428);
    let stale = county.post(&act, &json!({})).header("if-match", "\"v1\"");
    stale.await.expect(412);
    let read = county.post(&act, &json!({})).if_match(&seen);
    read.await.expect(202);
    assert_eq!(state(&app, id).await, JobState::Committing);
}

#[actix_web::test]
async fn a_waiting_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let waiting = reviewed(&app).await;
    let act = format!("/jobs/{waiting}/cancellation");
    let done = county.post(&act, &json!({})).await.expect(200);
    assert_eq!(done.body["state"], "CANCELLED");
    county.post(&act, &json!({})).await.expect(409);

    let running = enqueued(&app).await;
    let hand = jobs::take(&app, None).await.expect("asked").expect("a job");
    let act = format!("/jobs/{running}/cancellation");
    county.post(&act, &json!({})).await.expect(200);
    assert_eq!(jobs::beat(&app, &hand).await.expect("asked"), Some(true));
}

#[actix_web::test]
async fn a_job_waits_for_its_confirmation_no_longer_than_it_said() {
    let app = TestApp::start().await;
    let id = enqueued(&app).await;
    let hand = jobs::take(&app, None).await.expect("asked").expect("a job");
    let waits = Outcome {
        expires_at: Some(app.clock.now()),
        ..outcome(JobState::AwaitingConfirmation)
    };
    hand.finish(&app, &app.db, &waits).await.expect("finished");
    storage::jobs::expire(&app.db, app.clock.now())
        .await
        .expect("expired");
    assert_eq!(state(&app, id).await, JobState::Expired);
}

#[actix_web::test]
async fn the_job_of_another_county_looks_absent() {
    let app = TestApp::start().await;
    let id = enqueued(&app).await;
    let neighbour = app.county(520_527).await;
    neighbour.get(&format!("/jobs/{id}")).await.expect(404);
    let act = format!("/jobs/{id}/cancellation");
    neighbour.post(&act, &json!({})).await.expect(404);
    let list = neighbour.get("/jobs").await.expect(200);
    assert_eq!(list.body["items"], json!([]));
    let bijie = Capacity::CountyWest(Division::of_six(520_500));
    let above = app.acting_as(bijie).await;
    let list = above.get("/jobs?state=QUEUED,RUNNING").await.expect(200);
    assert_eq!(list.body["items"][0]["id"], id.to_string());
}
