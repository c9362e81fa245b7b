//! Runs with people who go together.

use crate::{
    TestApp, cast,
    commitments::commit,
    matching_runs::{WEINING, at_guangzhou, change, county_of, items, post_of, run},
};
use domain::{
    id::{PersonId, VacancyId},
    vacancy::Posting,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

/// People who must be at one post together.
async fn party(app: &TestApp, members: &[PersonId]) {
    use sea_orm::{DbBackend, Statement};
    let backend = app.db.get_database_backend();
    let (one, two, three) = match backend {
        DbBackend::Postgres => ("$1", "$2", "$3"),
        _ => ("?", "?", "?"),
    };
    let id = Uuid::now_v7();
    let insert = format!(
        "insert into party (id, closeness, home, version, created_at) values ({one}, 'post', {two}, 1, {three})"
    );
    let home = domain::division::Division::of_six(WEINING).widened();
    let values = [id.into(), home.into(), app.clock.now().into()];
    let statement = Statement::from_sql_and_values(backend, insert, values);
    app.db.execute_raw(statement).await.expect("a party");
    for member in members {
        let insert =
            format!("insert into party_member (person_id, party_id) values ({one}, {two})");
        let values = [member.0.into(), id.into()];
        let statement = Statement::from_sql_and_values(backend, insert, values);
        app.db.execute_raw(statement).await.expect("a member");
    }
}

#[actix_web::test]
async fn a_party_is_placed_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::posted(&app, factory, at_guangzhou).await;
    cast::posted(&app, factory, at_guangzhou).await;
    let (county, people) = county_of(&app, 4).await;
    party(&app, &people[..2]).await;
    // One of this party cannot be matched, so that the other is not either.
    party(&app, &people[2..]).await;
    change(&app, people[2], "matching_consent_on = null").await;

    let apart = run(&app, &county).await;
    assert_eq!(
        apart.body["result"]["placed"], 0,
        "one opening each is not enough"
    );
    let reasons: Vec<Value> = items(&county, &apart, "unplaced")
        .await
        .iter()
        .map(|each| each["reason"].clone())
        .collect();
    assert_eq!(reasons, ["party", "party", "party_incomplete"]);

    let room = cast::post(&app, factory, 2).await;
    let together = run(&app, &county).await;
    let proposals = items(&county, &together, "proposals").await;
    let posts: Vec<VacancyId> = proposals.iter().map(post_of).collect();
    assert_eq!(posts, [room, room]);
    assert_eq!(proposals[0]["party_id"], proposals[1]["party_id"]);
}

#[actix_web::test]
async fn couples_get_the_couple_rooms_that_are_left_and_no_more() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let with_rooms = |posting: &mut Posting| {
        posting.openings = 9;
        posting.couple_rooms = 2;
    };
    let post = cast::posted(&app, factory, with_rooms).await;
    let (county, people) = county_of(&app, 6).await;
    for couple in people.chunks(2) {
        let members: Vec<Uuid> = couple.iter().map(|person| person.0).collect();
        let body = json!({ "members": members, "closeness": "post", "couple_room": true });
        county.post("/parties", &body).await.expect(201);
    }
    let first = run(&app, &county).await;
    assert_eq!(first.body["result"]["placed"], 4, "two rooms, two couples");
    let left_out = items(&county, &first, "unplaced").await;
    assert_eq!(left_out.len(), 2);
    commit(&county, &first).await.expect(200);

    // Both rooms are offered now.
    let second = run(&app, &county).await;
    assert_eq!(second.body["result"]["placed"], 0);
    let offers = county.get("/placements").await.expect(200);
    let offer = &offers.body["items"][0];
    assert_eq!(offer["vacancy_id"], json!(post.0));
}
