//! Signing in and out, the first administrator, and how requests are read before anybody acts.

use crate::TestApp;
use actix_web::http::Method;
use domain::{
    division::Division,
    grant::Capacity,
    id::{EnterpriseId, PersonId},
};
use futures_util::future::join_all;
use rengang::services;
use serde_json::{Value, json};

const PASSWORD: &str = "four plain words here";

fn sign_in(username: &str, password: &str) -> Value {
    json!({ "username": username, "password": password })
}

/// Makes the first administrator and gives its name.
async fn administrator(app: &TestApp) -> &'static str {
    let code = services::accounts::offer_bootstrap(app).await;
    let code = code.expect("a code");
    let asked = json!({ "code": code, "username": "root-1", "password": PASSWORD });
    app.anonymous().post("/bootstrap", &asked).await.expect(204);
    "root-1"
}

#[actix_web::test]
async fn a_one_time_code_makes_one_administrator() {
    let app = TestApp::start().await;
    let code = services::accounts::offer_bootstrap(&app).await;
    let code = code.expect("a code");
    let anonymous = app.anonymous();

    let attempts = (0..16).map(|number| {
        let username = format!("root-{number}");
        let asked = json!({ "code": code, "username": username, "password": PASSWORD });
        anonymous.post("/bootstrap", &asked).into_future()
    });
    let answers = join_all(attempts).await;

    let of = |status| answers.iter().filter(|a| a.status == status).count();
    assert_eq!((of(204), of(409)), (1, 15));
    let late = services::accounts::offer_bootstrap(&app).await;
    assert!(late.is_err(), "another code, with an administrator there");
}

#[actix_web::test]
async fn a_one_time_code_is_good_for_half_an_hour() {
    let app = TestApp::start().await;
    let code = services::accounts::offer_bootstrap(&app).await;
    let asked =
        json!({ "code": code.expect("a code"), "username": "root-1", "password": PASSWORD });
    app.clock.advance(1);

    let late = app.anonymous().post("/bootstrap", &asked).await;

    assert_eq!(late.expect(409).code(), "BOOTSTRAP_CLOSED");
}

#[actix_web::test]
async fn whoever_signs_in_is_told_as_what() {
    let app = TestApp::start().await;
    let name = administrator(&app).await;

    let signed_in = app
        .anonymous()
        .post("/sessions", &sign_in(name, PASSWORD))
        .await
        .expect(201);

    let token = signed_in.body["access_token"].as_str().expect("a token");
    let me = app.bearer(token).get("/me").await.expect(200);
    assert_eq!(me.body["role"], "sysadmin");
    assert_eq!(me.body, signed_in.body["grant"]);
    assert_eq!(signed_in.body["expires_in"], 600);
    assert_eq!(signed_in.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn everybody_is_told_where_the_grant_is_anchored() {
    let app = TestApp::start().await;
    let (employer, seeker) = (EnterpriseId::fresh(), PersonId::fresh());

    let me = app.county(520_526).await.get("/me").await.expect(200);
    assert_eq!(me.body["role"], "county_west");
    assert_eq!(
        me.body["division"],
        json!({ "code": "520526", "name": "贵州省毕节市威宁彝族回族苗族自治县" })
    );
    let me = app.enterprise(employer).await.get("/me").await.expect(200);
    assert_eq!(me.body["enterprise_id"], employer.to_string());
    let me = app.worker(seeker).await.get("/me").await.expect(200);
    assert_eq!(me.body["person_id"], seeker.to_string());
}

#[actix_web::test]
async fn an_unknown_name_looks_like_a_wrong_password() {
    let app = TestApp::start().await;
    let name = administrator(&app).await;
    let anonymous = app.anonymous();

    let wrong = sign_in(name, "four other words here");
    let wrong = anonymous.post("/sessions", &wrong).await.expect(401);
    let unknown = sign_in("nobody", PASSWORD);
    let unknown = anonymous.post("/sessions", &unknown).await.expect(401);

    assert_eq!(wrong.code(), "SIGN_IN_FAILED");
    assert_eq!(wrong.without_request_id(), unknown.without_request_id());
}

#[actix_web::test]
async fn guessing_is_slowed_down_before_anything_is_compared() {
    let app = TestApp::with(|settings| settings.sign_in_attempts = 2).await;
    let anonymous = app.anonymous();
    let guess = sign_in("nobody", "some guess or other");
    for _ in 0..2 {
        anonymous.post("/sessions", &guess).await.expect(401);
    }

    let third = anonymous.post("/sessions", &guess).await.expect(429);

    let wait: u64 = third.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
}

#[actix_web::test]
async fn signing_out_holds_from_the_next_request() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    weining.get("/me").await.expect(200);

    weining.delete("/sessions/current").await.expect(204);

    assert_eq!(weining.get("/me").await.expect(401).code(), "TOKEN_INVALID");
}

#[actix_web::test]
async fn disablement_holds_from_the_next_request() {
    let app = TestApp::start().await;
    let weining = Capacity::CountyWest(Division::of_six(520_526));
    let (session, _) = app.session(weining).await;
    let colleague = app.bearer(&app.token(&session));
    colleague.get("/me").await.expect(200);

    app.sysadmin()
        .await
        .post(
            &format!("/accounts/{}/disablement", session.account),
            &json!({}),
        )
        .header("if-match", "\"v1\"")
        .await
        .expect(200);

    colleague.get("/me").await.expect(401);
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = TestApp::start().await;

    let patch = app.anonymous().patch("/accounts", &json!({}));
    let answer = patch.await.expect(405);

    let mut allowed: Vec<_> = answer.header("allow").split(", ").collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "POST"]);
    app.anonymous().get("/no-such-thing").await.expect(404);
}

#[actix_web::test]
async fn characters_that_deceive_are_refused() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();

    for name in ["ab\u{0}c", "ab\u{202e}c", "ab\u{2066}c", "\u{feff}abc"] {
        let answer = anonymous.post("/sessions", &sign_in(name, PASSWORD)).await;
        let answer = answer.expect(422);
        assert_eq!(answer.faults(), [("/username", "FORBIDDEN_CHARACTER")]);
    }
}

#[actix_web::test]
async fn bodies_that_are_no_json_of_a_fair_size_are_refused() {
    let app = TestApp::start().await;
    let send = |kind: &str, body: Vec<u8>| {
        app.anonymous()
            .ask(&Method::POST, "/api/v1/sessions")
            .raw(kind, body)
    };
    let json = "application/json";

    send(json, vec![b' '; (1 << 20) + 1]).await.expect(413);
    send("text/plain", b"{\"x\":1}".to_vec()).await.expect(415);
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    for body in [b"{".to_vec(), b"[]".to_vec(), b"\xff".to_vec(), deep] {
        let answer = send(json, body).await.expect(400);
        assert_eq!(answer.code(), "JSON_MALFORMED");
    }
}

#[actix_web::test]
async fn problems_are_told_in_chinese_unless_english_is_asked_for() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();

    let plain = anonymous.get("/me").await.expect(401);
    assert_eq!(plain.body["detail"], "请先登录");
    assert_eq!(plain.header("content-language"), "zh-CN");
    assert_eq!(plain.header("content-type"), "application/problem+json");

    let asked = anonymous.get("/me").header("accept-language", "en-GB");
    let english = asked.await.expect(401);
    assert_eq!(english.body["detail"], "sign in first");
    assert_eq!(english.header("content-language"), "en");
    assert_eq!(english.code(), plain.code());
}
