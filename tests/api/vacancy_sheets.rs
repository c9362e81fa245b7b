//! Sheets of posts, end to end: the posts, their enterprises, and for whom a sheet may speak.

use crate::{
    Answer, Client, TestApp, enterprises,
    imports::{Sheet, confirmed, rows},
};
use domain::id::EnterpriseId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const DONGGUAN: u32 = 441_900;
const GUANGZHOU: u32 = 440_100;
const SAMPLE: &str = include_str!("../data/vacancies_sample.csv");

/// A sheet of posts.
fn sheet(text: &str) -> Sheet {
    Sheet::of("vacancies", text.as_bytes())
}

/// Sends a sheet under a key, confirms it and has it committed; the job then.
async fn imported(app: &TestApp, by: &Client, text: &str, key: &str) -> Answer {
    let seen = sheet(text).reviewed(app, by, key).await;
    let done = confirmed(app, by, &seen).await;
    assert_eq!(done.body["state"], "SUCCEEDED");
    assert_eq!(done.body["counts"], seen.body["counts"], "as was previewed");
    done
}

/// Created, changed, unchanged, left, enterprises added.
fn counts(job: &Answer) -> [i64; 5] {
    let names = [
        "created",
        "changed",
        "unchanged",
        "left",
        "enterprises_added",
    ];
    names.map(|name| job.body["counts"][name].as_i64().expect("a count"))
}

/// Row and code of everything that is said of a sheet.
async fn faults(by: &Client, job: &Answer) -> Vec<(u64, String)> {
    let told = by.get(&format!("/jobs/{}/row-errors", job.id())).await;
    let items = told.expect(200).body["items"].clone();
    let fault = |item: &Value| {
        let code = item["code"].as_str().expect("a code").to_owned();
        (item["row"].as_u64().expect("a row"), code)
    };
    items
        .as_array()
        .expect("a list")
        .iter()
        .map(fault)
        .collect()
}

async fn items(by: &Client, path: &str) -> Vec<Value> {
    let listed = by.get(path).await.expect(200);
    listed.body["items"].as_array().expect("a list").clone()
}

#[actix_web::test]
async fn posts_of_a_sheet_stand_after_confirmation_and_their_enterprises_wait_for_verification() {
    let app = TestApp::start().await;
    let office = app.bureau(DONGGUAN).await;

    let seen = sheet(SAMPLE).reviewed(&app, &office, "first-time").await;
    assert_eq!(
        rows(&app, "vacancy").await,
        0,
        "nothing before confirmation"
    );
    let done = confirmed(&app, &office, &seen).await;

    assert_eq!(counts(&done), [2, 0, 0, 0, 1]);
    assert_eq!(rows(&app, "enterprise").await, 1);
    let posts = items(&office, "/vacancies").await;
    let sewing = posts.iter().find(|post| post["title"] == "缝纫工");
    let sewing = sewing.expect("a post");
    assert_eq!(sewing["pay_max"]["amount"], 600_000);
    assert_eq!(sewing["schooling_min"], "junior_middle");
    assert_eq!(
        (&sewing["board"], &sewing["openings"]),
        (&json!(true), &json!(20))
    );
    let firms = items(&office, "/enterprises").await;
    assert_eq!(firms[0]["credit_code"], "91441900MA00000010");
    assert_eq!(
        items(&office, "/enterprises?verified=true").await,
        [] as [Value; 0]
    );
}

#[actix_web::test]
async fn the_same_sheet_twice_changes_nothing_and_says_so() {
    let app = TestApp::start().await;
    let office = app.bureau(DONGGUAN).await;
    imported(&app, &office, SAMPLE, "first-time").await;
    let before = items(&office, "/vacancies").await;

    let again = imported(&app, &office, SAMPLE, "second-time").await;

    assert_eq!(counts(&again), [0, 0, 2, 0, 0]);
    assert_eq!(items(&office, "/vacancies").await, before);
}

#[actix_web::test]
async fn a_changed_row_changes_its_post_and_what_the_sheet_has_no_column_for_stays() {
    let app = TestApp::start().await;
    let office = app.bureau(DONGGUAN).await;
    imported(&app, &office, SAMPLE, "first-time").await;
    let shorter = "企业名称,统一社会信用代码,岗位名称,工种,招聘人数,工作地点,月薪\n\
        东莞示例制衣厂,91441900MA00000010,缝纫工,加工类,25,广东省东莞市,5000-7000\n";

    let done = imported(&app, &office, shorter, "second-time").await;

    assert_eq!(counts(&done), [0, 1, 0, 0, 0]);
    let posts = items(&office, "/vacancies").await;
    let sewing = posts.iter().find(|post| post["title"] == "缝纫工");
    let sewing = sewing.expect("a post");
    assert_eq!(sewing["openings"], 25);
    assert_eq!(sewing["pay_min"]["amount"], 500_000);
    assert_eq!(sewing["schooling_min"], "junior_middle");
    assert_eq!(sewing["description"], "会平车优先");
}

#[actix_web::test]
async fn openings_that_are_taken_cannot_be_withdrawn_by_sheet() {
    let app = TestApp::start().await;
    let office = app.bureau(DONGGUAN).await;
    imported(&app, &office, SAMPLE, "first-time").await;
    let taken = "update vacancy set taken = 5";
    app.db.execute_unprepared(taken).await.expect("taken");
    let fewer = SAMPLE.replace("普通岗位,20,", "普通岗位,4,");

    let done = imported(&app, &office, &fewer, "second-time").await;

    assert_eq!(counts(&done), [0, 0, 1, 1, 0]);
}

#[actix_web::test]
async fn bad_rows_are_told_with_the_law_that_they_break() {
    let app = TestApp::start().await;
    let office = app.bureau(DONGGUAN).await;

    let seen = sheet(SAMPLE).reviewed(&app, &office, "first-time").await;

    assert_eq!(seen.body["counts"]["rejected"], 6);
    let told = faults(&office, &seen).await;
    let of = |row| -> Vec<&str> {
        let same = told.iter().filter(|(at, _)| *at == row);
        same.map(|(_, code)| code.as_str()).collect()
    };
    assert_eq!(of(4), ["POST_OUT_OF_REACH"], "a workshop of 威宁");
    assert_eq!(of(5), ["UNLAWFUL_SEX"]);
    assert_eq!(of(6), ["CREDIT_CODE_INVALID"]);
    assert_eq!(of(7), ["WORKPLACE_UNKNOWN"]);
    assert_eq!(of(8), ["PAY_INVALID", "ENUM_UNKNOWN"]);
    assert_eq!(of(9), ["POST_DUPLICATE_IN_FILE"]);
}

#[actix_web::test]
async fn a_sheet_speaks_for_nobody_beyond_the_senders_reach() {
    let app = TestApp::start().await;
    let foreign = app.bureau(GUANGZHOU).await;
    let seen = sheet(SAMPLE).reviewed(&app, &foreign, "from-afar").await;
    assert_eq!(seen.body["counts"]["created"], 0);

    let own = enterprises::verified(&app, GUANGZHOU).await;
    let code = foreign.get(&format!("/enterprises/{own}")).await.body["credit_code"].clone();
    let theirs = SAMPLE.replace("91441900MA00000010", code.as_str().expect("a code"));
    let hr = app.enterprise(EnterpriseId(own)).await;
    let seen = sheet(SAMPLE).reviewed(&app, &hr, "of-another").await;
    assert_eq!(seen.body["counts"]["created"], 0);
    let done = imported(&app, &hr, &theirs, "its-own-sheet").await;
    assert_eq!(counts(&done), [2, 0, 0, 0, 0]);
    let done = imported(&app, &foreign, &theirs, "of-its-place").await;
    assert_eq!(
        counts(&done),
        [0, 0, 2, 0, 0],
        "at work elsewhere, yet of its own place"
    );
}
