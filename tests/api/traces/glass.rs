//! Breaking the glass: one person out of reach, for three hours, under the eyes of their own county.

use super::looks::a_person;
use crate::{TestApp, mailing};
use chrono::TimeDelta;
use domain::{division::Division, grant::Capacity, id::PersonId, letter::LetterKind};
use serde_json::json;
use uuid::Uuid;

const WEINING: u32 = 520_526;
/// 昭通昭阳, in another province.
const ELSEWHERE: u32 = 530_602;

#[actix_web::test]
async fn one_person_out_of_reach_is_read_for_three_hours_and_their_county_knows() {
    let app = TestApp::start().await;
    let id = a_person(&app).await;
    let (session, _) = app
        .session(Capacity::CountyWest(Division::of_six(ELSEWHERE)))
        .await;
    let there = app.bearer(&app.token(&session));
    let home = app.county(WEINING).await;
    let path = format!("/people/{}", id.0);
    there.get(&path).await.expect(404);

    let why = json!({"person_id": id.0, "reason": "missing"});
    let open = there.post("/break-glass", &why).await.expect(201);
    assert_eq!(open.body["ends_at"], "2020-04-01T04:00:00Z");
    let seen = there.get(&path).await.expect(200);
    assert_eq!(seen.body["id"], id.0.to_string());
    assert!(
        seen.body["phone"]
            .as_str()
            .is_none_or(|phone| phone.contains('*'))
    );
    there.get(&format!("{path}/history")).await.expect(200);
    there.get(&format!("{path}/employments")).await.expect(200);

    // It opens nothing else, and nobody else's eyes.
    let body = json!({"trades": []});
    let change = there.patch(&path, &body).header("if-match", "\"v1\"");
    change.await.expect(404);
    let reveal = there.post(&format!("{path}/reveal"), &json!({"purpose": "contact"}));
    reveal.await.expect(404);
    app.county(ELSEWHERE).await.get(&path).await.expect(404);

    let told = home.get("/break-glass").await.expect(200);
    assert_eq!(told.body["items"][0]["division"]["code"], "530602");
    assert_eq!(told.body["items"][0]["reason"], "missing");
    let other = there.get("/break-glass").await.expect(200);
    assert_eq!(other.body["items"], json!([]), "it is the home's to see");
    let viewers = home.get(&format!("{path}/viewers")).await.expect(200);
    assert_eq!(viewers.body["items"][0]["division"]["code"], "530602");
    assert!(app.acts().await.contains(&"glass_broken".to_owned()));

    app.clock.pass(TimeDelta::hours(3));
    let there = app.bearer(&app.token(&session));
    there.get(&path).await.expect(404);
}

#[actix_web::test]
async fn five_times_a_day_and_whoever_is_not_found_counts() {
    let app = TestApp::start().await;
    let id = a_person(&app).await;
    let (session, _) = app
        .session(Capacity::CountyWest(Division::of_six(ELSEWHERE)))
        .await;
    let break_before = async |id: Uuid| {
        let why = json!({"person_id": id, "reason": "wages"});
        let there = app.bearer(&app.token(&session));
        there.post("/break-glass", &why).await.status.as_u16()
    };
    for _ in 0..4 {
        assert_eq!(break_before(Uuid::now_v7()).await, 404);
    }
    assert_eq!(break_before(id.0).await, 201);
    assert_eq!(break_before(id.0).await, 429);
    app.clock.advance(1);
    assert_eq!(break_before(id.0).await, 201);
    let refused = app.acts().await;
    let refused = refused.iter().filter(|act| *act == "glass_refused");
    assert_eq!(refused.count(), 4);
}

#[actix_web::test]
async fn who_lies_within_reach_needs_no_glass_broken() {
    let app = TestApp::start().await;
    let PersonId(id) = a_person(&app).await;
    let home = app.county(WEINING).await;
    let why = json!({"person_id": id, "reason": "safety"});
    let refused = home.post("/break-glass", &why).await.expect(409);
    assert_eq!(refused.code(), "WITHIN_REACH");
    for wrong in [
        json!({"reason": "safety"}),
        json!({"person_id": id}),
        json!({"person_id": id, "reason": "because"}),
        json!({"citizen_id": "123", "reason": "safety"}),
    ] {
        home.post("/break-glass", &wrong).await.expect(422);
    }
}

#[actix_web::test]
async fn the_county_of_the_person_gets_a_letter_at_once() {
    let app = TestApp::with(mailing::by(1)).await;
    let id = a_person(&app).await;
    let (session, _) = app
        .session(domain::grant::Capacity::CountyWest(
            domain::division::Division::of_six(WEINING),
        ))
        .await;
    let who = app.bearer(&app.token(&session));
    mailing::reached_by(&app, &who, json!({"email": "weining@rengang.example"})).await;
    let why = json!({"person_id": id.0, "reason": "emergency"});
    let there = app.county(ELSEWHERE).await;
    there.post("/break-glass", &why).await.expect(201);
    let letters = app.letters().await;
    let told: Vec<_> = letters
        .iter()
        .map(|letter| (letter.kind, letter.account))
        .collect();
    assert_eq!(told, [(LetterKind::GlassBroken, session.account)]);
}
