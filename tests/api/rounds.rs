//! Rounds that dates alone make due and done, and what they say of everybody.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    evidence::{EvidenceKind, Statement},
    follow_up::{ContactOutcome, RoundState},
    id::{ContactId, EmploymentId, EvidenceId},
    words::Role,
};
use rengang::storage::{self, contacts::Contact, evidence::Evidence};
use serde_json::{Value, json};
use uuid::Uuid;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// Round and state of everybody that an office has at work.
pub async fn rounds(by: &Client, query: &str) -> Vec<(i64, String)> {
    let listed = by.get(&format!("/rounds{query}")).await.expect(200);
    let items = listed.body["items"].as_array().expect("items").clone();
    items
        .iter()
        .map(|one| {
            let state = one["state"].as_str().unwrap_or_default().to_owned();
            (one["days"].as_i64().unwrap_or_default(), state)
        })
        .collect()
}

/// One person, in that round and state.
pub fn stands(days: i64, state: &str) -> Vec<(i64, String)> {
    vec![(days, state.to_owned())]
}

async fn contact(by: &Client, job: &AtWork, outcome: &str) -> Answer {
    let item = json!({ "employment_id": job.employment.0, "outcome": outcome });
    by.post("/contacts", &json!({ "items": [item] })).await
}

#[actix_web::test]
async fn a_round_becomes_due_overdue_and_done_by_dates_alone() {
    let app = TestApp::start().await;
    let (_, job) = cast::one_at_work(&app, WEINING).await;
    assert_eq!(rounds(&app.county(WEINING).await, "").await, []);
    app.clock.advance(7);
    let county = app.county(WEINING).await;
    assert_eq!(rounds(&county, "").await, stands(7, "due"));
    assert_eq!(
        rounds(&app.bureau(DONGGUAN).await, "").await,
        stands(7, "due")
    );
    assert_eq!(rounds(&app.county(520_527).await, "").await, []);
    assert_eq!(rounds(&app.bureau(440_300).await, "").await, []);
    assert_eq!(
        rounds(&county, "?on=2020-04-16").await,
        stands(7, "overdue")
    );
    app.clock.advance(8);
    let county = app.county(WEINING).await;
    assert_eq!(rounds(&county, "").await, stands(7, "overdue"));
    assert_eq!(rounds(&county, "?state=due").await, []);
    contact(&county, &job, "at_work").await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(7, "done"));
    assert_eq!(rounds(&county, "?undone=true").await, []);
    app.clock.advance(15);
    let county = app.county(WEINING).await;
    assert_eq!(rounds(&county, "").await, stands(30, "due"));
    let path = format!("/employments/{}/rounds", job.employment);
    let all = county.get(&path).await.expect(200);
    let states: Vec<&str> = all.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|round| round["state"].as_str())
        .collect();
    assert_eq!(states, ["done", "due", "upcoming", "upcoming", "upcoming"]);
}

#[actix_web::test]
async fn every_kind_of_evidence_does_a_round() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    for number in 0..8 {
        jobs.push(cast::at_work(&app, WEINING, 10 + number, factory).await);
    }
    app.clock.advance(7);
    let (county, employer) = (app.county(WEINING).await, app.enterprise(factory).await);
    assert_eq!(rounds(&county, "?state=due").await.len(), 8);
    for (done, (job, kind)) in (1..).zip(jobs.iter().zip(EvidenceKind::ALL)) {
        let by = match kind {
            EvidenceKind::SelfCheckIn => app.worker(job.person).await,
            EvidenceKind::EmployerReport => employer.clone(),
            _ => county.clone(),
        };
        let body = json!({ "employment_ids": [job.employment.0], "kind": kind.code() });
        by.post("/evidence", &body).await.expect(201);
        assert_eq!(rounds(&county, "?state=done").await.len(), done, "{kind:?}");
    }
    assert_eq!(rounds(&county, "?undone=true").await, []);
}

#[actix_web::test]
async fn three_tries_in_vain_make_somebody_unreachable_until_shown_at_work() {
    let app = TestApp::start().await;
    let (_, job) = cast::one_at_work(&app, WEINING).await;
    app.clock.advance(8);
    let county = app.county(WEINING).await;
    for outcome in ["no_answer", "switched_off"] {
        contact(&county, &job, outcome).await.expect(201);
        assert_eq!(rounds(&county, "").await, stands(7, "due"));
    }
    contact(&county, &job, "wrong_number").await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(7, "unreachable"));
    let worker = app.worker(job.person).await;
    worker.post("/check-ins", &json!({})).await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(7, "done"));
    let listed = county
        .get(&format!("/contacts?employment={}", job.employment))
        .await;
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(3));
}

#[actix_web::test]
async fn pages_of_rounds_hold_everybody_once_the_longest_due_first() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    for number in 0..7 {
        cast::at_work(&app, WEINING, 20 + number, factory).await;
        app.clock.advance(u64::from(number % 3));
    }
    app.clock.advance(12);
    let county = app.county(WEINING).await;
    let mut seen: Vec<Value> = Vec::new();
    let mut path = "/rounds?limit=2&undone=true".to_owned();
    loop {
        let page = county.get(&path).await.expect(200);
        seen.extend(page.body["items"].as_array().expect("items").clone());
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        path = format!("/rounds?limit=2&undone=true&cursor={cursor}");
    }
    let dues: Vec<&str> = seen
        .iter()
        .filter_map(|one| one["due_on"].as_str())
        .collect();
    assert!(dues.is_sorted() && dues.len() == 7, "{dues:?}");
    let ids: std::collections::HashSet<_> = seen
        .iter()
        .map(|one| one["employment_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 7);
    let other = county
        .get(&path.replace("undone=true&", ""))
        .await
        .expect(400);
    assert_eq!(other.code(), "CURSOR_MISMATCH");
    county.get("/rounds?colour=red").await.expect(400);
    county.get("/rounds?on=0001-01-01").await.expect(400);
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[actix_web::test]
async fn the_list_says_of_everybody_what_the_rules_say_of_each() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut chance = Chance(20_200_401);
    let mut jobs: Vec<(EmploymentId, NaiveDate)> = Vec::new();
    for number in 0..12 {
        let job = cast::at_work(&app, WEINING, 30 + number, factory).await;
        jobs.push((job.employment, app.clock.today()));
        app.clock.advance(chance.below(12));
    }
    let mut shown = Vec::new();
    let mut tried = Vec::new();
    let now = app.clock.now();
    for (employment, started) in &jobs {
        for day in 0..chance.below(4) {
            let on = *started + Days::new(chance.below(110) + day);
            shown.push(Evidence {
                id: EvidenceId::fresh(),
                employment: *employment,
                statement: Statement::word(EvidenceKind::PaySlip, on),
                file: None,
                account: None,
                role: Some(Role::CountyWest),
                act: Uuid::now_v7(),
                recorded_at: now,
                withdrawn_at: (chance.below(5) == 0).then_some(now),
            });
        }
        for _ in 0..chance.below(7) {
            let outcomes = ContactOutcome::ALL;
            let place = usize::try_from(chance.below(outcomes.len() as u64)).expect("a place");
            tried.push(Contact {
                id: ContactId::fresh(),
                employment: *employment,
                on: *started + Days::new(chance.below(100)),
                outcome: outcomes[place],
                account: None,
                role: None,
                act: Uuid::now_v7(),
                recorded_at: now,
            });
        }
    }
    storage::evidence::insert(&app.db, &shown)
        .await
        .expect("shown");
    storage::contacts::insert(&app.db, &tried)
        .await
        .expect("tried");
    let county = app.county(WEINING).await;
    let mut states = std::collections::HashSet::new();
    for ahead in (0..140).step_by(9) {
        let on = NaiveDate::from_ymd_opt(2020, 4, 1).expect("a day") + Days::new(ahead);
        let listed = county
            .get(&format!("/rounds?limit=200&on={on}"))
            .await
            .expect(200);
        let mut found: Vec<(String, i64, String)> = listed.body["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|one| {
                let word = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
                (
                    word("employment_id"),
                    one["days"].as_i64().unwrap_or_default(),
                    word("state"),
                )
            })
            .collect();
        found.sort();
        let mut expected = Vec::new();
        for (id, _) in &jobs {
            let path = format!("/employments/{id}/rounds?on={on}");
            let all = county.get(&path).await.expect(200);
            let items = all.body["items"].as_array().expect("items").clone();
            let come = |round: &&Value| round["due_on"].as_str() <= Some(&on.to_string());
            if let Some(last) = items.iter().rfind(come) {
                let state = last["state"].as_str().unwrap_or_default().to_owned();
                states.insert(state.clone());
                expected.push((
                    id.to_string(),
                    last["days"].as_i64().unwrap_or_default(),
                    state,
                ));
            }
        }
        expected.sort();
        assert_eq!(found, expected, "on {on}");
    }
    for state in [
        RoundState::Due,
        RoundState::Overdue,
        RoundState::Unreachable,
        RoundState::Done,
    ] {
        assert!(
            states.contains(state.code()),
            "chance made no round {}",
            state.code()
        );
    }
}
