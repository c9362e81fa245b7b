//! What was told is told otherwise, and what was known before can still be asked.

use crate::{
    Answer, Client, TestApp, cast,
    placements::{count, step},
};
use domain::{id::PlacementId, placement::history::replay};
use rengang::{
    services::{self, Actor},
    storage::placements::{Filter, tellings},
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

/// What was told of every placement makes it what its row says.
pub async fn the_events_tell_every_life(app: &TestApp) {
    let by = Actor::operator("a test");
    let all = services::placements::list(app, &by, &Filter::default(), None, 10_000)
        .await
        .expect("placements");
    assert!(!all.is_empty());
    for kept in all {
        let events = services::placements::events(app, &by, kept.placement.id, None)
            .await
            .expect("events");
        let told = tellings(&events).expect("known kinds");
        assert_eq!(replay(&kept.placement, &told), Ok(kept.placement));
    }
}

/// Somebody at work in 东莞 since the day of the test, and the post.
async fn at_work(app: &TestApp) -> PlacementId {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 1).await;
    let person = cast::people(app, WEINING, 1..2).await[0];
    let id = cast::offer(app, WEINING, person, factory, post).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    for (who, name) in [
        (&county, "acceptance"),
        (&bureau, "confirmation"),
        (&county, "departure"),
        (&bureau, "arrival"),
        (&bureau, "start"),
    ] {
        step(who, id, name, json!({})).await.expect(200);
    }
    id
}

/// The latest event of a kind.
pub async fn event(who: &Client, id: PlacementId, kind: &str) -> String {
    let events = who
        .get(&format!("/placements/{id}/events"))
        .await
        .expect(200);
    let items = events.body["items"].as_array().expect("events").clone();
    let found = items.iter().rev().find(|event| event["kind"] == kind);
    found.expect(kind)["id"].as_str().expect("an id").to_owned()
}

async fn correct(who: &Client, id: PlacementId, kind: &str, mut body: Value) -> Answer {
    body["event_id"] = event(who, id, kind).await.into();
    body["why"] = "learnt_later".into();
    step(who, id, "corrections", body).await
}

/// Takes back the step of a kind that was told last.
pub async fn retract(who: &Client, id: PlacementId, kind: &str) -> Answer {
    let body = json!({ "event_id": event(who, id, kind).await, "why": "other_person" });
    step(who, id, "retractions", body).await
}

#[actix_web::test]
async fn an_end_told_otherwise_keeps_what_was_known_on_each_day() {
    let app = TestApp::start().await;
    let id = at_work(&app).await;
    app.clock.advance(60);
    let bureau = app.bureau(441_900).await;
    let ended = json!({ "on": "2020-05-20", "reason": "went_home" });
    step(&bureau, id, "ending", ended).await.expect(200);
    // Ten days later the bureau learns that it was earlier, and for another job.
    app.clock.advance(10);
    let (bureau, county) = (app.bureau(441_900).await, app.county(WEINING).await);
    let otherwise = json!({ "on": "2020-05-10", "reason": "better_job" });
    let now = correct(&bureau, id, "ended", otherwise).await.expect(200);
    assert_eq!(
        (
            now.body["closed_on"].as_str(),
            now.body["end_reason"].as_str()
        ),
        (Some("2020-05-10"), Some("better_job"))
    );

    let on = |day: &str| county.get(&format!("/placements/{id}?known_on={day}"));
    let working = on("2020-05-15").await.expect(200);
    assert_eq!(working.body["stage"], "working", "not told yet");
    let first = on("2020-06-05").await.expect(200);
    assert_eq!(
        (
            first.body["closed_on"].as_str(),
            first.body["end_reason"].as_str()
        ),
        (Some("2020-05-20"), Some("went_home"))
    );
    assert_eq!(on("2020-06-10").await.body["closed_on"], "2020-05-10");
    assert_eq!(on("2020-03-31").await.status, 404, "not offered yet");
    let listed = county
        .get("/placements?stage=working&known_on=2020-05-15")
        .await
        .expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
    let listed = county.get("/placements?stage=working").await.expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(0));

    // The dated job and the figures follow.
    let person = now.body["person_id"].as_str().expect("a person").to_owned();
    let jobs = |day: &str| county.get(&format!("/people/{person}/employments{day}"));
    assert_eq!(jobs("").await.body["items"][0]["ended_on"], "2020-05-10");
    assert_eq!(
        jobs("?known_on=2020-06-05").await.body["items"][0]["ended_on"],
        "2020-05-20"
    );
    assert!(jobs("?known_on=2020-05-15").await.body["items"][0]["ended_on"].is_null());
    let last = |figures: Answer| {
        let table = figures.expect(200).body["table"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        table
            .last()
            .map(|row| (row["time"].as_f64(), row["events"].as_i64()))
    };
    assert_eq!(
        last(county.get("/stability").await),
        Some((Some(40.0), Some(1)))
    );
    let then = county.get("/stability?known_on=2020-06-05").await;
    assert_eq!(last(then), Some((Some(50.0), Some(1))));
    let then = county.get("/stability?known_on=2020-05-15").await;
    assert_eq!(
        last(then),
        Some((Some(1.0), Some(0))),
        "nothing was told since the start"
    );

    let events = county.get(&format!("/placements/{id}/events")).await;
    let newest = events.body["items"]
        .as_array()
        .and_then(|all| all.last())
        .expect("one")
        .clone();
    assert_eq!(
        (
            newest["kind"].as_str(),
            newest["correction_reason"].as_str(),
            newest["told_by"].as_str()
        ),
        (Some("ended"), Some("learnt_later"), Some("bureau_east"))
    );
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_step_taken_back_undoes_what_followed_from_it() {
    let app = TestApp::start().await;
    let id = at_work(&app).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    step(&bureau, id, "ending", json!({ "reason": "dismissed" }))
        .await
        .expect(200);
    assert_eq!(count(&app, "vacancy where taken = 0").await, 1);

    // It was somebody else who was dismissed: the opening is taken again, the job goes on.
    let back = retract(&bureau, id, "ended").await.expect(200);
    assert_eq!(back.body["stage"], "working");
    assert_eq!(count(&app, "vacancy where taken = 1").await, 1);
    assert_eq!(
        count(&app, "employment where ended_on is null and not voided").await,
        1
    );

    // Nor did this one start: the job never was.
    retract(&bureau, id, "started").await.expect(200);
    assert_eq!(
        count(&app, "employment where voided and ended_on is not null").await,
        1
    );
    let none = county.get("/stability").await;
    assert_eq!(none.body["jobs"], 0);
    // Started the next day, after all: a job of its own.
    app.clock.advance(1);
    let bureau = app.bureau(441_900).await;
    step(&bureau, id, "start", json!({})).await.expect(200);
    assert_eq!(count(&app, "employment where not voided").await, 1);
    // Back to the offer, step by step: the opening is free for others.
    let county = app.county(WEINING).await;
    for (who, kind) in [
        (&bureau, "started"),
        (&bureau, "arrived"),
        (&county, "departed"),
        (&bureau, "confirmed"),
        (&county, "accepted"),
    ] {
        retract(who, id, kind).await.expect(200);
    }
    assert_eq!(
        count(
            &app,
            "placement where stage = 'offered' and accepted_on is null"
        )
        .await,
        1
    );
    assert_eq!(count(&app, "vacancy where taken = 0").await, 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn no_correction_makes_an_impossible_life() {
    let app = TestApp::start().await;
    let id = at_work(&app).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    let before = county.get(&format!("/placements/{id}")).await;

    let early = correct(&bureau, id, "started", json!({ "on": "2020-03-31" })).await;
    assert_eq!(
        (early.status.as_u16(), early.code()),
        (409, "IMPOSSIBLE_LIFE")
    );
    assert_eq!(
        retract(&bureau, id, "arrived").await.code(),
        "IMPOSSIBLE_LIFE"
    );
    let late = correct(&bureau, id, "started", json!({ "on": "2020-04-02" })).await;
    assert_eq!(late.faults(), [("/on", "DATE_IN_FUTURE")]);
    assert_eq!(
        correct(&bureau, id, "started", json!({})).await.code(),
        "NOTHING_CORRECTED"
    );
    let odd = correct(&bureau, id, "started", json!({ "reason": "too_far" })).await;
    assert_eq!(odd.faults(), [("/reason", "UNKNOWN_CODE")]);
    assert_eq!(
        retract(&county, id, "offered").await.code(),
        "NOTHING_CORRECTED"
    );
    // Who leaves home is the county's to tell.
    assert_eq!(retract(&bureau, id, "departed").await.status, 403);
    let other = json!({ "event_id": uuid::Uuid::now_v7(), "why": "audit" });
    let unknown = step(&bureau, id, "retractions", other).await;
    assert_eq!(unknown.faults(), [("/event_id", "EVENT_UNKNOWN")]);
    let no_reason = json!({ "event_id": event(&county, id, "started").await });
    let silent = step(&bureau, id, "retractions", no_reason).await;
    assert_eq!(silent.faults(), [("/why", "MISSING")]);

    let after = county.get(&format!("/placements/{id}")).await;
    assert_eq!(before.body, after.body);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_correction_sent_twice_is_made_once_and_no_event_is_corrected_twice() {
    let app = TestApp::start().await;
    let id = at_work(&app).await;
    app.clock.advance(3);
    let bureau = app.bureau(441_900).await;
    let read = bureau.get(&format!("/placements/{id}")).await;
    let of = event(&bureau, id, "started").await;
    let body = json!({ "event_id": of, "on": "2020-04-03", "why": "misspelt" });
    let path = format!("/placements/{id}/corrections");
    let send = || {
        bureau
            .post(&path, &body)
            .key("one-correction")
            .if_match(&read)
    };
    send().await.expect(200);
    let again = send().await.expect(200);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(
        count(&app, "placement_event where kind = 'started'").await,
        2
    );

    let twice = json!({ "event_id": of, "on": "2020-04-02", "why": "misspelt" });
    assert_eq!(
        step(&bureau, id, "corrections", twice).await.code(),
        "ALREADY_CORRECTED"
    );
    let newest = correct(&bureau, id, "started", json!({ "on": "2020-04-02" }))
        .await
        .expect(200);
    assert_eq!(newest.body["started_on"], "2020-04-02");
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn an_opening_given_away_since_is_not_taken_back() {
    let app = TestApp::start().await;
    let id = at_work(&app).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    step(&bureau, id, "ending", json!({ "reason": "went_home" }))
        .await
        .expect(200);
    let read = county.get(&format!("/placements/{id}")).await;
    let of = |name: &str| {
        read.body[name]
            .as_str()
            .expect(name)
            .parse()
            .expect("an id")
    };
    let other = cast::people(&app, WEINING, 2..3).await;
    let other = other
        .into_iter()
        .find(|person| person.0 != of("person_id"))
        .expect("another");
    let factory = domain::id::EnterpriseId(of("enterprise_id"));
    let post = domain::id::VacancyId(of("vacancy_id"));
    let second = cast::offer(&app, WEINING, other, factory, post).await;
    step(&county, second, "acceptance", json!({}))
        .await
        .expect(200);

    let full = retract(&bureau, id, "ended").await;
    assert_eq!((full.status.as_u16(), full.code()), (409, "VACANCY_FULL"));
    assert_eq!(count(&app, "placement where stage = 'ended'").await, 1);
    the_events_tell_every_life(&app).await;
}
