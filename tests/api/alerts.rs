//! Early warning, and matching those again who left.

use crate::{
    Client, TestApp,
    cast::{self, AtWork},
    consents::say,
    corrections::retract,
    imports::rows,
    rosters::{away, found, take_in},
};
use domain::{division::Division, id::EnterpriseId};
use rengang::{app::App, services, worker};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

async fn alerts(by: &Client, query: &str) -> Vec<Value> {
    let listed = by.get(&format!("/alerts{query}")).await.expect(200);
    listed.body["items"].as_array().expect("items").clone()
}

/// A night passes: everybody at work is reckoned.
pub async fn reckoned(app: &TestApp) {
    services::alerts::ask_daily(app).await.expect("asked for");
    app.work().await;
}

fn who(listed: &[Value]) -> Vec<&str> {
    let jobs = listed.iter().map(|one| one["employment_id"].as_str());
    jobs.map(|id| id.expect("a job")).collect()
}

async fn at_work(app: &TestApp, number: u32, factory: EnterpriseId) -> AtWork {
    cast::at_work(app, WEINING, number, factory).await
}

async fn ended(app: &TestApp, job: &AtWork, reason: &str) {
    let county = app.county(WEINING).await;
    let item = json!({
        "employment_id": job.employment.0, "outcome": "left",
        "left_on": app.clock.today().to_string(), "end_reason": reason,
    });
    let body = json!({ "items": [item] });
    county.post("/contacts", &body).await.expect(201);
}

#[actix_web::test]
async fn each_sign_is_a_reason_and_the_most_urgent_stand_first() {
    let app = TestApp::start().await;
    let (one, two) = (cast::factory(&app).await, cast::factory(&app).await);
    let asks = at_work(&app, 1, one).await;
    let paid_below = at_work(&app, 2, one).await;
    let silent = at_work(&app, 3, two).await;
    let fine = at_work(&app, 4, two).await;
    app.clock.advance(7);
    reckoned(&app).await;
    let county = app.county(WEINING).await;
    assert_eq!(alerts(&county, "").await, Vec::<Value>::new());

    app.clock.advance(9);
    reckoned(&app).await;
    let (county, worker) = (app.county(WEINING).await, app.worker(asks.person).await);
    worker
        .post("/check-ins", &json!({ "help": "wages_unpaid" }))
        .await
        .expect(201);
    let slip = |job: &AtWork, fen: i64, since: &str| {
        json!({
            "employment_ids": [job.employment.0], "kind": "pay_slip",
            "since": since, "pay": { "amount": fen },
        })
    };
    // The post promised 4,500; half a month's pay is no month's.
    county
        .post("/evidence", &slip(&paid_below, 200_000, "2020-04-10"))
        .await
        .expect(201);
    county
        .post("/evidence", &slip(&fine, 450_000, "2020-03-18"))
        .await
        .expect(201);
    let listed = alerts(&county, "").await;
    let reasons: Vec<_> = listed.iter().map(|one| one["reasons"].clone()).collect();
    assert_eq!(
        reasons,
        [json!(["asked_for_help"]), json!(["missed_rounds"])]
    );
    county
        .post("/evidence", &slip(&paid_below, 449_999, "2020-03-18"))
        .await
        .expect(201);
    for _ in 0..3 {
        let item = json!({ "employment_id": silent.employment.0, "outcome": "no_answer" });
        county
            .post("/contacts", &json!({ "items": [item] }))
            .await
            .expect(201);
    }
    let listed = alerts(&county, "").await;
    let told: Vec<_> = listed
        .iter()
        .map(|one| (one["reasons"][0].clone(), one["urgency_bp"].clone()))
        .collect();
    let third = (json!("pay_below_promise"), json!(2_000));
    assert_eq!(told.len(), 3);
    assert_eq!(told[2], third);
    assert!(told[..2].contains(&(json!("asked_for_help"), json!(3_000))));
    assert!(told[..2].contains(&(json!("unreachable"), json!(3_000))));
    assert_eq!(alerts(&county, "?reason=unreachable").await.len(), 1);
    assert_eq!(
        alerts(&county, &format!("?enterprise={one}")).await.len(),
        2
    );

    let first = county.get("/alerts?limit=2").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().expect("more").to_owned();
    let second = county
        .get(&format!("/alerts?limit=2&cursor={cursor}"))
        .await
        .expect(200);
    assert_eq!(second.body["items"].as_array().map(Vec::len), Some(1));

    let firms = app
        .bureau(DONGGUAN)
        .await
        .get("/alerts/enterprises")
        .await
        .expect(200);
    let firms = firms.body["items"].as_array().expect("items").clone();
    assert_eq!(firms.len(), 2);
    assert_eq!(
        firms[0]["enterprise_id"],
        one.to_string(),
        "the mean of 3,000 and 2,000"
    );
    assert_eq!(
        (&firms[0]["at_work"], &firms[0]["alerted"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        (&firms[1]["at_work"], &firms[1]["alerted"]),
        (&json!(2), &json!(1))
    );

    assert_eq!(alerts(&app.county(520_527).await, "").await.len(), 0);
    app.enterprise(one).await.get("/alerts").await.expect(403);
    app.worker(asks.person)
        .await
        .get("/alerts")
        .await
        .expect(403);
}

#[actix_web::test]
async fn where_many_have_left_soon_others_are_likely_to() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    for number in 0..6 {
        jobs.push(at_work(&app, 40 + number, factory).await);
    }
    app.clock.advance(20);
    for job in &jobs {
        ended(&app, job, "dismissed").await;
    }
    let lasting = cast::factory(&app).await;
    let old = at_work(&app, 50, lasting).await;
    app.clock.advance(120);
    let county = app.county(WEINING).await;
    let shown = json!({ "employment_ids": [old.employment.0], "kind": "contract" });
    county.post("/evidence", &shown).await.expect(201);
    let new = at_work(&app, 51, factory).await;
    reckoned(&app).await;
    let listed = alerts(&app.county(WEINING).await, "?reason=likely_to_end").await;
    let id = new.employment.to_string();
    assert_eq!(who(&listed), [&id], "the old one has outlived it");
    let share = listed[0]["ends_within_90_days_bp"]
        .as_i64()
        .expect("a share");
    assert!(share > 8_000, "{share}");
}

#[actix_web::test]
async fn what_was_reckoned_at_night_does_not_outlive_what_is_told_by_day() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    for number in 1..=4 {
        jobs.push(at_work(&app, number, factory).await);
    }
    let [answers, leaves, never_was, stays] = &jobs[..] else {
        panic!("four jobs");
    };
    app.clock.advance(16);
    let county = app.county(WEINING).await;
    let before = county.get("/alerts").await.expect(200);
    assert_eq!(before.body, json!({ "items": [] }), "nobody has reckoned");
    reckoned(&app).await;
    let listed = county.get("/alerts").await.expect(200);
    assert_eq!(
        listed.body["reckoned_on"],
        app.clock.today().to_string(),
        "the day is told"
    );
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(4));

    let item = json!({ "employment_id": answers.employment.0, "outcome": "at_work" });
    county
        .post("/contacts", &json!({ "items": [item] }))
        .await
        .expect(201);
    ended(&app, leaves, "went_home").await;
    let bureau = app.bureau(DONGGUAN).await;
    let mistake = retract(&bureau, never_was.placement, "started").await;
    assert!(mistake.status.is_success(), "{:#}", mistake.body);
    let left = alerts(&county, "").await;
    assert_eq!(who(&left), [stays.employment.to_string()]);
    let firms = county.get("/alerts/enterprises").await.expect(200);
    let firm = &firms.body["items"][0];
    assert_eq!((&firm["at_work"], &firm["alerted"]), (&json!(2), &json!(1)));

    // Answered too early to count for the round after, and not answered then.
    app.clock.advance(30);
    assert_eq!(alerts(&app.county(WEINING).await, "").await.len(), 1);
    reckoned(&app).await;
    reckoned(&app).await;
    assert_eq!(alerts(&app.county(WEINING).await, "").await.len(), 2);
    assert_eq!(rows(&app, "alert").await, 2, "what is over is forgotten");
    assert_eq!(
        rows(&app, "job where kind = 'alerts'").await,
        2,
        "once a day, however often it is asked for"
    );
    let worker = app.worker(stays.person).await;
    let no = say(&worker, stays.person, json!({ "follow_up": false })).await;
    assert!(no.status.is_success(), "{:#}", no.body);
    let left = alerts(&app.county(WEINING).await, "").await;
    assert_eq!(who(&left), [answers.employment.to_string()]);
}

#[actix_web::test]
async fn whoever_left_is_put_back_into_the_next_run_in_one_step() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let gone = at_work(&app, 1, factory).await;
    let stays = at_work(&app, 2, factory).await;
    let other = at_work(&app, 3, factory).await;
    app.clock.advance(30);
    ended(&app, &gone, "season_ended").await;
    ended(&app, &other, "went_home").await;
    let home = Division::of_six(WEINING);
    take_in(
        &app,
        home,
        "2020-04-30",
        vec![away(9, "海润示例纺织有限公司")],
    )
    .await;
    let county = app.county(WEINING).await;
    let leavers = county.get("/leavers").await.expect(200);
    assert_eq!(leavers.body["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(leavers.body["items"][0]["end_reason"], "season_ended");
    assert_eq!(leavers.body["items"][0]["consents"], true);

    let strange = found(&county, 9).await;
    let path = format!("/people/{}", other.person);
    let read = county.get(&path).await.expect(200);
    let consent = json!({ "given": false });
    county
        .post(&format!("{path}/consent"), &consent)
        .if_match(&read)
        .await
        .expect(200);
    let wrong = json!({ "items": [
        { "person_id": gone.person.0, "change": { "pay": { "amount": 0 } } },
        { "person_id": gone.person.0 },
    ] });
    let refused = county.post("/rematches", &wrong).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/0/change/pay/amount", "OUT_OF_RANGE"),
            ("/items/1/person_id", "MEMBERS_REPEATED"),
        ]
    );
    let wrong = json!({ "items": [
        { "person_id": gone.person.0, "change": { "willingness": "unwilling" } },
        { "person_id": stays.person.0 },
        { "person_id": other.person.0 },
        { "person_id": strange },
    ] });
    let refused = county.post("/rematches", &wrong).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/items/0/change/willingness", "UNWILLING"),
            ("/items/1/person_id", "HAS_OPEN_JOB"),
            ("/items/2/person_id", "CONSENT_MISSING"),
            ("/items/3/person_id", "HAS_OPEN_JOB"),
        ]
    );
    let foreign = app
        .county(520_527)
        .await
        .post("/rematches", &wrong)
        .await
        .expect(422);
    assert_eq!(
        foreign.faults()[0],
        ("/items/0/person_id", "PERSON_UNKNOWN")
    );

    let sound = json!({ "items": [
        { "person_id": gone.person.0, "change": { "pay": { "amount": 500_000 } } },
    ] });
    let done = county
        .post("/rematches", &sound)
        .key("back-to-the-run")
        .await
        .expect(201);
    assert_eq!(done.body["items"][0]["ready_from"], "2020-05-01");
    let again = county
        .post("/rematches", &sound)
        .key("back-to-the-run")
        .await
        .expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body["items"], done.body["items"]);
    let person = county
        .get(&format!("/people/{}", gone.person))
        .await
        .expect(200);
    assert_eq!(person.body["status"]["kind"], "out_of_work");
    assert_eq!(person.body["own"]["wishes"]["pay"]["amount"], 500_000);
    let change = "person_change where person_id is not null";
    assert!(rows(&app, change).await >= 1);
    app.bureau(DONGGUAN)
        .await
        .post("/rematches", &sound)
        .await
        .expect(403);
}

/// How many statements the next night takes.
async fn statements(app: &TestApp) -> usize {
    app.clock.advance(1);
    app.work().await;
    services::alerts::ask_daily(app).await.expect("asked for");
    let heard = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&heard);
    let mut app = App::clone(app);
    app.db.set_metric_callback(move |told| {
        // How often a job says how far it has come is a matter of time.
        let is_own = !told.statement.sql.contains("\"job\"");
        counter.fetch_add(usize::from(is_own), Ordering::Relaxed);
    });
    worker::work_off(&app).await.expect("reckoned");
    heard.load(Ordering::Relaxed)
}

#[actix_web::test]
async fn a_night_takes_as_many_statements_for_many_as_for_one() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    at_work(&app, 1, factory).await;
    app.clock.advance(20);
    // What is read once a process is read.
    statements(&app).await;
    let of_one = statements(&app).await;
    for number in 2..20 {
        at_work(&app, number, factory).await;
    }
    app.clock.advance(40);
    assert_eq!(statements(&app).await, of_one);
    assert_eq!(rows(&app, "alert").await, 19);
    println!("a night takes {of_one} statements");
}
