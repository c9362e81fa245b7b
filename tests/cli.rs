//! The binary as it is run at a desk.

#[path = "cli/admin.rs"]
mod admin;
#[path = "cli/audit.rs"]
mod audit;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/keys.rs"]
mod keys;
#[path = "cli/retention.rs"]
mod retention;
#[path = "cli/solve.rs"]
mod solve;
#[path = "cli/survival.rs"]
mod survival;

use domain::enterprise::Verification;
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
    http::matching_runs::{MOST_GAP_PPM, MOST_LOYALTY, MOST_SECONDS},
    storage::{Scope, enterprises},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

fn rengang(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    at(folder.path(), arguments)
}

fn at(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(arguments)
        .current_dir(folder)
        .env("RENGANG_LOG", "warn")
        .output()
        .expect("the binary runs")
}

/// What a command says where it succeeds.
#[track_caller]
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = at(folder, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name);
    path.display().to_string()
}

fn checked(name: &str, more: &[&str]) -> Value {
    let file = data(name);
    let mut arguments = vec!["import", "roster", &file, "--dry-run", "--json"];
    arguments.extend(["--as-of", "2020-03-31"]);
    arguments.extend(more);
    let output = rengang(&arguments);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Everything that is expected of a file, row by row.
fn expected(name: &str) -> (i64, Vec<Value>) {
    let all: Value = serde_json::from_str(include_str!("data/expected_errors.json")).expect("JSON");
    let file = &all["files"][name];
    let mut issues = Vec::new();
    for row in file["bad"].as_array().expect("rows") {
        for issue in row["issues"].as_array().expect("issues") {
            issues.push(json!({
                "row": row["row"], "serial": row["serial"], "column": issue["column"],
                "code": issue["code"], "severity": issue["severity"],
            }));
        }
    }
    (file["data_rows"].as_i64().expect("a count"), issues)
}

#[track_caller]
fn exactly_what_is_expected(name: &str, found: &Value) {
    let (rows, mut issues) = expected(name);
    let mut found_issues = found["issues"].as_array().expect("issues").clone();
    for list in [&mut issues, &mut found_issues] {
        list.sort_by_key(Value::to_string);
    }
    assert_eq!(found_issues, issues);
    let bad: std::collections::BTreeSet<_> = issues
        .iter()
        .filter(|issue| issue["severity"] == "error")
        .map(|issue| issue["row"].as_i64())
        .collect();
    let rejected = i64::try_from(bad.len()).expect("a count");
    assert_eq!(found["rows_in"], rows);
    assert_eq!(found["rejected"], rejected);
    assert_eq!(found["accepted"], rows - rejected);
}

#[test]
fn the_sample_in_gbk_has_exactly_the_expected_issues() {
    let name = "roster_sample.csv";
    exactly_what_is_expected(name, &checked(name, &[]));
}

#[test]
fn the_sample_workbook_has_exactly_the_expected_issues() {
    let name = "roster_sample.xlsx";
    exactly_what_is_expected(name, &checked(name, &["--county", "520526"]));
}

#[test]
fn a_check_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(["import", "roster", &data("roster_sample.csv"), "--dry-run"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(said.starts_with("共 200 行"), "{said}");
    assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
}

#[track_caller]
fn refused(arguments: &[&str], because: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    refused_at(folder.path(), arguments, because);
}

#[track_caller]
fn refused_at(folder: &Path, arguments: &[&str], because: &str) {
    let output = at(folder, arguments);
    let code = output.status.code().expect("a code");
    assert!((1..=125).contains(&code), "{code}");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains(because), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn what_is_no_roster_is_refused_in_a_sentence() {
    let roster = |file: &str, because| {
        refused(&["import", "roster", file, "--dry-run", "--json"], because);
    };
    roster(&data("expected_errors.json"), "表头");
    roster("nowhere.csv", "nowhere.csv");
    // Without its county the workbook speaks of nobody's people.
    roster(&data("roster_sample.xlsx"), "县");
}

#[test]
fn an_import_at_the_desk_is_in_the_registry_and_the_second_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data("roster_sample.csv");
    let import = ["import", "roster", &file, "--as-of", "2020-03-31"];
    let first = said(folder.path(), &import);
    assert!(
        first.contains("created: 181") && first.contains("unchanged: 0"),
        "{first}"
    );
    let second = said(folder.path(), &import);
    assert!(
        second.contains("created: 0") && second.contains("unchanged: 181"),
        "{second}"
    );
}

/// A desk with the people and the posts of the samples, the enterprises verified.
async fn furnished() -> TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let (roster, posts) = (data("roster_sample.csv"), data("vacancies_sample.csv"));
    let import = ["import", "roster", &roster, "--as-of", "2020-03-31"];
    said(desk.path(), &import);
    said(desk.path(), &["import", "vacancies", &posts]);
    let settings = Settings {
        data_dir: desk.path().join("data"),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::machine()).await.expect("opened");
    let scope = Scope::job("a test of the desk");
    let filter = enterprises::Filter::default();
    let all = enterprises::list(&app.db, &app.keys, &scope, &filter, None, 100).await;
    for mut enterprise in all.expect("enterprises") {
        let (on, by) = (app.clock.today(), None);
        enterprise
            .verify(Verification { on, by })
            .expect("verified");
        enterprises::save(&app.db, &app.keys, &scope, &enterprise)
            .await
            .expect("saved");
    }
    app.db.close().await.expect("closed");
    desk
}

/// The runs that a match makes.
#[track_caller]
fn runs(desk: &TempDir, more: &[&str]) -> Vec<Value> {
    let arguments = [&["match", "--json"], more].concat();
    let report: Value = serde_json::from_str(&said(desk.path(), &arguments)).expect("JSON");
    report["runs"].as_array().expect("runs").clone()
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

fn people(counts: &Value) -> i64 {
    let counts = counts.as_array().expect("counts");
    counts.iter().map(|count| number(&count["people"])).sum()
}

#[actix_web::test]
async fn a_match_at_the_desk_has_a_run_for_every_county_and_accounts_for_everybody() {
    let desk = furnished().await;
    let runs = runs(&desk, &[]);
    let counties: std::collections::BTreeSet<_> = runs
        .iter()
        .map(|run| run["division"]["code"].as_str())
        .collect();
    assert_eq!(counties.len(), runs.len(), "each county once");
    for run in &runs {
        let (result, summary) = (&run["result"], &run["summary"]);
        let (placed, unplaced) = (number(&result["placed"]), number(&result["unplaced"]));
        assert_eq!(number(&result["people"]), placed + unplaced);
        assert_eq!(people(&summary["placed_by_tier"]), placed);
        assert_eq!(people(&summary["unplaced_by_reason"]), unplaced);
        assert_eq!(run["committed_at"], Value::Null);
    }
    let placed = |run: &&Value| number(&run["result"]["placed"]);
    let fullest = runs.iter().max_by_key(placed).expect("a run");
    assert!(placed(&fullest) > 0, "somebody is placed");

    let county = fullest["division"]["code"].as_str().expect("a code");
    let told = said(desk.path(), &["match", "--area", county]);
    let result = &fullest["result"];
    for line in [
        format!("人员 / people {}", result["people"]),
        format!("已安排 / placed {}", result["placed"]),
        fullest["division"]["name"].as_str().expect("a name").into(),
        "已安排，按结对关系 / placed by tier".into(),
    ] {
        assert!(told.contains(&line), "{line} in\n{told}");
    }
    refused(&["match", "--area", "999999"], "999999");
}

#[actix_web::test]
async fn what_the_desk_commits_is_not_given_away_to_the_next() {
    let desk = furnished().await;
    let committed = runs(&desk, &["--commit"]);
    let mut openings: Option<i64> = None;
    for run in &committed {
        assert!(run["committed_at"].is_string(), "{run:#}");
        assert_eq!(people(&run["summary"]["not_offered"]), 0);
        let left = number(&run["result"]["openings"]);
        assert!(openings.is_none_or(|before| before == left), "{run:#}");
        openings = Some(left - number(&run["result"]["placed"]));
    }
    let again = runs(&desk, &[]);
    let people = |runs: &[Value]| -> i64 {
        let people = runs.iter().map(|run| number(&run["result"]["people"]));
        people.sum()
    };
    let offered = committed.iter().map(|run| number(&run["result"]["placed"]));
    let offered: i64 = offered.sum();
    assert!(offered > 0);
    assert_eq!(people(&again), people(&committed) - offered);
}

#[test]
fn a_match_without_anybody_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let nobody = said(folder.path(), &["match"]);
    assert!(nobody.contains("没有可匹配的人员"), "{nobody}");
}

#[test]
fn a_day_that_is_too_far_is_refused_by_the_name_of_its_option() {
    let day = "2001-03-31";
    refused(
        &["match", "--area", "520526", "--on", day],
        "--on: 匹配日期须在今天前后一年之内 / must lie within a year of today",
    );
    refused(
        &["learn", "--learnt-until", day],
        "--learnt-until: 学习截止日须早于今天，且不早于十年前",
    );
}

#[test]
fn a_number_out_of_range_is_refused_with_its_range_before_anything_is_touched() {
    let desk = tempfile::tempdir().expect("a folder");
    for (option, most) in [
        ("--loyalty", MOST_LOYALTY.into()),
        ("--gap", MOST_GAP_PPM),
        ("--time-limit", MOST_SECONDS),
    ] {
        let asked = |number: u32| at(desk.path(), &["match", option, &number.to_string()]);
        let refused = asked(most + 1);
        let told = String::from_utf8(refused.stderr).expect("text");
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(
            told.contains(option) && told.contains(&format!("..={most}")),
            "{told}"
        );
        assert_eq!(desk.path().read_dir().expect("a folder").count(), 0);
    }
    let most = [MOST_LOYALTY.into(), MOST_GAP_PPM, MOST_SECONDS].map(|most| most.to_string());
    let [loyalty, gap, seconds] = &most;
    let options = ["--loyalty", loyalty, "--gap", gap, "--time-limit", seconds];
    said(desk.path(), &[&["match"], &options[..]].concat());
}

#[test]
fn learning_at_the_desk_says_when_there_is_too_little_to_learn_from() {
    let desk = tempfile::tempdir().expect("a folder");
    let told = said(desk.path(), &["learn"]);
    assert!(
        told.contains("数据太少") && told.contains("too_few"),
        "{told}"
    );
    let card: Value = serde_json::from_str(&said(desk.path(), &["learn", "--json"])).expect("JSON");
    assert_eq!(
        (&card["in_use"], &card["card"]["verdict"]),
        (&json!(false), &json!("too_few"))
    );
}
