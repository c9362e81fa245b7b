//! The best posts for one person and the best people for one post, and how soon they follow the database.

use crate::{
    Answer, Client, TestApp, cast,
    matching_runs::{change, county_of},
};
use domain::{
    division::Division,
    id::{PersonId, VacancyId},
};
use rengang::{app::App, follower, services::matching, storage};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const HEZHANG: u32 = 520_527;

/// What the service does all the time, once.
async fn catch_up(app: &TestApp) {
    matching::catch_up(app).await.expect("the market");
}

async fn posts(client: &Client, person: PersonId) -> Answer {
    let href = format!("/people/{person}/top-posts");
    client.get(&href).await
}

async fn people(client: &Client, vacancy: VacancyId) -> Answer {
    let href = format!("/vacancies/{vacancy}/top-people");
    client.get(&href).await
}

/// The posts or people of an answer, in its order.
fn ids(answer: &Answer) -> Vec<Value> {
    let items = answer.body["items"].as_array().expect("a list").iter();
    let id = |item: &Value| match &item["person_id"] {
        Value::Null => item["vacancy"]["id"].clone(),
        person => person.clone(),
    };
    items.map(id).collect()
}

#[actix_web::test]
async fn posts_of_the_partner_come_first_with_parts_that_add_up() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let far = cast::post(&app, factory, 1).await;
    let partner = cast::posted(&app, factory, |posting| {
        posting.workplace = Division::of_six(440_100);
    })
    .await;
    let (county, people) = county_of(&app, 1).await;
    let worker = app.worker(people[0]).await;

    for client in [&county, &worker] {
        let answer = posts(client, people[0]).await.expect(200);
        assert_eq!(ids(&answer), [json!(partner.0), json!(far.0)]);
        for item in answer.body["items"].as_array().expect("a list") {
            let parts = item["parts"].as_object().expect("parts").values();
            let sum: u64 = parts.filter_map(Value::as_u64).sum();
            assert_eq!(item["score"], sum);
        }
        let first = &answer.body["items"][0];
        assert_eq!(first["tier"], "prefecture_pair");
        assert_eq!(first["vacancy"]["title"], format!("操作工 {partner}"));
        assert_eq!(answer.body["on"], "2020-04-01");
    }
    let one = format!("/people/{}/top-posts?limit=1", people[0]);
    assert_eq!(ids(&county.get(&one).await.expect(200)), [json!(partner.0)]);
    for limit in ["0", "101", "many"] {
        let href = format!("/people/{}/top-posts?limit={limit}", people[0]);
        let refused = county.get(&href).await.expect(400);
        assert_eq!(refused.code(), "PARAMETER_MALFORMED");
    }
}

#[actix_web::test]
async fn an_office_is_shown_people_of_its_own_area_only() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let neighbours = cast::people(&app, HEZHANG, 5..7).await;
    let (county, own) = county_of(&app, 2).await;
    let all = [&own[..], &neighbours].concat();

    let shown = |answer: &Answer| {
        let mut ids = ids(answer);
        ids.sort_by_key(Value::to_string);
        ids
    };
    let of = |people: &[PersonId]| {
        let mut ids: Vec<Value> = people.iter().map(|person| json!(person.0)).collect();
        ids.sort_by_key(Value::to_string);
        ids
    };
    let answer = people(&county, post).await.expect(200);
    assert_eq!(shown(&answer), of(&own));
    assert_eq!(answer.body["items"][0]["name"], "王小明");

    let own_trail = format!("/people/{}/viewers", own[0]);
    let seen = async |client: &Client| {
        let viewers = client.get(&own_trail).await.expect(200);
        viewers.body["items"].as_array().expect("a list").len()
    };
    let before = seen(&county).await;
    let href = format!("/vacancies/{post}/top-people?names=false");
    let unnamed = county.get(&href).await.expect(200);
    assert_eq!(shown(&unnamed), of(&own));
    assert_eq!(unnamed.body["items"][0]["name"], Value::Null);
    assert_eq!(seen(&county).await, before);
    people(&county, post).await.expect(200);
    assert_eq!(seen(&county).await, before + 1);

    let next = app.county(HEZHANG).await;
    assert_eq!(
        shown(&people(&next, post).await.expect(200)),
        of(&neighbours)
    );

    let province = app.province(520_000).await;
    let answer = people(&province, post).await.expect(200);
    assert_eq!(shown(&answer), of(&all));
    assert_eq!(answer.body["items"][0]["name"], Value::Null);

    // Whoever would receive them sees nobody before a yes.
    for client in [app.bureau(441_900).await, app.enterprise(factory).await] {
        people(&client, post).await.expect(403);
        posts(&client, own[0]).await.expect(403);
    }
    posts(&app.worker(own[1]).await, own[0]).await.expect(404);
    posts(&next, own[0]).await.expect(404);
}

#[actix_web::test]
async fn whoever_is_not_there_to_be_matched_has_no_posts_and_is_in_no_list() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 2).await;
    let (county, own) = county_of(&app, 3).await;
    change(&app, own[0], "matching_consent_on = null").await;
    cast::offer(&app, 520_526, own[1], factory, post).await;

    let none = posts(&county, own[0]).await.expect(200);
    assert!(ids(&none).is_empty());
    let none = posts(&county, own[1]).await.expect(200);
    assert!(ids(&none).is_empty());
    assert_eq!(
        ids(&people(&county, post).await.expect(200)),
        [json!(own[2].0)]
    );
}

#[actix_web::test]
async fn a_change_through_the_api_shows_once_it_is_caught_up_with() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let (county, own) = county_of(&app, 1).await;
    let before = posts(&county, own[0]).await.expect(200);
    assert_eq!(ids(&before), [json!(post.0)]);

    let pin = json!({ "person_id": own[0].0, "vacancy_id": post.0, "excluded": true });
    county.post("/pins", &pin).await.expect(201);
    catch_up(&app).await;

    let after = posts(&county, own[0]).await.expect(200);
    assert!(ids(&after).is_empty());
    let revision = |answer: &Answer| answer.body["revision"].as_i64().expect("a revision");
    assert!(revision(&after) > revision(&before));
}

#[actix_web::test]
async fn what_changes_nothing_of_a_match_makes_no_new_market() {
    let app = TestApp::start().await;
    let before = matching::catch_up(&app).await.expect("the market");
    app.county(HEZHANG).await;
    let after = matching::catch_up(&app).await.expect("the market");
    assert!(std::sync::Arc::ptr_eq(&before, &after));
}

#[actix_web::test]
async fn a_post_leaves_on_the_day_after_it_closes() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let last = app.clock.today();
    cast::posted(&app, factory, |posting| posting.closes_on = Some(last)).await;
    let (county, own) = county_of(&app, 1).await;
    assert_eq!(ids(&posts(&county, own[0]).await.expect(200)).len(), 1);

    app.clock.advance(1);
    catch_up(&app).await;

    let county_again = app.county(520_526).await;
    let answer = posts(&county_again, own[0]).await.expect(200);
    assert_eq!(answer.body["on"], "2020-04-02");
    assert!(ids(&answer).is_empty());
}

#[actix_web::test]
async fn what_another_process_changes_is_followed_without_being_asked_for() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let (county, own) = county_of(&app, 1).await;
    let stop = CancellationToken::new();
    let following = tokio::spawn(follower::run(App::clone(&app), stop.clone()));

    let elsewhere = App::open((*app.settings).clone(), app.clock.clone())
        .await
        .expect("another process");
    let scope = storage::Scope::job("a test");
    let found = storage::vacancies::get_held(&elsewhere.db, &scope, post).await;
    let mut closed = found.expect("an answer").expect("the post");
    closed.closed_on = Some(app.clock.today());
    let saved = storage::vacancies::save(&elsewhere.db, &scope, &closed).await;
    saved.expect("closed");
    let revision = storage::market::revision(&elsewhere.db).await;
    app.market.at_least(revision.expect("a revision")).await;

    let answer = posts(&county, own[0]).await.expect(200);
    assert!(ids(&answer).is_empty());
    stop.cancel();
    following.await.expect("it ends");
}
