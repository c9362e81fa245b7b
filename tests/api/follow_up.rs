//! Following people up: rounds that dates alone make due and done, attempts, calls for help.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    imports::rows,
    rosters::{away, found, take_in},
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    division::Division,
    evidence::{EvidenceKind, Statement},
    follow_up::{ContactOutcome, RoundState},
    id::{ContactId, EmploymentId, EnterpriseId, EvidenceId},
    words::Role,
};
use rengang::storage::{self, contacts::Contact, evidence::Evidence};
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// Round and state of everybody that an office has at work.
async fn rounds(by: &Client, query: &str) -> Vec<(i64, String)> {
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

fn stands(days: i64, state: &str) -> Vec<(i64, String)> {
    vec![(days, state.to_owned())]
}

async fn contact(by: &Client, job: &AtWork, outcome: &str) -> Answer {
    let item = json!({ "employment_id": job.employment.0, "outcome": outcome });
    by.post("/contacts", &json!({ "items": [item] })).await
}

async fn one_at_work(app: &TestApp) -> (EnterpriseId, AtWork) {
    let factory = cast::factory(app).await;
    let job = cast::at_work(app, WEINING, 1, factory).await;
    (factory, job)
}

#[actix_web::test]
async fn a_round_becomes_due_overdue_and_done_by_dates_alone() {
    let app = TestApp::start().await;
    let (_, job) = one_at_work(&app).await;
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
    let (_, job) = one_at_work(&app).await;
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
async fn attempts_are_taken_many_at_once_or_not_at_all() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let one = cast::at_work(&app, WEINING, 1, factory).await;
    let two = cast::at_work(&app, WEINING, 2, factory).await;
    let home = Division::of_six(WEINING);
    take_in(
        &app,
        home,
        "2020-03-31",
        vec![away(3, "海润示例纺织有限公司")],
    )
    .await;
    let office = app.county(WEINING).await;
    let person = found(&office, 3).await;
    let jobs = office.get(&format!("/people/{person}/employments")).await;
    let third = jobs.body["items"][0]["id"].clone();
    app.clock.advance(10);
    let county = app.county(WEINING).await;

    let wrong = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "left" },
        { "employment_id": Uuid::now_v7(), "outcome": "no_answer" },
        { "employment_id": two.employment.0, "outcome": "at_work", "left_on": "2020-04-09" },
    ] });
    let refused = county.post("/contacts", &wrong).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/0/left_on", "MISSING"),
            ("/items/0/end_reason", "MISSING"),
            ("/items/2/left_on", "ONLY_WHERE_LEFT"),
        ]
    );
    let unknown = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "at_work" },
        { "employment_id": Uuid::now_v7(), "outcome": "no_answer" },
        { "employment_id": two.employment.0, "outcome": "at_work", "on": "2020-03-31" },
    ] });
    let refused = county.post("/contacts", &unknown).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/1/employment_id", "EMPLOYMENT_UNKNOWN"),
            ("/items/2/on", "DATE_TOO_EARLY"),
        ]
    );
    assert_eq!(
        (rows(&app, "contact").await, rows(&app, "evidence").await),
        (0, 0)
    );

    let sound = json!({ "items": [
        { "employment_id": one.employment.0, "outcome": "at_work", "help": "wages_unpaid" },
        { "employment_id": two.employment.0, "outcome": "left", "left_on": "2020-04-08", "end_reason": "went_home" },
        { "employment_id": third, "outcome": "left", "left_on": "2020-04-05", "end_reason": "family" },
    ] });
    let done = county
        .post("/contacts", &sound)
        .key("three-of-them")
        .await
        .expect(201);
    assert_eq!(done.body["items"].as_array().map(Vec::len), Some(3));
    let again = county
        .post("/contacts", &sound)
        .key("three-of-them")
        .await
        .expect(201);
    assert_eq!(again.body["items"], done.body["items"]);
    assert_eq!(rows(&app, "contact").await, 3);
    assert_eq!(rows(&app, "evidence where kind = 'call'").await, 1);
    assert_eq!(rows(&app, "employment where ended_on is null").await, 1);
    assert_eq!(rows(&app, "placement where stage = 'ended'").await, 1);
    assert_eq!(rows(&app, "help_request where outcome is null").await, 1);
    let gone = json!({ "items": [
        { "employment_id": third, "outcome": "left", "left_on": "2020-04-05", "end_reason": "family" },
    ] });
    let refused = county.post("/contacts", &gone).await.expect(422);
    assert_eq!(
        refused.faults(),
        [("/items/0/employment_id", "NO_OPEN_JOB")]
    );
}

#[actix_web::test]
async fn one_tap_says_at_work_and_calls_for_help_that_the_employer_never_sees() {
    let app = TestApp::start().await;
    let (factory, job) = one_at_work(&app).await;
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

#[actix_web::test]
async fn a_county_follows_rounds_of_its_own_and_no_other_does() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::at_work(&app, WEINING, 1, factory).await;
    cast::at_work(&app, 520_527, 2, factory).await;
    app.clock.advance(10);
    let (county, province) = (app.county(WEINING).await, app.province(520_000).await);
    let own = json!({ "division": "520526", "days": [10, 20], "lead_days": 1, "grace_days": 0, "tries": 1 });
    let plan = county.post("/round-plans", &own).await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(10, "due"));
    assert_eq!(
        rounds(&county, "?on=2020-04-12").await,
        stands(10, "overdue")
    );
    assert_eq!(
        rounds(&app.county(520_527).await, "").await,
        stands(7, "due")
    );
    let mut both = rounds(&province, "").await;
    both.sort();
    assert_eq!(both, [stands(7, "due"), stands(10, "due")].concat());

    // The smaller division's rounds hold; the province's hold elsewhere.
    let wide = json!({ "division": "520000", "days": [5], "lead_days": 0 });
    province.post("/round-plans", &wide).await.expect(201);
    assert_eq!(rounds(&county, "").await, stands(10, "due"));
    assert_eq!(
        rounds(&app.county(520_527).await, "").await,
        stands(5, "due")
    );

    let refused = county.post("/round-plans", &wide).await.expect(422);
    assert_eq!(refused.faults(), [("/division", "DIVISION_OUT_OF_REACH")]);
    let bad = json!({ "division": "520526", "days": [20, 10], "tries": 0, "grace_days": 400 });
    let refused = county.post("/round-plans", &bad).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/days", "ROUNDS_ORDER"),
            ("/grace_days", "OUT_OF_RANGE"),
            ("/tries", "OUT_OF_RANGE")
        ]
    );
    let past = json!({ "division": "520526", "days": [20], "valid_from": "2020-04-01" });
    let refused = county.post("/round-plans", &past).await.expect(422);
    assert_eq!(refused.faults(), [("/valid_from", "DATE_PAST")]);
    let same_day = county.post("/round-plans", &own).await.expect(409);
    assert_eq!(same_day.code(), "ALREADY_EXISTS");

    let next =
        json!({ "division": "520526", "days": [12], "lead_days": 0, "valid_from": "2020-04-13" });
    county.post("/round-plans", &next).await.expect(201);
    let before = county
        .get(&format!("/round-plans/{}", plan.id()))
        .await
        .expect(200);
    assert_eq!(before.body["valid_to"], "2020-04-12");
    assert_eq!(
        rounds(&county, "?on=2020-04-12").await,
        stands(10, "overdue")
    );
    assert_eq!(rounds(&county, "?on=2020-04-13").await, stands(12, "due"));
    let listed = county.get("/round-plans").await.expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(3));
    let ending = format!("/round-plans/{}/ending", plan.id());
    let refused = county
        .post(&ending, &json!({}))
        .if_match(&before)
        .await
        .expect(409);
    assert_eq!(refused.code(), "NOT_IN_THIS_STATE");
}

/// Text of every cell of a workbook of ours that is no formula.
pub fn cells(book: &[u8], form: &domain::form::Form) -> Vec<Vec<domain::form::Cell>> {
    let file = Cursor::new(book.to_vec());
    let sheet = sheet::Sheet::open(file, form, &sheet::Limits::default()).expect("a sheet");
    sheet.map(|row| row.expect("readable").cells).collect()
}

const PHONE_LIST: domain::form::Form = domain::form::Form {
    name: "phone_list",
    columns: &[
        domain::form::Column {
            field: "name",
            headings: &["姓名"],
            required: true,
        },
        domain::form::Column {
            field: "phone",
            headings: &["联系电话"],
            required: true,
        },
        domain::form::Column {
            field: "state",
            headings: &["状态"],
            required: true,
        },
    ],
    unread: &[],
};

#[actix_web::test]
async fn the_phone_list_shows_numbers_to_those_who_call_and_no_formula_to_anybody() {
    let app = TestApp::start().await;
    let (_, job) = one_at_work(&app).await;
    let rename = "update person set name = '=HYPERLINK(\"http://x\")'";
    sea_orm::ConnectionTrait::execute_unprepared(&app.db, rename)
        .await
        .expect("renamed");
    let worker = app.worker(job.person).await;
    let path = format!("/people/{}", job.person);
    let read = worker.get(&path).await.expect(200);
    let phone = json!({ "phone": "13800000001" });
    worker
        .patch(&path, &phone)
        .if_match(&read)
        .await
        .expect(200);
    app.clock.advance(7);

    let path = "/rounds/phone-list.xlsx";
    let list = app.county(WEINING).await.get(path).await.expect(200);
    assert!(
        list.header("content-disposition")
            .contains("phone-list-2020-04-08.xlsx")
    );
    let text = |text: &str| domain::form::Cell::Text(text.to_owned());
    let shown = cells(&list.bytes, &PHONE_LIST);
    let name = text("=HYPERLINK(\"http://x\")");
    assert_eq!(shown, [[name.clone(), text("13800000001"), text("待回访")]]);
    let list = app.bureau(DONGGUAN).await.get(path).await.expect(200);
    let shown = cells(&list.bytes, &PHONE_LIST);
    assert_eq!(shown, [[name, text("138****0001"), text("待回访")]]);
    let list = app.county(520_527).await.get(path).await.expect(200);
    assert!(list.bytes.starts_with(b"PK"));
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
