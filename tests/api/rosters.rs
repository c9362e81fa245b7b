//! Rosters against the registry.

use crate::{Client, TestApp};
use chrono::NaiveDate;
use domain::{
    citizen_id::CitizenId,
    division::Division,
    phone::Phone,
    roster::{
        closing::Closing,
        entry::{Employment, Entry, Precision, Started, Wish},
    },
    words::{Trade, Willingness, WorkStatus},
};
use rengang::storage::{
    BulkTransaction,
    people::{self, Counts, Origin},
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

pub const WEINING: Division = Division::of_six(520_526);
pub const HEZHANG: Division = Division::of_six(520_527);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Somebody of 威宁 who looks for work; `number` tells people apart.
pub fn seeker(number: u32) -> Entry {
    let (citizen_id, _) = (0..=10)
        .map(|check| char::from_digit(check, 10).unwrap_or('X'))
        .find_map(|check| {
            CitizenId::read(&format!(
                "522427{}{:02}01{:03}{check}",
                1990 + number / 12_000,
                number % 12_000 / 1000 + 1,
                number % 1000
            ))
            .ok()
        })
        .expect("one check character fits");
    Entry {
        row: number,
        serial: None,
        name: "王小明".into(),
        sex: citizen_id.sex(),
        born: citizen_id.born(),
        citizen_id,
        phone: Phone::read("15494451206"),
        home: WEINING,
        township: Some("草海镇".into()),
        village: None,
        household_number: None,
        person_number: None,
        head_name: None,
        relation: None,
        category: None,
        schooling: None,
        in_school: false,
        labour_ability: None,
        mandarin: Some(true),
        status: Some(WorkStatus::OutOfWork),
        employment: None,
        wish: Wish {
            willingness: Some(Willingness::Anywhere),
            trades: vec![Trade::Manufacturing],
            ..Wish::default()
        },
    }
}

/// A number that no other caller of this process was given; tests of their own count from 0.
pub fn unused() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(900);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The identity of a person whom somebody may see, found by ID.
pub async fn found(by: &Client, number: u32) -> Uuid {
    let id = seeker(number).citizen_id;
    let found = by.post("/people/search", &json!({ "citizen_id": id.reveal() }));
    let found = found.await.expect(200);
    let id = found.body["items"][0]["id"].as_str().expect("somebody");
    id.parse().expect("an identity")
}

/// Somebody of 威宁 who works away already, since `months` before the first of April 2020.
pub fn away(number: u32, employer: &str) -> Entry {
    Entry {
        status: Some(WorkStatus::Away),
        employment: Some(Employment {
            place: Some("广东省东莞市".into()),
            division: Division::parse("441900"),
            employer: Some(employer.into()),
            started: Some(Started {
                on: day("2019-10-01"),
                precision: Precision::Estimated,
            }),
            ..Employment::default()
        }),
        ..seeker(number)
    }
}

/// Takes a roster of a county in, as an import does.
pub async fn take_in(app: &TestApp, area: Division, as_of: &str, rows: Vec<Entry>) -> Counts {
    let origin = origin(app, area, as_of);
    let rows = rows
        .into_iter()
        .map(|row| people::prepare(&app.keys, &origin, row).expect("a row made ready"))
        .collect();
    let tx = BulkTransaction::begin(&app.db).await.expect("begun");
    let plan = people::plan(&tx, &app.keys, &origin, rows)
        .await
        .expect("a plan");
    let counts = plan.counts();
    people::carry_out(&tx, &origin, plan)
        .await
        .expect("carried out");
    tx.commit(crate::traces::of_a_test(), app.clock.now())
        .await
        .expect("kept");
    counts
}

fn origin(app: &TestApp, area: Division, as_of: &str) -> Origin {
    Origin {
        import: None,
        area: Some(area),
        as_of: day(as_of),
        now: app.clock.now(),
    }
}

pub async fn count(app: &TestApp, what: &str) -> i64 {
    let question = sea_orm::Statement::from_string(
        app.db.get_database_backend(),
        format!("select count(*) as n from {what}"),
    );
    let row = app.db.query_one_raw(question).await.expect("an answer");
    row.and_then(|row| row.try_get("", "n").ok())
        .expect("a count")
}

#[actix_web::test]
async fn the_same_roster_twice_changes_nothing_and_says_so() {
    let app = TestApp::start().await;
    let rows = || {
        let mut rows: Vec<Entry> = (0..400).map(seeker).collect();
        rows.extend((400..800).map(|number| away(number, "东莞示例厂")));
        rows
    };
    let first = take_in(&app, WEINING, "2020-04-01", rows()).await;
    assert_eq!((first.added, count(&app, "person").await), (800, 800));
    assert_eq!(count(&app, "employment where ended_on is null").await, 400);

    let again = take_in(&app, WEINING, "2020-04-01", rows()).await;
    let unchanged = Counts {
        unchanged: 800,
        ..Counts::default()
    };
    assert_eq!(again, unchanged);
    // A month later the county stands by the same rows: that is no change, but it was told.
    assert_eq!(
        take_in(&app, WEINING, "2020-05-01", rows()).await,
        unchanged
    );
    assert_eq!(count(&app, "person where version > 1").await, 0);
    assert_eq!(count(&app, "person where as_of = '2020-05-01'").await, 800);
    assert_eq!(count(&app, "person_change").await, 0);
    assert_eq!(count(&app, "employment").await, 400);
}

#[actix_web::test]
async fn a_changed_row_is_a_dated_change_and_a_blank_cell_is_none() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1), seeker(2)]).await;
    let moved = Entry {
        township: Some("牛棚镇".into()),
        phone: Phone::read("13894451206"),
        ..seeker(1)
    };
    let silent = Entry {
        township: None,
        mandarin: None,
        ..seeker(2)
    };
    let counts = take_in(&app, WEINING, "2020-05-01", vec![moved, silent]).await;
    assert_eq!((counts.changed, counts.unchanged), (1, 1));
    assert_eq!(
        count(&app, "person where version = 2 and township = '牛棚镇'").await,
        1
    );
    assert_eq!(
        count(&app, "person where version = 1 and township = '草海镇'").await,
        1
    );
    let change = "person_change where as_of = '2020-05-01' and version = 1 \
                  and cast(was as text) like '%草海镇%' and cast(was as text) like '%phone_sealed%'";
    assert_eq!(count(&app, change).await, 1);
}

#[actix_web::test]
async fn an_older_roster_does_not_undo_a_later_one() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-05-01", vec![seeker(1)]).await;
    let older = Entry {
        township: Some("牛棚镇".into()),
        ..seeker(1)
    };
    let counts = take_in(&app, WEINING, "2020-04-01", vec![older]).await;
    assert_eq!(counts.outdated, 1);
    assert_eq!(count(&app, "person where township = '草海镇'").await, 1);
}

#[actix_web::test]
async fn a_person_claimed_by_another_county_stays_and_both_are_told_once() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    for as_of in ["2020-05-01", "2020-06-01"] {
        let claimed = Entry {
            home: HEZHANG,
            name: "别人".into(),
            ..seeker(1)
        };
        assert_eq!(
            take_in(&app, HEZHANG, as_of, vec![claimed]).await.claimed,
            1
        );
    }
    assert_eq!(
        count(&app, "person where name = '王小明' and home = 520526000000").await,
        1
    );
    assert_eq!(count(&app, "conflict").await, 1);
}

#[actix_web::test]
async fn a_row_with_another_countys_home_is_not_written() {
    let app = TestApp::start().await;
    let counts = take_in(&app, HEZHANG, "2020-04-01", vec![seeker(1)]).await;
    assert_eq!((counts.outside, count(&app, "person").await), (1, 0));
}

#[actix_web::test]
async fn another_job_ends_the_one_before_and_no_job_ends_the_last() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-04-01", vec![away(1, "东莞示例厂")]).await;
    let mut moved = away(1, "佛山示例厂");
    if let Some(job) = &mut moved.employment {
        job.started = Some(Started {
            on: day("2020-04-15"),
            precision: Precision::Day,
        });
    }
    take_in(&app, WEINING, "2020-05-01", vec![moved]).await;
    let ended = "employment where employer = '东莞示例厂' and ended_on = '2020-04-15'";
    assert_eq!(count(&app, ended).await, 1);
    let begun = "employment where employer = '佛山示例厂' and ended_on is null \
                 and started_on = '2020-04-15' and known_from = '2020-05-01'";
    assert_eq!(count(&app, begun).await, 1);

    take_in(&app, WEINING, "2020-06-01", vec![seeker(1)]).await;
    assert_eq!(count(&app, "employment where ended_on is null").await, 0);
    assert_eq!(
        count(&app, "employment where ended_on = '2020-06-01'").await,
        1
    );
}

#[actix_web::test]
async fn a_sheet_of_closings_ends_open_jobs_of_the_countys_own_people() {
    let app = TestApp::start().await;
    take_in(
        &app,
        WEINING,
        "2020-04-01",
        vec![away(1, "东莞示例厂"), seeker(2)],
    )
    .await;
    let closing = |number: u32, ended_on: &str| Closing {
        row: number,
        serial: None,
        citizen_id: seeker(number).citizen_id,
        ended_on: day(ended_on),
        reason: None,
    };
    let rows = [
        closing(1, "2020-05-20"),
        closing(2, "2020-05-20"),
        closing(3, "2020-05-20"),
    ];
    let foreign = origin(&app, HEZHANG, "2020-06-01");
    let plan = people::plan_closings(&app.db, &app.keys, &foreign, &rows).await;
    assert_eq!(plan.expect("a plan").unknown, 3);

    let own = origin(&app, WEINING, "2020-06-01");
    let early = people::plan_closings(&app.db, &app.keys, &own, &[closing(1, "2019-01-01")]).await;
    assert_eq!(early.expect("a plan").too_early, 1);
    let tx = BulkTransaction::begin(&app.db).await.expect("begun");
    let plan = people::plan_closings(&tx, &app.keys, &own, &rows)
        .await
        .expect("a plan");
    assert_eq!((plan.closed, plan.idle, plan.unknown), (1, 1, 1));
    people::close(&tx, plan).await.expect("closed");
    tx.commit(crate::traces::of_a_test(), app.clock.now())
        .await
        .expect("kept");
    assert_eq!(
        count(&app, "employment where ended_on = '2020-05-20'").await,
        1
    );
}

#[actix_web::test]
async fn an_import_that_is_not_kept_leaves_nothing() {
    let app = TestApp::start().await;
    let origin = origin(&app, WEINING, "2020-04-01");
    let rows = vec![people::prepare(&app.keys, &origin, away(1, "东莞示例厂")).expect("ready")];
    let tx = BulkTransaction::begin(&app.db).await.expect("begun");
    let plan = people::plan(&tx, &app.keys, &origin, rows)
        .await
        .expect("a plan");
    people::carry_out(&tx, &origin, plan)
        .await
        .expect("carried out");
    drop(tx);
    assert_eq!(count(&app, "person").await, 0);
    let counts = take_in(&app, WEINING, "2020-04-01", vec![seeker(1)]).await;
    assert_eq!(counts.added, 1);
}
