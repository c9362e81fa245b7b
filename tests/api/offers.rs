//! Offers made by hand: bound by what binds a run, with the same states and events.

use crate::{
    Answer, Client, Request, TestApp, cast,
    corrections::the_events_tell_every_life,
    matching_runs::{change, county_of, run},
    placements::step,
};
use domain::{
    id::{PersonId, VacancyId},
    words::{Certificate, Trade},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;

fn offering(by: &Client, person: PersonId, vacancy: VacancyId) -> Request {
    let body = json!({ "person_id": person.0, "vacancy_id": vacancy.0 });
    by.post("/placements", &body)
}

async fn refused(by: &Client, person: PersonId, vacancy: VacancyId) -> Answer {
    offering(by, person, vacancy).await
}

#[actix_web::test]
async fn an_officer_offers_a_post_outside_any_run_and_it_lives_as_any_other_offer() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 2).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let other = cast::post(&app, factory, 1).await;

    let made = offering(&county, people[0], post)
        .key("by-hand-1")
        .await
        .expect(201);
    assert_eq!(
        (
            &made.body["stage"],
            &made.body["tier"],
            &made.body["expires_on"]
        ),
        (
            &json!("offered"),
            &json!("other_east"),
            &json!("2020-04-15")
        )
    );
    assert_eq!(made.body["run_id"], Value::Null);
    let again = offering(&county, people[0], post).key("by-hand-1").await;
    assert_eq!(again.id(), made.id(), "the same request, the same offer");
    let events = county
        .get(&format!("/placements/{}/events", made.id()))
        .await
        .expect(200);
    let first = &events.body["items"][0];
    assert_eq!(
        (&first["kind"], &first["told_by"], &first["on"]),
        (
            &json!("offered"),
            &json!("county_west"),
            &json!("2020-04-01")
        )
    );

    // The opening is promised, to others and to runs.
    assert_eq!(
        refused(&county, people[1], post).await.expect(409).code(),
        "VACANCY_FULL"
    );
    assert_eq!(
        refused(&county, people[0], other).await.expect(409).code(),
        "OFFER_STANDS"
    );
    let run = run(&app, &county).await;
    assert_eq!(run.body["result"]["people"], 1);
    assert_eq!(run.body["result"]["openings"], 1);

    let id = domain::id::PlacementId(made.id().parse().expect("an identity"));
    step(&county, id, "acceptance", json!({})).await.expect(200);
    assert_eq!(
        refused(&county, people[0], other).await.expect(409).code(),
        "HAS_OPEN_JOB"
    );
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn every_limit_that_forbids_a_pair_is_told_at_once() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    let factory = cast::factory(&app).await;
    let strict = cast::posted(&app, factory, |posting| {
        posting.age_max = Some(25);
        posting.required_certificates = vec![Certificate::Welder];
    })
    .await;
    let pin = json!({ "person_id": people[0].0, "vacancy_id": strict.0, "excluded": true });
    county.post("/pins", &pin).await.expect(201);
    let told = refused(&county, people[0], strict).await.expect(422);
    assert_eq!(
        told.faults(),
        [
            ("/vacancy_id", "LIMIT_AGE"),
            ("/vacancy_id", "LIMIT_CERTIFICATE"),
            ("/vacancy_id", "LIMIT_EXCLUDED"),
        ]
    );
    let stranger = cast::people(&app, 520_527, 7..8).await[0];
    let told = refused(&county, stranger, VacancyId::fresh())
        .await
        .expect(422);
    assert_eq!(
        told.faults(),
        [
            ("/person_id", "PERSON_UNKNOWN"),
            ("/vacancy_id", "VACANCY_UNKNOWN")
        ]
    );
    for other in [app.enterprise(factory).await, app.bureau(441_900).await] {
        refused(&other, people[0], strict).await.expect(403);
    }
}

#[actix_web::test]
async fn what_somebody_has_refused_is_not_offered_by_hand_either() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 1).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let offer = cast::offer(&app, WEINING, people[0], factory, post).await;
    step(
        &county,
        offer,
        "refusal",
        json!({ "reason": "not_my_trade" }),
    )
    .await
    .expect(200);
    let told = refused(&county, people[0], post).await.expect(422);
    assert_eq!(
        told.faults(),
        [
            ("/vacancy_id", "LIMIT_REFUSED_TRADE"),
            ("/vacancy_id", "LIMIT_REFUSED")
        ]
    );
    let elsewhere = cast::factory(&app).await;
    let same = cast::post(&app, elsewhere, 1).await;
    let told = refused(&county, people[0], same).await.expect(422);
    assert_eq!(told.faults(), [("/vacancy_id", "LIMIT_REFUSED_TRADE")]);
    let care = cast::posted(&app, elsewhere, |posting| posting.trade = Trade::Care).await;
    offering(&county, people[0], care).await.expect(201);
}

#[actix_web::test]
async fn whoever_takes_no_part_in_matching_is_offered_nothing_by_hand() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 2).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 5).await;
    change(&app, people[0], "matching_consent_on = null").await;
    change(&app, people[1], "in_school = true").await;
    for (person, code) in [(people[0], "CONSENT_MISSING"), (people[1], "NOT_MATCHED")] {
        let told = refused(&county, person, post).await.expect(422);
        assert_eq!(told.faults(), [("/person_id", code)]);
    }
}

#[actix_web::test]
async fn who_must_stay_together_is_not_offered_a_post_alone() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 2).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 5).await;
    let members: Vec<Value> = people.iter().map(|id| json!(id.0)).collect();
    let party = json!({ "members": members, "closeness": "post" });
    county.post("/parties", &party).await.expect(201);
    let told = refused(&county, people[0], post).await.expect(422);
    assert_eq!(told.faults(), [("/person_id", "PARTY_GOES_TOGETHER")]);
}

#[actix_web::test]
async fn the_last_opening_is_offered_once_however_many_ask_at_once() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 6).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 2).await;
    let asked = people
        .iter()
        .map(|person| offering(&county, *person, post).into_future());
    let answers = join_all(asked).await;
    let made = answers.iter().filter(|answer| answer.status == 201);
    assert_eq!(made.count(), 2);
    let full = answers.iter().filter(|answer| answer.status == 409);
    assert!(full.clone().all(|answer| answer.code() == "VACANCY_FULL"));
    assert_eq!(full.count(), 4);
}
