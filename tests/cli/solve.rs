//! Assignments from a file.

use super::{at, refused, said};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
};

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

#[test]
fn whose_time_is_up_answers_with_what_there_is() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = instance(desk.path(), "p assign 2 1\nv 1 1\ne 1 1 5\ne 2 1 7\n");
    let answer = |seconds: &str| -> Value {
        let arguments = ["solve", &file, "--json", "--time-limit", seconds];
        serde_json::from_str(&said(desk.path(), &arguments)).expect("JSON")
    };
    let at_once = answer("0");
    assert_eq!(at_once["stopped"], true);
    assert!(at_once["bound"].as_u64() >= Some(7), "{at_once}");
    let in_time = answer("3600");
    assert_eq!(
        (&in_time["stopped"], &in_time["score"]),
        (&json!(false), &json!(7))
    );
    let told = said(desk.path(), &["solve", &file, "--time-limit", "0"]);
    assert!(told.contains("未算完即停止"), "{told}");
}

/// A solver that waits for the rest of its file; what it was sent does not fit into the pipe, so it has begun to read.
fn reading() -> Child {
    let mut solver = Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(["solve", "/dev/stdin", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let comments = "c waiting\n".repeat(1 << 16);
    let input = solver.stdin.as_mut().expect("a pipe");
    input.write_all(comments.as_bytes()).expect("it reads");
    solver
}

/// Ctrl-C.
fn interrupt(solver: &Child) {
    let arguments = ["-INT".to_owned(), solver.id().to_string()];
    Command::new("kill")
        .args(arguments)
        .status()
        .expect("a signal");
}

#[test]
fn who_is_interrupted_answers_with_what_there_is() {
    let mut solver = reading();
    interrupt(&solver);
    let mut input = solver.stdin.take().expect("a pipe");
    let instance = b"p assign 2 1\nv 1 1\ne 1 1 5\ne 2 1 7\n";
    input.write_all(instance).expect("it goes on reading");
    drop(input);
    let output = solver.wait_with_output().expect("its end");
    assert!(output.status.success(), "{:?}", output.status);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["stopped"], true);
    assert!(answer["bound"].as_u64() >= Some(7), "{answer}");
}

#[test]
fn who_is_interrupted_again_ends_at_once() {
    let mut solver = reading();
    let ended = loop {
        // Two of them may come as one.
        interrupt(&solver);
        if let Some(ended) = solver.try_wait().expect("a process") {
            break ended;
        }
    };
    assert_eq!(ended.code(), Some(130));
}
