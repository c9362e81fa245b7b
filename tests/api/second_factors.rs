//! One-time codes beside the password: setting up, signing in, losing the telephone.

use crate::{Answer, Client, TestApp, renewals::signed_in};
use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use rengang::config::SecondFactor;
use serde_json::json;
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "four plain words here";

async fn strict() -> TestApp {
    TestApp::with(|settings| settings.second_factor = SecondFactor::Required).await
}

/// What the app on the telephone shows now.
fn shown(app: &TestApp, secret: &str) -> String {
    let bytes = BASE32_NOPAD.decode(secret.as_bytes()).expect("Base32");
    let totp = Builder::new().with_secret(Secret::from(bytes)).build();
    let now = app.clock.now().timestamp().try_into().expect("a time");
    totp.expect("an app").generate(now).to_string()
}

fn client(app: &TestApp, answer: &Answer) -> Client {
    app.bearer(answer.body["access_token"].as_str().expect("a token"))
}

async fn sign_in(app: &TestApp, code: Option<&str>) -> Answer {
    let mut shown = json!({ "username": "weining", "password": PASSWORD });
    if let Some(code) = code {
        shown["code"] = json!(code);
    }
    app.anonymous().post("/sessions", &shown).await
}

/// Sets a second factor up; its secret and its recovery codes.
async fn set_up(app: &TestApp, own: &Client) -> (String, Vec<String>) {
    let prepared = own.put("/me/second-factor", &json!({})).await.expect(200);
    let secret = prepared.body["secret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    let uri = prepared.body["uri"].as_str().expect("an address");
    assert!(
        uri.starts_with("otpauth://totp/Rengang:weining?secret="),
        "{uri}"
    );
    let code = json!({ "code": shown(app, &secret) });
    let proved = own.put("/me/second-factor/proof", &code).await.expect(200);
    let codes = serde_json::from_value(proved.body["recovery_codes"].clone());
    (secret, codes.expect("codes"))
}

#[actix_web::test]
async fn whoever_has_none_sets_one_up_before_anything_else() {
    let app = strict().await;
    let own = client(&app, &signed_in(&app, "weining", "办公室").await);

    let refused = own.get("/people").await.expect(403);
    assert_eq!(refused.code(), "SECOND_FACTOR_UNSET");
    own.get("/me").await.expect(200);
    set_up(&app, &own).await;

    own.get("/people").await.expect(200);
    let state = own.get("/me/second-factor").await.expect(200);
    assert_eq!(state.body["state"], "proved");
    assert_eq!(state.body["recovery_codes_left"], 10);
}

#[actix_web::test]
async fn a_code_is_asked_for_and_is_good_once() {
    let app = strict().await;
    let own = client(&app, &signed_in(&app, "weining", "办公室").await);
    let (secret, _) = set_up(&app, &own).await;
    app.clock.pass(Duration::minutes(2));

    let without = sign_in(&app, None).await.expect(401);
    assert_eq!(without.code(), "SECOND_FACTOR_MISSING");
    let wrong = sign_in(&app, Some("000000")).await.expect(401);
    assert_eq!(wrong.code(), "SIGN_IN_FAILED");

    let code = shown(&app, &secret);
    sign_in(&app, Some(&code)).await.expect(201);
    sign_in(&app, Some(&code)).await.expect(401);
    app.clock.pass(Duration::seconds(30));
    sign_in(&app, Some(&shown(&app, &secret))).await.expect(201);
    // What was shown two minutes ago is over.
    let old = shown(&app, &secret);
    app.clock.pass(Duration::minutes(2));
    sign_in(&app, Some(&old)).await.expect(401);
}

#[actix_web::test]
async fn a_recovery_code_stands_in_once() {
    let app = strict().await;
    let own = client(&app, &signed_in(&app, "weining", "办公室").await);
    let (secret, codes) = set_up(&app, &own).await;

    let in_again = sign_in(&app, Some(&codes[3].to_lowercase()))
        .await
        .expect(201);
    sign_in(&app, Some(&codes[3])).await.expect(401);
    let own = client(&app, &in_again);
    let state = own.get("/me/second-factor").await.expect(200);
    assert_eq!(state.body["recovery_codes_left"], 9);

    app.clock.pass(Duration::minutes(1));
    let code = json!({ "code": shown(&app, &secret) });
    own.put("/me/recovery-codes", &code).await.expect(200);
    sign_in(&app, Some(&codes[4])).await.expect(401);
}

#[actix_web::test]
async fn one_that_was_proved_is_not_replaced_by_whoever_holds_the_session() {
    let app = strict().await;
    let own = client(&app, &signed_in(&app, "weining", "办公室").await);
    set_up(&app, &own).await;

    let again = own.put("/me/second-factor", &json!({})).await.expect(409);
    assert_eq!(again.code(), "ALREADY_EXISTS");
}

#[actix_web::test]
async fn an_administrator_takes_a_lost_one_away_and_never_their_own() {
    let app = TestApp::start().await;
    let session = signed_in(&app, "weining", "办公室").await;
    let own = client(&app, &session);
    set_up(&app, &own).await;
    let admin = app.sysadmin().await;
    let listed = admin.get("/accounts").await.expect(200);
    let accounts = listed.body["items"].as_array().expect("accounts");
    let lost = accounts.iter().find(|a| a["username"] == "weining");
    let id = lost.expect("the account")["id"]
        .as_str()
        .expect("an identity");

    let removal = |version: &str| {
        let path = format!("/accounts/{id}/second-factor-removal");
        admin.post(&path, &json!({})).header("if-match", version)
    };
    removal("\"v7\"").await.expect(412);
    removal("\"v1\"").await.expect(204);

    own.get("/me").await.expect(401);
    sign_in(&app, None).await.expect(201);
}
