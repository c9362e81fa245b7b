//! Sheets that end jobs in bulk, over HTTP.

use crate::{
    TestApp, cast,
    imports::{Sheet, confirmed, rows},
    rosters::{away, seeker, take_in},
};
use domain::{
    division::Division,
    id::PlacementId,
    placement::{Life, Placement, Step, Work, Yes},
    words::{Channel, EndReason, Stage, Tier},
};
use rengang::{
    services::{
        Actor,
        placements::{self, Report},
    },
    storage::{self, employments::Started, placements::Filter},
};
use sea_orm::ConnectionTrait;

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

/// As many as a large enterprise loses after a season, each at work by a placement.
const MANY: u32 = 1_200;

#[actix_web::test]
async fn a_closing_sheet_ends_a_whole_season_and_keeps_what_was_known_before() {
    let app = TestApp::start().await;
    let (now, today) = (app.clock.now(), app.clock.today());
    let factory = cast::factory(&app).await;
    let people = cast::people(&app, WEINING, 1..MANY + 1).await;
    let posts = [
        cast::post(&app, factory, MANY).await,
        cast::post(&app, factory, MANY).await,
    ];
    let yes = Yes {
        on: today,
        confirmed_on: Some(today),
    };
    let work = Work {
        yes,
        journey: Some((today, today)),
        on: today,
    };
    let placements: Vec<Placement> = people
        .iter()
        .enumerate()
        .map(|(at, person)| Placement {
            id: PlacementId::fresh(),
            person: *person,
            vacancy: posts[at % 2],
            enterprise: factory,
            run: None,
            home: Division::of_six(WEINING),
            workplace: Division::of_six(441_900),
            tier: Tier::OtherEast,
            score: None,
            offered_on: today,
            expires_on: today,
            life: Life::Working(work),
        })
        .collect();
    storage::placements::insert_offers(&app.db, &placements, None, now)
        .await
        .expect("placements");
    for placement in &placements {
        let job = Started {
            person: placement.person,
            placement: Some(placement.id),
            workplace: placement.workplace,
            employer: "晨光示例电子有限公司".into(),
            trade: None,
            pay_fen: None,
            channel: Channel::Organised,
            on: today,
            known_from: today,
        };
        storage::employments::open(&app.db, &job, now)
            .await
            .expect("a job");
    }
    app.db
        .execute_unprepared(&format!("update vacancy set taken = {}", MANY / 2))
        .await
        .expect("openings taken");

    let mut sheet = String::from("身份证号码,结束日期,结束原因\n");
    for number in 1..=MANY {
        let why = ["返乡", "季节性结束"][number as usize % 2];
        let id = seeker(number).citizen_id;
        sheet.extend([id.reveal(), ",2020-04-01,", why, "\n"]);
    }
    let county = app.county(WEINING).await;
    let sheet = Sheet::of("closings", sheet.as_bytes())
        .with("area", "520526")
        .with("as_of", "2020-04-01");
    let seen = sheet.reviewed(&app, &county, "closing-season").await;
    let done = confirmed(&app, &county, &seen).await;

    let all = i64::from(MANY);
    assert_eq!(done.body["counts"]["closed"], all, "{:#}", done.body);
    assert_eq!(
        rows(&app, "placement where stage = 'ended' and version = 2").await,
        all
    );
    assert_eq!(
        rows(&app, "placement_event where kind = 'ended'").await,
        all
    );
    assert_eq!(
        rows(
            &app,
            "employment where ended_on is not null and version = 2"
        )
        .await,
        all
    );
    assert_eq!(
        rows(
            &app,
            "employment_change where ended_on is null and kind = 'ended'"
        )
        .await,
        all
    );
    assert_eq!(rows(&app, "vacancy where taken = 0").await, 2);
}
