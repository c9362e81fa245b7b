//! Two who tell something of one job in the same instant.

use crate::{
    Request, TestApp,
    alerts::reckoned,
    cast,
    corrections::{event, the_events_tell_every_life},
    placements::count,
};
use futures_util::future::join;
use sea_orm::QueryResult;
use serde_json::{Value, json};
use std::future::IntoFuture;
use uuid::Uuid;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// What is told.
#[derive(Clone, Copy, Debug)]
enum Told {
    /// The county: left.
    Left,
    /// The county: nobody answers.
    Silent,
    /// The bureau: ended, on another day.
    Ended,
    /// The bureau: begun two days later.
    Begun,
    /// The bureau: never begun.
    NeverWas,
    /// The enterprise: paid less than was promised.
    Paid,
    /// The enterprise: at work.
    Seen,
    /// The worker: help.
    Help,
}

use Told::{Begun, Ended, Help, Left, NeverWas, Paid, Seen, Silent};

const PAIRS: [(Told, Told); 9] = [
    (Left, Paid),
    (Left, Ended),
    (Left, Begun),
    (Left, NeverWas),
    (Left, Help),
    (Ended, Seen),
    (Begun, Paid),
    (NeverWas, Seen),
    (Silent, Help),
];

/// The signs of every job that goes on, as they are kept. What share of jobs like it ends soon is the night's alone.
async fn kept(app: &TestApp) -> Vec<(Uuid, [bool; 3], i64)> {
    let rows = app.raw(
        "select a.* from alert a join employment e on e.id = a.employment_id where e.ended_on is null order by e.id",
    );
    let signs = |row: &QueryResult| {
        let is = |column: &str| row.try_get("", column).expect("a sign");
        let signs = ["asks_for_help", "is_unreachable", "is_paid_below"].map(is);
        let id = row.try_get("", "employment_id").expect("an identity");
        (id, signs, row.try_get("", "missed").expect("a number"))
    };
    rows.await.iter().map(signs).collect()
}

#[actix_web::test]
async fn two_who_tell_of_one_job_at_once_leave_one_life_and_what_the_night_would_reckon() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    // Each pair twice, the other first.
    let turns = PAIRS
        .into_iter()
        .flat_map(|(one, other)| [(one, other), (other, one)]);
    for (number, pair) in (1..).zip(turns) {
        jobs.push((cast::at_work(&app, WEINING, number, factory).await, pair));
    }
    app.clock.advance(39);
    reckoned(&app).await;
    app.clock.advance(1);
    assert_eq!(kept(&app).await.len(), jobs.len());

    let (county, bureau) = (app.county(WEINING).await, app.bureau(DONGGUAN).await);
    let employer = app.enterprise(factory).await;
    for (job, pair) in &jobs {
        let worker = app.worker(job.person).await;
        let placement = format!("/placements/{}", job.placement);
        let read = bureau.get(&placement).await.expect(200);
        let started = event(&bureau, job.placement, "started").await;
        let contact = |mut item: Value| {
            item["employment_id"] = json!(job.employment.0);
            county.post("/contacts", &json!({ "items": [item] }))
        };
        let step = |step: &str, body: &Value| {
            let path = format!("{placement}/{step}");
            bureau.post(&path, body).if_match(&read)
        };
        let asked = |told: Told| -> Request {
            match told {
                Left => contact(
                    json!({ "outcome": "left", "left_on": "2020-05-08", "end_reason": "went_home" }),
                ),
                Silent => contact(json!({ "outcome": "no_answer" })),
                Ended => step("ending", &json!({ "on": "2020-05-06", "reason": "family" })),
                Begun => {
                    let body =
                        json!({ "event_id": started, "why": "learnt_later", "on": "2020-04-03" });
                    step("corrections", &body)
                }
                NeverWas => {
                    let body = json!({ "event_id": started, "why": "other_person" });
                    step("retractions", &body)
                }
                Paid => {
                    let body = json!({
                        "employment_ids": [job.employment.0], "kind": "pay_slip",
                        "since": "2020-04-05", "pay": { "amount": 200_000 },
                    });
                    employer.post("/evidence", &body)
                }
                Seen => employer.post(&format!("{placement}/check-ins"), &json!({})),
                Help => worker.post("/help-requests", &json!({ "reason": "wages_unpaid" })),
            }
        };
        let (one, other) = join(asked(pair.0).into_future(), asked(pair.1).into_future()).await;
        for answer in [&one, &other] {
            assert!(answer.status.as_u16() < 500, "{pair:?}: {:#}", answer.body);
        }
        assert!(
            one.status.is_success() || other.status.is_success(),
            "{pair:?}: {:#} {:#}",
            one.body,
            other.body
        );
    }

    the_events_tell_every_life(&app).await;
    let differs = "placement p join employment e on e.placement_id = p.id \
        where (p.stage = 'working') <> (e.ended_on is null) \
        or (p.stage = 'ended' and (p.closed_on <> e.ended_on or p.end_reason <> e.end_reason))";
    assert_eq!(
        count(&app, differs).await,
        0,
        "the job is not the placement"
    );
    let by_day = kept(&app).await;
    assert!(!by_day.is_empty() && by_day.len() < jobs.len());
    reckoned(&app).await;
    assert_eq!(kept(&app).await, by_day);
}
