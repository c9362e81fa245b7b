//! Every hostile file at every door that takes a file: what it is answered, what it costs, what it leaves behind.

use super::{
    files_below,
    hostile::{HARMLESS, Hostile, is_full},
    strangers::{old_workbooks, strangers},
    texts::texts,
    workbooks::workbooks,
};
use crate::{
    Client, TestApp, alone,
    imports::Sheet,
    operations::{Operation, operations},
};
use domain::{coded::Coded, job::ImportKind};
use rengang::services::housekeeping;
use serde_json::json;
use std::collections::BTreeMap;

const WEINING: u32 = 520_526;

/// What any file may cost: the promise says five seconds, of a build that is made to be fast; this one is not.
const SECONDS: f64 = 30.0;

/// What any file may make the process grow by, in kibibytes.
const KIBIBYTES: u64 = 150 << 10;

/// Tables in which an upload leaves what tells of it, and the accounts that sent it; and that in which statements leave a mark
/// for those who follow the market, also where they changed nothing.
const TOLD: [&str; 14] = [
    "account",
    "role_grant",
    "session",
    "consent",
    "trace",
    "trace_head",
    "trace_person",
    "job",
    "import",
    "job_issue",
    "idempotency",
    "key_check",
    "market_change",
    "seaql_migrations",
];

/// Where a file is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Sheet(ImportKind),
    Evidence,
}

impl Door {
    fn all() -> Vec<Self> {
        let sheets = ImportKind::ALL.iter().map(|kind| Self::Sheet(*kind));
        sheets.chain([Self::Evidence]).collect()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sheet(kind) => kind.code(),
            Self::Evidence => "evidence",
        }
    }
}

#[test]
fn every_operation_that_takes_a_file_is_one_of_these_doors() {
    let all = operations();
    let doors = all.iter().filter(|operation| {
        let content = operation.told["requestBody"]["content"].as_object();
        content.is_some_and(|kinds| kinds.keys().any(|kind| !kind.contains("json")))
    });
    let doors: Vec<&str> = doors.map(Operation::id).collect();
    assert_eq!(
        doors,
        ["give_evidence_file", "upload_import"],
        "hostile files are sent there, too: add the door to this test"
    );
}

const NAME: &str = "uploads::doors::no_file_costs_much_at_any_door_and_nothing_of_it_stays_behind";

#[actix_web::test]
async fn no_file_costs_much_at_any_door_and_nothing_of_it_stays_behind() {
    // Memory and time are those of the whole process.
    if !alone::is_alone() {
        return alone::again(NAME).await;
    }
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let national = app.national().await;
    let before = rows_by_table(&app).await;
    let mut tried = 0;
    let mut costs = Vec::new();
    let mut wrong = Vec::new();
    for (turn, door) in Door::all().into_iter().enumerate() {
        let by = if door == Door::Sheet(ImportKind::Pairings) {
            &national
        } else {
            &county
        };
        for (at, file) in files(door).into_iter().enumerate() {
            // The same reader stands behind all sheets, and the door for evidence looks at no more than the beginning: in the
            // usual run each file goes to the door of rosters and to one of the others by turns.
            let is_ones_turn = 1 + at % 5 == turn;
            let is_always = door == Door::Sheet(ImportKind::Roster)
                || (door == Door::Evidence && file.is_evidence);
            if !is_full() && (file.is_dear || !(is_always || is_ones_turn)) {
                continue;
            }
            tried += 1;
            alone::forget_peak();
            let (held, used) = (alone::memory(), alone::cpu_seconds());
            let told = sent(&app, by, door, &file).await;
            let seconds = alone::cpu_seconds() - used;
            let grown = held
                .zip(alone::memory())
                .map_or(0, |((_, before), (peak, _))| peak.saturating_sub(before));
            if let Err(differs) = told {
                wrong.push(format!("{} as {}: {differs}", file.name, door.name()));
            }
            costs.push((seconds, grown, format!("{} as {}", file.name, door.name())));
        }
    }
    print(tried, &mut costs);
    assert_eq!(wrong, Vec::<String>::new());
    for (seconds, grown, name) in &costs {
        assert!(*seconds < SECONDS, "{name} took {seconds} s");
        assert!(
            *grown < KIBIBYTES,
            "{name} made the process grow by {grown} KiB"
        );
    }

    // What was kept for a while goes in its time.
    app.clock.advance(400);
    housekeeping::run(&app).await.expect("the house is kept");
    assert_eq!(files_below(&app.settings.spool()), 0, "files in the spool");
    let mut after = rows_by_table(&app).await;
    after.retain(|table, _| !TOLD.contains(&table.as_str()));
    let left: Vec<_> = after
        .iter()
        .filter(|(table, rows)| before.get(*table) != Some(*rows))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // The house asks for its own reckoning of the day.
    let open = "select id from job where kind <> 'alerts' \
        and state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')";
    assert!(app.raw(open).await.is_empty(), "jobs are open");
}

fn files(door: Door) -> Vec<Hostile> {
    let kind = match door {
        Door::Sheet(kind) => kind,
        Door::Evidence => ImportKind::Roster,
    };
    let mut all = workbooks(kind);
    all.extend(texts(kind));
    all.extend(old_workbooks());
    all.extend(strangers());
    all
}

/// Sends a file, lets it be worked on, and gives it up where it waits for a confirmation; what is not as it should be.
async fn sent(app: &TestApp, by: &Client, door: Door, file: &Hostile) -> Result<(), String> {
    let key = uuid::Uuid::new_v4().to_string();
    let Door::Sheet(kind) = door else {
        let form = [
            b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n",
            &file.bytes[..],
            b"\r\n--b--\r\n",
        ];
        let asked = by.post("/evidence-files", &json!({})).key(&key);
        let answer = asked
            .raw("multipart/form-data; boundary=b", form.concat())
            .await;
        let is_too_large = file.bytes.len() as u64 > app.settings.evidence_bytes;
        return match answer.status.as_u16() {
            201 if file.is_evidence => Ok(()),
            422 if !file.is_evidence && answer.faults() == [("/file", "MEDIA_UNKNOWN")] => Ok(()),
            413 if is_too_large => Ok(()),
            other => Err(format!("{other} {}", answer.body)),
        };
    };
    let taken = Sheet::of(kind.code(), &file.bytes).send(by, &key).await;
    if taken.status != 202 {
        return Err(format!("{} {}", taken.status, taken.body));
    }
    app.work().await;
    let path = format!("/jobs/{}", taken.id());
    let job = by.get(&path).await.expect(200);
    let code = job.body["error"]["code"].as_str().unwrap_or(HARMLESS);
    let ends = match job.body["state"].as_str() {
        Some("FAILED") => code,
        Some("AWAITING_CONFIRMATION") => HARMLESS,
        other => return Err(format!("it ends {other:?}")),
    };
    if ends == HARMLESS {
        let given_up = by.post(&format!("{path}/cancellation"), &json!({}));
        given_up.await.expect(200);
    } else {
        let says = |language: &str| job.body["error"][language].as_str().unwrap_or_default();
        if says("zh").is_empty() || says("en").is_empty() {
            return Err(format!("it does not say what to do: {}", job.body));
        }
    }
    let is_right = file.ends.contains(&ends);
    is_right
        .then_some(())
        .ok_or_else(|| format!("it ends {ends:?} instead of {:?}", file.ends))
}

async fn rows_by_table(app: &TestApp) -> BTreeMap<String, i64> {
    let tables = if app.settings.database().starts_with("sqlite") {
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
    } else {
        "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
    };
    let mut found = BTreeMap::new();
    for row in app.raw(tables).await {
        let table: String = row.try_get("", "name").expect("a name");
        let counted = app.raw(&format!("select count(*) as n from {table}")).await;
        let count = counted[0].try_get("", "n").expect("a count");
        found.insert(table, count);
    }
    found
}

/// What the dearest have cost, and all together.
fn print(tried: usize, costs: &mut [(f64, u64, String)]) {
    let all: f64 = costs.iter().map(|(seconds, ..)| seconds).sum();
    costs.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "{tried} files at {} doors took {all:.1} s of CPU; the dearest:",
        Door::all().len()
    );
    for (seconds, grown, name) in costs.iter().take(12) {
        println!(
            "{seconds:6.2} s  {:6.1} MiB  {name}",
            *grown as f64 / 1024.0
        );
    }
    let most = costs.iter().max_by_key(|(_, grown, _)| *grown);
    if let Some((_, grown, name)) = most {
        println!(
            "the process grew by {:.1} MiB at most: {name}",
            *grown as f64 / 1024.0
        );
    }
}
