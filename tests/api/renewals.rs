//! Staying signed in: refresh tokens of one use, idle and absolute limits, the list of sessions.

use crate::{Answer, TestApp};
use chrono::Duration;
use domain::{division::Division, grant::Capacity};
use futures_util::future::join_all;
use rengang::services::{self, Actor, accounts::NewAccount};
use serde_json::{Value, json};
use std::collections::HashSet;

const PASSWORD: &str = "four plain words here";

/// Makes an account and signs it in.
pub async fn signed_in(app: &TestApp, username: &str, device: &str) -> Answer {
    let new = NewAccount {
        username: username.into(),
        display_name: "威宁县人社局".into(),
        password: PASSWORD.into(),
        capacity: Capacity::CountyWest(Division::of_six(520_526)),
        until: None,
    };
    let by = Actor::operator("a test");
    let made = services::accounts::open_here(app, &by, new).await;
    made.expect("an account");
    sign_in(app, username, device).await.expect(201)
}

async fn sign_in(app: &TestApp, username: &str, device: &str) -> Answer {
    let shown = json!({ "username": username, "password": PASSWORD, "device": device });
    app.anonymous().post("/sessions", &shown).await
}

async fn renew(app: &TestApp, token: &str) -> Answer {
    let shown = json!({ "refresh_token": token });
    app.anonymous().post("/sessions/renewal", &shown).await
}

fn text<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.body[name].as_str().expect("a text")
}

async fn is_let_in(app: &TestApp, answer: &Answer) -> bool {
    let asked = app.bearer(text(answer, "access_token")).get("/me").await;
    asked.status == 200
}

#[actix_web::test]
async fn a_session_is_renewed_again_and_again_by_tokens_of_one_use() {
    let app = TestApp::start().await;
    let mut answer = signed_in(&app, "weining", "办公室").await;
    let mut seen = HashSet::new();
    for _ in 0..5 {
        assert!(seen.insert(text(&answer, "refresh_token").to_owned()));
        app.clock.pass(Duration::minutes(20));
        assert!(!is_let_in(&app, &answer).await, "the access token is over");
        answer = renew(&app, text(&answer, "refresh_token"))
            .await
            .expect(201);
        assert!(is_let_in(&app, &answer).await);
        assert_eq!(answer.body["grant"]["role"], "county_west");
    }
}

#[actix_web::test]
async fn a_lost_answer_is_given_again_for_a_moment_and_a_theft_ends_the_session() {
    let app = TestApp::start().await;
    let first = signed_in(&app, "weining", "办公室").await;
    let token = text(&first, "refresh_token");

    let second = renew(&app, token).await.expect(201);
    app.clock.pass(Duration::seconds(9));
    let again = renew(&app, token).await.expect(201);
    assert_eq!(
        text(&again, "refresh_token"),
        text(&second, "refresh_token")
    );

    app.clock.pass(Duration::seconds(2));
    let stolen = renew(&app, token).await.expect(401);
    assert_eq!(stolen.code(), "REFRESH_INVALID");
    // Whoever was right and whoever was not: both sign in again.
    assert!(!is_let_in(&app, &again).await);
    renew(&app, text(&again, "refresh_token")).await.expect(401);
}

#[actix_web::test]
async fn many_renewals_at_once_have_one_successor() {
    let app = TestApp::start().await;
    let first = signed_in(&app, "weining", "手机").await;
    let token = text(&first, "refresh_token");

    let answers = join_all((0..64).map(|_| renew(&app, token))).await;

    let successors: HashSet<&str> = answers
        .iter()
        .inspect(|answer| assert_eq!(answer.status, 201, "{}", answer.body))
        .map(|answer| text(answer, "refresh_token"))
        .collect();
    assert_eq!(successors.len(), 1);
}

#[actix_web::test]
async fn an_idle_session_is_over_and_a_long_one_too() {
    let app = TestApp::start().await;
    let idle = signed_in(&app, "weining", "办公室").await;
    app.clock.pass(Duration::minutes(31));
    renew(&app, text(&idle, "refresh_token")).await.expect(401);

    let mut long = sign_in(&app, "weining", "办公室").await.expect(201);
    for _ in 0..25 {
        app.clock.pass(Duration::minutes(28));
        long = renew(&app, text(&long, "refresh_token")).await.expect(201);
    }
    app.clock.pass(Duration::minutes(25));
    renew(&app, text(&long, "refresh_token")).await.expect(401);
}

#[actix_web::test]
async fn what_is_no_refresh_token_renews_nothing() {
    let app = TestApp::start().await;
    let first = signed_in(&app, "weining", "办公室").await;
    let access = text(&first, "access_token");
    for wrong in [access.get(..40).unwrap_or_default(), "x", &"A".repeat(43)] {
        let answer = renew(&app, wrong).await.expect(401);
        assert_eq!(answer.code(), "REFRESH_INVALID");
    }
    // Nor is one good for asking.
    let refresh = app.bearer(text(&first, "refresh_token"));
    refresh.get("/me").await.expect(401);
}

#[actix_web::test]
async fn sessions_are_listed_and_a_lost_telephone_is_signed_out() {
    let app = TestApp::start().await;
    let office = signed_in(&app, "weining", "办公室").await;
    let phone = sign_in(&app, "weining", "手机").await.expect(201);
    let own = app.bearer(text(&office, "access_token"));

    let listed = own.get("/sessions").await.expect(200);
    let items = listed.body["items"].as_array().expect("sessions");
    let of = |name: &str| -> Vec<&Value> { items.iter().map(|item| &item[name]).collect() };
    assert_eq!(of("device"), ["办公室", "手机"]);
    assert_eq!(of("is_current"), [true, false]);

    let path = format!("/sessions/{}/revocation", text_of(&items[1]["id"]));
    own.post(&path, &json!({})).await.expect(204);

    assert!(!is_let_in(&app, &phone).await);
    renew(&app, text(&phone, "refresh_token")).await.expect(401);
    assert!(is_let_in(&app, &office).await);
}

fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[actix_web::test]
async fn tokens_outlive_a_change_of_keys() {
    let app = TestApp::start().await;
    let before = signed_in(&app, "weining", "办公室").await;
    app.keys.rotate_tokens(app.clock.now()).expect("rotated");

    assert!(is_let_in(&app, &before).await);
    let after = renew(&app, text(&before, "refresh_token"))
        .await
        .expect(201);
    assert!(is_let_in(&app, &after).await);

    app.clock.pass(Duration::minutes(5));
    app.keys.rotate_tokens(app.clock.now()).expect("rotated");
    assert!(is_let_in(&app, &after).await);
}

#[actix_web::test]
async fn the_database_holds_no_token() {
    let app = TestApp::start().await;
    let first = signed_in(&app, "weining", "办公室").await;
    let second = renew(&app, text(&first, "refresh_token")).await.expect(201);
    if app.settings.database().starts_with("sqlite") {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(&app.settings.data_dir).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                bytes.extend(std::fs::read(path).expect("a file"));
            }
        }
        for answer in [&first, &second] {
            for name in ["refresh_token", "access_token"] {
                let token = text(answer, name);
                let raw = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes());
                let raw = raw.unwrap_or_else(|_| token.as_bytes().to_vec());
                let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
                assert!(!holds(token.as_bytes()) && !holds(&raw), "{name}");
            }
        }
    }
}
