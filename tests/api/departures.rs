//! People leave together, are called on departure and on arrival, and what does not fit together is found.

use crate::{
    Answer, Client, TestApp, cast,
    corrections::the_events_tell_every_life,
    matching_runs::run,
    placements::{count, step},
    rosters::{seeker, take_in},
};
use domain::{division::Division, roster::entry::Entry};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// A committed run whose people have all accepted and been confirmed: some of each household, named by size.
pub async fn accepted(app: &TestApp, households: &[(&str, u32)]) -> Answer {
    let factory = cast::factory(app).await;
    let people: u32 = households.iter().map(|(_, size)| size).sum();
    cast::post(app, factory, people).await;
    let home = Division::of_six(WEINING);
    let mut number = 0;
    let mut rows = Vec::new();
    for (place, (village, size)) in households.iter().enumerate() {
        for _ in 0..*size {
            number += 1;
            rows.push(Entry {
                home,
                village: Some((*village).to_owned()),
                household_number: Some(format!("H{place}")),
                ..seeker(number)
            });
        }
    }
    take_in(app, home, "2020-03-31", rows).await;
    let county = app.county(WEINING).await;
    let run = run(app, &county).await;
    let href = format!("/matching-runs/{}/commitment", run.id());
    county
        .post(&href, &json!({}))
        .if_match(&run)
        .await
        .expect(200);
    let factory = app.enterprise(factory).await;
    for (who, path) in [
        (&county, "/offer-answers"),
        (&factory, "/candidate-answers"),
    ] {
        let items: Vec<Value> = placements(&county)
            .await
            .iter()
            .map(|one| json!({ "placement_id": one["id"], "version": one["version"], "yes": true }))
            .collect();
        let told = who.post(path, &json!({ "items": items })).await.expect(200);
        assert_eq!(told.body["refused"], 0, "{:#}", told.body);
    }
    county.get(&format!("/matching-runs/{}", run.id())).await
}

async fn placements(county: &Client) -> Vec<Value> {
    let listed = county.get("/placements?limit=200").await.expect(200);
    listed.body["items"].as_array().expect("placements").clone()
}

pub async fn made(county: &Client, run: &Answer, capacity: u32) -> Vec<Value> {
    let asked = json!({
        "run_id": run.id(), "capacity": capacity, "leaves_on": "2020-04-03", "gathers_at": "07:30",
        "gathering_point": "县人社局门口", "transport": "chartered_coach", "leader_name": "李<b>队长</b>",
        "leader_phone": "13800000000",
    });
    let made = county.post("/departures", &asked).await.expect(201);
    made.body["items"].as_array().expect("departures").clone()
}

pub fn id(of: &Value) -> &str {
    of["id"].as_str().expect("an identity")
}

pub async fn members(who: &Client, departure: &str) -> Vec<Value> {
    let listed = who
        .get(&format!("/departures/{departure}/members"))
        .await
        .expect(200);
    listed.body["items"].as_array().expect("members").clone()
}

async fn act(who: &Client, departure: &str, act: &str, body: Value) -> Answer {
    let read = who
        .get(&format!("/departures/{departure}"))
        .await
        .expect(200);
    who.post(&format!("/departures/{departure}/{act}"), &body)
        .if_match(&read)
        .await
}

async fn findings(who: &Client) -> Vec<String> {
    let found = who.get("/departure-findings").await.expect(200);
    let items = found.body["items"].as_array().expect("findings").clone();
    items
        .iter()
        .map(|one| one["finding"].as_str().expect("a code").to_owned())
        .collect()
}

fn placement(of: &Value) -> domain::id::PlacementId {
    domain::id::PlacementId(
        of["placement_id"]
            .as_str()
            .expect("an id")
            .parse()
            .expect("an id"),
    )
}

#[actix_web::test]
async fn a_runs_people_leave_by_household_and_village_and_everybody_came_but_one() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("上寨", 2), ("下寨", 3), ("上寨", 1), ("上寨", 2)]).await;
    let county = app.county(WEINING).await;
    let all = made(&county, &run, 5).await;
    let sizes: Vec<i64> = all
        .iter()
        .filter_map(|one| one["members"].as_i64())
        .collect();
    assert_eq!(sizes, [5, 3], "{all:#?}");
    let (first, second) = (id(&all[0]).to_owned(), id(&all[1]).to_owned());
    let villages = |members: &[Value]| {
        members
            .iter()
            .map(|one| one["village"].as_str().expect("a village").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(villages(&members(&county, &first).await), ["上寨"; 5]);
    assert_eq!(villages(&members(&county, &second).await), ["下寨"; 3]);
    let nobody = json!({ "run_id": run.id(), "capacity": 5, "leaves_on": "2020-04-03" });
    assert_eq!(
        county.post("/departures", &nobody).await.code(),
        "NOBODY_TO_LEAVE"
    );

    app.clock.advance(2);
    let county = app.county(WEINING).await;
    let there = members(&county, &first).await;
    let absent = json!({ "absent": [
        { "placement_id": there[0]["placement_id"], "reason": "health" },
        { "placement_id": there[1]["placement_id"] },
    ] });
    let left = act(&county, &first, "boarding", absent).await.expect(200);
    assert_eq!(
        (
            left.body["state"].as_str(),
            left.body["departed_on"].as_str()
        ),
        (Some("departed"), Some("2020-04-03"))
    );
    assert_eq!(count(&app, "placement where stage = 'departed'").await, 3);
    assert_eq!(
        count(
            &app,
            "placement where stage = 'no_show' and no_show_reason = 'health'"
        )
        .await,
        1
    );
    assert_eq!(
        count(&app, "vacancy where taken = 7").await,
        1,
        "who does not come frees the opening"
    );
    assert_eq!(findings(&county).await, ["left_behind"]);
    // Who was left behind leaves with the next.
    let late = json!({ "add": [there[1]["placement_id"]] });
    act(&county, &second, "members", late).await.expect(200);
    assert_eq!(members(&county, &second).await.len(), 4);

    app.clock.advance(1);
    let bureau = app.bureau(DONGGUAN).await;
    // One who missed the departure is there all the same; one who left is not.
    let called = json!({ "also": [there[0]["placement_id"]], "absent": [{ "placement_id": there[2]["placement_id"] }] });
    let arrived = act(&bureau, &first, "arrival", called).await.expect(200);
    assert_eq!(arrived.body["state"], "arrived");
    assert_eq!(count(&app, "placement where stage = 'arrived'").await, 2);
    let mut found = findings(&bureau).await;
    found.sort();
    assert_eq!(
        found,
        ["arrived_without_departure", "departed_without_arrival"]
    );
    // He comes a day later, and is called again.
    let again = act(
        &bureau,
        &first,
        "arrival",
        json!({ "also": [there[2]["placement_id"]] }),
    )
    .await;
    again.expect(200);
    assert_eq!(findings(&bureau).await, ["arrived_without_departure"]);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_departure_that_loses_people_leaves_without_them_and_says_so() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("上寨", 4)]).await;
    let county = app.county(WEINING).await;
    let all = made(&county, &run, 50).await;
    let departure = id(&all[0]).to_owned();
    let there = members(&county, &departure).await;
    step(
        &county,
        placement(&there[0]),
        "withdrawal",
        json!({ "reason": "person_asked" }),
    )
    .await
    .expect(200);
    let bureau = app.bureau(DONGGUAN).await;
    let events = bureau
        .get(&format!("/placements/{}/events", placement(&there[1])))
        .await;
    let confirmed = events.body["items"]
        .as_array()
        .and_then(|all| all.last())
        .expect("one")["id"]
        .clone();
    let back = json!({ "event_id": confirmed, "why": "misspelt" });
    step(&bureau, placement(&there[1]), "retractions", back)
        .await
        .expect(200);
    assert_eq!(findings(&county).await, ["no_longer_coming", "unconfirmed"]);

    act(&county, &departure, "boarding", json!({}))
        .await
        .expect(200);
    assert_eq!(count(&app, "placement where stage = 'departed'").await, 2);
    assert_eq!(count(&app, "departure_member where boarded").await, 2);
    assert_eq!(findings(&county).await, ["left_behind"]);
    let twice = act(&county, &departure, "boarding", json!({})).await;
    assert_eq!(twice.code(), "NOT_IN_THIS_STATE");
    // Nobody is called on arrival: after some days they are missed.
    app.clock.advance(4);
    let county = app.county(WEINING).await;
    let mut found = findings(&county).await;
    found.sort();
    assert_eq!(
        found,
        [
            "departed_without_arrival",
            "departed_without_arrival",
            "left_behind"
        ]
    );
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn people_join_and_stay_until_it_leaves() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("上寨", 2), ("下寨", 2)]).await;
    let county = app.county(WEINING).await;
    let all = made(&county, &run, 2).await;
    let (one, other) = (id(&all[0]).to_owned(), id(&all[1]).to_owned());
    let (here, there) = (members(&county, &one).await, members(&county, &other).await);
    let both = json!({ "add": [there[0]["placement_id"], uuid::Uuid::now_v7()], "remove": [there[1]["placement_id"]] });
    let refused = act(&county, &one, "members", both).await;
    assert_eq!(
        refused.faults(),
        [
            ("/add/1", "PLACEMENT_UNKNOWN"),
            ("/remove/0", "NOT_A_MEMBER"),
            ("/add", "OVER_CAPACITY")
        ]
    );
    let taken = json!({ "add": [there[0]["placement_id"]], "remove": [here[0]["placement_id"]] });
    let refused = act(&county, &one, "members", taken.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "IN_A_DEPARTURE")
    );
    // Given up, its people are free to go with another.
    act(&county, &other, "cancellation", json!({}))
        .await
        .expect(200);
    act(&county, &one, "members", taken).await.expect(200);
    assert_eq!(members(&county, &one).await.len(), 2);

    let read = county.get(&format!("/departures/{one}")).await;
    let less = county
        .patch(
            &format!("/departures/{one}"),
            &json!({ "capacity": 1, "leaves_on": "2020-03-01" }),
        )
        .if_match(&read)
        .await;
    assert_eq!(
        less.faults(),
        [("/leaves_on", "DATE_PAST"), ("/capacity", "OVER_CAPACITY")]
    );
    let later = json!({ "leaves_on": "2020-04-09", "leader_name": null, "transport": "train", "transport_detail": "G2946" });
    let changed = county
        .patch(&format!("/departures/{one}"), &later)
        .if_match(&read)
        .await
        .expect(200);
    assert_eq!(
        (
            changed.body["leaves_on"].as_str(),
            changed.body["leader_name"].as_str(),
            changed.body["gathers_at"].as_str()
        ),
        (Some("2020-04-09"), None, Some("07:30"))
    );
    // What another office goes from and to is none of theirs.
    let hezhang = app.county(520_527).await;
    assert_eq!(hezhang.get(&format!("/departures/{one}")).await.status, 404);
    let suzhou = app.bureau(320_500).await;
    assert_eq!(suzhou.get(&format!("/departures/{one}")).await.status, 404);
    let bureau = app.bureau(DONGGUAN).await;
    assert_eq!(act(&bureau, &one, "boarding", json!({})).await.status, 403);
    assert_eq!(
        act(&bureau, &one, "arrival", json!({})).await.code(),
        "NOT_IN_THIS_STATE"
    );
}

#[actix_web::test]
async fn one_roll_call_is_made_however_many_are_sent_at_once() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("上寨", 6)]).await;
    let county = app.county(WEINING).await;
    let all = made(&county, &run, 50).await;
    let departure = id(&all[0]).to_owned();
    let read = county.get(&format!("/departures/{departure}")).await;
    let path = format!("/departures/{departure}/boarding");
    let answers =
        join_all((0..6).map(|_| county.post(&path, &json!({})).if_match(&read).into_future()))
            .await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1
    );
    assert!(
        answers
            .iter()
            .all(|answer| [200, 409, 412].contains(&answer.status.as_u16()))
    );
    assert_eq!(
        count(&app, "placement_event where kind = 'departed'").await,
        6
    );
}
