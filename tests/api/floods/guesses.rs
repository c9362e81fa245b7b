//! Guesses: few are evaluated, none beyond is hashed, and the owner signs in meanwhile.

use super::often::often;
use crate::{Answer, Client, TestApp, alone, cast, renewals::signed_in};
use futures_util::future::{join, join_all};
use rengang::{
    app::App,
    services::{hashing::hashed, housekeeping, sessions},
    storage::{self, Scope},
};
use serde_json::json;
use std::time::Instant;

const WEINING: u32 = 520_526;
const PASSWORD: &str = "four plain words here";

/// What floods may make the process grow by, in kibibytes; those who flood are in the same process.
const KIBIBYTES: u64 = 400 << 10;

/// How many more attempts time itself has given since: one each so many seconds.
fn refilled(since: Instant, seconds: u64) -> u64 {
    since.elapsed().as_secs() / seconds + 1
}

/// Nothing is hashed for those that are refused; an answer or two may have been lost on the way, and asked for again.
fn nothing_more_was_hashed(before: u64, evaluated: u64) {
    let hashed = hashed() - before;
    assert!(
        (evaluated..=evaluated + 3).contains(&hashed),
        "{hashed} hashed, {evaluated} evaluated"
    );
}

/// A service behind one proxy, which tells from where requests come, with the usual limits.
async fn behind_a_proxy() -> TestApp {
    TestApp::with(|settings| {
        settings.proxy_hops = 1;
        settings.sign_in_attempts = 10;
        settings.sms_file = settings.data_dir.join("sms");
    })
    .await
}

async fn sign_in(by: &Client, username: &str, password: &str, from: &str) -> Answer {
    let shown = json!({ "username": username, "password": password });
    by.post("/sessions", &shown)
        .header("x-forwarded-for", from)
        .await
}

const ALONE: &str = "floods::guesses::guesses_are_few_cost_little_and_never_keep_the_owner_out";

#[actix_web::test]
async fn from_where_an_account_is_signed_in_to_outlives_a_restart_and_is_told_by_no_row() {
    let app = behind_a_proxy().await;
    app.county(WEINING).await;
    signed_in(&app, "weining", "办公室").await;
    let home = "203.0.113.1";
    let again = async || {
        App::open((*app.settings).clone(), app.clock.clone())
            .await
            .expect("opened")
    };
    assert!(
        !sessions::is_known(&again().await, "weining", home)
            .await
            .expect("an answer")
    );
    sign_in(&app.anonymous(), "weining", "a guess that is wrong", home)
        .await
        .expect(401);
    assert!(
        !sessions::is_known(&again().await, "weining", home)
            .await
            .expect("an answer")
    );
    for _ in 0..2 {
        let owner = sign_in(&app.anonymous(), "weining", PASSWORD, home).await;
        owner.expect(201);
    }
    let restarted = again().await;
    for (name, from, is_known) in [
        ("weining", home, true),
        ("weining", "203.0.113.2", false),
        ("hezhang", home, false),
    ] {
        let known = sessions::is_known(&restarted, name, from).await;
        assert_eq!(known.expect("an answer"), is_known, "{name} from {from}");
    }
    let rows = app.raw("select digest from known_address").await;
    let known = rows
        .iter()
        .map(|row| row.try_get::<Vec<u8>>("", "digest").expect("bytes"));
    let known: Vec<_> = known.collect();
    // That of the test's own first sign-in is the other.
    assert_eq!(known.len(), 2, "once each");
    assert!(
        known
            .iter()
            .all(|digest| digest.len() == 16 || digest.len() == 32),
        "{known:?}"
    );

    app.clock.advance(91);
    housekeeping::run(&app).await.expect("kept in order");
    assert!(
        !sessions::is_known(&app, "weining", home)
            .await
            .expect("an answer")
    );
}

#[actix_web::test]
async fn guesses_are_few_cost_little_and_never_keep_the_owner_out() {
    // What is hashed, and memory, are counted for the whole process.
    if !alone::is_alone() {
        return alone::again(ALONE).await;
    }
    let app = behind_a_proxy().await;
    let county = app.county(WEINING).await;
    signed_in(&app, "weining", "办公室").await;
    let anonymous = app.anonymous();
    let home = "203.0.113.1";
    sign_in(&anonymous, "weining", PASSWORD, home)
        .await
        .expect(201);
    alone::forget_peak();
    let held = alone::memory();
    one_account_is_not_guessed_from_many_addresses(&app).await;
    // The owner, from where the account was signed in to before; and from elsewhere, once a quarter of an hour is over.
    sign_in(&anonymous, "weining", PASSWORD, home)
        .await
        .expect(201);
    let elsewhere = sign_in(&anonymous, "weining", PASSWORD, "203.0.113.2").await;
    assert!(
        [201, 429].contains(&elsewhere.status.as_u16()),
        "{}",
        elsewhere.body
    );
    county.get("/me").await.expect(200);
    many_names_are_not_tried_from_one_address(&app, &county).await;
    a_crowd_does_not_keep_others_waiting(&app, &county).await;
    claims_are_not_guessed(&app).await;
    second_factors_are_not_guessed(&app).await;
    if let (Some((_, before)), Some((peak, _))) = (held, alone::memory()) {
        let grown = peak.saturating_sub(before);
        println!("the process grew by {grown} KiB at most");
        assert!(grown < KIBIBYTES, "{grown} KiB");
    }
}

async fn one_account_is_not_guessed_from_many_addresses(app: &TestApp) {
    let anonymous = app.anonymous();
    let (began, before) = (Instant::now(), hashed());
    let mut evaluated = 0;
    for guess in 0..often(1000) {
        let from = format!("198.51.100.{}", guess % 50);
        let answer = sign_in(&anonymous, "weining", "a guess that is wrong", &from).await;
        match answer.status.as_u16() {
            401 => evaluated += 1,
            429 => {
                let wait: u64 = answer.header("retry-after").parse().expect("seconds");
                assert!((1..=900).contains(&wait), "never for good: {wait}");
            }
            other => panic!("{other} {}", answer.body),
        }
    }
    let most = 10 + refilled(began, 90);
    assert!(evaluated <= most, "{evaluated} of at most {most}");
    nothing_more_was_hashed(before, evaluated);
    println!(
        "{} guesses at one account from 50 addresses: {evaluated} evaluated",
        often(1000)
    );
}

async fn many_names_are_not_tried_from_one_address(app: &TestApp, county: &Client) {
    let anonymous = app.anonymous();
    let (began, before) = (Instant::now(), hashed());
    let mut evaluated = 0;
    for name in 0..often(5000) {
        let name = format!("nobody-{name}");
        let answer = sign_in(&anonymous, &name, "a guess that is wrong", "192.0.2.7").await;
        evaluated += u64::from(answer.status == 401);
        if name.ends_with("00") {
            county.get("/me").await.expect(200);
        }
    }
    let most = 30 + refilled(began, 2);
    assert!(evaluated <= most, "{evaluated} of at most {most}");
    nothing_more_was_hashed(before, evaluated);
    println!(
        "{} names from one address: {evaluated} evaluated",
        often(5000)
    );
}

/// Many names from many addresses, at once: whoever comes when the line is long enough is told so.
async fn a_crowd_does_not_keep_others_waiting(app: &TestApp, county: &Client) {
    // One client alone would send a hundred at once at most.
    let before = hashed();
    let clients = [app.anonymous(), app.anonymous(), app.anonymous()];
    let crowd = (0..often(1500)).map(|at| {
        let (name, from) = (
            format!("nobody-{at}"),
            format!("10.{}.{}.1", at / 250, at % 250),
        );
        let anonymous = &clients[at % clients.len()];
        async move {
            sign_in(anonymous, &name, "a guess that is wrong", &from)
                .await
                .status
                .as_u16()
        }
    });
    let honest = async {
        for _ in 0..20 {
            county.get("/me").await.expect(200);
        }
    };
    let (answers, ()) = join(join_all(crowd), honest).await;
    let of = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!(of(401) + of(503), answers.len(), "{answers:?}");
    nothing_more_was_hashed(before, of(401) as u64);
    println!(
        "{} at once: {} evaluated, {} sent away",
        answers.len(),
        of(401),
        of(503)
    );
}

/// The code that a telephone got: five tries, and nothing is hashed for a sixth.
async fn claims_are_not_guessed(app: &TestApp) {
    let person = cast::people(app, WEINING, 0..1).await[0];
    let scope = Scope::job("a test reads the roster");
    let found = storage::people::get(&app.db, &app.keys, &scope, person).await;
    let found = found.expect("an answer").expect("a person");
    let phone = found.phone.expect("a telephone");
    let said = json!({ "citizen_id": found.citizen_id.reveal(), "phone": phone.reveal() });
    let asked = app
        .anonymous()
        .post("/claims", &said)
        .header("x-forwarded-for", "203.0.113.9");
    let claim = asked.await.expect(202);
    let path = format!("/claims/{}/proof", claim.id());
    let before = hashed();
    for guess in 0..often(10_000).min(400) {
        let shown = json!({ "code": format!("{guess:06}") });
        let from = format!("10.1.{}.2", guess / 20);
        let answer = app
            .anonymous()
            .post(&path, &shown)
            .header("x-forwarded-for", &from)
            .await;
        // One in a million may be right.
        assert!(
            [401, 429, 201].contains(&answer.status.as_u16()),
            "{}",
            answer.body
        );
    }
    let evaluated = hashed() - before;
    assert!(evaluated <= 5, "{evaluated}");
    println!(
        "{} guesses at a claim: {evaluated} evaluated",
        often(10_000).min(400)
    );
}

/// Whoever has the password has ten tries at the code a quarter of an hour, from wherever.
async fn second_factors_are_not_guessed(app: &TestApp) {
    signed_in(app, "hezhang", "办公室").await;
    let began = Instant::now();
    let guesses = (0..often(1000)).map(|guess| {
        let shown =
            json!({ "username": "hezhang", "password": PASSWORD, "code": format!("{guess:06}") });
        let from = format!("10.2.{}.{}", guess / 250, guess % 250);
        let anonymous = app.anonymous();
        async move {
            anonymous
                .post("/sessions", &shown)
                .header("x-forwarded-for", &from)
                .await
                .status
                .as_u16()
        }
    });
    let mut evaluated = 0;
    for guess in guesses {
        evaluated += u64::from(guess.await != 429);
    }
    let most = 10 + refilled(began, 90);
    assert!(evaluated <= most, "{evaluated} of at most {most}");
    println!(
        "{} guesses at a second factor: {evaluated} evaluated",
        often(1000)
    );
}
