//! The binary as it is run at a desk.

use domain::enterprise::Verification;
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
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

/// The demonstration's tables, without what differs from one time to the next.
fn demonstrated(folder: &Path, seed: &str) -> String {
    let size = ["--seekers", "120", "--vacancies", "24", "--seed", seed];
    let said = said(folder, &[&["demo", "--once"], &size[..]].concat());
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
    let output = at(folder.path(), &["demo", "--once"]);
    assert!(!output.status.success());
    assert!(mine.join("precious.txt").exists());
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

fn instance(folder: &Path, text: &str) -> String {
    let file = folder.join("instance.txt");
    std::fs::write(&file, text).expect("a file");
    file.display().to_string()
}

#[test]
fn an_instance_is_solved_by_the_objective_that_is_named() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = instance(
        desk.path(),
        "p assign 3 2\nv 1 1\nv 2 1\ne 1 1 10\ne 1 2 0\ne 2 1 0\n",
    );
    let answer = |more: &[&str]| -> Value {
        let arguments = [&["solve", &file, "--json"], more].concat();
        serde_json::from_str(&said(desk.path(), &arguments)).expect("JSON")
    };
    let most = answer(&["--assignment", "--threads", "2"]);
    assert_eq!(most["objective"], "people-first");
    assert_eq!(
        (&most["people_placed"], &most["groups_placed"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        (&most["score"], &most["bound"], &most["gap"]),
        (&json!(0), &json!(0), &json!(0.0))
    );
    assert_eq!(most["people_proven"], true);
    assert_eq!(most["assignment"], json!([[1, 2], [2, 1]]));
    assert!(most["seconds"].is_number());
    let best = answer(&["--objective", "score-first"]);
    assert_eq!(
        (&best["people_placed"], &best["score"]),
        (&json!(1), &json!(10))
    );
    assert!(best.get("assignment").is_none() && best.get("people_proven").is_none());
    let told = said(desk.path(), &["solve", &file]);
    assert!(told.contains("总分 / score 0    上界 / bound 0"), "{told}");
}

#[test]
fn a_malformed_instance_ends_with_two_and_a_sentence_with_its_line() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = instance(desk.path(), "c\np assign 1 1\ne 1 2 3\n");
    let output = at(desk.path(), &["solve", &file, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(
        told.contains("第 3 行：地点号") && told.contains("line 3: "),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1);
    assert!(output.stdout.is_empty());
    refused(&["solve", "nowhere.txt"], "nowhere.txt");
}

fn spells(folder: &Path, rows: &str) -> String {
    let file = folder.join("spells.csv");
    std::fs::write(&file, rows).expect("a file");
    file.display().to_string()
}

/// What `survival --json` says of these rows.
fn survival(rows: &str, more: &[&str]) -> Value {
    let desk = tempfile::tempdir().expect("a folder");
    let file = spells(desk.path(), rows);
    let arguments = [&["survival", &file, "--json"], more].concat();
    serde_json::from_str(&said(desk.path(), &arguments)).expect("JSON")
}

#[track_caller]
fn near(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

const TWO_GROUPS: &str =
    "entry,exit,event,group\n,10,1,东\n,20,0,东\n5,30,2,东\n,10,0,西\n,40,1,西\n";

#[test]
fn spells_in_a_file_give_curves_incidence_and_their_comparison() {
    let answer = survival(TWO_GROUPS, &[]);
    let [east, west] = &answer["groups"].as_array().expect("groups")[..] else {
        panic!("two groups: {answer}")
    };
    assert_eq!(
        (&east["group"], &west["group"]),
        (&json!("东"), &json!("西"))
    );
    assert_eq!((&east["n"], &east["events"]), (&json!(3), &json!(2)));
    assert_eq!(
        (&east["median"], &west["median"]),
        (&json!(30.0), &json!(40.0))
    );
    let first = &east["table"][0];
    assert_eq!(
        (
            &first["time"],
            &first["at_risk"],
            &first["events"],
            &first["censored"]
        ),
        (&json!(10.0), &json!(3), &json!(1), &json!(0))
    );
    near(&first["survival"], 2.0 / 3.0);
    near(&first["se"], (2.0f64 / 27.0).sqrt());
    near(&east["cif"]["1"][2]["value"], 1.0 / 3.0);
    near(&east["cif"]["2"][2]["value"], 2.0 / 3.0);
    near(&east["hazard"][2]["value"], 1.0 / 3.0 + 1.0);
    assert_eq!(
        (&answer["logrank"]["df"], &west["rmst"]["time"]),
        (&json!(1), &json!(40.0))
    );
    near(&west["rmst"]["value"], 40.0);
    near(&east["rmst"]["value"], 10.0 + 20.0 * 2.0 / 3.0);
}

#[test]
fn at_named_times_what_nobody_watched_is_null() {
    let answer = survival(
        "entry,exit,event\n,10,1\n,25,0\n,40,0\n",
        &["--times", "90,30"],
    );
    let group = &answer["groups"][0];
    assert_eq!(
        (&group["group"], &answer["logrank"]),
        (&Value::Null, &Value::Null)
    );
    let [at_30, at_90] = &group["table"].as_array().expect("rows")[..] else {
        panic!("two rows: {group}")
    };
    assert_eq!(
        (&at_30["at_risk"], &at_30["events"], &at_30["censored"]),
        (&json!(1), &json!(1), &json!(1))
    );
    near(&at_30["survival"], 2.0 / 3.0);
    assert_eq!(
        (&at_90["at_risk"], &at_90["events"], &at_90["censored"]),
        (&json!(0), &json!(0), &json!(1))
    );
    for unknown in ["survival", "se", "ci_low", "ci_high"] {
        assert_eq!(at_90[unknown], Value::Null);
    }
    assert_eq!(
        (&group["rmst"]["time"], &group["rmst"]["value"]),
        (&json!(90.0), &Value::Null)
    );
    assert_eq!(group["cif"]["1"][1]["value"], Value::Null);
}

#[test]
fn no_spells_are_an_answer_and_curves_at_their_ends_are_numbers() {
    for rows in ["", "entry,exit,event,group\n"] {
        assert_eq!(survival(rows, &[]), json!({"groups": [], "logrank": null}));
    }
    // Nothing here has a logarithm: all end at once, none ends, none is ever at risk.
    let answer = survival(
        "entry,exit,event,group\n,5,1,a\n,5,1,a\n,5,0,b\n7,7,1,c\n",
        &[],
    );
    let [all, none, never] = &answer["groups"].as_array().expect("groups")[..] else {
        panic!("three groups: {answer}")
    };
    for (group, survival) in [(all, 0.0), (none, 1.0)] {
        for (figure, expected) in [
            ("survival", survival),
            ("se", 0.0),
            ("ci_low", survival),
            ("ci_high", survival),
        ] {
            near(&group["table"][0][figure], expected);
        }
    }
    assert_eq!(
        (&never["n"], &never["events"], &never["table"]),
        (&json!(1), &json!(0), &json!([]))
    );
}

#[test]
fn bad_rows_are_named_by_their_line_and_end_with_two() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = spells(
        desk.path(),
        "entry,exit,event\n,5,1\n,NaN,1\n,-3,0\n9,5,1\n",
    );
    for json in [&["--json"][..], &[]] {
        let output = at(desk.path(), &[&["survival", &file], json].concat());
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).expect("text");
        for line in ["第 3 行", "line 4: ", "line 5: exit lies before entry"] {
            assert!(told.contains(line), "{line} in {told}");
        }
        assert_eq!(told.lines().count(), 3);
        assert!(output.stdout.is_empty());
    }
    refused(&["survival", "nowhere.csv"], "nowhere.csv");
}

#[test]
fn curves_are_printed_for_people_in_both_languages() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = spells(desk.path(), TWO_GROUPS);
    let told = said(desk.path(), &["survival", &file, "--times", "15"]);
    for piece in [
        "组 / group 东",
        "记录 / spells 3",
        "中位天数 / median 30",
        "0.6667",
        "观察中",
        "log-rank: χ²",
        "原因 2",
    ] {
        assert!(told.contains(piece), "{piece} in\n{told}");
    }
    let nothing = spells(desk.path(), "entry,exit,event\n");
    assert!(said(desk.path(), &["survival", &nothing]).contains("没有记录"));
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
