//! Statistics of spells in a file.

use super::{at, refused, said};
use serde_json::{Value, json};
use std::path::Path;

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
