//! What is told of more people than it can be true of.

use crate::{
    Client, TestApp,
    cast::{self, at_work},
    evidence::given,
    follow_up_sheets::{fetched, lines, saved, sent},
    imports::{confirmed, rows},
    rosters::{away, seeker, take_in},
};
use domain::{
    division::Division,
    phone::Phone,
    roster::entry::{Entry, Precision},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;

async fn found(by: &Client, query: &str) -> Vec<Value> {
    let listed = by.get(&format!("/reuse?{query}")).await.expect(200);
    listed.body["items"].as_array().expect("findings").clone()
}

fn with_phone(number: u32, home: u32, phone: &str, household: Option<&str>) -> Entry {
    Entry {
        home: Division::of_six(home),
        phone: Phone::read(phone),
        household_number: household.map(str::to_owned),
        ..seeker(number)
    }
}

#[actix_web::test]
async fn one_phone_of_many_households_is_found_and_one_familys_is_not() {
    let app = TestApp::start().await;
    let shared = |n: u32| {
        with_phone(
            n,
            WEINING,
            "13800000001",
            Some(["a", "b", "c"][n as usize % 3]),
        )
    };
    let family = |n: u32| with_phone(n, WEINING, "13800000002", Some("d"));
    let mut rows: Vec<Entry> = (1..=6).map(shared).collect();
    rows.extend((11..=16).map(family));
    take_in(&app, Division::of_six(WEINING), "2020-03-31", rows).await;
    let elsewhere = vec![with_phone(21, HEZHANG, "13800000001", None)];
    take_in(&app, Division::of_six(HEZHANG), "2020-03-31", elsewhere).await;

    let county = app.county(WEINING).await;
    let items = found(&county, "kind=phone").await;
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0]["people"].as_u64(), items[0]["households"].as_u64()),
        (Some(7), Some(4))
    );
    // All are counted, one's own are named.
    assert_eq!(items[0]["person_ids"].as_array().map(Vec::len), Some(6));
    let neighbour = found(&app.county(HEZHANG).await, "kind=phone").await;
    assert_eq!(neighbour[0]["person_ids"].as_array().map(Vec::len), Some(1));
    assert!(found(&county, "kind=phone&households=5").await.is_empty());
    assert!(
        found(&app.county(530_602).await, "kind=phone")
            .await
            .is_empty()
    );
    assert_eq!(county.get("/reuse?households=1").await.status, 400);
}

#[actix_web::test]
async fn from_how_many_on_is_said_by_each_area_from_a_day_on() {
    let app = TestApp::start().await;
    for home in [WEINING, HEZHANG] {
        let shared = |n: u32| {
            with_phone(
                home % 1000 + n * 1000,
                home,
                &format!("1380{home:07}"),
                None,
            )
        };
        let rows = (1..=4).map(shared).collect();
        take_in(&app, Division::of_six(home), "2020-03-31", rows).await;
    }
    let (county, neighbour) = (app.county(WEINING).await, app.county(HEZHANG).await);
    let province = app.province(520_000).await;
    let told = async |by: &Client| found(by, "kind=phone").await.len();
    let say = async |by: &Client, division: &str, least: Value, from: Option<&str>| {
        let mut new = json!({ "division": division, "kind": "phone", "valid_from": from });
        if least.is_u64() {
            new["least"] = least;
        }
        by.post("/reuse-thresholds", &new).await
    };
    assert_eq!((told(&county).await, told(&province).await), (1, 2));
    // The county's own holds there, and nowhere else.
    say(&county, "520526", json!(5), None).await.expect(201);
    assert_eq!((told(&county).await, told(&neighbour).await), (0, 1));
    assert_eq!(told(&province).await, 2);
    // What is set for later holds later, and can be read before.
    say(&province, "520000", json!(9), Some("2020-05-01"))
        .await
        .expect(201);
    say(&county, "520526", json!(null), Some("2020-06-01"))
        .await
        .expect(201);
    assert_eq!(told(&neighbour).await, 1);
    let held = county.get("/reuse-thresholds").await.expect(200);
    assert_eq!(held.body["items"].as_array().map(Vec::len), Some(4));
    let phone = &held.body["items"][0];
    assert_eq!(
        (&phone["least"], &phone["division"]["code"]),
        (&json!(5), &json!("520526"))
    );
    assert_eq!(held.body["items"][3].get("division"), None);
    let later = county.get("/reuse-thresholds?on=2020-06-01").await;
    assert_eq!(later.body["items"][0]["least"], 9, "{:#}", later.body);
    assert_eq!(later.body["items"][0]["valid_from"], "2020-05-01");
    app.clock.advance(40);
    assert_eq!(told(&app.county(HEZHANG).await).await, 0);
    let asked = found(&app.county(HEZHANG).await, "kind=phone&households=4").await;
    assert_eq!(asked.len(), 1, "who asks for another number gets it");

    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    say(&bureau, "441900", json!(3), None).await.expect(201);
    let refused = say(&county, "520527", json!(3), Some("2020-04-01")).await;
    assert_eq!(
        refused.expect(422).faults(),
        [
            ("/division", "DIVISION_OUT_OF_REACH"),
            ("/valid_from", "DATE_PAST")
        ]
    );
    let refused = say(&county, "520526", json!(1), None).await.expect(422);
    assert_eq!(refused.faults(), [("/least", "OUT_OF_RANGE")]);
    let deep = say(&county, "520526100", json!(3), None).await.expect(422);
    assert_eq!(deep.faults(), [("/division", "PLAN_TOO_DEEP")]);
    assert_eq!(rows(&app, "reuse_threshold").await, 4);
}

#[actix_web::test]
async fn more_who_start_on_one_day_than_there_were_openings_are_found() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let employer = "晨光示例电子有限公司";
    cast::post(&app, factory, 6).await;
    let row = |precision, number| {
        let mut entry = away(number, employer);
        let job = entry
            .employment
            .as_mut()
            .and_then(|job| job.started.as_mut());
        job.expect("a start").precision = precision;
        entry
    };
    let mut rows: Vec<Entry> = (1..=8).map(|n| row(Precision::Day, n)).collect();
    // Estimated starts fall on one day by themselves.
    let guessed = |n| Entry {
        employment: away(n, "另一示例厂").employment,
        ..row(Precision::Estimated, n)
    };
    rows.extend((11..=30).map(guessed));
    take_in(&app, Division::of_six(WEINING), "2020-03-31", rows).await;

    let county = app.county(WEINING).await;
    let items = found(&county, "kind=crowded_start").await;
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(
        (items[0]["people"].as_u64(), items[0]["openings"].as_u64()),
        (Some(8), Some(6))
    );
    assert_eq!(
        (items[0]["employer"].as_str(), items[0]["on"].as_str()),
        (Some(employer), Some("2019-10-01"))
    );
    // Where there are openings enough, nobody wonders.
    cast::post(&app, factory, 2).await;
    assert!(found(&county, "kind=crowded_start").await.is_empty());
}

#[actix_web::test]
async fn a_post_that_was_filled_twice_on_one_day_is_found() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut posts = Vec::new();
    for number in 1..=3 {
        posts.push(at_work(&app, WEINING, number, factory).await.placement);
    }
    // As if all three had started at the post of the first, which has one opening.
    let sql =
        "update placement set vacancy_id = (select vacancy_id from placement order by id limit 1)";
    app.db.execute_unprepared(sql).await.expect("moved");
    let bureau = app.bureau(441_900).await;
    let items = found(&bureau, "kind=crowded_start&starters=2").await;
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0]["people"].as_u64(), items[0]["openings"].as_u64()),
        (Some(3), Some(1))
    );
    assert_eq!(items[0]["enterprise_id"], factory.to_string());
    assert!(
        found(&bureau, "kind=crowded_start").await.is_empty(),
        "three are fewer than five"
    );
}

#[actix_web::test]
async fn one_photo_for_two_people_is_found_and_a_stamped_list_for_many_is_not() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let employer = app.enterprise(factory).await;
    let mut jobs = Vec::new();
    for number in 1..=3 {
        jobs.push(at_work(&app, WEINING, number, factory).await);
    }
    let photo = b"\x89PNG\r\n\x1a\n the same";
    for job in &jobs[..2] {
        // Given twice, it is two rows and one content.
        let file = given(&employer, photo).await;
        let slip = json!({ "employment_ids": [job.employment.0], "kind": "pay_slip", "on": "2020-04-01", "file_id": file });
        employer.post("/evidence", &slip).await.expect(201);
    }
    let list = given(&employer, b"%PDF-1.7 a list").await;
    let all: Vec<_> = jobs.iter().map(|job| job.employment.0).collect();
    let stamped = json!({ "employment_ids": all, "kind": "stamped_list", "on": "2020-04-01", "file_id": list });
    employer.post("/evidence", &stamped).await.expect(201);

    let items = found(&app.county(WEINING).await, "kind=evidence_file").await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["people"], 2);
    let named = items[0]["person_ids"].to_string();
    assert!(
        jobs[..2]
            .iter()
            .all(|job| named.contains(&job.person.to_string()))
    );
}

#[actix_web::test]
async fn one_account_for_the_wages_of_two_households_is_found_and_is_nowhere_kept() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    for number in 1..=4 {
        at_work(&app, WEINING, number, factory).await;
    }
    app.clock.advance(20);
    let employer = app.enterprise(factory).await;
    let sheet = fetched(&employer, factory, "").await.expect(200);
    let mut own = lines(&sheet.bytes);
    let told = [
        "6228 4804 0256 4890 018",
        "6228480402564890018",
        "6222020200112233445",
        "工行",
    ];
    for (line, account) in own.iter_mut().zip(told) {
        account.clone_into(&mut line[7]);
    }
    let seen = sent(&saved(&own), "2020-04-21")
        .reviewed(&app, &employer, "with-accounts")
        .await;
    confirmed(&app, &employer, &seen).await;
    assert_eq!(
        rows(&app, "pay_account").await,
        3,
        "what is no account costs no row"
    );
    assert_eq!(rows(&app, "evidence").await, 4);

    let county = app.county(WEINING).await;
    let items = found(&county, "kind=pay_account").await;
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(
        (items[0]["people"].as_u64(), items[0]["households"].as_u64()),
        (Some(2), Some(2))
    );
    assert_eq!(items[0]["person_ids"].as_array().map(Vec::len), Some(2));
    assert!(
        found(&county, "kind=pay_account&households_an_account=3")
            .await
            .is_empty()
    );
    assert!(
        found(&app.county(HEZHANG).await, "kind=pay_account")
            .await
            .is_empty()
    );
    // Nothing that is kept or told holds the number.
    let length = match app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "octet_length(digest)",
        _ => "length(digest)",
    };
    let short = format!("pay_account where {length} <= 32");
    assert_eq!(rows(&app, &short).await, 3);
    assert!(!format!("{items:?}").contains("6228"));

    // The newest telling counts.
    "6217000010001234567".clone_into(&mut own[1][7]);
    let seen = sent(&saved(&own), "2020-04-21")
        .reviewed(&app, &employer, "another-account")
        .await;
    confirmed(&app, &employer, &seen).await;
    assert_eq!(rows(&app, "pay_account").await, 3);
    assert!(found(&county, "kind=pay_account").await.is_empty());
}

#[actix_web::test]
async fn pages_of_findings_hold_each_once_and_those_told_of_most_first() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for (phone, number) in [(1, 5), (2, 7), (3, 6), (4, 6)] {
        let shared =
            |n: u32| with_phone(phone * 10 + n, WEINING, &format!("1380000000{phone}"), None);
        people.extend((1..=number).map(shared));
    }
    take_in(&app, Division::of_six(WEINING), "2020-03-31", people).await;
    let county = app.county(WEINING).await;
    let (mut told, mut named, mut more) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = county
            .get(&format!("/reuse?limit=1{more}"))
            .await
            .expect(200);
        for item in page.body["items"].as_array().expect("findings") {
            told.push(item["people"].as_u64().expect("a number"));
            named.push(item["person_ids"].to_string());
        }
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        more = format!("&cursor={cursor}");
    }
    assert_eq!(told, [7, 6, 6, 5]);
    named.sort();
    named.dedup();
    assert_eq!(named.len(), 4, "each once");
    let other = county
        .get(&format!("/reuse?limit=1&kind=phone{more}"))
        .await;
    assert_eq!(other.expect(400).code(), "CURSOR_MISMATCH");
}
