//! Who must stay together.

use crate::{
    TestApp,
    rosters::{HEZHANG, WEINING, found, seeker, take_in},
};
use domain::roster::entry::Entry;
use serde_json::json;

#[actix_web::test]
async fn a_person_is_in_one_party_until_it_parts() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", (1..4).map(seeker).collect()).await;
    let own = app.county(520_526).await;
    let [one, two, three] = [
        found(&own, 1).await,
        found(&own, 2).await,
        found(&own, 3).await,
    ];
    let couple = json!({ "members": [one, two], "closeness": "enterprise" });
    let made = own.post("/parties", &couple).await.expect(201);
    assert_eq!(made.body["home"]["code"], "520526");
    let other = json!({ "members": [two, three], "closeness": "city" });
    let refused = own.post("/parties", &other).await.expect(409);
    assert_eq!(refused.body["code"], "IN_A_PARTY");

    let path = format!("/parties/{}", made.id());
    app.county(520_527).await.get(&path).await.expect(404);
    own.delete(&path).if_match(&made).await.expect(204);
    own.get(&path).await.expect(404);
    own.post("/parties", &other).await.expect(201);
    let listed = own.get("/parties").await.expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn nobody_is_put_into_a_party_with_another_countys_person_or_with_themselves() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    let neighbour = Entry {
        home: HEZHANG,
        ..seeker(2)
    };
    take_in(&app, HEZHANG, "2020-04-01", vec![neighbour]).await;
    let own = app.county(520_526).await;
    let one = found(&own, 1).await;
    let foreign = found(&app.county(520_527).await, 2).await;
    let mixed = json!({ "members": [one, foreign], "closeness": "city" });
    let refused = own.post("/parties", &mixed).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/members/1");
    let alone = json!({ "members": [one, one], "closeness": "city" });
    let refused = own.post("/parties", &alone).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "MEMBERS_REPEATED");
}

#[actix_web::test]
async fn a_couple_room_is_for_two_at_one_post() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", (1..4).map(seeker).collect()).await;
    let own = app.county(520_526).await;
    let [one, two, three] = [
        found(&own, 1).await,
        found(&own, 2).await,
        found(&own, 3).await,
    ];
    for body in [
        json!({ "members": [one, two], "closeness": "enterprise", "couple_room": true }),
        json!({ "members": [one, two, three], "closeness": "post", "couple_room": true }),
    ] {
        let refused = own.post("/parties", &body).await.expect(422);
        let error = &refused.body["errors"][0];
        assert_eq!(error["pointer"], "/couple_room");
        assert_eq!(error["code"], "ROOM_FOR_TWO");
    }
    let couple = json!({ "members": [one, two], "closeness": "post", "couple_room": true });
    let made = own.post("/parties", &couple).await.expect(201);
    assert_eq!(made.body["couple_room"], true);
    let read = own.get(&format!("/parties/{}", made.id())).await;
    assert_eq!(read.expect(200).body["couple_room"], true);
}
