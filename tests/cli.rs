//! The binary as it is run at a desk.

use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
};

fn rengang(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(arguments)
        .current_dir(folder.path())
        .env("RENGANG_LOG", "warn")
        .output()
        .expect("the binary runs")
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
    let output = rengang(arguments);
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
    let said = || {
        let output = Command::new(env!("CARGO_BIN_EXE_rengang"))
            .args(["import", "roster", &file, "--as-of", "2020-03-31"])
            .current_dir(folder.path())
            .env("RENGANG_LOG", "warn")
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let first = said();
    assert!(
        first.contains("created: 181") && first.contains("unchanged: 0"),
        "{first}"
    );
    let second = said();
    assert!(
        second.contains("created: 0") && second.contains("unchanged: 181"),
        "{second}"
    );
}

/// The demonstration's tables, without what differs from one time to the next.
fn demonstrated(folder: &Path, seed: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args([
            "demo",
            "--once",
            "--seekers",
            "120",
            "--vacancies",
            "24",
            "--seed",
            seed,
        ])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (tables, sign_in) = said.split_once("用时").expect("how long it took");
    assert!(sign_in.contains("/api/v1/sessions") && sign_in.contains("weining"));
    tables.to_owned()
}

#[test]
fn the_demonstration_tells_the_same_story_for_the_same_seed() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = demonstrated(folder.path(), "7");
    for heading in [
        "一、导入",
        "二、匹配",
        "三、去向",
        "四、稳定就业",
        "ID_CHECKSUM",
        "市州结对",
        "12 个月",
    ] {
        assert!(
            first.contains(heading),
            "{heading} is missing from\n{first}"
        );
    }
    assert_eq!(demonstrated(folder.path(), "7"), first);
    assert_ne!(demonstrated(folder.path(), "8"), first);
}

#[test]
fn the_demonstration_empties_no_folder_but_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("demo-data");
    std::fs::create_dir(&mine).expect("a folder");
    std::fs::write(mine.join("precious.txt"), "mine").expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(["demo", "--once"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert!(!output.status.success());
    assert!(mine.join("precious.txt").exists());
}
