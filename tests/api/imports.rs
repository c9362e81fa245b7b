//! Uploads, end to end: sent, read through, confirmed, in the registry.

use crate::{Answer, Client, TestApp};
use domain::{coded::Coded, division::Division, job::ImportKind};
use rengang::{services::housekeeping, worker};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

const WEINING: u32 = 520_526;
const WORKBOOK: &[u8] = include_bytes!("../data/roster_sample.xlsx");

/// Parts of an upload; the file comes first.
pub struct Sheet {
    file: Vec<u8>,
    values: Vec<(&'static str, String)>,
}

impl Sheet {
    /// A roster of which bad rows are skipped, told at the sample's reporting day.
    pub fn roster(file: &[u8]) -> Self {
        Self::of("roster", file)
    }

    /// A sheet of some kind of which bad rows are skipped, told at the samples' reporting day.
    pub fn of(kind: &str, file: &[u8]) -> Self {
        Self {
            file: file.to_vec(),
            values: Vec::new(),
        }
        .with("kind", kind)
        .with("mode", "skip_bad_rows")
        .with("as_of", "2020-03-31")
    }

    /// With another value of a part.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value.to_owned()));
        self
    }

    fn body(&self) -> Vec<u8> {
        let begins =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x\"\r\n\r\n";
        let mut body = [begins.as_bytes(), &self.file].concat();
        for (name, value) in &self.values {
            let part = format!(
                "\r\n--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}"
            );
            body.extend(part.into_bytes());
        }
        body.extend(b"\r\n--b--\r\n");
        body
    }

    /// Sends it under a key.
    pub async fn send(&self, by: &Client, key: &str) -> Answer {
        self.send_as(by, key, self.body()).await
    }

    async fn send_as(&self, by: &Client, key: &str, body: Vec<u8>) -> Answer {
        by.post("/imports", &json!({}))
            .raw("multipart/form-data; boundary=b", body)
            .key(key)
            .await
    }

    /// Sends it and lets it be read through; the job then.
    pub async fn reviewed(&self, app: &TestApp, by: &Client, key: &str) -> Answer {
        let taken = self.send(by, key).await.expect(202);
        worker::work_off(app).await.expect("worked off");
        by.get(&format!("/jobs/{}", taken.id())).await.expect(200)
    }
}

/// Confirms a reviewed job and lets it be committed; the job then.
pub async fn confirmed(app: &TestApp, by: &Client, seen: &Answer) -> Answer {
    let path = format!("/jobs/{}", seen.id());
    by.post(&format!("{path}/confirmation"), &json!({}))
        .if_match(seen)
        .await
        .expect(202);
    worker::work_off(app).await.expect("worked off");
    by.get(&path).await.expect(200)
}

/// How many rows a table has.
pub async fn rows(app: &TestApp, table: &str) -> i64 {
    let question = format!("select count(*) as n from {table}");
    let statement = Statement::from_string(app.db.get_database_backend(), question);
    let row = app.db.query_one_raw(statement).await.expect("an answer");
    row.expect("a row").try_get("", "n").expect("a count")
}

fn spooled(app: &TestApp) -> usize {
    std::fs::read_dir(app.settings.spool())
        .expect("the spool")
        .count()
}

#[actix_web::test]
async fn a_roster_is_read_reviewed_confirmed_and_then_in_the_registry() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;

    let seen = Sheet::roster(WORKBOOK)
        .reviewed(&app, &county, "first-time")
        .await;
    assert_eq!(seen.body["state"], "AWAITING_CONFIRMATION");
    let counts = &seen.body["counts"];
    assert_eq!(counts["rows_in"], 80);
    assert_eq!(counts["created"], counts["accepted"]);
    assert_eq!(rows(&app, "person").await, 0, "nothing before confirmation");

    let done = confirmed(&app, &county, &seen).await;
    assert_eq!(done.body["state"], "SUCCEEDED");
    assert_eq!(
        done.body["progress"],
        json!({"done": 80, "total": 80, "unit": "rows"})
    );
    assert_eq!(rows(&app, "person").await, counts["accepted"]);
    assert_eq!(done.body["counts"], *counts);
}

#[actix_web::test]
async fn the_same_file_twice_changes_nothing_and_says_so() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK);
    let seen = sheet.reviewed(&app, &county, "first-time").await;
    confirmed(&app, &county, &seen).await;

    let again = sheet.reviewed(&app, &county, "second-time").await;
    let done = confirmed(&app, &county, &again).await;

    let counts = &done.body["counts"];
    assert_eq!(counts["unchanged"], counts["accepted"]);
    assert_eq!(
        (&counts["created"], &counts["changed"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(rows(&app, "person").await, counts["accepted"]);
    assert_eq!(rows(&app, "person_change").await, 0);
}

#[actix_web::test]
async fn sent_again_under_the_same_key_it_is_the_same_import() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK);
    let first = sheet.send(&county, "only-once").await.expect(202);
    let again = sheet.send(&county, "only-once").await.expect(202);
    assert_eq!(again.id(), first.id());
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(spooled(&app), 1);
    let other = sheet.with("mode", "all_or_nothing");
    let refused = other.send(&county, "only-once").await.expect(422);
    assert_eq!(
        refused.faults(),
        [("Idempotency-Key", "IDEMPOTENCY_KEY_REUSED")]
    );
    assert_eq!(spooled(&app), 1);
}

#[actix_web::test]
async fn all_or_nothing_imports_nothing_and_still_tells_every_error() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK).with("mode", "all_or_nothing");
    let seen = sheet.reviewed(&app, &county, "all-of-it").await;
    assert_eq!(seen.body["state"], "FAILED");
    assert_eq!(seen.body["error"]["code"], "ROWS_REJECTED");
    let path = format!("/jobs/{}/row-errors?limit=20", seen.id());
    let mut found = Vec::new();
    let mut page = county.get(&path).await.expect(200);
    loop {
        found.extend(page.body["items"].as_array().expect("items").clone());
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        page = county
            .get(&format!("{path}&cursor={cursor}"))
            .await
            .expect(200);
    }
    let places: Vec<u64> = found.iter().filter_map(|f| f["row"].as_u64()).collect();
    assert!(places.is_sorted() && places.len() == found.len() && places.len() > 20);
    assert_eq!(found[0]["column"], "身份证号");
    assert_eq!(found[0]["code"], "ID_PRECISION_LOST");
    assert!(
        found[0]["zh"]
            .as_str()
            .is_some_and(|zh| zh.contains("身份证号"))
    );
}

#[actix_web::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK);
    let mut half = sheet.body();
    half.truncate(half.len() / 2);
    let refused = sheet.send_as(&county, "half-of-it", half).await.expect(400);
    assert_eq!(refused.code(), "MULTIPART_MALFORMED");
    assert_eq!((spooled(&app), rows(&app, "job").await), (0, 0));
}

#[actix_web::test]
async fn an_upload_beyond_the_limit_leaves_nothing() {
    let app = TestApp::with(|settings| settings.upload_bytes = 1000).await;
    let county = app.county(WEINING).await;
    Sheet::roster(WORKBOOK)
        .send(&county, "too-much-of-it")
        .await
        .expect(413);
    assert_eq!((spooled(&app), rows(&app, "job").await), (0, 0));
}

#[actix_web::test]
async fn every_fault_of_the_parts_is_told_at_once() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK)
        .with("kind", "names")
        .with("as_of", "yesterday")
        .with("colour", "red");
    let refused = sheet.send(&county, "full-of-faults").await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("/kind", "UNKNOWN_CODE"),
            ("/as_of", "WRONG_TYPE"),
            ("/colour", "UNKNOWN_MEMBER")
        ]
    );
    assert_eq!(spooled(&app), 0);
}

#[actix_web::test]
async fn nobody_imports_for_another_county() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let other = Sheet::roster(WORKBOOK).with("area", "520527");
    let refused = other.send(&county, "next-door").await.expect(422);
    assert_eq!(refused.faults(), [("/area", "DIVISION_OUT_OF_REACH")]);
    let bureau = app.bureau(441_900).await;
    Sheet::roster(WORKBOOK)
        .send(&bureau, "not-a-county")
        .await
        .expect(403);

    // The sample in GBK is of thirty-one counties; only the caller's own rows are accepted.
    let many = include_bytes!("../data/roster_sample.csv");
    let seen = Sheet::roster(many)
        .reviewed(&app, &county, "of-all-counties")
        .await;
    let counts = &seen.body["counts"];
    assert_eq!(counts["rows_in"], 200);
    assert!(counts["accepted"].as_i64() < Some(20), "{counts}");
    let homes = confirmed(&app, &county, &seen).await;
    assert_eq!(homes.body["state"], "SUCCEEDED");
    let (first, last) = Division::of_six(WEINING).range();
    let outside = format!("person where home not between {first} and {last}");
    assert_eq!(rows(&app, &outside).await, 0);
}

#[actix_web::test]
async fn a_sheet_that_is_none_fails_with_a_sentence_and_is_gone() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    for (file, code) in [
        (&b"<html>"[..], "NOT_A_TABLE"),
        (&b"PK\x03\x04 cut off"[..], "BROKEN"),
        ("姓名,身份证,身份证\n".as_bytes(), "COLUMN_TWICE"),
    ] {
        let seen = Sheet::roster(file)
            .reviewed(&app, &county, &format!("no-sheet-{code}"))
            .await;
        assert_eq!(seen.body["state"], "FAILED", "{:#}", seen.body);
        assert_eq!(seen.body["error"]["code"], code);
    }
    assert_eq!(spooled(&app), 0);
}

#[actix_web::test]
async fn the_corrected_copy_holds_the_bad_rows_and_what_is_wrong_with_them() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let sheet = Sheet::roster(WORKBOOK);
    let seen = sheet.reviewed(&app, &county, "to-be-mended").await;
    let path = format!("/jobs/{}/corrected-copy", seen.id());
    let copy = county.get(&path).await.expect(200);
    assert!(copy.header("content-disposition").ends_with(".xlsx\""));

    // The same rows, and the same errors, once more; but of the two rows of one person, only the
    // later was bad, and it stands alone now.
    let mended = Sheet::roster(&copy.bytes);
    let again = mended.reviewed(&app, &county, "not-mended-yet").await;
    let counts = &again.body["counts"];
    assert_eq!(counts["rows_in"], seen.body["counts"]["rejected"]);
    assert_eq!(counts["accepted"], 1, "{counts}");

    // The sums may be seen by those above; the people are not theirs to read.
    app.province(520_000).await.get(&path).await.expect(403);
    app.county(520_527).await.get(&path).await.expect(404);
    confirmed(&app, &county, &seen).await;
    app.clock.advance(app.settings.spool_days);
    housekeeping::run(&app).await.expect("kept");
    let county = app.county(WEINING).await;
    county.get(&path).await.expect(409);
}

#[actix_web::test]
async fn a_formula_in_a_cell_stays_text_in_the_corrected_copy() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let evil = "姓名,身份证号,就业状态\n\"=HYPERLINK(\"\"http://x\"\")\",+1+1,@SUM(A1)\n";
    let seen = Sheet::roster(evil.as_bytes())
        .reviewed(&app, &county, "full-of-formulas")
        .await;
    assert_eq!(seen.body["counts"]["rejected"], 1);
    let path = format!("/jobs/{}/corrected-copy", seen.id());
    let copy = county.get(&path).await.expect(200);
    let form = domain::roster::form::ROSTER;
    let file = std::io::Cursor::new(copy.bytes);
    let mut sheet = sheet::Sheet::open(file, &form, &sheet::Limits::default()).expect("a sheet");
    let record = sheet.next().expect("a row").expect("readable");
    let name = &record.cells[form.position("name").expect("a column")];
    let expected = "=HYPERLINK(\"http://x\")".to_owned();
    assert_eq!(*name, domain::form::Cell::Text(expected));
}

#[actix_web::test]
async fn there_is_a_template_for_each_kind_of_sheet() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    for kind in ImportKind::ALL {
        let path = format!("/templates/{}.xlsx", kind.code());
        let template = county.get(&path).await.expect(200);
        assert!(template.bytes.starts_with(b"PK"));
    }
    county.get("/templates/names.xlsx").await.expect(404);
}

/// A workbook of a kilobyte with one cell in the last place that a sheet has.
fn with_a_far_cell() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["姓名", "身份证号"]) {
        sheet.write(0, column, heading).expect("written");
    }
    sheet.write(1_048_575, 16_383, 1).expect("written");
    book.save_to_buffer().expect("a workbook")
}

#[actix_web::test]
async fn a_cell_at_the_end_of_the_world_costs_nothing() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let seen = Sheet::roster(&with_a_far_cell())
        .reviewed(&app, &county, "far-far-away")
        .await;
    assert_eq!(seen.body["state"], "FAILED");
    assert_eq!(seen.body["error"]["code"], "TOO_MANY_COLUMNS");
    county.get("/jobs").await.expect(200);
}

#[actix_web::test]
async fn what_is_cancelled_before_its_confirmation_is_gone() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let seen = Sheet::roster(WORKBOOK)
        .reviewed(&app, &county, "never-mind")
        .await;
    let path = format!("/jobs/{}/cancellation", seen.id());
    county.post(&path, &json!({})).await.expect(200);
    housekeeping::run(&app).await.expect("kept");
    assert_eq!((spooled(&app), rows(&app, "person").await), (0, 0));
}

#[actix_web::test]
async fn what_nobody_confirms_is_gone_after_its_days() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let seen = Sheet::roster(WORKBOOK)
        .reviewed(&app, &county, "forgotten")
        .await;
    housekeeping::run(&app).await.expect("kept");
    assert_eq!(spooled(&app), 1);
    app.clock.advance(app.settings.spool_days);
    housekeeping::run(&app).await.expect("kept");
    assert_eq!(spooled(&app), 0);
    let county = app.county(WEINING).await;
    let path = format!("/jobs/{}", seen.id());
    let late = county.get(&path).await.expect(200);
    assert_eq!(late.body["state"], "EXPIRED");
}
