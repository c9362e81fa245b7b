//! People of the registry, as each role sees them.

use crate::{
    TestApp, cast,
    placements::step,
    rosters::{WEINING, away, found, seeker, take_in},
};
use domain::{
    grant::Capacity, id::PersonId, phone::Phone, roster::entry::Entry, words::RegisterCategory,
};
use serde_json::json;

#[actix_web::test]
async fn a_county_sees_its_own_people_and_their_numbers_for_a_purpose() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let own = app.county(520_526).await;
    let id = found(&own, 1).await;
    let seen = own.get(&format!("/people/{id}")).await.expect(200);
    assert_eq!(seen.body["phone"], "154****1206");
    assert_eq!(seen.body["citizen_id"], seeker(1).citizen_id.masked());
    let to_call = json!({ "purpose": "contact" });
    let revealed = own.post(&format!("/people/{id}/reveal"), &to_call).await;
    assert_eq!(revealed.expect(200).body["phone"], "15494451206");
    assert_eq!(seen.body["status"]["kind"], "out_of_work");

    let other = app.county(520_527).await;
    other.get(&format!("/people/{id}")).await.expect(404);
    let nobody = other
        .post("/people/search", &json!({ "name": "王小明" }))
        .await;
    assert_eq!(nobody.expect(200).body["items"], json!([]));
    let listed = other.get("/people").await.expect(200);
    assert_eq!(listed.body["items"], json!([]));
    // A filter narrows what is in reach and never widens it.
    let filtered = other.get("/people?area=520526").await.expect(200);
    assert_eq!(filtered.body["items"], json!([]));
}

#[actix_web::test]
async fn offices_without_a_part_in_a_person_see_nobody() {
    let app = TestApp::start().await;
    take_in(
        &app,
        WEINING,
        "2020-04-01",
        vec![seeker(1), away(2, "东莞示例厂")],
    )
    .await;
    let bureau = app.bureau(441_900).await;
    for path in ["/people", "/people?area=520526", "/people?status=away"] {
        let listed = bureau.get(path).await.expect(200);
        assert_eq!(listed.body["items"], json!([]), "{path}");
    }
    app.national().await.get("/people").await.expect(403);
    app.sysadmin().await.get("/people").await.expect(403);
}

#[actix_web::test]
async fn a_host_learns_nothing_of_a_job_that_is_not_its_own() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let person = cast::people(&app, 520_526, 1..2).await[0];
    let post = cast::post(&app, factory, 1).await;
    let offer = cast::offer(&app, 520_526, person, factory, post).await;
    let taken = step(&app.worker(person).await, offer, "acceptance", json!({})).await;
    taken.expect(200);
    let path = format!("/people/{person}");
    let (bureau, county) = (app.bureau(441_900).await, app.county(520_526).await);
    let expected = json!({ "kind": "placed", "placement_id": offer.0, "since": "2020-04-01" });
    assert_eq!(bureau.get(&path).await.expect(200).body["status"], expected);

    // A roster tells that the person has found work elsewhere.
    take_in(&app, WEINING, "2020-05-01", vec![away(1, "杭州示例厂")]).await;
    let seen = county.get(&path).await.expect(200);
    assert_eq!(seen.body["status"]["kind"], "away");
    assert!(seen.body["status"]["employment_id"].is_string());
    let seen = bureau.get(&path).await.expect(200);
    assert_eq!(seen.body["status"], json!({ "kind": "elsewhere" }));
}

#[actix_web::test]
async fn the_province_sees_phones_masked_and_the_register_and_the_person_itself_the_reverse() {
    let app = TestApp::start().await;
    let poor = Entry {
        category: Some(RegisterCategory::Poor),
        ..seeker(1)
    };
    take_in(&app, WEINING, "2020-04-01", vec![poor]).await;
    let province = app.province(520_000).await;
    let id = found(&province, 1).await;
    let path = format!("/people/{id}");
    let seen = province.get(&path).await.expect(200);
    assert_eq!(seen.body["phone"], "154****1206");
    assert_eq!(seen.body["register_category"], "poor");

    let worker = app.worker(PersonId(id)).await;
    let seen = worker.get(&path).await.expect(200);
    assert_eq!(seen.body["phone"], "15494451206");
    assert!(seen.body["register_category"].is_null());
}

#[actix_web::test]
async fn an_employer_does_not_see_a_person_who_has_not_said_yes() {
    let app = TestApp::start().await;
    let person = cast::people(&app, 520_526, 0..1).await[0];
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let host = app.acting_as(Capacity::Enterprise(factory)).await;
    let path = format!("/people/{person}");
    cast::offer(&app, 520_526, person, factory, post).await;
    host.get(&path).await.expect(404);
}

#[actix_web::test]
async fn a_list_by_pages_shows_everybody_once_and_tells_who_is_away() {
    let app = TestApp::start().await;
    let mut rows: Vec<Entry> = (0..7).map(seeker).collect();
    rows.extend((7..12).map(|number| away(number, "东莞示例厂")));
    take_in(&app, WEINING, "2020-04-01", rows).await;
    let own = app.county(520_526).await;
    let mut seen = std::collections::HashSet::new();
    let mut path = "/people?limit=5".to_owned();
    loop {
        let page = own.get(&path).await.expect(200);
        for person in page.body["items"].as_array().expect("people") {
            assert!(seen.insert(person["id"].to_string()));
        }
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        path = format!("/people?limit=5&cursor={cursor}");
    }
    assert_eq!(seen.len(), 12);
    for (status, many) in [("away", 5), ("out_of_work", 7)] {
        let listed = own
            .get(&format!("/people?status={status}"))
            .await
            .expect(200);
        let people = listed.body["items"].as_array().expect("people").clone();
        assert_eq!(people.len(), many);
        assert!(
            people
                .iter()
                .all(|person| person["status"]["kind"] == status)
        );
    }
    own.get("/people?status=idle").await.expect(400);
    own.get("/people?q=wang").await.expect(400);
}

#[actix_web::test]
async fn wishes_are_changed_on_the_version_that_was_read_and_the_change_is_kept() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let own = app.county(520_526).await;
    let path = format!("/people/{}", found(&own, 1).await);
    let read = own.get(&path).await.expect(200);
    let change = json!({
        "phone": "13894451206",
        "willingness": null,
        "divisions": ["441900"],
        "pay": { "amount": 450_000 },
        "skills": [{ "trade": "processing", "level": 3 }],
    });
    own.patch(&path, &change).await.expect(428);
    let changed = own.patch(&path, &change).if_match(&read).await.expect(200);
    assert_eq!(changed.body["phone"], "138****1206");
    assert!(changed.body["own"]["wishes"]["willingness"].is_null());
    assert_eq!(changed.body["own"]["wishes"]["pay"]["amount"], 450_000);
    assert_eq!(changed.body["skills"][0]["level"], 3);
    own.patch(&path, &change).if_match(&read).await.expect(412);

    let past = own.get(&format!("{path}/changes")).await.expect(200);
    let was = &past.body["items"][0]["was"];
    assert_eq!(was["willingness"], "anywhere");
    assert!(
        was.get("phone_sealed")
            .is_some_and(serde_json::Value::is_null)
    );

    // The new number finds the person, and a roster that says nothing new leaves it alone.
    let sent = json!({ "phone": Phone::read("13894451206").expect("a phone").reveal() });
    let found = own.post("/people/search", &sent).await.expect(200);
    assert_eq!(found.body["items"].as_array().map(Vec::len), Some(1));
    let again = take_in(&app, WEINING, "2020-05-01", vec![seeker(1)]).await;
    assert_eq!(again.unchanged, 1);
}

#[actix_web::test]
async fn every_fault_of_a_change_is_told_and_nothing_else_can_be_written() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let own = app.county(520_526).await;
    let path = format!("/people/{}", found(&own, 1).await);
    let read = own.get(&path).await.expect(200);
    let wrong = json!({ "phone": "123", "divisions": ["999999"], "pay": { "amount": 0 } });
    let told = own.patch(&path, &wrong).if_match(&read).await.expect(422);
    assert_eq!(told.body["errors"].as_array().map(Vec::len), Some(3));
    for member in ["name", "citizen_id", "home", "version", "register_category"] {
        let body = json!({ member: "x" });
        own.patch(&path, &body).if_match(&read).await.expect(422);
    }
}

#[actix_web::test]
async fn consent_is_withdrawn_and_no_roster_brings_it_back() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let own = app.county(520_526).await;
    let id = found(&own, 1).await;
    let path = format!("/people/{id}");
    let read = own.get(&path).await.expect(200);
    assert_eq!(read.body["own"]["matching_consent_on"], "2020-04-01");
    let act = format!("{path}/consent");
    let worker = app.worker(PersonId(id)).await;
    let done = worker
        .post(&act, &json!({ "given": false }))
        .if_match(&read);
    let done = done.await.expect(200);
    assert!(done.body["own"]["matching_consent_on"].is_null());
    let moved = Entry {
        township: Some("牛棚镇".into()),
        ..seeker(1)
    };
    take_in(&app, WEINING, "2020-05-01", vec![moved]).await;
    let seen = own.get(&path).await.expect(200);
    assert_eq!(seen.body["own"]["township"], "牛棚镇");
    assert!(seen.body["own"]["matching_consent_on"].is_null());
}

#[actix_web::test]
async fn jobs_are_told_with_their_dates() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![away(1, "东莞示例厂")]).await;
    let own = app.county(520_526).await;
    let id = found(&own, 1).await;
    let jobs = own
        .get(&format!("/people/{id}/employments"))
        .await
        .expect(200);
    let job = &jobs.body["items"][0];
    assert_eq!(
        (&job["started_on"], &job["known_from"]),
        (&json!("2019-10-01"), &json!("2020-04-01"))
    );
    assert_eq!(
        (&job["start_precision"], &job["workplace"]["code"]),
        (&json!("estimated"), &json!("441900"))
    );
}
