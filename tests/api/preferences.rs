//! How people want to be told, and how it is made sure that an address is theirs.

use crate::{
    Client, TestApp,
    mailing::{Season, WEINING, by, preferring, send},
    sink::{Sink, Taken},
};
use chrono::TimeDelta;
use domain::{
    division::Division,
    grant::Capacity,
    letter::{LetterFault, LetterKind, LetterState},
};
use serde_json::{Value, json};

#[actix_web::test]
async fn everybody_says_for_themselves_how_they_want_to_be_told() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let unsaid = county.get("/me/preferences").await.expect(200);
    assert_eq!(
        unsaid.body,
        json!({ "language": "zh-CN", "channels": ["email", "sms"], "rhythm": "daily" })
    );
    let wrong = json!({ "email": "nobody", "phone": "0857-6222333", "rhythm": "daily" });
    let faults = county
        .patch("/me/preferences", &wrong)
        .if_match(&unsaid)
        .await;
    assert_eq!(
        faults.expect(422).faults(),
        [("/email", "EMAIL_INVALID"), ("/phone", "MOBILE_NEEDED")]
    );
    for (member, value) in [("rhythm", json!("hourly")), ("channels", json!(["pigeon"]))] {
        let wish = json!({ member: value });
        let answer = county
            .patch("/me/preferences", &wish)
            .if_match(&unsaid)
            .await;
        assert_eq!(answer.expect(422).faults()[0].1, "UNKNOWN_CODE");
    }
    for member in ["fax", "email_confirmed"] {
        let unknown = county.patch("/me/preferences", &json!({ member: true }));
        let unknown = unknown.if_match(&unsaid).await.expect(422);
        assert_eq!(
            unknown.faults(),
            [(format!("/{member}").as_str(), "UNKNOWN_MEMBER")]
        );
    }

    let wish = json!({ "email": "Li.Na@Example.CN", "phone": "15494451206", "rhythm": "weekly" });
    let said = county
        .patch("/me/preferences", &wish)
        .if_match(&unsaid)
        .await
        .expect(200);
    assert_eq!(said.body["email"], "Li.Na@example.cn");
    assert_eq!(said.body["email_confirmed"], false);
    assert_eq!(said.header("etag"), "\"v1\"");
    let late = county
        .patch("/me/preferences", &wish)
        .if_match(&unsaid)
        .await;
    assert_eq!(late.expect(412).body["current_version"], 1);
    let cleared = json!({ "email": null });
    let cleared = county
        .patch("/me/preferences", &cleared)
        .if_match(&said)
        .await
        .expect(200);
    assert_eq!(
        (&cleared.body["email"], &cleared.body["phone"]),
        (&Value::Null, &json!("15494451206"))
    );

    let other = app
        .county(WEINING)
        .await
        .get("/me/preferences")
        .await
        .expect(200);
    assert_eq!(other.body, unsaid.body, "what one says is one's own");
}

#[actix_web::test]
async fn addresses_lie_sealed() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    preferring(
        &county,
        json!({ "email": "li.na@example.cn", "phone": "15494451206" }),
    )
    .await;
    let found = app
        .raw("select email_sealed, phone_sealed from preference")
        .await;
    for column in ["email_sealed", "phone_sealed"] {
        let sealed: Vec<u8> = found[0].try_get("", column).expect("bytes");
        let text = String::from_utf8_lossy(&sealed);
        assert!(
            !text.contains("example") && !text.contains("1549"),
            "{text}"
        );
    }
}

/// The code in a letter, which is plain ASCII in its English form.
fn code(taken: &Taken) -> String {
    let line = taken
        .data
        .lines()
        .find_map(|line| line.strip_prefix("Code: "));
    line.expect("a code").trim().to_owned()
}

async fn naming(who: &Client, email: &str) {
    preferring(
        who,
        json!({ "email": email, "language": "en", "rhythm": "at_once" }),
    )
    .await;
}

async fn prove(who: &Client, code: &str) -> crate::Answer {
    who.put("/me/email-code/proof", &json!({ "code": code }))
        .await
}

#[actix_web::test]
async fn nothing_but_a_code_goes_to_an_address_before_it_has_come_back() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 1).await;
    let worker = &season.workers[0];
    naming(worker, "new@post.example").await;
    season.offer(&app).await;
    assert_eq!(send(&app).await.sent, 1);
    let taken = sink.taken();
    assert_eq!(taken[0].to, "<new@post.example>");
    assert!(taken[0].header("Subject").starts_with("Please confirm"));
    // What the letter says is not kept with it.
    let code = code(&taken[0]);
    assert!(!app.letters().await[0].facts.to_string().contains(&code));

    let wrong = prove(worker, "WRONG-COD").await;
    assert_eq!(wrong.expect(422).faults(), [("/code", "EMAIL_CODE_WRONG")]);
    let typed = format!("{}-{}", &code[..4], &code[4..]).to_lowercase();
    let proved = prove(worker, &typed).await.expect(200);
    assert_eq!(
        (&proved.body["email"], &proved.body["email_confirmed"]),
        (&json!("new@post.example"), &json!(true))
    );
    assert_eq!(proved.header("etag"), "\"v3\"");
    prove(worker, &typed).await.expect(422);
    season.offer(&app).await;
    assert_eq!(send(&app).await.sent, 1);
    assert_eq!(sink.taken()[1].to, "<new@post.example>");

    // Another change leaves it confirmed, another address does not.
    preferring(worker, json!({ "rhythm": "none" })).await;
    assert_eq!(
        worker.get("/me/preferences").await.body["email_confirmed"],
        true
    );
    app.clock.pass(TimeDelta::seconds(1));
    naming(worker, "other@post.example").await;
    assert_eq!(
        worker.get("/me/preferences").await.body["email_confirmed"],
        false
    );
    prove(worker, &code).await.expect(422);
    assert_eq!(send(&app).await.sent, 1);
}

#[actix_web::test]
async fn a_code_is_good_for_a_day_and_five_tries_and_for_its_own_account() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let office = Capacity::CountyWest(Division::of_six(WEINING));
    let (session, _) = app.session(office).await;
    // A token is good for minutes, a session for longer.
    let county = || app.bearer(&app.token(&session));
    let other = app.county(WEINING).await;
    let another = async || {
        county().put("/me/email-code", &json!({})).await.expect(200);
        assert_eq!(send(&app).await.sent, 1);
        code(&sink.taken().pop().expect("a letter"))
    };
    naming(&county(), "office@county.example").await;
    naming(&other, "other@county.example").await;
    assert_eq!(send(&app).await.sent, 2);
    let of = |to: &str| {
        sink.taken()
            .iter()
            .find(|taken| taken.to == to)
            .map(code)
            .expect("a code")
    };
    let (first, foreign) = (of("<office@county.example>"), of("<other@county.example>"));
    prove(&county(), &foreign).await.expect(422);
    for _ in 0..4 {
        prove(&county(), "00000000").await.expect(422);
    }
    prove(&county(), &first).await.expect(422);

    app.clock.pass(TimeDelta::minutes(1));
    let second = another().await;
    prove(&county(), &first).await.expect(422);
    app.clock.pass(TimeDelta::hours(24));
    prove(&county(), &second).await.expect(422);
    let third = another().await;
    prove(&county(), &third).await.expect(200);
    let done = county().put("/me/email-code", &json!({})).await;
    assert_eq!(done.expect(409).code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn codes_are_sent_once_a_minute_and_five_times_a_day() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let (session, _) = app
        .session(Capacity::CountyWest(Division::of_six(WEINING)))
        .await;
    let county = || app.bearer(&app.token(&session));
    let ask = async || county().put("/me/email-code", &json!({})).await;
    assert_eq!(
        ask().await.expect(409).code(),
        "NOT_IN_THIS_STATE",
        "no address"
    );
    naming(&county(), "1@county.example").await;
    assert_eq!(ask().await.expect(429).header("retry-after"), "60");
    app.clock.pass(TimeDelta::minutes(1));
    ask().await.expect(200);
    for number in 2..5 {
        app.clock.pass(TimeDelta::seconds(1));
        naming(&county(), &format!("{number}@county.example")).await;
    }
    app.clock.pass(TimeDelta::hours(1));
    assert_eq!(ask().await.expect(429).header("retry-after"), "3600");
    let read = county().get("/me/preferences").await;
    let wish = json!({ "email": "5@county.example" });
    county()
        .patch("/me/preferences", &wish)
        .if_match(&read)
        .await
        .expect(429);
    assert_eq!(
        county().get("/me/preferences").await.body["email"],
        "4@county.example"
    );

    // Of five letters the last one is worth sending.
    send(&app).await;
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.kind == LetterKind::EmailCode)
    );
    let dropped = |letter: &&rengang::storage::letters::Letter| {
        letter.fault == Some(LetterFault::Unaddressed)
    };
    assert_eq!(
        (letters.len(), letters.iter().filter(dropped).count()),
        (5, 4)
    );
    assert_eq!(letters[4].state, LetterState::Sent);
    app.clock.advance(1);
    ask().await.expect(200);
}
