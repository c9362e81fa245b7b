//! Sheets that end jobs in bulk, over HTTP.

use crate::{
    TestApp, cast,
    imports::{Sheet, confirmed, rows},
    rosters::{away, seeker, take_in},
};
use domain::{
    division::Division,
    placement::Step,
    words::{EndReason, Stage},
};
use rengang::{
    services::{
        Actor,
        placements::{self, Report},
    },
    storage::{self, placements::Filter},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use uuid::Uuid;

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn a_closing_sheet_ends_jobs_of_rosters_and_of_placements() {
    let app = TestApp::start().await;
    let today = app.clock.today();
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let person = cast::people(&app, WEINING, 1..2).await[0];
    let id = cast::offer(&app, WEINING, person, factory, post).await;
    let by = Actor::operator("a test");
    let steps = [
        Step::Accept,
        Step::Confirm,
        Step::Depart,
        Step::Arrive,
        Step::Start,
    ];
    let reports = steps.map(|step| (id, Report::Step(step)));
    placements::take_all(&app, &by, &reports, today)
        .await
        .expect("at work");
    let elsewhere = vec![away(2, "海润示例纺织有限公司")];
    take_in(&app, Division::of_six(WEINING), "2020-03-31", elsewhere).await;
    assert_eq!(rows(&app, "employment where ended_on is null").await, 2);

    let sheet = format!(
        "身份证号码,结束日期,结束原因\n{},2020-04-01,返乡\n{},2020-04-01,\n",
        seeker(1).citizen_id.reveal(),
        seeker(2).citizen_id.reveal(),
    );
    let county = app.county(WEINING).await;
    let sheet = Sheet::of("closings", sheet.as_bytes())
        .with("area", "520526")
        .with("as_of", "2020-04-01");
    let seen = sheet.reviewed(&app, &county, "closing-sheet").await;
    let done = confirmed(&app, &county, &seen).await;

    assert_eq!(done.body["counts"]["closed"], 2, "{:#}", done.body);
    assert_eq!(rows(&app, "employment where ended_on is null").await, 0);
    assert_eq!(rows(&app, "vacancy where taken = 0").await, 1);
    let ended = Filter {
        stage: Some(Stage::Ended),
        ..Filter::default()
    };
    let ended = placements::list(&app, &by, &ended, None, 2)
        .await
        .expect("a list");
    let why = ended.first().map(|kept| kept.placement.life);
    assert!(
        matches!(why, Some(domain::placement::Life::Ended(_, on, EndReason::WentHome)) if on == today),
        "{why:?}"
    );
}

/// As many as a province's enterprises lose after a season, each at work by a placement.
const MANY: u32 = 20_000;

/// Statements that such a sheet may take on the tables whose changes are counted: rows fill statements, whatever days and
/// reasons they tell. One a day and reason would be above a thousand.
const STATEMENTS: i64 = 120;

#[actix_web::test]
async fn a_closing_sheet_ends_a_whole_season_in_few_statements_and_keeps_what_was_known_before() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::people(&app, WEINING, 1..MANY + 1).await;
    let posts = [
        cast::post(&app, factory, MANY).await,
        cast::post(&app, factory, MANY).await,
    ];
    at_work_all(&app, factory.0, posts.map(|post| post.0)).await;

    let mut sheet = String::from("身份证号码,结束日期,结束原因\n");
    let first = app.clock.today() - chrono::Days::new(80);
    for number in 1..=MANY {
        let why = ["返乡", "季节性结束", "找到更好的工作", ""][number as usize % 4];
        let on = first + chrono::Days::new(u64::from(number) % 80);
        let id = seeker(number).citizen_id;
        sheet.extend([id.reveal(), ",", &on.to_string(), ",", why, "\n"]);
    }
    let county = app.county(WEINING).await;
    let sheet = Sheet::of("closings", sheet.as_bytes())
        .with("area", "520526")
        .with("as_of", "2020-04-01");
    let seen = sheet.reviewed(&app, &county, "closing-season").await;
    let before = storage::market::revision(&app.db).await.expect("a count");
    let done = confirmed(&app, &county, &seen).await;
    let after = storage::market::revision(&app.db).await.expect("a count");

    let all = i64::from(MANY);
    assert_eq!(done.body["counts"]["closed"], all, "{:#}", done.body);
    for what in [
        "placement where stage = 'ended' and version = 2",
        "placement_event where kind = 'ended'",
        "employment where ended_on is not null and version = 2",
        "employment_change where ended_on is null and kind = 'ended'",
    ] {
        assert_eq!(rows(&app, what).await, all, "{what}");
    }
    let same = "placement p join employment e on e.placement_id = p.id where p.closed_on = e.ended_on and p.end_reason = e.end_reason";
    assert_eq!(rows(&app, same).await, all);
    assert_eq!(rows(&app, "vacancy where taken = 0").await, 2);
    // PostgreSQL counts a statement once, SQLite each of its rows.
    if app.db.get_database_backend() == DbBackend::Postgres {
        let statements = after - before;
        println!("{MANY} closings took {statements} statements");
        assert!(statements <= STATEMENTS, "{statements}");
    }
}

/// Everybody of the registry at work since a hundred days at one of two posts, as their placements and jobs have it.
async fn at_work_all(app: &TestApp, enterprise: Uuid, posts: [Uuid; 2]) {
    let backend = app.db.get_database_backend();
    let (fresh, mark): (&str, fn(usize) -> String) = match backend {
        DbBackend::Postgres => ("gen_random_uuid()", |at| format!("${at}")),
        _ => ("randomblob(16)", |_| "?".to_owned()),
    };
    let since = app.clock.today() - chrono::Days::new(100);
    let now = app.clock.now();
    let run = async |sql: String, values: Vec<Value>| {
        let statement = Statement::from_sql_and_values(backend, sql, values);
        app.db.execute_raw(statement).await.expect("rows");
    };
    let marks: Vec<String> = (1..=11).map(mark).collect();
    let placements = format!(
        "insert into placement (id, person_id, vacancy_id, enterprise_id, home, workplace, tier, stage, offered_on, expires_on,
           accepted_on, confirmed_on, departed_on, arrived_on, started_on, version, created_at, updated_at)
         select {fresh}, id, {}, {}, home, 441900000000, 'other_east', 'working', {}, {}, {}, {}, {}, {}, {}, 1, {}, {} from person",
        marks[0], marks[1], marks[2], marks[3], marks[4], marks[5], marks[6], marks[7], marks[8], marks[9], marks[10]
    );
    let mut values: Vec<Value> = vec![posts[0].into(), enterprise.into()];
    values.extend((0..7).map(|_| since.into()));
    values.extend([now.into(), now.into()]);
    run(placements, values).await;
    let half = format!(
        "update placement set vacancy_id = {} where id in (select id from placement order by id limit {})",
        mark(1),
        MANY / 2
    );
    run(half, vec![posts[1].into()]).await;
    let jobs = format!(
        "insert into employment (id, person_id, placement_id, workplace, employer, started_on, start_precision, known_from, version, created_at)
         select {fresh}, person_id, id, workplace, '晨光示例电子有限公司', started_on, 'day', started_on, 1, {} from placement",
        mark(1)
    );
    run(jobs, vec![now.into()]).await;
    run(
        format!("update vacancy set taken = {}", MANY / 2),
        Vec::new(),
    )
    .await;
}
