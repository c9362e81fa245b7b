//! Employers: who enters them, who verifies them, who may see and call them.

use crate::{Answer, Client, TestApp};
use domain::{credit_code::CreditCode, grant::Capacity, id::EnterpriseId};
use serde_json::{Value, json};
use uuid::Uuid;

const DONGGUAN: u32 = 441_900;

/// A made-up enterprise of a division, another one each time.
pub fn firm(division: u32) -> Value {
    let random = Uuid::new_v4().simple().to_string().to_uppercase();
    let code = CreditCode::complete(&format!("91{division}{}", &random[..9]));
    json!({
        "credit_code": code.expect("letters of the alphabet").as_str(),
        "name": "测试制衣厂",
        "division": division.to_string(),
        "industry": "manufacturing",
        "contact_name": "王经理",
        "contact_phone": "15400000123",
    })
}

/// An enterprise that nobody has verified.
pub async fn entered(app: &TestApp, division: u32) -> Uuid {
    let office = app.bureau(division).await;
    let made = office.post("/enterprises", &firm(division)).await;
    made.expect(201).id().parse().expect("an identity")
}

/// An enterprise whose posts are offered.
pub async fn verified(app: &TestApp, division: u32) -> Uuid {
    let id = entered(app, division).await;
    let office = app.bureau(division).await;
    let read = office.get(&format!("/enterprises/{id}")).await;
    act(&office, &read, "verification", &json!({}))
        .await
        .expect(200);
    id
}

async fn act(by: &Client, read: &Answer, noun: &str, body: &Value) -> Answer {
    let path = format!("/enterprises/{}/{noun}", read.id());
    by.post(&path, body).if_match(read).await
}

#[actix_web::test]
async fn an_office_enters_verifies_suspends_and_reinstates_the_enterprises_of_its_place() {
    let app = TestApp::start().await;
    let bureau = app.bureau(DONGGUAN).await;

    let made = bureau
        .post("/enterprises", &firm(DONGGUAN))
        .await
        .expect(201);
    assert_eq!(made.body["verified"], false);
    let own = act(&bureau, &made, "verification", &json!({})).await;
    assert_eq!(own.expect(409).code(), "RECUSED");
    let bureau = app.bureau(DONGGUAN).await;
    let verified = act(&bureau, &made, "verification", &json!({}))
        .await
        .expect(200);
    assert_eq!(verified.body["verified_on"], "2020-04-01");
    let twice = act(&bureau, &verified, "verification", &json!({})).await;
    assert_eq!(twice.expect(409).code(), "NOT_IN_THIS_STATE");
    let reason = json!({"reason": "拖欠工资"});
    let suspended = act(&bureau, &verified, "suspension", &reason)
        .await
        .expect(200);
    assert_eq!(suspended.body["verified"], false);
    let back = act(&bureau, &suspended, "reinstatement", &json!({}))
        .await
        .expect(200);
    assert_eq!(back.body["verified"], true);
    assert_eq!(back.body["verified_on"], "2020-04-01");
}

#[actix_web::test]
async fn a_county_verifies_workshops_of_its_own_and_no_others() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    let workshop = weining
        .post("/enterprises", &firm(520_526))
        .await
        .expect(201);
    let colleague = app.county(520_526).await;
    act(&colleague, &workshop, "verification", &json!({}))
        .await
        .expect(200);

    let elsewhere = weining
        .post("/enterprises", &firm(DONGGUAN))
        .await
        .expect(422);
    assert_eq!(elsewhere.faults(), [("/division", "DIVISION_OUT_OF_REACH")]);
    let seen = verified(&app, DONGGUAN).await;
    let read = weining
        .get(&format!("/enterprises/{seen}"))
        .await
        .expect(200);
    let reason = json!({"reason": "无"});
    act(&weining, &read, "suspension", &reason)
        .await
        .expect(403);
}

#[actix_web::test]
async fn a_credit_code_is_entered_once_and_never_changed() {
    let app = TestApp::start().await;
    let bureau = app.bureau(DONGGUAN).await;
    let firm = firm(DONGGUAN);
    let made = bureau.post("/enterprises", &firm).await.expect(201);

    let again = bureau.post("/enterprises", &firm).await.expect(409);
    assert_eq!(again.code(), "ALREADY_EXISTS");
    let path = format!("/enterprises/{}", made.id());
    let other = json!({"credit_code": "11100000000013338W"});
    let changed = bureau
        .patch(&path, &other)
        .if_match(&made)
        .await
        .expect(422);
    assert_eq!(changed.faults(), [("/credit_code", "UNKNOWN_MEMBER")]);
}

#[actix_web::test]
async fn what_is_wrong_with_an_enterprise_is_told_at_once() {
    let app = TestApp::start().await;
    let mut wrong = firm(DONGGUAN);
    wrong["credit_code"] = "11100000000013339W".into();
    wrong["division"] = "999999".into();
    wrong["contact_phone"] = "12".into();

    let bureau = app.bureau(DONGGUAN).await;
    let refused = bureau.post("/enterprises", &wrong).await.expect(422);

    let told = [
        ("/credit_code", "CREDIT_CODE_INVALID"),
        ("/division", "DIVISION_UNKNOWN"),
        ("/contact_phone", "PHONE_INVALID"),
    ];
    assert_eq!(refused.faults(), told);
}

#[actix_web::test]
async fn a_change_clears_what_it_calls_null_and_needs_the_version_that_was_read() {
    let app = TestApp::start().await;
    let bureau = app.bureau(DONGGUAN).await;
    let made = bureau
        .post("/enterprises", &firm(DONGGUAN))
        .await
        .expect(201);
    let path = format!("/enterprises/{}", made.id());

    let cleared = json!({"contact_phone": null, "size": "small"});
    bureau.patch(&path, &cleared).await.expect(428);
    let changed = bureau
        .patch(&path, &cleared)
        .if_match(&made)
        .await
        .expect(200);
    assert_eq!(changed.body["contact_phone"], Value::Null);
    assert_eq!(changed.body["size"], "small");
    assert_eq!(changed.body["industry"], "manufacturing");
    bureau
        .patch(&path, &cleared)
        .if_match(&made)
        .await
        .expect(412);
}

#[actix_web::test]
async fn a_verification_lapses_when_the_enterprise_takes_another_name() {
    let app = TestApp::start().await;
    let id = verified(&app, DONGGUAN).await;
    let hr = app.enterprise(EnterpriseId(id)).await;
    let path = format!("/enterprises/{id}");
    let read = hr.get(&path).await.expect(200);

    let renamed = hr
        .patch(&path, &json!({"name": "另一家厂"}))
        .if_match(&read)
        .await;

    assert_eq!(renamed.expect(200).body["verified"], false);
    app.county(520_526).await.get(&path).await.expect(404);
}

#[actix_web::test]
async fn a_suspended_enterprise_keeps_the_name_that_lost_the_trust() {
    let app = TestApp::start().await;
    let id = verified(&app, DONGGUAN).await;
    let (hr, bureau) = (
        app.enterprise(EnterpriseId(id)).await,
        app.bureau(DONGGUAN).await,
    );
    let path = format!("/enterprises/{id}");
    let read = bureau.get(&path).await.expect(200);
    let suspended = act(&bureau, &read, "suspension", &json!({"reason": "拖欠工资"})).await;
    suspended.expect(200);

    for by in [&hr, &bureau] {
        let read = by.get(&path).await.expect(200);
        let renamed = by
            .patch(&path, &json!({"name": "另一家厂"}))
            .if_match(&read)
            .await;
        assert_eq!(renamed.expect(409).code(), "NOT_IN_THIS_STATE");
    }
    // Who is to be called there may be told.
    let read = hr.get(&path).await.expect(200);
    let told = hr.patch(&path, &json!({"contact_name": "李经理"}));
    told.if_match(&read).await.expect(200);
}

#[actix_web::test]
async fn the_contact_is_called_by_its_own_place_only() {
    let app = TestApp::start().await;
    let id = verified(&app, DONGGUAN).await;
    let path = format!("/enterprises/{id}");
    let number = |answer: Answer| answer.expect(200).body["contact_phone"].clone();

    let own = app.enterprise(EnterpriseId(id)).await;
    for client in [app.bureau(DONGGUAN).await, app.province(440_000).await, own] {
        assert_eq!(number(client.get(&path).await), "15400000123");
    }
    for client in [
        app.county(520_526).await,
        app.bureau(440_300).await,
        app.acting_as(Capacity::National).await,
    ] {
        assert_eq!(number(client.get(&path).await), "154****0123");
    }
}

#[actix_web::test]
async fn an_enterprise_sees_itself_alone() {
    let app = TestApp::start().await;
    let id = verified(&app, DONGGUAN).await;
    let other = verified(&app, DONGGUAN).await;
    let hr = app.enterprise(EnterpriseId(id)).await;

    hr.get(&format!("/enterprises/{other}")).await.expect(404);
    let seen = hr.get("/enterprises").await.expect(200);
    assert_eq!(seen.body["items"].as_array().expect("a list").len(), 1);
    hr.post("/enterprises", &firm(DONGGUAN)).await.expect(403);
}

#[actix_web::test]
async fn lists_are_narrowed_by_area_and_standing() {
    let app = TestApp::start().await;
    entered(&app, DONGGUAN).await;
    verified(&app, DONGGUAN).await;
    verified(&app, 440_300).await;
    let province = app.province(440_000).await;

    for (query, found) in [
        ("", 3),
        ("?area=441900", 2),
        ("?area=440000&verified=true", 2),
        ("?verified=false", 1),
        ("?area=520000", 0),
    ] {
        let seen = province
            .get(&format!("/enterprises{query}"))
            .await
            .expect(200);
        let items = seen.body["items"].as_array().expect("a list");
        assert_eq!(items.len(), found, "{query}");
    }
    province.get("/enterprises?standing=x").await.expect(400);
}
