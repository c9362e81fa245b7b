//! Enterprises that ask for their first account by themselves.

use crate::{Answer, Client, TestApp, cast, placements::count, rosters::unused};
use domain::{credit_code::CreditCode, id::EnterpriseId};
use serde_json::{Value, json};

const DONGGUAN: u32 = 441_900;
const PASSWORD: &str = "four plain words here";

/// A code that nobody has yet.
fn fresh_code() -> CreditCode {
    CreditCode::complete(&format!("914419{:08}MA0", unused())).expect("a code")
}

/// What an enterprise of a place asks with.
pub fn wish(division: u32, username: &str) -> Value {
    wish_of(&fresh_code(), division, username)
}

fn wish_of(code: &CreditCode, division: u32, username: &str) -> Value {
    json!({
        "credit_code": code.as_str(), "name": "晨光示例电子厂", "division": division.to_string(),
        "contact_name": "王经理", "contact_phone": "13800138000", "username": username, "password": PASSWORD,
    })
}

async fn ask(app: &TestApp, wish: &Value) -> String {
    let taken = app.anonymous().post("/sign-ups", wish).await.expect(202);
    taken.id().to_owned()
}

async fn decide(office: &Client, id: &str, what: &str, body: Value) -> Answer {
    let read = office.get(&format!("/sign-ups/{id}")).await.expect(200);
    let act = office.post(&format!("/sign-ups/{id}/{what}"), &body);
    act.if_match(&read).await
}

async fn sign_in(app: &TestApp, username: &str) -> Answer {
    let shown = json!({ "username": username, "password": PASSWORD });
    app.anonymous().post("/sessions", &shown).await
}

async fn code_of(app: &TestApp, factory: EnterpriseId) -> CreditCode {
    let by = app.enterprise(factory).await;
    let read = by.get(&format!("/enterprises/{factory}")).await.expect(200);
    CreditCode::read(read.body["credit_code"].as_str().expect("a code")).expect("a code")
}

#[actix_web::test]
async fn an_enterprise_can_do_nothing_until_the_bureau_of_its_place_says_yes() {
    let app = TestApp::start().await;
    let bureau = app.bureau(DONGGUAN).await;
    let id = ask(&app, &wish(DONGGUAN, "chenguang-1")).await;
    sign_in(&app, "chenguang-1").await.expect(401);
    assert_eq!(count(&app, "enterprise").await, 0);
    let waiting = bureau.get("/sign-ups?state=waiting").await.expect(200);
    assert_eq!(waiting.body["items"][0]["username"], "chenguang-1");
    assert!(!waiting.body.to_string().contains(PASSWORD));

    let done = decide(&bureau, &id, "approval", json!({}))
        .await
        .expect(200);

    assert_eq!(done.body["state"], "approved");
    let signed_in = sign_in(&app, "chenguang-1").await.expect(201);
    let own = app.bearer(signed_in.body["access_token"].as_str().expect("a token"));
    let me = own.get("/me").await.expect(200);
    assert_eq!(me.body["enterprise_id"], done.body["enterprise_id"]);
    let path = format!(
        "/enterprises/{}",
        done.body["enterprise_id"].as_str().expect("one")
    );
    assert_eq!(own.get(&path).await.expect(200).body["verified"], true);
    let none = bureau.get("/sign-ups?state=waiting").await.expect(200);
    assert_eq!(none.body["items"], json!([]));
    // Decided once.
    let again = decide(&bureau, &id, "refusal", json!({ "reason": "other" })).await;
    assert_eq!(again.expect(409).code(), "NOT_IN_THIS_STATE");
    assert_eq!(
        count(&app, "sign_up where password_hash is not null").await,
        0
    );
}

#[actix_web::test]
async fn a_refusal_has_a_reason_and_leaves_nothing() {
    let app = TestApp::start().await;
    let bureau = app.bureau(DONGGUAN).await;
    let id = ask(&app, &wish(DONGGUAN, "chenguang-1")).await;
    decide(&bureau, &id, "refusal", json!({})).await.expect(422);
    let no = json!({ "reason": "not_registered" });
    let done = decide(&bureau, &id, "refusal", no).await.expect(200);
    assert_eq!(
        (&done.body["state"], &done.body["refusal"]),
        (&json!("refused"), &json!("not_registered"))
    );
    sign_in(&app, "chenguang-1").await.expect(401);
    assert_eq!(count(&app, "enterprise").await, 0);
}

#[actix_web::test]
async fn an_enterprise_that_is_known_is_joined_and_not_doubled() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let code = code_of(&app, factory).await;
    let bureau = app.bureau(DONGGUAN).await;
    let id = ask(&app, &wish_of(&code, DONGGUAN, "chenguang-1")).await;
    let done = decide(&bureau, &id, "approval", json!({}))
        .await
        .expect(200);
    assert_eq!(done.body["enterprise_id"], factory.to_string());
    assert_eq!(count(&app, "enterprise").await, 1);
    // Another place's bureau gives nobody an account of it.
    let shenzhen = app.bureau(440_300).await;
    let id = ask(&app, &wish_of(&code, 440_300, "chenguang-2")).await;
    let refused = decide(&shenzhen, &id, "approval", json!({})).await;
    assert_eq!(refused.expect(409).code(), "HELD_ELSEWHERE");
    sign_in(&app, "chenguang-2").await.expect(401);
}

#[actix_web::test]
async fn what_is_known_is_not_told_to_whoever_signs_up() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let known = code_of(&app, factory).await;
    let bureau = app.bureau(DONGGUAN).await;
    let id = ask(&app, &wish(DONGGUAN, "taken-name")).await;
    decide(&bureau, &id, "approval", json!({}))
        .await
        .expect(200);

    let answers = [
        wish(DONGGUAN, "fresh-name"),
        wish_of(&known, DONGGUAN, "other-name"),
        wish(DONGGUAN, "taken-name"),
    ];
    for asked in &answers {
        let taken = app.anonymous().post("/sign-ups", asked).await.expect(202);
        let members: Vec<&String> = taken.body.as_object().expect("one").keys().collect();
        assert_eq!(members, ["id"]);
    }
    // The office sees that the name is taken, and may give another.
    let waiting = bureau.get("/sign-ups?state=waiting").await.expect(200);
    let id = waiting.body["items"][2]["id"]
        .as_str()
        .expect("one")
        .to_owned();
    let taken = decide(&bureau, &id, "approval", json!({})).await;
    assert_eq!(taken.expect(409).code(), "USERNAME_TAKEN");
    let other = json!({ "username": "another-name" });
    decide(&bureau, &id, "approval", other).await.expect(200);
    sign_in(&app, "another-name").await.expect(201);
}

#[actix_web::test]
async fn every_fault_of_a_sign_up_is_told() {
    let app = TestApp::start().await;
    let mut wrong = wish(DONGGUAN, "chenguang-1");
    wrong["credit_code"] = json!("91441900MA4WXYT120");
    wrong["division"] = json!("999999");
    wrong["contact_phone"] = json!("1");
    let told = app.anonymous().post("/sign-ups", &wrong).await.expect(422);
    let codes: Vec<&str> = told.faults().into_iter().map(|(at, _)| at).collect();
    assert_eq!(codes, ["/credit_code", "/division", "/contact_phone"]);
    let mut weak = wish(DONGGUAN, "chenguang-1");
    weak["password"] = json!("chenguang-1 chenguang-1");
    let told = app.anonymous().post("/sign-ups", &weak).await.expect(422);
    assert_eq!(told.faults(), [("/password", "PASSWORD_TOO_WEAK")]);
}

#[actix_web::test]
async fn whoever_types_it_in_at_the_counter_does_not_decide_it() {
    let app = TestApp::start().await;
    let (one, other) = (app.bureau(DONGGUAN).await, app.bureau(DONGGUAN).await);
    let asked = wish(DONGGUAN, "chenguang-1");
    let taken = one.post("/sign-ups", &asked).await.expect(202);
    let refused = decide(&one, taken.id(), "approval", json!({})).await;
    assert_eq!(refused.expect(409).code(), "RECUSED");
    decide(&other, taken.id(), "approval", json!({}))
        .await
        .expect(200);
}

#[actix_web::test]
async fn no_more_than_five_wait_in_one_enterprises_name() {
    let app = TestApp::start().await;
    let code = fresh_code();
    for number in 0..7 {
        ask(&app, &wish_of(&code, DONGGUAN, &format!("flood-{number}"))).await;
    }
    assert_eq!(count(&app, "sign_up").await, 5);
}
