//! Random samples of what was reported: who draws what, from what.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    phone_list::cells,
    rosters::{away, count, take_in},
};
use domain::{
    division::Division,
    form::{Cell, Column, Form},
    id::EnterpriseId,
};
use serde_json::{Value, json};

const WEINING: u32 = 520_526;
const HEZHANG: u32 = 520_527;
const DONGGUAN: u32 = 441_900;

/// Enterprises with people of 威宁 at work at each.
pub async fn at_work(app: &TestApp, people: &[u32]) -> (Vec<EnterpriseId>, Vec<AtWork>) {
    let (mut enterprises, mut jobs) = (Vec::new(), Vec::new());
    let mut number = 0;
    for of_one in people {
        let enterprise = cast::factory(app).await;
        for _ in 0..*of_one {
            number += 1;
            jobs.push(cast::at_work(app, WEINING, number, enterprise).await);
        }
        enterprises.push(enterprise);
    }
    (enterprises, jobs)
}

/// A sample, as it was drawn.
pub async fn drawn(by: &Client, body: Value) -> Answer {
    by.post("/audits", &body).await.expect(201)
}

/// The identities of the drawn jobs, in the order of the list.
pub async fn units(by: &Client, audit: &str) -> Vec<String> {
    let listed = by.get(&format!("/audits/{audit}/units?limit=200")).await;
    let items = listed.expect(200).body["items"].clone();
    let ids = items.as_array().expect("units").iter();
    ids.map(|unit| unit["employment_id"].as_str().expect("an id").to_owned())
        .collect()
}

#[actix_web::test]
async fn the_work_list_is_a_workbook_to_be_taken_along_and_tells_no_number() {
    let app = TestApp::start().await;
    at_work(&app, &[3, 2]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "seed": 7, "total": 4 }),
    )
    .await;
    let href = format!("/audits/{}/units.xlsx", audit.id());
    let book = county.get(&href).await.expect(200);
    let taken = "select act from trace where act = 'audit_list_taken'";
    assert_eq!(app.raw(taken).await.len(), 1, "it leaves a trace");
    // Read as a sheet with these headings, it has a row for each of the drawn.
    let column = |field, headings| Column {
        field,
        headings,
        required: true,
    };
    let columns: &'static [Column] = Box::leak(Box::new([
        column("name", &["姓名"]),
        column("home", &["户籍地"]),
        column("employer", &["用人单位"]),
        column("place", &["层内抽取序号"]),
        column("finding", &["核查结论"]),
    ]));
    let form = Form {
        name: "audit_list",
        unread: &[],
        columns,
    };
    let listed = cells(&book.bytes, &form);
    assert_eq!(listed.len(), 4, "{listed:?}");
    let home = Cell::Text("贵州省毕节市威宁彝族回族苗族自治县".to_owned());
    for row in &listed {
        assert_eq!(
            (&row[0], &row[1]),
            (&Cell::Text("王小明".to_owned()), &home)
        );
        assert_eq!(row[4], Cell::Empty);
    }
    let neighbour = app.county(HEZHANG).await;
    assert_eq!(neighbour.get(&href).await.status, 404);
}

#[actix_web::test]
async fn the_same_seed_and_frame_give_the_same_sample_and_another_seed_another() {
    let app = TestApp::start().await;
    at_work(&app, &[12]).await;
    let county = app.county(WEINING).await;
    let draw = |seed: u32| {
        drawn(
            &county,
            json!({ "division": "520526", "seed": seed, "total": 4 }),
        )
    };
    let (one, again) = (draw(5).await, draw(5).await);
    assert_eq!(one.body["frame_digest"], again.body["frame_digest"]);
    let sample = units(&county, one.id()).await;
    assert_eq!(sample.len(), 4);
    assert_eq!(sample, units(&county, again.id()).await);
    // Any other seed may draw the same four of twelve, one in 495 does; five of them do not.
    let mut others = Vec::new();
    for seed in 6..11 {
        others.push(units(&county, draw(seed).await.id()).await);
    }
    assert!(others.iter().any(|other| *other != sample));
}

#[actix_web::test]
async fn a_frame_stays_as_it_was_frozen() {
    let app = TestApp::start().await;
    let (enterprises, _) = at_work(&app, &[3]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(&county, json!({ "division": "520526", "total": 3 })).await;
    cast::at_work(&app, WEINING, 50, enterprises[0]).await;
    let read = county
        .get(&format!("/audits/{}", audit.id()))
        .await
        .expect(200);
    assert_eq!(read.body["frame_digest"], audit.body["frame_digest"]);
    assert_eq!(read.body["figures"]["reported"], 3);
    assert_eq!(count(&app, "audit_unit").await, 3);
}

#[actix_web::test]
async fn a_sample_is_drawn_from_ones_own_area_by_ones_own_end() {
    let app = TestApp::start().await;
    at_work(&app, &[2]).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(DONGGUAN).await);
    let body =
        json!({ "division": "520527", "total": 5, "on": "2020-04-02", "since": "2020-05-01" });
    let refused = county.post("/audits", &body).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/division", "DIVISION_OUT_OF_REACH"),
            ("/on", "DATE_IN_FUTURE"),
            ("/since", "DATE_ORDER")
        ]
    );
    let other_end = json!({ "division": "520526", "total": 5, "side": "workplace" });
    assert_eq!(
        county.post("/audits", &other_end).await.faults(),
        [("/side", "DIVISION_OUT_OF_REACH")]
    );
    let both = json!({ "division": "520526", "total": 5, "margin_percent": 5 });
    assert_eq!(
        county.post("/audits", &both).await.expect(422).faults(),
        [("/total", "BOUND_TWICE")]
    );
    let audit = drawn(&bureau, json!({ "division": "441900", "total": 5 })).await;
    assert_eq!(
        (
            audit.body["side"].as_str(),
            audit.body["frame_size"].as_u64()
        ),
        (Some("workplace"), Some(2))
    );
    let nobody = app.county(HEZHANG).await;
    let empty = nobody
        .post("/audits", &json!({ "division": "520527", "total": 5 }))
        .await;
    assert_eq!(empty.code(), "NOTHING_TO_DRAW");
}

#[actix_web::test]
async fn the_national_office_is_told_no_figure_of_fewer_than_five() {
    let app = TestApp::start().await;
    at_work(&app, &[3, 6, 9]).await;
    let county = app.county(WEINING).await;
    let audit = drawn(&county, json!({ "division": "520526", "total": 18 })).await;
    let told = app
        .national()
        .await
        .get(&format!("/audits/{}", audit.id()))
        .await
        .expect(200);
    // The smallest goes, and with it the next, or it would be a subtraction away.
    assert_eq!(told.body["hidden_strata"], 2);
    assert_eq!(told.body["strata"][0]["reported"], 9);
    assert_eq!(told.body["figures"]["reported"], 18);
    let units = app
        .national()
        .await
        .get(&format!("/audits/{}/units", audit.id()))
        .await;
    assert_eq!(units.status, 403);
}

#[actix_web::test]
async fn reports_of_rosters_are_drawn_too() {
    let app = TestApp::start().await;
    let rows = (1..=8).map(|number| away(number, "深圳示例厂")).collect();
    take_in(&app, Division::of_six(WEINING), "2020-03-31", rows).await;
    let county = app.county(WEINING).await;
    let audit = drawn(
        &county,
        json!({ "division": "520526", "on": "2020-03-31", "total": 4 }),
    )
    .await;
    assert_eq!(audit.body["strata"][0]["employer"], "深圳示例厂");
    assert_eq!(audit.body["sample_size"], 4);
}
