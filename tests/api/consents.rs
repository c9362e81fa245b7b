//! What people agree to: asked before anything else, purpose by purpose, taken back at any time.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    corrections::the_events_tell_every_life,
    matching_runs::{county_of, items, run},
    placements::{count, step},
};
use domain::{
    consent::NOTICE_VERSION,
    id::{EnterpriseId, PersonId, PlacementId},
    words::{LabourAbility, RegisterCategory},
};
use futures_util::future::join;
use serde_json::{Value, json};
use std::future::IntoFuture;

const WEINING: u32 = 520_526;

/// Answers to purposes on the notice in force.
pub async fn say(who: &Client, person: PersonId, purposes: Value) -> Answer {
    let mut said = purposes;
    said["notice_version"] = NOTICE_VERSION.into();
    who.post(&format!("/people/{person}/consents"), &said).await
}

/// A person who signs in for the first time, by a code that the county has printed.
async fn first_sign_in(app: &TestApp, person: PersonId) -> Client {
    let county = app.county(WEINING).await;
    let path = format!("/people/{person}/claim-codes");
    let printed = county.post(&path, &json!({})).await.expect(201);
    let shown = json!({ "code": printed.body["code"] });
    let redeemed = app.anonymous().post("/claim-codes/redemption", &shown);
    let redeemed = redeemed.await.expect(201);
    app.bearer(redeemed.body["access_token"].as_str().expect("a token"))
}

/// Somebody who has accepted the only opening of a post.
async fn accepted(app: &TestApp) -> (EnterpriseId, PersonId, PlacementId) {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 1).await;
    let person = cast::people(app, WEINING, 1..2).await[0];
    let id = cast::offer(app, WEINING, person, factory, post).await;
    let worker = app.worker(person).await;
    step(&worker, id, "acceptance", json!({})).await.expect(200);
    (factory, person, id)
}

#[actix_web::test]
async fn whoever_signs_in_for_the_first_time_is_asked_before_anything_else() {
    let app = TestApp::start().await;
    let person = cast::people(&app, WEINING, 0..1).await[0];
    let worker = first_sign_in(&app, person).await;

    let own = format!("/people/{person}");
    let refused = worker.get(&own).await.expect(403);
    assert_eq!(refused.code(), "CONSENT_UNDECIDED");
    worker.get("/placements").await.expect(403);
    worker.get("/me").await.expect(200);
    let notice = worker.get("/consent-notice").await.expect(200);
    assert_eq!(notice.body["items"].as_array().map(Vec::len), Some(4));
    let listed = worker.get(&format!("{own}/consents")).await.expect(200);
    assert!(listed.body["items"][0]["given"].is_null());

    let some = json!({ "matching": true, "sharing": false, "follow_up": true });
    say(&worker, person, some).await.expect(201);
    worker.get(&own).await.expect(403);
    let said = say(&worker, person, json!({ "sensitive": false })).await;
    let said = said.expect(201);
    assert_eq!(said.body["items"][1]["given"], false);
    worker.get(&own).await.expect(200);
}

#[actix_web::test]
async fn answers_are_to_the_notice_in_force_and_to_something() {
    let app = TestApp::start().await;
    let person = cast::people(&app, WEINING, 0..1).await[0];
    let worker = first_sign_in(&app, person).await;
    let path = format!("/people/{person}/consents");
    let old = json!({ "notice_version": "1999", "matching": true });
    let told = worker.post(&path, &old).await.expect(422);
    assert_eq!(told.faults(), [("/notice_version", "NOTICE_OUTDATED")]);
    let nothing = say(&worker, person, json!({})).await.expect(422);
    assert_eq!(nothing.faults(), [("", "NOTHING_ANSWERED")]);
    let unknown = say(&worker, person, json!({ "selling": true })).await;
    assert_eq!(unknown.expect(422).faults()[0].1, "UNKNOWN_MEMBER");
    // Nobody answers for somebody else, nor does another county.
    let other = cast::people(&app, 520_527, 1..2).await[0];
    say(&worker, other, json!({ "matching": true }))
        .await
        .expect(404);
    let hezhang = app.county(520_527).await;
    say(&hezhang, person, json!({ "matching": true }))
        .await
        .expect(404);
}

#[actix_web::test]
async fn what_was_said_is_kept_with_who_told_it_and_never_overwritten() {
    let app = TestApp::start().await;
    let person = cast::people(&app, WEINING, 0..1).await[0];
    let worker = first_sign_in(&app, person).await;
    let all = json!({ "matching": true, "sharing": true, "follow_up": true, "sensitive": true });
    say(&worker, person, all).await.expect(201);
    app.clock.advance(1);
    let county = app.county(WEINING).await;
    say(&county, person, json!({ "sharing": false }))
        .await
        .expect(201);
    let worker = app.worker(person).await;
    let told = worker.get(&format!("/people/{person}/consents"));
    let told = told.await.expect(200);
    let history = told.body["history"].as_array().expect("a history");
    assert_eq!(history.len(), 5);
    assert_eq!(history[1]["given"], true);
    assert_eq!(history[1]["told_by"], "worker");
    assert_eq!(history[4]["given"], false);
    assert_eq!(history[4]["told_by"], "county_west");
    assert_eq!(told.body["items"][1]["on"], "2020-04-02");
    assert_eq!(told.body["items"][0]["given"], true);
}

#[actix_web::test]
async fn whoever_no_longer_wants_to_be_matched_gives_the_opening_back() {
    let app = TestApp::start().await;
    let (factory, person, id) = accepted(&app).await;
    let other = cast::post(&app, factory, 1).await;
    let offered = cast::offer(&app, WEINING, person, factory, other).await;
    assert_eq!(count(&app, "vacancy where taken = 1").await, 1);
    let (county, worker) = (app.county(WEINING).await, app.worker(person).await);
    let before = run(&app, &county).await;

    say(&worker, person, json!({ "matching": false }))
        .await
        .expect(201);

    assert_eq!(count(&app, "vacancy where taken = 1").await, 0);
    for id in [id, offered] {
        let read = worker.get(&format!("/placements/{id}")).await.expect(200);
        assert_eq!(read.body["stage"], "withdrawn");
        assert_eq!(read.body["withdrawal_reason"], "consent_withdrawn");
    }
    let next = run(&app, &county).await;
    assert_eq!(next.body["result"]["people"], 0, "out of the next run");
    assert!(items(&county, &next, "proposals").await.is_empty());
    // The opening goes to somebody else, and whoever says yes again is matched again.
    assert_eq!(before.body["result"]["people"], 0, "held a post before");
    say(&county, person, json!({ "matching": true }))
        .await
        .expect(201);
    assert_eq!(run(&app, &county).await.body["result"]["placed"], 1);
    the_events_tell_every_life(&app).await;
}

#[actix_web::test]
async fn a_run_reviewed_before_offers_nothing_to_whoever_withdrew_since() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, people) = county_of(&app, 2).await;
    let reviewed = run(&app, &county).await;
    assert_eq!(reviewed.body["result"]["placed"], 2);
    say(&county, people[0], json!({ "matching": false }))
        .await
        .expect(201);
    // Even who says yes again was not asked about this run.
    say(&county, people[0], json!({ "matching": true }))
        .await
        .expect(201);

    let path = format!("/matching-runs/{}/commitment", reviewed.id());
    let committed = county.post(&path, &json!({})).if_match(&reviewed);
    committed.await.expect(200);

    assert_eq!(count(&app, "placement").await, 1);
    let left = items(&county, &reviewed, "proposals").await;
    let why: Vec<&Value> = left.iter().map(|one| &one["not_offered"]).collect();
    assert!(why.contains(&&json!("consent_withdrawn")), "{why:?}");
}

#[actix_web::test]
async fn an_employer_sees_a_candidate_after_the_yes_and_the_consent_only() {
    let app = TestApp::start().await;
    let (factory, person, id) = accepted(&app).await;
    let (worker, employer) = (app.worker(person).await, app.enterprise(factory).await);
    let paths = [format!("/placements/{id}"), format!("/people/{person}")];
    for path in &paths {
        employer.get(path).await.expect(200);
    }

    say(&worker, person, json!({ "sharing": false }))
        .await
        .expect(201);

    for path in &paths {
        employer.get(path).await.expect(404);
    }
    let listed = employer.get("/placements").await.expect(200);
    assert_eq!(listed.body["items"], json!([]));
    assert_eq!(
        count(&app, "vacancy where taken = 1").await,
        0,
        "free again"
    );
    // Matching goes on; a yes to a post needs the consent.
    let county = app.county(WEINING).await;
    assert_eq!(run(&app, &county).await.body["result"]["placed"], 1);
    let post = cast::post(&app, factory, 1).await;
    let again = cast::offer(&app, WEINING, person, factory, post).await;
    let refused = step(&worker, again, "acceptance", json!({})).await;
    assert_eq!(refused.expect(409).code(), "SHARING_REFUSED");
    say(&worker, person, json!({ "sharing": true }))
        .await
        .expect(201);
    step(&worker, again, "acceptance", json!({}))
        .await
        .expect(200);
    employer.get(&paths[1]).await.expect(200);
}

#[actix_web::test]
async fn whoever_is_at_work_stays_with_the_employer_whatever_is_withdrawn() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let AtWork {
        person, placement, ..
    } = cast::at_work(&app, WEINING, 1, factory).await;
    let (worker, employer) = (app.worker(person).await, app.enterprise(factory).await);
    let no = json!({ "matching": false, "sharing": false });
    say(&worker, person, no).await.expect(201);
    let read = employer.get(&format!("/placements/{placement}"));
    assert_eq!(read.await.expect(200).body["stage"], "working");
    employer.get(&format!("/people/{person}")).await.expect(200);
}

#[actix_web::test]
async fn whoever_does_not_want_to_be_telephoned_is_in_no_round() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    app.clock.advance(7);
    let (county, worker) = (app.county(WEINING).await, app.worker(job.person).await);
    let due = async || {
        let listed = county.get("/rounds").await.expect(200);
        listed.body["items"].as_array().map(Vec::len)
    };
    assert_eq!(due().await, Some(1));
    say(&worker, job.person, json!({ "follow_up": false }))
        .await
        .expect(201);
    assert_eq!(due().await, Some(0));
    say(&county, job.person, json!({ "follow_up": true }))
        .await
        .expect(201);
    assert_eq!(due().await, Some(1));
}

#[actix_web::test]
async fn what_is_sensitive_is_shown_to_nobody_once_refused() {
    use crate::rosters::{WEINING, found, seeker, take_in};
    let app = TestApp::start().await;
    let entry = domain::roster::entry::Entry {
        category: Some(RegisterCategory::Poor),
        labour_ability: Some(LabourAbility::Ordinary),
        ..seeker(1)
    };
    take_in(&app, WEINING, "2020-04-01", vec![entry]).await;
    let county = app.county(520_526).await;
    let person = PersonId(found(&county, 1).await);
    let path = format!("/people/{person}");
    let shown = county.get(&path).await.expect(200);
    assert_eq!(shown.body["register_category"], "poor");
    let worker = app.worker(person).await;
    say(&worker, person, json!({ "sensitive": false }))
        .await
        .expect(201);
    for office in [&county, &app.province(520_000).await] {
        for read in [
            office.get(&path).await.expect(200).body,
            office.get("/people").await.expect(200).body["items"][0].clone(),
        ] {
            assert!(read["register_category"].is_null());
            assert!(read["own"]["labour_ability"].is_null());
        }
    }
    let own = worker.get(&path).await.expect(200);
    assert!(!own.body["own"]["labour_ability"].is_null());
}

/// Whichever of the two comes first, nobody is on the way anywhere once the withdrawal is acknowledged.
#[actix_web::test]
async fn a_withdrawal_that_races_a_commitment_wins_or_undoes_it() {
    let rounds = std::env::var("RACE_ROUNDS").ok();
    let rounds: u32 = rounds.and_then(|text| text.parse().ok()).unwrap_or(40);
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::post(&app, factory, 2).await;
    let (county, people) = county_of(&app, 2).await;
    let (one, other) = (people[0], people[1]);
    let (mut came_second, mut before) = (0, 0);
    for round in 0..rounds {
        let reviewed = run(&app, &county).await;
        let path = format!("/matching-runs/{}/commitment", reviewed.id());
        let commit = county.post(&path, &json!({})).if_match(&reviewed);
        let withdraw = say(&county, one, json!({ "matching": false }));
        // Started in turn first.
        let (committed, withdrawn) = if round % 2 == 0 {
            join(commit.into_future(), withdraw).await
        } else {
            let (withdrawn, committed) = join(withdraw, commit.into_future()).await;
            (committed, withdrawn)
        };
        committed.expect(200);
        withdrawn.expect(201);
        let alive = "stage in ('offered', 'accepted', 'departed')";
        let worker = app.worker(one).await;
        let left = worker.get("/placements?limit=200").await.expect(200);
        for placement in left.body["items"].as_array().expect("items") {
            assert_eq!(placement["stage"], "withdrawn", "round {round}");
        }
        let offered = count(&app, &format!("placement where {alive}")).await;
        assert_eq!(offered, 1, "round {round}: the other one keeps the offer");
        let offers = count(&app, "placement where stage = 'withdrawn'").await;
        came_second += i32::from(offers > before);
        // For the next round both are free again.
        for id in [one, other] {
            say(&county, id, json!({ "matching": false }))
                .await
                .expect(201);
            say(&county, id, json!({ "matching": true }))
                .await
                .expect(201);
        }
        before = count(&app, "placement where stage = 'withdrawn'").await;
    }
    println!("{rounds} rounds; an offer had been made and was taken back in {came_second}");
    the_events_tell_every_life(&app).await;
}
