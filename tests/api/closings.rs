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
    storage::placements::Filter,
};

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
