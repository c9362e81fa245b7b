//! Jobs that no placement became: people already away have the same life from their employment onward.

use crate::{
    Answer, Client, TestApp, cast,
    corrections::the_events_tell_every_life,
    matching_runs::{county_of, run},
    placements::{count, step},
    rosters::{away, found, take_in},
};
use domain::division::Division;
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

async fn act(who: &Client, job: &str, act: &str, body: Value) -> Answer {
    let read = who.get(&format!("/employments/{job}")).await.expect(200);
    who.post(&format!("/employments/{job}/{act}"), &body)
        .if_match(&read)
        .await
}

fn found_work(employer: &str, started_on: &str) -> Value {
    json!({ "employer": employer, "workplace": "350200", "channel": "friends", "started_on": started_on, "trade": "catering" })
}

async fn kinds(who: &Client, person: &str) -> Vec<(String, bool)> {
    let told = who
        .get(&format!("/people/{person}/history"))
        .await
        .expect(200);
    let items = told.body["items"].as_array().expect("a history").clone();
    items
        .iter()
        .map(|one| {
            (
                one["kind"].as_str().expect("a kind").to_owned(),
                one["stands"] == true,
            )
        })
        .collect()
}

#[actix_web::test]
async fn somebody_already_away_changes_jobs_and_their_history_goes_on() {
    let app = TestApp::start().await;
    let elsewhere = vec![away(2, "海润示例纺织有限公司")];
    take_in(&app, Division::of_six(WEINING), "2020-03-31", elsewhere).await;
    let county = app.county(WEINING).await;
    let person = found(&county, 2).await.to_string();
    let jobs = county
        .get(&format!("/people/{person}/employments"))
        .await
        .expect(200);
    let first = jobs.body["items"][0]["id"]
        .as_str()
        .expect("a job")
        .to_owned();
    // Nobody has two jobs.
    let twice = county
        .post(
            &format!("/people/{person}/employments"),
            &found_work("晨星示例餐饮店", "2020-04-01"),
        )
        .await;
    assert_eq!(twice.code(), "HAS_OPEN_JOB");

    let next =
        json!({ "end_reason": "better_job", "next": found_work("晨星示例餐饮店", "2020-04-01") });
    let second = act(&county, &first, "next", next).await.expect(201);
    assert_eq!(
        (
            second.body["told_by"].as_str(),
            second.body["started_on"].as_str()
        ),
        (Some("county_west"), Some("2020-04-01"))
    );
    let second = second.id().to_owned();
    assert_eq!(
        county.get(&format!("/employments/{first}")).await.body["end_reason"],
        "better_job"
    );
    app.clock.advance(20);
    let county = app.county(WEINING).await;
    act(
        &county,
        &second,
        "ending",
        json!({ "on": "2020-04-15", "reason": "family" }),
    )
    .await
    .expect(200);
    app.clock.advance(10);
    let county = app.county(WEINING).await;
    let fixed = act(
        &county,
        &second,
        "corrections",
        json!({ "ended_on": "2020-04-12", "why": "learnt_later" }),
    )
    .await
    .expect(200);
    assert_eq!(fixed.body["ended_on"], "2020-04-12");
    let then = county
        .get(&format!("/people/{person}/employments?known_on=2020-04-25"))
        .await;
    assert_eq!(then.body["items"][0]["ended_on"], "2020-04-15");
    let earlier = act(
        &county,
        &second,
        "corrections",
        json!({ "started_on": "2020-03-01", "why": "learnt_later" }),
    )
    .await;
    assert_eq!(
        earlier.code(),
        "IMPOSSIBLE_LIFE",
        "that would lie over the job before"
    );

    // A new offer after the end goes through, and the list tells one life.
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let id = domain::id::PersonId(person.parse().expect("an id"));
    let placement = cast::offer(&app, WEINING, id, factory, post).await;
    step(&county, placement, "acceptance", json!({}))
        .await
        .expect(200);
    let told = kinds(&county, &person).await;
    let told: Vec<(&str, bool)> = told
        .iter()
        .map(|(kind, stands)| (kind.as_str(), *stands))
        .collect();
    assert_eq!(
        told[told.len() - 5..],
        [
            ("job_started", true),
            ("job_corrected", true),
            ("job_ended", false),
            ("offered", true),
            ("accepted", true)
        ]
    );
    let short = county
        .get(&format!("/people/{person}/history?known_on=2020-04-25"))
        .await
        .expect(200);
    let last = short.body["items"]
        .as_array()
        .and_then(|all| all.last())
        .expect("one")
        .clone();
    assert_eq!(
        (
            last["kind"].as_str(),
            last["on"].as_str(),
            last["stands"].as_bool()
        ),
        (Some("job_ended"), Some("2020-04-15"), Some(true))
    );
    // What another county's people did is nobody's business.
    let hezhang = app.county(520_527).await;
    assert_eq!(
        hezhang
            .get(&format!("/people/{person}/history"))
            .await
            .status,
        404
    );
    assert_eq!(
        hezhang.get(&format!("/employments/{second}")).await.status,
        404
    );
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_job_found_elsewhere_takes_back_what_was_offered_and_may_be_voided() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let offer = cast::offer(&app, WEINING, person, factory, post).await;
    let county = app.county(WEINING).await;
    let path = format!("/people/{person}/employments");
    let late = county
        .post(&path, &found_work("晨星示例餐饮店", "2020-05-01"))
        .await;
    assert_eq!(late.faults(), [("/started_on", "DATE_IN_FUTURE")]);
    let job = county
        .post(&path, &found_work("晨星示例餐饮店", "2020-03-20"))
        .await
        .expect(201);
    assert_eq!(
        job.body["known_from"], "2020-04-01",
        "it was not watched before"
    );
    let withdrawn = county.get(&format!("/placements/{offer}")).await;
    assert_eq!(
        (
            withdrawn.body["stage"].as_str(),
            withdrawn.body["withdrawal_reason"].as_str()
        ),
        (Some("withdrawn"), Some("found_work"))
    );

    let id = job.id().to_owned();
    act(&county, &id, "retraction", json!({ "why": "other_person" }))
        .await
        .expect(200);
    assert_eq!(county.get(&path).await.body["items"], json!([]));
    assert_eq!(county.get("/stability").await.body["jobs"], 0);
    assert_eq!(
        act(&county, &id, "ending", json!({ "reason": "family" }))
            .await
            .code(),
        "VOIDED"
    );
    assert_eq!(
        county.get(&format!("/people/{person}")).await.body["status"]["kind"],
        "out_of_work"
    );
    let told = kinds(&county, &person.to_string()).await;
    assert!(
        told.iter()
            .all(|(kind, stands)| !kind.starts_with("job") || !stands),
        "{told:?}"
    );
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn the_job_of_a_placement_ends_through_it_and_is_corrected_there() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
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
    let jobs = county
        .get(&format!("/people/{person}/employments"))
        .await
        .expect(200);
    let job = jobs.body["items"][0]["id"]
        .as_str()
        .expect("a job")
        .to_owned();
    let fix = json!({ "started_on": "2020-03-31", "why": "misspelt" });
    assert_eq!(
        act(&county, &job, "corrections", fix).await.code(),
        "OF_PLACEMENT"
    );
    let next =
        json!({ "end_reason": "better_job", "next": found_work("晨星示例餐饮店", "2020-04-01") });
    act(&county, &job, "next", next).await.expect(201);
    assert_eq!(
        count(
            &app,
            "placement where stage = 'ended' and end_reason = 'better_job'"
        )
        .await,
        1
    );
    assert_eq!(count(&app, "vacancy where taken = 0").await, 1);
    assert_eq!(count(&app, "employment where ended_on is null").await, 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_yes_closes_what_other_runs_still_propose() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, people) = county_of(&app, 1).await;
    let waiting = run(&app, &county).await;
    let post = cast::post(&app, factory, 1).await;
    let offer = cast::offer(&app, WEINING, people[0], factory, post).await;
    step(&county, offer, "acceptance", json!({}))
        .await
        .expect(200);
    // The person says no after all; what was closed stays closed.
    step(
        &county,
        offer,
        "refusal",
        json!({ "reason": "family_needs" }),
    )
    .await
    .expect(200);
    let href = format!("/matching-runs/{}/commitment", waiting.id());
    let committed = county
        .post(&href, &json!({}))
        .if_match(&waiting)
        .await
        .expect(200);
    assert_eq!(
        committed.body["summary"]["not_offered"][0]["reason"], "accepted_another",
        "{:#}",
        committed.body["summary"]
    );
    assert_eq!(count(&app, "placement where stage = 'offered'").await, 0);
}
