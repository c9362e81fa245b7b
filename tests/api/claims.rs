//! How job seekers sign in: by a code to the telephone on the roster, or by one that an officer printed.

use crate::{Answer, TestApp, cast};
use chrono::TimeDelta;
use domain::id::PersonId;
use futures_util::future::join_all;
use rengang::storage::{self, Scope};
use serde_json::json;
use std::time::Instant;

/// A service that writes text messages into a file, with one person; ID and telephone as on the roster.
async fn with_person() -> (TestApp, PersonId, String, String) {
    let app = TestApp::with(|settings| settings.sms_file = settings.data_dir.join("sms")).await;
    let person = cast::people(&app, 520_526, 0..1).await[0];
    let scope = Scope::job("a test reads the roster");
    let found = storage::people::get(&app.db, &app.keys, &scope, person).await;
    let found = found.expect("an answer").expect("a person");
    let phone = found.phone.expect("a telephone").reveal().to_owned();
    (app, person, found.citizen_id.reveal().to_owned(), phone)
}

async fn claim(app: &TestApp, id: &str, phone: &str) -> Answer {
    let said = json!({ "citizen_id": id, "phone": phone });
    app.anonymous().post("/claims", &said).await
}

async fn prove(app: &TestApp, claim: &str, code: &str) -> Answer {
    let shown = json!({ "code": code, "device": "手机" });
    let path = format!("/claims/{claim}/proof");
    app.anonymous().post(&path, &shown).await
}

/// The codes that were sent so far, once there are so many.
async fn sent(app: &TestApp, number: usize) -> Vec<String> {
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(&app.settings.sms_file).unwrap_or_default();
        let codes: Vec<String> = text
            .lines()
            .filter_map(|line| line.split("验证码 ").nth(1)?.get(..6).map(str::to_owned))
            .collect();
        if codes.len() >= number {
            return codes;
        }
        assert!(began.elapsed().as_secs() < 60, "{number} messages");
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_job_seeker_signs_in_by_the_telephone_on_the_roster() {
    let (app, person, id, phone) = with_person().await;
    let asked = claim(&app, &id, &phone).await.expect(202);
    let code = sent(&app, 1).await.remove(0);

    let signed_in = prove(&app, asked.id(), &code).await.expect(201);

    let token = signed_in.body["access_token"].as_str().expect("a token");
    let me = app.bearer(token).get("/me").await.expect(200);
    assert_eq!(me.body["role"], "worker");
    assert_eq!(me.body["person_id"], person.to_string());
    let own = format!("/people/{person}");
    let asked = app.bearer(token).get(&own).await.expect(403);
    assert_eq!(asked.code(), "CONSENT_UNDECIDED");

    // The next time it is the same account.
    app.clock.pass(TimeDelta::minutes(2));
    let again = claim(&app, &id, &phone).await.expect(202);
    let code = sent(&app, 2).await.remove(1);
    let again = prove(&app, again.id(), &code).await.expect(201);
    let token = again.body["access_token"].as_str().expect("a token");
    let sessions = app.bearer(token).get("/sessions").await.expect(200);
    assert_eq!(sessions.body["items"].as_array().map(Vec::len), Some(2));
}

#[actix_web::test]
async fn whether_there_is_such_a_person_is_not_told() {
    let (app, _, id, phone) = with_person().await;
    let other = if phone.ends_with('0') { "1" } else { "0" };
    let other = format!("{}{other}", &phone[..10]);

    let right = claim(&app, &id, &phone).await.expect(202);
    let wrong = claim(&app, &id, &other).await.expect(202);
    sent(&app, 1).await;

    let names = |answer: &Answer| -> Vec<String> {
        let members = answer.body.as_object().expect("an object");
        members.keys().cloned().collect()
    };
    assert_eq!(names(&right), names(&wrong));
    assert_eq!(right.body["expires_at"], wrong.body["expires_at"]);
    let nobody = prove(&app, wrong.id(), "000000").await.expect(401);
    let absent = prove(&app, &uuid::Uuid::now_v7().to_string(), "000000").await;
    assert_eq!(nobody.without_request_id(), absent.without_request_id());
}

#[actix_web::test]
async fn a_code_is_tried_five_times_and_used_once() {
    let (app, _, id, phone) = with_person().await;
    let asked = claim(&app, &id, &phone).await.expect(202);
    let code = sent(&app, 1).await.remove(0);
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for _ in 0..5 {
        prove(&app, asked.id(), wrong).await.expect(401);
    }
    prove(&app, asked.id(), &code).await.expect(401);

    app.clock.pass(TimeDelta::minutes(2));
    let asked = claim(&app, &id, &phone).await.expect(202);
    let code = sent(&app, 2).await.remove(1);
    let answers = join_all((0..4).map(|_| prove(&app, asked.id(), &code))).await;
    let let_in = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(let_in, 1);

    app.clock.pass(TimeDelta::minutes(2));
    let asked = claim(&app, &id, &phone).await.expect(202);
    let code = sent(&app, 3).await.remove(2);
    app.clock.pass(TimeDelta::minutes(5));
    prove(&app, asked.id(), &code).await.expect(401);
}

#[actix_web::test]
async fn one_number_is_written_to_once_a_minute_and_five_times_a_day() {
    let (app, _, id, phone) = with_person().await;
    claim(&app, &id, &phone).await.expect(202);
    claim(&app, &id, &phone).await.expect(429);
    for _ in 1..5 {
        app.clock.pass(TimeDelta::minutes(1));
        claim(&app, &id, &phone).await.expect(202);
    }
    app.clock.pass(TimeDelta::minutes(1));
    let wait = claim(&app, &id, &phone).await.expect(429);
    assert!(!wait.header("retry-after").is_empty());
    assert_eq!(sent(&app, 5).await.len(), 5);

    app.clock.advance(1);
    claim(&app, &id, &phone).await.expect(202);
    sent(&app, 6).await;
}

#[actix_web::test]
async fn what_is_no_id_and_no_mobile_number_is_told_at_once() {
    let app = TestApp::start().await;
    let answer = claim(&app, "520526199001011111", "08572222222").await;
    let faults = answer.expect(422);
    assert_eq!(
        faults.faults(),
        [
            ("/citizen_id", "CITIZEN_ID_INVALID"),
            ("/phone", "PHONE_INVALID")
        ]
    );
}

#[actix_web::test]
async fn an_officer_prints_a_code_for_whom_no_telephone_reaches() {
    let (app, person, _, _) = with_person().await;
    let office = app.county(520_526).await;
    let path = format!("/people/{person}/claim-codes");
    let print = || office.post(&path, &json!({}));
    let redeem = async |code: &str| {
        let shown = json!({ "code": code, "device": "邻居的手机" });
        app.anonymous()
            .post("/claim-codes/redemption", &shown)
            .await
    };
    let of = |answer: &Answer| answer.body["code"].as_str().expect("a code").to_owned();

    let first = of(&print().key("first-key").await.expect(201));
    let shown_again = of(&print().key("first-key").await.expect(201));
    assert_eq!(first, shown_again);
    let second = of(&print().await.expect(201));
    redeem(&first).await.expect(401);
    let typed = second.to_lowercase().replace('-', " ");
    redeem(&typed).await.expect(201);
    redeem(&second).await.expect(401);

    let third = of(&print().await.expect(201));
    let back = format!("/people/{person}/claim-code-revocation");
    office.post(&back, &json!({})).await.expect(204);
    redeem(&third).await.expect(401);

    let fourth = of(&print().await.expect(201));
    app.clock.advance(14);
    redeem(&fourth).await.expect(401);
    // Another county's office prints none for this person.
    let hezhang = app.county(520_527).await;
    hezhang.post(&path, &json!({})).await.expect(404);
}

#[actix_web::test]
async fn the_database_does_not_hold_a_printed_code() {
    let (app, person, _, _) = with_person().await;
    let office = app.county(520_526).await;
    let path = format!("/people/{person}/claim-codes");
    let printed = office.post(&path, &json!({})).await.expect(201);
    let printed = printed.body["code"]
        .as_str()
        .expect("a code")
        .replace('-', "");

    if app.settings.database().starts_with("sqlite") {
        for entry in std::fs::read_dir(&app.settings.data_dir).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() && !path.ends_with("sms") {
                let bytes = std::fs::read(&path).expect("a file");
                let held = bytes.windows(12).any(|part| part == printed.as_bytes());
                assert!(!held, "{}", path.display());
            }
        }
    }
}
