//! What is left in files and rows of somebody who was forgotten: nothing, once the house was kept.

use super::{CANARY, VILLAGE, ask, canary, decide, tables_with};
use crate::{
    TestApp, cast,
    evidence::given,
    follow_up_sheets::{fetched, sent},
    imports::Sheet,
    mailing::{self, reached_by},
    matching_runs::run,
    placements::{count, step},
    rosters::seeker,
    sink::Sink,
};
use domain::id::{EmploymentId, PersonId};
use rengang::{
    services::housekeeping,
    storage::{BulkTransaction, employments, pay_accounts},
};
use sea_orm::DbBackend;
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const WEINING: u32 = 520_526;

/// The files of a folder and below that hold these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if fs::read(&path).is_ok_and(|held| held.windows(bytes.len()).any(|w| w == bytes)) {
            found.push(path);
        }
    }
    found
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

/// A job of the person's that came to its end, with a file that shows it and the account into which its wages went.
async fn worked(app: &TestApp, person: PersonId, account: &[u8]) -> EmploymentId {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 1).await;
    let placement = cast::offer(app, WEINING, person, factory, post).await;
    let (county, worker) = (app.county(WEINING).await, app.worker(person).await);
    let employer = app.enterprise(factory).await;
    step(&worker, placement, "acceptance", json!({}))
        .await
        .expect(200);
    step(&employer, placement, "confirmation", json!({}))
        .await
        .expect(200);
    for taken in ["departure", "arrival", "start"] {
        step(&county, placement, taken, json!({})).await.expect(200);
    }
    let job = employments::span_of_placement(&app.db, placement).await;
    let job = job.expect("an answer").expect("a job").id;
    let picture = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR ", CANARY.as_bytes()].concat();
    let file = given(&worker, &picture).await;
    let slip = json!({ "employment_ids": [job.0], "kind": "contract", "contract_months": 12, "file_id": file });
    worker.post("/evidence", &slip).await.expect(201);
    let told = BTreeMap::from([(job, account.to_vec())]);
    let tx = BulkTransaction::begin(&app.db).await.expect("begun");
    pay_accounts::keep(&tx, told, app.clock.today())
        .await
        .expect("kept");
    tx.commit(crate::traces::of_a_test(), app.clock.now())
        .await
        .expect("kept");
    // The enterprise's sheet of the month waits for its confirmation.
    let sheet = fetched(&employer, factory, "").await.expect(200);
    let waits = sent(&sheet.bytes, "2020-04-01")
        .reviewed(app, &employer, "monthly-sheet")
        .await;
    assert_eq!(waits.body["state"], "AWAITING_CONFIRMATION");
    let end = json!({ "reason": "family" });
    step(&county, placement, "ending", end).await.expect(200);
    job
}

/// A roster of the county that names the person, and one bad row where it is to be kept for its correction.
fn roster(is_bad: bool) -> Vec<u8> {
    let own = seeker(7);
    let id = own.citizen_id.reveal();
    let bad = if is_bad {
        format!(
            "贵州省,毕节市,威宁彝族回族苗族自治县,{CANARY}之弟,男,522427199001010001,1990-01-01\n"
        )
    } else {
        String::new()
    };
    format!(
        "省,市,县(市、区),姓名,性别,证件号码,出生日期\n贵州省,毕节市,威宁彝族回族苗族自治县,{CANARY},{},{id},{}\n{bad}",
        domain::coded::Coded::zh(own.sex), own.born
    )
    .into_bytes()
}

/// What a row holds in a column of bytes.
async fn bytes(app: &TestApp, column: &str, of: PersonId) -> Vec<u8> {
    let literal = match app.db.get_database_backend() {
        DbBackend::Postgres => format!("'{of}'"),
        _ => format!("x'{}'", of.0.simple()),
    };
    let rows = app
        .raw(&format!(
            "select {column} as held from person where id = {literal}"
        ))
        .await;
    rows[0].try_get("", "held").expect("bytes")
}

#[actix_web::test]
async fn after_the_house_was_kept_no_file_and_no_row_tells_who_somebody_was() {
    let sink = Sink::start().await;
    let app = TestApp::with(mailing::by(sink.port)).await;
    let person = canary(&app).await;
    let county = app.county(WEINING).await;
    let account = b"a digest of 16 B";
    worked(&app, person, account).await;
    // A no, which a later run is told of; a letter that waits.
    let worker = app.worker(person).await;
    reached_by(&app, &worker, json!({ "email": "canary@post.example" })).await;
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    let offer = cast::offer(&app, WEINING, person, factory, post).await;
    step(&worker, offer, "refusal", json!({ "reason": "too_far" }))
        .await
        .expect(200);
    run(&app, &county).await;
    // Rosters that name the person: one waits to be confirmed, one is kept for the correction of its bad row.
    let waits = Sheet::roster(&roster(false))
        .reviewed(&app, &county, "roster-that-waits")
        .await;
    assert_eq!(waits.body["state"], "AWAITING_CONFIRMATION");
    let seen = Sheet::roster(&roster(true))
        .reviewed(&app, &county, "roster-with-a-bad-row")
        .await;
    let kept = crate::imports::confirmed(&app, &county, &seen).await;
    assert_eq!(kept.body["counts"]["rejected"], 1, "{:#}", kept.body);
    assert_eq!(files_in(&app.settings.spool()), 3);

    let own_id = bytes(&app, "citizen_id_sealed", person).await;
    let own_index = bytes(&app, "citizen_id_index", person).await;
    let told: [&[u8]; 6] = [
        CANARY.as_bytes(),
        VILLAGE.as_bytes(),
        b"52052600007777",
        &own_id,
        &own_index,
        account,
    ];
    let folder = &app.settings.data_dir;
    let on_sqlite = app.db.get_database_backend() == DbBackend::Sqlite;
    assert!(
        files_with(folder, told[0]).len() >= 3,
        "they are found while they are there"
    );
    if on_sqlite {
        for text in told {
            assert!(!files_with(folder, text).is_empty(), "{text:?}");
        }
    }
    assert_eq!(count(&app, "run_heed").await, 1);
    assert_eq!(count(&app, "pay_account").await, 1);

    let asked = ask(&worker, person).await.expect(201);
    decide(&county, asked.id(), json!({})).await.expect(200);

    assert_eq!(
        files_in(&app.settings.spool()),
        0,
        "what was uploaded is gone at once"
    );
    for table in ["run_heed", "pay_account", "evidence_file"] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    let gone =
        "letter where account_id in (select account_id from role_grant where role = 'worker')";
    assert_eq!(count(&app, gone).await, 0);
    if on_sqlite {
        let left = files_with(folder, told[0]);
        assert!(
            !left.is_empty(),
            "pages that were freed hold it, or this test looks in vain"
        );
    }
    housekeeping::run(&app).await.expect("kept");
    for text in told {
        assert_eq!(files_with(folder, text), Vec::<PathBuf>::new(), "{text:?}");
    }
    for text in [CANARY, VILLAGE, "52052600007777"] {
        assert_eq!(tables_with(&app, text).await, Vec::<String>::new());
    }
    let since = "erasure where rewritten_at is null";
    assert_eq!(count(&app, since).await == 0, on_sqlite);
    app.letters().await;
}

#[actix_web::test]
async fn a_sheet_that_is_being_read_is_not_kept_either() {
    let app = TestApp::start().await;
    let person = canary(&app).await;
    let county = app.county(WEINING).await;
    // Nobody has taken it up yet.
    let queued = Sheet::roster(&roster(false))
        .send(&county, "roster-that-waits")
        .await;
    let path = format!("/jobs/{}", queued.expect(202).id());
    let asked = ask(&app.worker(person).await, person).await.expect(201);
    decide(&county, asked.id(), json!({})).await.expect(200);
    assert_eq!(county.get(&path).await.body["state"], "CANCELLED");
    assert_eq!(files_in(&app.settings.spool()), 0);
    app.work().await;
    assert_eq!(count(&app, "person").await, 1, "nobody came back by it");
}

#[actix_web::test]
async fn sheets_of_other_counties_wait_on() {
    let app = TestApp::start().await;
    let person = canary(&app).await;
    let elsewhere = app.county(520_527).await;
    let theirs = Sheet::roster(&roster(false))
        .send(&elsewhere, "roster-of-others")
        .await;
    let path = format!("/jobs/{}", theirs.expect(202).id());
    let asked = ask(&app.worker(person).await, person).await.expect(201);
    decide(&app.county(WEINING).await, asked.id(), json!({}))
        .await
        .expect(200);
    assert_eq!(elsewhere.get(&path).await.body["state"], "QUEUED");
    assert_eq!(files_in(&app.settings.spool()), 1);
}
