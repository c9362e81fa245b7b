//! A key under which something was asked before: whoever else sends it, or for something else, is answered for themselves.

use super::{
    callers::Caller,
    places::{HEZHANG, WEINING},
    world::World,
};
use crate::{Answer, Client, imports::Sheet};
use domain::{
    division::Division,
    grant::{Capacity, Grant},
    id::{GrantId, SessionId},
};
use rengang::storage::{self, sessions::Session};
use serde_json::{Value, json};

const KEY: &str = "the-same-key-for-all";

fn is_replayed(answer: &Answer) -> bool {
    !answer.header("idempotency-replayed").is_empty()
}

async fn send(by: &Client, path: &str, body: &Value) -> Answer {
    if path == "/imports" {
        let sheet = Sheet::roster("姓名,身份证号\n张三,1\n".as_bytes());
        return sheet.send(by, KEY).await;
    }
    by.post(path, body).key(KEY).await
}

impl World {
    fn named(&self, name: &str) -> &Caller {
        let mut all = self.callers.iter();
        all.find(|caller| caller.name == name).expect("a caller")
    }
}

#[actix_web::test]
async fn nobody_is_answered_what_somebody_else_was_under_the_same_key() {
    let world = World::of_everybody().await;
    let all = world.registry().await;
    let at = |home: u32| {
        let home = Division::of_six(home).widened();
        let there = all.all("people").iter();
        let there = there.filter(|person| person.home == Some(home));
        there
            .min_by_key(|person| &person.word)
            .expect("somebody")
            .id
    };
    let (here, there) = (at(WEINING), at(HEZHANG));
    let mut jobs = all.all("employments").iter();
    let job = jobs.find(|job| job.person == Some(here) && !job.yes);
    let job = job.expect("a job that goes on").id;
    let mut posts = all.all("vacancies").iter();
    let post = posts.find(|post| post.yes && post.word.as_deref() == Some("verified"));
    let post = post.expect("a post for everybody").id;
    let acts = [
        (
            "county",
            "/pins",
            json!({ "person_id": here, "vacancy_id": post, "excluded": true }),
        ),
        (
            "county",
            "/round-plans",
            json!({ "division": "520526", "days": [30], "valid_from": "2031-01-01" }),
        ),
        (
            "county",
            "/stability-rules",
            json!({
                "division": "520526", "code": "rule_again", "name": "口径", "source": "通知", "months": 3,
                "counting": "consecutive", "effective_from": "2020-01-01",
            }),
        ),
        (
            "county",
            "/audits",
            json!({ "division": "520526", "total": 1 }),
        ),
        ("county", "/matching-runs", json!({ "division": "520526" })),
        (
            "county",
            "/contacts",
            json!({ "items": [{ "employment_id": job, "outcome": "no_answer" }] }),
        ),
        (
            "county",
            "/help-requests",
            json!({ "person_id": here, "reason": "family" }),
        ),
        (
            "county",
            "/evidence",
            json!({ "employment_ids": [job], "kind": "call", "on": "2020-04-01" }),
        ),
        ("county", "/imports", json!({})),
        (
            "far county",
            "/break-glass",
            json!({ "person_id": there, "reason": "wages" }),
        ),
        (
            "partner bureau",
            "/enterprises",
            crate::enterprises::firm(440_106),
        ),
        (
            "sysadmin",
            "/accounts",
            json!({
                "username": "somebody-new", "display_name": "甲", "password": "four plain words here", "role": "auditor",
            }),
        ),
    ];
    let mut asked = 0;
    for (name, path, body) in acts {
        let first = world.named(name);
        let made = send(&first.client, path, &body).await;
        assert!(made.status.is_success(), "{path}: {}", made.body);
        let again = send(&first.client, path, &body).await;
        assert!(is_replayed(&again), "{path}: {}", again.body);
        let noun = match path {
            "/imports" => "jobs",
            path => &path[1..],
        };
        let after = world.registry().await;
        let told = made.body.pointer("/id");
        let told = told.or_else(|| made.body.pointer("/items/0/id"));
        let id = told.and_then(Value::as_str).and_then(|id| id.parse().ok());
        let thing = id.and_then(|id| after.find(noun, id));
        for caller in &world.callers {
            if caller.name == name {
                continue;
            }
            let answer = send(&caller.client, path, &body).await;
            asked += 1;
            assert!(!is_replayed(&answer), "{path} for the {}", caller.name);
            // Of one reason one request for help is open, and a call is noted once a day: whoever sees it is answered with it.
            let is_seen = thing
                .zip(caller.who())
                .is_some_and(|(thing, who)| who.sees(&after, noun, thing));
            assert!(
                is_seen || answer.without_request_id() != made.without_request_id(),
                "{path} for the {}: {}",
                caller.name,
                answer.body
            );
        }
    }
    println!("{asked} times the key of another");
}

#[actix_web::test]
async fn a_key_is_of_one_grant_one_path_and_one_body() {
    let world = World::of_everybody().await;
    let all = world.registry().await;
    let (session, _) = world
        .app
        .session(Capacity::CountyWest(Division::of_six(WEINING)))
        .await;
    let other = Grant {
        id: GrantId::fresh(),
        account: session.account,
        capacity: Capacity::CountyWest(Division::of_six(HEZHANG)),
        from: world.app.clock.today(),
        to: None,
    };
    let now = world.app.clock.now();
    let kept = storage::accounts::insert_grant(&world.app.db, &other, None, now).await;
    kept.expect("a grant");
    let under = Session {
        id: SessionId::fresh(),
        grant: other.id,
        ..session.clone()
    };
    let kept = storage::sessions::insert(&world.app.db, &under).await;
    kept.expect("a session");
    let client = |session| world.app.bearer(&world.app.token(session));
    let (weining, hezhang) = (client(&session), client(&under));

    let waiting = all.all("erasures");
    let free = |home: u32| {
        let home = Division::of_six(home).widened();
        let is_free = |person: Option<_>| waiting.iter().all(|one| one.person != person);
        let at_home = all
            .all("people")
            .iter()
            .filter(move |thing| thing.home == Some(home));
        at_home
            .filter(move |thing| is_free(thing.person))
            .map(|thing| thing.id)
    };
    let people: Vec<_> = free(WEINING).take(2).collect();
    let path = |person: &uuid::Uuid| format!("/people/{person}/erasure-requests");
    let first = send(&weining, &path(&people[0]), &json!({}))
        .await
        .expect(201);
    let again = send(&weining, &path(&people[0]), &json!({}))
        .await
        .expect(201);
    assert!(is_replayed(&again));
    assert_eq!(first.body, again.body);
    // Another path is another act.
    let second = send(&weining, &path(&people[1]), &json!({}))
        .await
        .expect(201);
    assert!(!is_replayed(&second));
    assert_ne!(first.id(), second.id());
    // Under the other grant there is no such person, whatever was done under the first.
    send(&hezhang, &path(&people[0]), &json!({}))
        .await
        .expect(404);

    let plan = |day: &str| json!({ "division": "520526", "days": [30], "valid_from": day });
    send(&weining, "/round-plans", &plan("2031-01-01"))
        .await
        .expect(201);
    let reused = send(&weining, "/round-plans", &plan("2032-01-01"))
        .await
        .expect(422);
    assert_eq!(
        reused.faults(),
        [("Idempotency-Key", "IDEMPOTENCY_KEY_REUSED")]
    );
    let beyond = send(&hezhang, "/round-plans", &plan("2031-01-01")).await;
    assert!(
        !beyond.status.is_success() && !is_replayed(&beyond),
        "{}",
        beyond.body
    );
}
