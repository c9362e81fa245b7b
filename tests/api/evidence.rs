//! What shows that people are at work: statements, and the files that show what they state.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    imports::rows,
    rosters::{away, found, take_in},
};
use domain::division::Division;
use rengang::services::housekeeping;
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR made up";

fn parts(file: &[u8], more: &str) -> Vec<u8> {
    let begins = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a.html\"\r\nContent-Type: text/html\r\n\r\n";
    let ends = format!("{more}\r\n--b--\r\n");
    [begins.as_bytes(), file, ends.as_bytes()].concat()
}

async fn send(by: &Client, body: Vec<u8>) -> Answer {
    by.post("/evidence-files", &json!({}))
        .raw("multipart/form-data; boundary=b", body)
        .await
}

/// Gives a file; its identity.
pub async fn given(by: &Client, file: &[u8]) -> String {
    send(by, parts(file, "")).await.expect(201).id().to_owned()
}

async fn state(by: &Client, job: &AtWork, body: Value) -> Answer {
    let mut body = body;
    body["employment_ids"] = json!([job.employment.0]);
    by.post("/evidence", &body).await
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

fn stored(app: &TestApp) -> usize {
    files(&app.settings.evidence())
}

#[actix_web::test]
async fn a_file_is_given_named_and_read_again_as_it_was() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    app.clock.advance(30);
    let worker = app.worker(job.person).await;

    let file = send(&worker, parts(PNG, "")).await.expect(201);
    assert_eq!(file.body["media"], "png");
    assert_eq!(file.body["bytes"], PNG.len());
    let slip = json!({
        "kind": "pay_slip", "on": "2020-04-30", "since": "2020-04-01",
        "pay": { "amount": 480_000 }, "file_id": file.id(),
    });
    let stated = state(&worker, &job, slip).await.expect(201);
    let one = &stated.body["items"][0];
    assert_eq!(one["pay"]["amount"], 480_000);
    assert_eq!(one["file"]["sha256"], file.body["sha256"]);
    assert_eq!(one["told_by"], "worker");

    let path = format!(
        "/evidence/{}/file",
        one["id"].as_str().expect("an identity")
    );
    let county = app.county(WEINING).await;
    let read = county.get(&path).await.expect(200);
    assert_eq!(read.bytes, PNG);
    assert_eq!(read.header("content-type"), "image/png");
    let name = format!("evidence-{}.png", one["id"].as_str().expect("an identity"));
    assert_eq!(
        read.header("content-disposition"),
        format!("attachment; filename=\"{name}\"")
    );
    assert_eq!(read.header("cache-control"), "no-store");
    assert_eq!(read.header("x-content-type-options"), "nosniff");
    app.bureau(DONGGUAN).await.get(&path).await.expect(200);
    for stranger in [
        app.county(520_527).await,
        app.bureau(440_300).await,
        app.enterprise(factory).await,
    ] {
        stranger.get(&path).await.expect(404);
    }
}

#[actix_web::test]
async fn what_is_no_picture_and_no_document_leaves_nothing() {
    let app = TestApp::with(|settings| settings.evidence_bytes = 2048).await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let worker = app.worker(job.person).await;
    let nothing = (0, 0, 0);
    let kept = async || {
        let spool = std::fs::read_dir(app.settings.spool()).expect("the spool");
        (
            spool.count(),
            stored(&app),
            rows(&app, "evidence_file").await,
        )
    };
    for file in [
        &b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"[..],
        b"<html><script>",
        b"MZ\x90\0",
        b"",
    ] {
        let refused = send(&worker, parts(file, "")).await.expect(422);
        assert_eq!(refused.faults(), [("/file", "MEDIA_UNKNOWN")]);
    }
    let large = [PNG, &[0; 3000]].concat();
    send(&worker, parts(&large, "")).await.expect(413);
    let mut half = parts(PNG, "");
    half.truncate(half.len() - 12);
    let broken = send(&worker, half).await.expect(400);
    assert_eq!(broken.code(), "MULTIPART_MALFORMED");
    let more = "\r\n--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n../../etc";
    let unknown = send(&worker, parts(PNG, more)).await.expect(422);
    assert_eq!(unknown.faults(), [("/path", "UNKNOWN_MEMBER")]);
    let none = send(&worker, b"--b--\r\n".to_vec()).await.expect(422);
    assert_eq!(none.faults(), [("/file", "MISSING")]);
    assert_eq!(kept().await, nothing);
    app.province(520_000)
        .await
        .post("/evidence-files", &json!({}))
        .await
        .expect(403);
}

#[actix_web::test]
async fn the_same_content_lies_there_once_and_what_nobody_names_goes() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let (worker, county) = (app.worker(job.person).await, app.county(WEINING).await);
    let named = given(&worker, PNG).await;
    let unnamed = given(&county, PNG).await;
    let other = given(&county, b"%PDF-1.7 made up").await;
    assert_ne!(named, unnamed);
    assert_eq!((stored(&app), rows(&app, "evidence_file").await), (2, 3));
    let contract = json!({ "kind": "contract", "contract_months": 12, "file_id": named });
    state(&worker, &job, contract).await.expect(201);
    // Beside them, what a crash between file and row leaves behind.
    std::fs::create_dir_all(app.settings.evidence().join("ab")).expect("a folder");
    std::fs::write(app.settings.evidence().join("ab/abc"), "left").expect("written");

    housekeeping::run(&app).await.expect("kept");
    assert_eq!(
        (stored(&app), rows(&app, "evidence_file").await),
        (3, 3),
        "all of it is young"
    );
    // Files are as old as the machine's clock says, which the test's clock is far behind.
    app.clock.advance(20 * 365);
    housekeeping::run(&app).await.expect("kept");
    assert_eq!((stored(&app), rows(&app, "evidence_file").await), (1, 1));
    let _ = other;
}

#[actix_web::test]
async fn a_file_is_named_by_its_giver_alone() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let one = cast::at_work(&app, WEINING, 1, factory).await;
    let two = cast::at_work(&app, WEINING, 2, factory).await;
    let file = given(&app.worker(one.person).await, PNG).await;
    let stolen = json!({ "kind": "pay_slip", "file_id": file });
    let refused = state(&app.worker(two.person).await, &two, stolen)
        .await
        .expect(422);
    assert_eq!(refused.faults(), [("/file_id", "FILE_UNKNOWN")]);
}

#[actix_web::test]
async fn a_stamped_list_speaks_of_many_or_of_nobody() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    for number in 1..4 {
        jobs.push(
            cast::at_work(&app, WEINING, number, factory)
                .await
                .employment
                .0,
        );
    }
    let elsewhere = cast::at_work(&app, WEINING, 9, cast::factory(&app).await).await;
    let employer = app.enterprise(factory).await;
    let file = given(&employer, b"%PDF-1.7 a list").await;
    let list =
        |jobs: &[Uuid]| json!({ "employment_ids": jobs, "kind": "stamped_list", "file_id": file });

    let mut too_many = jobs.clone();
    too_many.insert(1, elsewhere.employment.0);
    let refused = employer
        .post("/evidence", &list(&too_many))
        .await
        .expect(422);
    assert_eq!(
        refused.faults(),
        [("/employment_ids/1", "EMPLOYMENT_UNKNOWN")]
    );
    assert_eq!(rows(&app, "evidence").await, 0);

    let stated = employer
        .post("/evidence", &list(&jobs))
        .key("one-stamped-list")
        .await
        .expect(201);
    assert_eq!(stated.body["items"].as_array().map(Vec::len), Some(3));
    let again = employer
        .post("/evidence", &list(&jobs))
        .key("one-stamped-list")
        .await
        .expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body["items"], stated.body["items"]);
    assert_eq!(rows(&app, "evidence").await, 3);
    let digests =
        "(select distinct f.digest from evidence e join evidence_file f on f.id = e.file_id) d";
    assert_eq!(rows(&app, digests).await, 1);
}

#[actix_web::test]
async fn everything_wrong_with_a_statement_is_told_at_once() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let employer = app.enterprise(factory).await;
    let body = json!({ "kind": "self_check_in", "on": "2020-03-31", "file_id": Uuid::now_v7() });
    let refused = state(&employer, &job, body).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/kind", "KIND_NOT_YOURS"),
            ("/file_id", "WORD_TAKES_NO_FILE"),
            ("/file_id", "FILE_UNKNOWN"),
            ("/employment_ids/0", "DATE_TOO_EARLY"),
        ]
    );
    let body = json!({ "kind": "pay_slip", "pay": { "amount": 0 }, "contract_months": 601 });
    let refused = state(&employer, &job, body).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/pay/amount", "OUT_OF_RANGE"),
            ("/contract_months", "OUT_OF_RANGE")
        ]
    );
    let future = json!({ "kind": "pay_slip", "on": "2020-04-02" });
    let refused = state(&employer, &job, future).await.expect(422);
    assert_eq!(refused.faults(), [("/employment_ids/0", "DATE_IN_FUTURE")]);
}

#[actix_web::test]
async fn a_check_in_is_evidence_and_is_said_once_a_day() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let path = format!("/placements/{}/check-ins", job.placement);
    let (worker, employer) = (app.worker(job.person).await, app.enterprise(factory).await);
    worker.post(&path, &json!({})).await.expect(200);
    worker.post(&path, &json!({})).await.expect(200);
    employer.post(&path, &json!({})).await.expect(200);

    let county = app.county(WEINING).await;
    let listed = county
        .get(&format!("/evidence?employment={}", job.employment))
        .await
        .expect(200);
    let kinds: Vec<_> = listed.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| one["kind"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kinds, ["self_check_in", "employer_report"]);
    // The employer does not learn what its people have told others.
    let own = employer.get("/evidence").await.expect(200);
    assert_eq!(own.body["items"].as_array().map(Vec::len), Some(1));
    let events = employer
        .get(&format!("/placements/{}/events", job.placement))
        .await
        .expect(200);
    let told: Vec<_> = events.body["items"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["kind"] == "check_in")
        .map(|event| event["reason"].clone())
        .collect();
    assert_eq!(told, ["employer_report"]);
}

#[actix_web::test]
async fn a_mistake_is_withdrawn_by_those_who_made_it_and_stays_known() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let job = cast::at_work(&app, WEINING, 1, factory).await;
    let (worker, county) = (app.worker(job.person).await, app.county(WEINING).await);
    let slip = json!({ "kind": "pay_slip", "pay": { "amount": 1 } });
    let stated = state(&worker, &job, slip).await.expect(201);
    let id = stated.body["items"][0]["id"].as_str().expect("an identity");
    let path = format!("/evidence/{id}");
    let read = county.get(&path).await.expect(200);
    let withdrawal = format!("{path}/withdrawal");

    let refused = county.post(&withdrawal, &json!({})).if_match(&read).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "NOT_YOUR_STATEMENT")
    );
    let gone = worker
        .post(&withdrawal, &json!({}))
        .if_match(&read)
        .await
        .expect(200);
    assert!(gone.body["withdrawn_at"].is_string());
    worker
        .post(&withdrawal, &json!({}))
        .if_match(&read)
        .await
        .expect(412);
    let again = worker
        .post(&withdrawal, &json!({}))
        .if_match(&gone)
        .await
        .expect(409);
    assert_eq!(again.code(), "NOT_IN_THIS_STATE");
    county.get(&path).await.expect(200);
}

#[actix_web::test]
async fn people_already_away_have_evidence_like_those_placed_here() {
    let app = TestApp::start().await;
    let home = Division::of_six(WEINING);
    take_in(
        &app,
        home,
        "2020-03-31",
        vec![away(2, "海润示例纺织有限公司")],
    )
    .await;
    let county = app.county(WEINING).await;
    let person = found(&county, 2).await;
    let jobs = county
        .get(&format!("/people/{person}/employments"))
        .await
        .expect(200);
    let job = jobs.body["items"][0]["id"].clone();
    let body = json!({ "employment_ids": [job], "kind": "social_insurance", "on": "2020-03-31" });
    county.post("/evidence", &body).await.expect(201);
    let listed = county
        .get(&format!("/evidence?person={person}"))
        .await
        .expect(200);
    assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
    app.county(520_527)
        .await
        .post("/evidence", &body)
        .await
        .expect(422);
}
