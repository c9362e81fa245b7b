//! Posts: what is refused, who sees them, and the last opening.

use crate::{Answer, Client, TestApp, enterprises};
use domain::id::{EnterpriseId, PersonId, VacancyId};
use futures_util::future::join_all;
use rengang::storage;
use serde_json::{Value, json};
use uuid::Uuid;

const DONGGUAN: u32 = 441_900;

/// A usual post.
pub fn sewing(enterprise: Uuid, workplace: u32) -> Value {
    json!({
        "enterprise_id": enterprise,
        "kind": "ordinary",
        "title": "缝纫工",
        "trade": "processing",
        "openings": 20,
        "workplace": workplace.to_string(),
        "pay_min": {"amount": 450_000},
        "pay_max": {"amount": 600_000},
        "age_min": 18,
        "age_max": 45,
    })
}

/// A post of a verified enterprise, and its answer to the enterprise itself.
async fn posted(app: &TestApp) -> (Client, Answer) {
    let enterprise = enterprises::verified(app, DONGGUAN).await;
    let hr = app.enterprise(EnterpriseId(enterprise)).await;
    let made = hr.post("/vacancies", &sewing(enterprise, DONGGUAN)).await;
    (hr, made.expect(201))
}

/// Whose post it is.
fn owner(post: &Answer) -> Uuid {
    let id = post.body["enterprise_id"].as_str().expect("an identity");
    id.parse().expect("an identity")
}

fn path(post: &Answer) -> String {
    format!("/vacancies/{}", post.id())
}

async fn act(by: &Client, read: &Answer, noun: &str) -> Answer {
    let path = format!("{}/{noun}", path(read));
    by.post(&path, &json!({})).if_match(read).await
}

fn count(listed: &Answer) -> usize {
    listed.body["items"].as_array().expect("a list").len()
}

#[actix_web::test]
async fn a_prefecture_without_counties_is_a_workplace_and_a_province_is_none() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    assert_eq!(made.body["workplace"]["name"], "广东省东莞市");

    let province = sewing(owner(&made), 440_000);
    let refused = hr.post("/vacancies", &province).await.expect(422);
    assert_eq!(refused.faults(), [("/workplace", "WORKPLACE_TOO_WIDE")]);
}

#[actix_web::test]
async fn unlawful_conditions_are_refused_with_the_law_named() {
    let app = TestApp::start().await;
    let enterprise = enterprises::verified(&app, DONGGUAN).await;
    let hr = app.enterprise(EnterpriseId(enterprise)).await;
    let mut post = sewing(enterprise, DONGGUAN);
    post["title"] = "缝纫工（限女）".into();
    post["description"] = "本地户口优先，不要少数民族".into();
    post["age_min"] = 15.into();
    post["pay_max"] = json!({"amount": 400_000});

    let refused = hr.post("/vacancies", &post).await.expect(422);

    let told = [
        ("/pay_max", "PAY_ORDER"),
        ("/age_min", "AGE_UNLAWFUL"),
        ("/title", "UNLAWFUL_SEX"),
        ("/description", "UNLAWFUL_ETHNICITY"),
        ("/description", "UNLAWFUL_ORIGIN"),
    ];
    assert_eq!(refused.faults(), told);
    let sentence = refused.body["errors"][2]["detail"].as_str();
    assert!(sentence.is_some_and(|zh| zh.contains("就业促进法第二十七条")));
}

#[actix_web::test]
async fn long_hours_are_warned_of_and_hazards_keep_minors_out() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    let long = json!({"hours_per_day": 11, "rest_days_per_month": 2});
    let changed = hr
        .patch(&path(&made), &long)
        .if_match(&made)
        .await
        .expect(200);
    assert_eq!(
        changed.body["warnings"],
        json!(["hours_long", "rest_days_few"])
    );

    let dusty = json!({"hazards": ["dust"], "age_min": 17});
    let refused = hr
        .patch(&path(&made), &dusty)
        .if_match(&changed)
        .await
        .expect(422);
    assert_eq!(refused.faults(), [("/age_min", "HAZARD_AGE")]);
}

#[actix_web::test]
async fn a_change_of_a_post_keeps_what_it_does_not_mention() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;

    let sent = json!({"age_max": null, "openings": 30, "start_from": "2020-05-01"});
    let changed = hr
        .patch(&path(&made), &sent)
        .if_match(&made)
        .await
        .expect(200);

    assert_eq!(changed.body["age_max"], Value::Null);
    assert_eq!(
        (&changed.body["openings"], &changed.body["title"]),
        (&json!(30), &json!("缝纫工"))
    );
    hr.patch(&path(&made), &sent)
        .if_match(&made)
        .await
        .expect(412);
    let stranger = json!({"enterprise_id": Uuid::new_v4()});
    let refused = hr
        .patch(&path(&made), &stranger)
        .if_match(&changed)
        .await
        .expect(422);
    assert_eq!(refused.faults(), [("/enterprise_id", "UNKNOWN_MEMBER")]);
}

#[actix_web::test]
async fn a_post_is_stale_after_thirty_days_until_it_is_confirmed() {
    let app = TestApp::start().await;
    let (_, made) = posted(&app).await;
    app.clock.advance(31);
    let hr = app.enterprise(EnterpriseId(owner(&made))).await;
    let read = hr.get(&path(&made)).await.expect(200);
    assert_eq!(read.body["stale"], true);

    let confirmed = act(&hr, &read, "confirmation").await.expect(200);

    assert_eq!(confirmed.body["stale"], false);
    assert_eq!(confirmed.body["confirmed_on"], "2020-05-02");
}

#[actix_web::test]
async fn a_closed_post_is_its_own_places_business() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    let county = app.county(520_526).await;
    let worker = app.worker(PersonId::fresh()).await;
    county.get(&path(&made)).await.expect(200);
    worker.get(&path(&made)).await.expect(200);

    let closed = act(&hr, &made, "closure").await.expect(200);

    assert_eq!(closed.body["open"], false);
    county.get(&path(&made)).await.expect(404);
    worker.get(&path(&made)).await.expect(404);
    app.bureau(DONGGUAN)
        .await
        .get(&path(&made))
        .await
        .expect(200);
    assert_eq!(
        act(&hr, &closed, "closure").await.expect(409).code(),
        "NOT_IN_THIS_STATE"
    );
    let more = hr
        .patch(&path(&made), &json!({"openings": 21}))
        .if_match(&closed)
        .await;
    more.expect(409);
}

#[actix_web::test]
async fn posts_of_enterprises_that_nobody_verified_are_offered_to_nobody() {
    let app = TestApp::start().await;
    let enterprise = enterprises::entered(&app, DONGGUAN).await;
    let bureau = app.bureau(DONGGUAN).await;
    let made = bureau
        .post("/vacancies", &sewing(enterprise, DONGGUAN))
        .await
        .expect(201);

    app.county(520_526)
        .await
        .get(&path(&made))
        .await
        .expect(404);
    bureau.get(&path(&made)).await.expect(200);
    app.province(440_000)
        .await
        .get(&path(&made))
        .await
        .expect(200);
}

#[actix_web::test]
async fn nobody_posts_for_others_and_whoever_only_sees_a_post_does_not_change_it() {
    let app = TestApp::start().await;
    let (_, made) = posted(&app).await;
    let other = enterprises::verified(&app, 440_300).await;
    let rival = app.enterprise(EnterpriseId(other)).await;

    let post = sewing(owner(&made), DONGGUAN);
    rival.post("/vacancies", &post).await.expect(404);
    rival.get(&path(&made)).await.expect(404);
    let county = app.county(520_526).await;
    county
        .patch(&path(&made), &json!({"openings": 1}))
        .if_match(&made)
        .await
        .expect(403);
    act(&county, &made, "closure").await.expect(403);
}

#[actix_web::test]
async fn the_same_post_is_open_once() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    let same = sewing(owner(&made), DONGGUAN);

    assert_eq!(
        hr.post("/vacancies", &same).await.expect(409).code(),
        "ALREADY_EXISTS"
    );
    act(&hr, &made, "closure").await.expect(200);
    hr.post("/vacancies", &same).await.expect(201);
}

#[actix_web::test]
async fn lists_of_posts_are_narrowed_and_paged() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    let mut cook = sewing(owner(&made), 440_305);
    cook["trade"] = "catering".into();
    cook["closes_on"] = "2020-04-10".into();
    hr.post("/vacancies", &cook).await.expect(201);
    app.clock.advance(10);
    let hr = app.enterprise(EnterpriseId(owner(&made))).await;

    for (query, found) in [
        (String::new(), 2),
        ("?area=440300".into(), 1),
        ("?trade=processing".into(), 1),
        ("?open=true".into(), 1),
        ("?open=false".into(), 1),
        (format!("?enterprise={}", owner(&made)), 2),
        (format!("?enterprise={}", Uuid::new_v4()), 0),
    ] {
        let listed = hr.get(&format!("/vacancies{query}")).await.expect(200);
        assert_eq!(count(&listed), found, "{query}");
    }
    let first = hr.get("/vacancies?limit=1").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().expect("another page");
    let second = hr
        .get(&format!("/vacancies?limit=1&cursor={cursor}"))
        .await
        .expect(200);
    assert_ne!(first.body["items"][0]["id"], second.body["items"][0]["id"]);
    assert_eq!(second.body["next_cursor"], Value::Null);
}

#[actix_web::test]
async fn the_last_opening_is_given_once_however_many_ask() {
    let app = TestApp::start().await;
    let (hr, made) = posted(&app).await;
    let id = VacancyId(made.id().parse().expect("an identity"));

    let asked = join_all((0..64).map(|_| storage::vacancies::take_opening(&app.db, id))).await;

    let given = asked
        .into_iter()
        .filter(|taken| *taken.as_ref().expect("an answer"));
    assert_eq!(given.count(), 20);
    let full = hr.get(&path(&made)).await.expect(200);
    assert_eq!(full.body["taken"], 20);
    let fewer = hr
        .patch(&path(&made), &json!({"openings": 19}))
        .if_match(&full)
        .await;
    assert_eq!(fewer.expect(409).code(), "OPENINGS_BELOW_TAKEN");
    assert!(
        storage::vacancies::free_opening(&app.db, id)
            .await
            .expect("an answer")
    );
    assert!(
        storage::vacancies::take_opening(&app.db, id)
            .await
            .expect("an answer")
    );
}
