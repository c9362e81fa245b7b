//! Two counties that call one person their own.

use crate::{
    Answer, Client, TestApp,
    rosters::{HEZHANG, WEINING, found, seeker, take_in},
};
use domain::roster::entry::Entry;
use serde_json::json;

/// A person of 威宁 whom 赫章 claims: the conflict, the holder and the claimant.
async fn claimed(app: &TestApp) -> (Answer, Client, Client) {
    take_in(app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let claim = Entry {
        home: HEZHANG,
        ..seeker(1)
    };
    take_in(app, HEZHANG, "2020-04-01", vec![claim]).await;
    let holder = app.county(520_526).await;
    let claimant = app.county(520_527).await;
    let listed = holder.get("/conflicts?open=true").await.expect(200);
    let id = listed.body["items"][0]["id"].as_str().expect("a conflict");
    let read = claimant.get(&format!("/conflicts/{id}")).await.expect(200);
    (read, holder, claimant)
}

#[actix_web::test]
async fn both_counties_see_a_claim_and_no_more_of_the_person_than_a_mask() {
    let app = TestApp::start().await;
    let (read, _, claimant) = claimed(&app).await;
    assert_eq!(read.body["name"], "王＊＊");
    assert_eq!(read.body["citizen_id"], seeker(1).citizen_id.masked());
    let text = read.body.to_string();
    assert!(!text.contains("15494451206") && !text.contains("王小明"));
    let listed = claimant.get("/people").await.expect(200);
    assert_eq!(listed.body["items"], json!([]));
    let path = format!("/conflicts/{}", read.id());
    app.county(520_521).await.get(&path).await.expect(404);
}

#[actix_web::test]
async fn the_holder_alone_releases_and_then_the_person_is_the_claimants() {
    let app = TestApp::start().await;
    let (read, holder, claimant) = claimed(&app).await;
    let act = format!("/conflicts/{}/resolution", read.id());
    let released = json!({ "outcome": "released" });
    let refused = claimant
        .post(&act, &released)
        .if_match(&read)
        .await
        .expect(409);
    assert_eq!(refused.body["code"], "OTHER_SIDE_DECIDES");
    let done = holder
        .post(&act, &released)
        .if_match(&read)
        .await
        .expect(200);
    assert_eq!(done.body["outcome"], "released");
    let id = found(&claimant, 1).await;
    let seen = claimant.get(&format!("/people/{id}")).await.expect(200);
    assert_eq!(seen.body["home"]["code"], "520527");
    holder.get(&format!("/people/{id}")).await.expect(404);
    holder
        .post(&act, &released)
        .if_match(&done)
        .await
        .expect(409);
}

#[actix_web::test]
async fn the_claimant_alone_withdraws_and_nobody_moves() {
    let app = TestApp::start().await;
    let (read, holder, claimant) = claimed(&app).await;
    let act = format!("/conflicts/{}/resolution", read.id());
    let withdrawn = json!({ "outcome": "withdrawn" });
    holder
        .post(&act, &withdrawn)
        .if_match(&read)
        .await
        .expect(409);
    claimant
        .post(&act, &withdrawn)
        .if_match(&read)
        .await
        .expect(200);
    found(&holder, 1).await;
    let open = holder.get("/conflicts?open=true").await.expect(200);
    assert_eq!(open.body["items"], json!([]));
}
