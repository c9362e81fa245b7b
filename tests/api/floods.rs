//! Guessing and flooding: what is evaluated at all, what it costs, and that whoever has business here goes on with it
//! meanwhile.
//!
//! `FLOOD=full` tries as often as the promise says; the usual run a tenth of it.

use crate::{Answer, Client, TestApp, alone, cast, imports::Sheet, renewals::signed_in};
use futures_util::future::{join, join_all};
use rengang::{
    services::hashing::hashed,
    storage::{self, Scope},
};
use serde_json::json;
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};
use uuid::Uuid;

const WEINING: u32 = 520_526;
const PASSWORD: &str = "four plain words here";

/// What floods may make the process grow by, in kibibytes; those who flood are in the same process.
const KIBIBYTES: u64 = 400 << 10;

/// How often something is tried.
fn often(full: usize) -> usize {
    match std::env::var("FLOOD") {
        Ok(told) if told == "full" => full,
        _ => full / 10,
    }
}

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

const ALONE: &str = "floods::guesses_are_few_cost_little_and_never_keep_the_owner_out";

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
        let from = format!("10.2.{guess}.3");
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

#[actix_web::test]
async fn large_bodies_of_many_are_refused_and_others_are_answered_meanwhile() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let large = vec![b' '; (1 << 20) + 1];
    let crowd = (0..often(400)).map(|_| {
        let asked = app.anonymous().post("/sessions", &json!({}));
        let asked = asked.raw("application/json", large.clone());
        async move {
            asked
                .try_send()
                .await
                .map_or(413, |answer| answer.status.as_u16())
        }
    });
    let honest = async {
        for _ in 0..20 {
            county.get("/me").await.expect(200);
        }
    };
    let (answers, ()) = join(join_all(crowd), honest).await;
    assert!(answers.iter().all(|answer| *answer == 413), "{answers:?}");
}

#[actix_web::test]
async fn a_thousand_that_send_slowly_keep_nobody_waiting() {
    let app = TestApp::with(|settings| settings.request_seconds = 10).await;
    let county = app.county(WEINING).await;
    let token = county.token().expect("a token").to_owned();
    let body = format!(
        "POST /api/v1/people/search HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 100000\r\n\r\n{{\"name"
    );
    let mut slow: Vec<TcpStream> = Vec::new();
    for at in 0..often(10_000) {
        let mut connection = TcpStream::connect(app.address()).expect("a connection");
        let sent = if at % 2 == 0 {
            "GET /api/v1/me HTTP/1.1\r\nx: "
        } else {
            &body
        };
        // Those that came first may have been given up by now.
        if connection.write_all(sent.as_bytes()).is_ok() {
            slow.push(connection);
        }
        // The system queues no more than 128 that the service has not taken, and forgets some of those beyond.
        if at % 100 == 99 {
            app.anonymous().get("/me").await.expect(401);
        }
    }
    for _ in 0..20 {
        county.get("/me").await.expect(200);
    }
    println!("{} slow connections", slow.len());
    // Nobody waits for them for ever: each is told so, or closed.
    let patience = Some(Duration::from_mins(3));
    let ends = actix_web::web::block(move || {
        for mut connection in slow {
            connection.set_read_timeout(patience)?;
            let mut told = Vec::new();
            match connection.read_to_end(&mut told) {
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return Err(cause),
                _ => {}
            }
        }
        Ok(())
    });
    ends.await.expect("they end").expect("in time");
    county.get("/me").await.expect(200);
}

#[actix_web::test]
async fn one_account_has_so_many_jobs_and_those_of_others_do_not_wait_for_all_of_them() {
    let app = TestApp::with(|settings| settings.jobs_per_account = 5).await;
    let (many, other) = (app.county(WEINING).await, app.county(520_527).await);
    let sheet = || Sheet::roster("姓名,身份证号\n张三,1\n".as_bytes());
    let mut first = Vec::new();
    for _ in 0..5 {
        first.push(
            sheet()
                .send(&many, &Uuid::new_v4().to_string())
                .await
                .expect(202),
        );
    }
    let one_more = sheet()
        .send(&many, &Uuid::new_v4().to_string())
        .await
        .expect(409);
    assert_eq!(one_more.code(), "TOO_MANY_JOBS");
    app.clock.pass(chrono::Duration::seconds(1));
    let of_another = sheet().send(&other, "of-another").await.expect(202);

    // Taken one by one: the other county's is the second, whoever came before.
    let mut order = Vec::new();
    while let Some(hand) = rengang::services::jobs::take(&app, None)
        .await
        .expect("a job or none")
    {
        order.push(hand.job.id.to_string());
    }
    assert_eq!(order.len(), 6);
    assert_eq!(order[1], of_another.id(), "{order:?}");

    // Room again, once one is over.
    let path = format!("/jobs/{}/cancellation", first[4].id());
    many.post(&path, &json!({})).await.expect(200);
}

#[actix_web::test]
async fn one_account_sends_so_many_files_at_once_and_another_sends_meanwhile() {
    let app = TestApp::with(|settings| {
        settings.uploads_per_account = 2;
        settings.request_seconds = 600;
    })
    .await;
    let (many, other) = (app.county(WEINING).await, app.county(520_527).await);
    let token = many.token().expect("a token");
    let half_sent = |at: usize| {
        let head = format!(
            "POST /api/v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nidempotency-key: begun-{at:08}\r\n\
             content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n\
             --b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nhalf"
        );
        let mut connection = TcpStream::connect(app.address()).expect("a connection");
        connection.write_all(head.as_bytes()).expect("sent");
        connection
    };
    let mut under_way = Vec::new();
    let sheet = || Sheet::roster("姓名,身份证号\n张三,1\n".as_bytes());
    // Until two have begun, one more may be taken.
    let began = Instant::now();
    let refused = loop {
        under_way.push(half_sent(under_way.len()));
        let answer = sheet().send(&many, &Uuid::new_v4().to_string()).await;
        if answer.status == 429 {
            break answer;
        }
        assert!(began.elapsed() < Duration::from_mins(5), "{}", answer.body);
        let path = format!("/jobs/{}/cancellation", answer.id());
        many.post(&path, &json!({})).await.expect(200);
    };
    assert!(!refused.header("retry-after").is_empty());
    sheet().send(&other, "of-another").await.expect(202);
    drop(under_way);
    // Those that broke off take no place.
    let began = Instant::now();
    while sheet()
        .send(&many, &Uuid::new_v4().to_string())
        .await
        .status
        == 429
    {
        assert!(began.elapsed() < Duration::from_mins(5), "room again");
    }
}
