//! Several grants an account: added, ended and confirmed by those above; a session acts under one, and what is revoked is
//! so from the next request on.

use crate::{Answer, Client, TestApp, accounts::colleague};
use domain::{division::Division, grant::Capacity};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;
const PASSWORD: &str = "four plain words here";

fn county(code: u32) -> Value {
    json!({ "role": "county_west", "division": code.to_string() })
}

/// An account of 威宁 with a password, made by its prefecture.
async fn made(app: &TestApp, username: &str) -> (Client, Answer) {
    let bijie = app.county(520_500).await;
    let asked = colleague(username, &WEINING.to_string());
    let account = bijie.post("/accounts", &asked).await.expect(201);
    (bijie, account)
}

async fn sign_in(app: &TestApp, username: &str, grant: Option<&str>) -> Answer {
    let mut shown = json!({ "username": username, "password": PASSWORD });
    if let Some(grant) = grant {
        shown["grant_id"] = grant.into();
    }
    app.anonymous().post("/sessions", &shown).await
}

fn bearer(app: &TestApp, signed_in: &Answer) -> Client {
    app.bearer(signed_in.body["access_token"].as_str().expect("a token"))
}

async fn add(by: &Client, account: &str, grant: &Value) -> Answer {
    let read = by.get(&format!("/accounts/{account}")).await.expect(200);
    by.post(&format!("/accounts/{account}/grants"), grant)
        .if_match(&read)
        .await
}

async fn end(by: &Client, account: &str, grant: &str) -> Answer {
    let read = by.get(&format!("/accounts/{account}")).await.expect(200);
    by.delete(&format!("/accounts/{account}/grants/{grant}"))
        .if_match(&read)
        .await
}

fn grant_of(account: &Answer, place: usize) -> String {
    let id = account.body["grants"][place]["id"].as_str();
    id.expect("a grant").to_owned()
}

#[actix_web::test]
async fn whoever_holds_several_grants_chooses_one_when_signing_in() {
    let app = TestApp::start().await;
    let (bijie, account) = made(&app, "weining-1").await;
    let two = add(&bijie, account.id(), &county(HEZHANG))
        .await
        .expect(200);
    assert_eq!(two.body["grants"].as_array().map(Vec::len), Some(2));

    let which = sign_in(&app, "weining-1", None).await.expect(409);
    assert_eq!(which.code(), "GRANT_AMBIGUOUS");
    let offered = which.body["grants"].as_array().expect("grants");
    assert_eq!(offered.len(), 2);
    // Nobody is told them without the password.
    let mut wrong = json!({ "username": "weining-1", "password": "another sentence of words" });
    wrong["grant_id"] = Value::Null;
    let refused = app.anonymous().post("/sessions", &wrong).await.expect(401);
    assert!(refused.body["grants"].is_null());

    for (place, division) in ["520526", "520527"].iter().enumerate() {
        let id = offered[place]["id"].as_str();
        let signed_in = sign_in(&app, "weining-1", id).await.expect(201);
        assert_eq!(signed_in.body["grant"]["division"]["code"], *division);
    }
}

#[actix_web::test]
async fn grants_are_added_by_those_above_and_by_nobody_to_themselves() {
    let app = TestApp::start().await;
    let (bijie, account) = made(&app, "weining-1").await;
    let beyond = add(&bijie, account.id(), &county(520_300)).await;
    assert_eq!(beyond.expect(422).faults(), [("/role", "ROLE_NOT_YOURS")]);
    let again = add(&bijie, account.id(), &county(WEINING)).await;
    assert_eq!(again.expect(409).code(), "ALREADY_EXISTS");
    let elsewhere = app.county(520_300).await;
    let path = format!("/accounts/{}/grants", account.id());
    let unseen = elsewhere.post(&path, &county(520_300));
    unseen.header("if-match", "\"v1\"").await.expect(404);

    let (session, grant) = app
        .session(Capacity::CountyWest(Division::of_six(520_500)))
        .await;
    let own = app.bearer(&app.token(&session));
    let own_account = grant.account.to_string();
    let to_self = add(&own, &own_account, &county(WEINING)).await;
    assert_eq!(to_self.expect(409).code(), "RECUSED");
    let from_self = end(&own, &own_account, &grant.id.to_string()).await;
    assert_eq!(from_self.expect(409).code(), "RECUSED");
}

#[actix_web::test]
async fn a_grant_that_ends_is_over_with_the_next_request() {
    let app = TestApp::start().await;
    let (bijie, account) = made(&app, "weining-1").await;
    let both = add(&bijie, account.id(), &county(HEZHANG))
        .await
        .expect(200);
    let (first, second) = (grant_of(&both, 0), grant_of(&both, 1));
    let at_weining = sign_in(&app, "weining-1", Some(&first)).await.expect(201);
    let at_hezhang = sign_in(&app, "weining-1", Some(&second)).await.expect(201);
    let refresh = json!({ "refresh_token": at_weining.body["refresh_token"] });

    let ended = end(&bijie, account.id(), &first).await.expect(200);

    assert_eq!(ended.body["grants"][0]["state"], "over");
    bearer(&app, &at_weining).get("/me").await.expect(401);
    app.anonymous()
        .post("/sessions/renewal", &refresh)
        .await
        .expect(401);
    bearer(&app, &at_hezhang).get("/me").await.expect(200);
    sign_in(&app, "weining-1", Some(&first)).await.expect(401);
    // The one that is left needs no choice.
    let only = sign_in(&app, "weining-1", None).await.expect(201);
    assert_eq!(only.body["grant"]["division"]["code"], "520527");
    let twice = end(&bijie, account.id(), &first).await.expect(409);
    assert_eq!(twice.code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn an_account_that_holds_more_is_not_closed_by_one_of_its_places() {
    let app = TestApp::start().await;
    let (bijie, account) = made(&app, "weining-1").await;
    add(&bijie, account.id(), &county(HEZHANG))
        .await
        .expect(200);
    let weining = app.county(WEINING).await;
    let path = format!("/accounts/{}", account.id());
    let read = weining.get(&path).await.expect(200);
    for act in ["disablement", "password-reset", "second-factor-removal"] {
        let act = format!("{path}/{act}");
        let refused = weining.post(&act, &json!({})).if_match(&read).await;
        assert_eq!(refused.expect(409).code(), "HOLDS_MORE", "{act}");
    }
    let read = bijie.get(&path).await.expect(200);
    let close = bijie.post(&format!("{path}/disablement"), &json!({}));
    close.if_match(&read).await.expect(200);
}

#[actix_web::test]
async fn whoever_opens_the_service_itself_needs_a_second_person() {
    let app = TestApp::start().await;
    let (one, other) = (app.sysadmin().await, app.sysadmin().await);
    let mut asked = colleague("auditor-1", "");
    asked["division"] = Value::Null;
    asked["role"] = json!("auditor");
    let account = one.post("/accounts", &asked).await.expect(201);
    assert_eq!(account.body["grants"][0]["state"], "pending");
    sign_in(&app, "auditor-1", None).await.expect(401);
    let path = format!(
        "/accounts/{}/grants/{}/confirmation",
        account.id(),
        grant_of(&account, 0)
    );
    let own = one.post(&path, &json!({})).await;
    assert_eq!(own.expect(409).code(), "RECUSED");
    app.county(WEINING)
        .await
        .post(&path, &json!({}))
        .await
        .expect(403);
    let held = other.post(&path, &json!({})).await.expect(200);
    assert_eq!(held.body["grants"][0]["state"], "held");
    sign_in(&app, "auditor-1", None).await.expect(201);
    let again = other.post(&path, &json!({})).await;
    assert_eq!(again.expect(409).code(), "NOT_IN_THIS_STATE");
}

/// Eight clients ask on and on; none of the requests that begin after the acknowledgement is let in.
async fn is_over_at_once(own: &Client, revoke: impl Future<Output = Answer>, status: u16) {
    own.get("/me").await.expect(200);
    let acknowledged = std::cell::Cell::new(false);
    let ask = async || {
        loop {
            let is_late = acknowledged.get();
            let answer = own.get("/me").await;
            if is_late {
                return usize::from(answer.status != 401);
            }
        }
    };
    let clients = join_all((0..8).map(|_| ask()));
    let revoked = async {
        let answer = revoke.await.expect(status);
        acknowledged.set(true);
        answer
    };
    let (let_in, _) = futures_util::future::join(clients, revoked).await;
    assert_eq!(let_in.iter().sum::<usize>(), 0);
}

#[actix_web::test]
async fn what_is_revoked_is_so_for_every_request_after_the_acknowledgement() {
    let app = TestApp::start().await;
    let (bijie, account) = made(&app, "weining-1").await;
    let path = format!("/accounts/{}", account.id());
    let enter = async || bearer(&app, &sign_in(&app, "weining-1", None).await.expect(201));

    // Signed out.
    let own = enter().await;
    is_over_at_once(&own, own.delete("/sessions/current").into_future(), 204).await;
    // The password given anew by somebody else; the temporary one is not needed here.
    let own = enter().await;
    let again = enter().await;
    let change = json!({ "current_password": PASSWORD, "password": "five other plain words here" });
    is_over_at_once(&own, again.put("/me/password", &change).into_future(), 204).await;
    // Another area: the old grant ends, the new one is no part of the old session.
    let (session, grant) = app
        .session(Capacity::CountyWest(Division::of_six(WEINING)))
        .await;
    let own = app.bearer(&app.token(&session));
    let moved = grant.account.to_string();
    add(&bijie, &moved, &county(HEZHANG)).await.expect(200);
    is_over_at_once(&own, end(&bijie, &moved, &grant.id.to_string()), 200).await;
    // Disabled.
    let (session, grant) = app
        .session(Capacity::CountyWest(Division::of_six(WEINING)))
        .await;
    let own = app.bearer(&app.token(&session));
    let path_of = format!("/accounts/{}", grant.account);
    let read = bijie.get(&path_of).await.expect(200);
    let close = bijie.post(&format!("{path_of}/disablement"), &json!({}));
    is_over_at_once(&own, close.if_match(&read).into_future(), 200).await;
    // Reset by a colleague.
    let read = bijie.get(&path).await.expect(200);
    let reset = bijie.post(&format!("{path}/password-reset"), &json!({}));
    is_over_at_once(&again, reset.if_match(&read).into_future(), 200).await;
}
