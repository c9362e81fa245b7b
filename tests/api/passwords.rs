//! Changing one's password, first passwords, and resetting a colleague's.

use crate::{Answer, Client, TestApp, cast, renewals::signed_in, rosters::seeker};
use chrono::Duration;
use rengang::config::PasswordProfile;
use serde_json::{Value, json};

const PASSWORD: &str = "four plain words here";

fn client(app: &TestApp, answer: &Answer) -> Client {
    app.bearer(answer.body["access_token"].as_str().expect("a token"))
}

async fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    let shown = json!({ "username": username, "password": password });
    app.anonymous().post("/sessions", &shown).await
}

fn change(from: &str, to: &str) -> Value {
    json!({ "current_password": from, "password": to })
}

#[actix_web::test]
async fn a_change_of_password_ends_all_other_sessions() {
    let app = TestApp::start().await;
    let here = client(&app, &signed_in(&app, "weining", "办公室").await);
    let there = client(&app, &sign_in(&app, "weining", PASSWORD).await.expect(201));

    let wrong = here.put(
        "/me/password",
        &change("not this one", "apple trees on the hill"),
    );
    assert_eq!(
        wrong.await.expect(422).faults(),
        [("/current_password", "PASSWORD_WRONG")]
    );
    for weak in ["weining weining 2024", "password123456", PASSWORD] {
        let answer = here
            .put("/me/password", &change(PASSWORD, weak))
            .await
            .expect(422);
        assert_eq!(answer.faults()[0].0, "/password", "{weak}");
    }
    let done = here.put("/me/password", &change(PASSWORD, "apple trees on the hill"));
    done.await.expect(204);

    here.get("/me").await.expect(200);
    there.get("/me").await.expect(401);
    sign_in(&app, "weining", PASSWORD).await.expect(401);
    sign_in(&app, "weining", "apple trees on the hill")
        .await
        .expect(201);
}

#[actix_web::test]
async fn a_first_password_is_changed_before_anything_else() {
    let app = TestApp::start().await;
    let asked = json!({
        "username": "hezhang", "display_name": "赫章县人社局", "password": PASSWORD,
        "role": "county_west", "division": "520527",
    });
    app.sysadmin()
        .await
        .post("/accounts", &asked)
        .await
        .expect(201);
    let own = client(&app, &sign_in(&app, "hezhang", PASSWORD).await.expect(201));

    assert_eq!(own.get("/people").await.expect(403).code(), "PASSWORD_DUE");
    let done = own.put("/me/password", &change(PASSWORD, "apple trees on the hill"));
    done.await.expect(204);

    own.get("/people").await.expect(200);
}

#[actix_web::test]
async fn a_forgotten_password_is_reset_for_one_sign_in() {
    let app = TestApp::start().await;
    let before = client(&app, &signed_in(&app, "weining", "办公室").await);
    let admin = app.sysadmin().await;
    let listed = admin.get("/accounts").await.expect(200);
    let accounts = listed.body["items"].as_array().expect("accounts");
    let own = accounts.iter().find(|a| a["username"] == "weining");
    let id = own.expect("the account")["id"]
        .as_str()
        .expect("an identity");

    let path = format!("/accounts/{id}/password-reset");
    let reset = admin.post(&path, &json!({})).header("if-match", "\"v1\"");
    let reset = reset.await.expect(200);
    let fresh = reset.body["password"].as_str().expect("a password");

    before.get("/me").await.expect(401);
    sign_in(&app, "weining", PASSWORD).await.expect(401);
    let after = client(&app, &sign_in(&app, "weining", fresh).await.expect(201));
    assert_eq!(
        after.get("/people").await.expect(403).code(),
        "PASSWORD_DUE"
    );
}

#[actix_web::test]
async fn a_job_seeker_does_not_choose_a_part_of_their_own_numbers() {
    let app = TestApp::start().await;
    let person = cast::people(&app, 520_526, 0..1).await[0];
    let office = app.county(520_526).await;
    let account = |password: &str| {
        json!({
            "username": "seeker-1", "display_name": "求职者", "password": password,
            "role": "worker", "person_id": person.0,
        })
    };
    let phone = seeker(0).phone.expect("a telephone");

    let own = account(&format!("hills {} and rivers", &phone.reveal()[3..]));
    let refused = office.post("/accounts", &own).await.expect(422);
    assert_eq!(refused.faults(), [("/password", "PASSWORD_TOO_WEAK")]);
    let other = account("hills and many rivers");
    office.post("/accounts", &other).await.expect(201);
}

#[actix_web::test]
async fn the_graded_protection_asks_for_another_password_every_ninety_days() {
    let app = TestApp::with(|settings| settings.password_profile = PasswordProfile::Mlps3).await;
    let code = rengang::services::accounts::offer_bootstrap(&app).await;
    let first = "Apple trees on hill 9";
    let asked = json!({ "code": code.expect("a code"), "username": "root-1", "password": first });
    app.anonymous().post("/bootstrap", &asked).await.expect(204);
    app.clock.pass(Duration::days(90));
    let own = client(&app, &sign_in(&app, "root-1", first).await.expect(201));
    assert_eq!(
        own.get("/accounts").await.expect(403).code(),
        "PASSWORD_DUE"
    );

    let plain = own.put("/me/password", &change(first, "apple trees on the hill"));
    assert_eq!(
        plain.await.expect(422).faults(),
        [("/password", "PASSWORD_TOO_PLAIN")]
    );
    let mut before = first.to_owned();
    for number in 1..5 {
        let next = format!("{number} Pear trees in valley");
        own.put("/me/password", &change(&before, &next))
            .await
            .expect(204);
        before = next;
    }
    let again = own
        .put("/me/password", &change(&before, first))
        .await
        .expect(422);
    assert_eq!(again.faults(), [("/password", "PASSWORD_USED_BEFORE")]);
    let other = own.put(
        "/me/password",
        &change(&before, "Plum trees by the 2 lakes"),
    );
    other.await.expect(204);
    own.get("/accounts").await.expect(200);
}
