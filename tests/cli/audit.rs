//! The trail of acts, looked through at the desk.

use super::{at, data, refused_at, said};
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use std::{fs, path::Path};

/// A desk with some acts in its trail.
fn lived_in() -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let file = data("roster_sample.csv");
    said(
        desk.path(),
        &["import", "roster", &file, "--as-of", "2020-03-31"],
    );
    for _ in 0..3 {
        said(desk.path(), &["keys", "rotate-tokens"]);
    }
    desk
}

/// Does to the database what the service never does.
async fn tampered(desk: &Path, sql: &str) {
    let file = desk.join("data/rengang.db");
    let db = Database::connect(format!("sqlite://{}", file.display())).await;
    let db = db.expect("the database");
    for statement in [
        "drop trigger if exists trace_no_update",
        "drop trigger if exists trace_no_delete",
        "drop trigger if exists trace_head_goes_on",
        sql,
    ] {
        db.execute_unprepared(statement).await.expect(statement);
    }
    db.close().await.expect("closed");
}

/// What `audit verify` finds, with its exit code.
fn verified(desk: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let arguments = [&["audit", "verify", "--json"], more].concat();
    let output = at(desk, &arguments);
    let verdict = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code(), verdict)
}

#[test]
fn a_whole_trail_is_told_as_whole_and_its_head_is_found_again() {
    let desk = lived_in();
    let told = said(desk.path(), &["audit", "verify"]);
    assert!(
        told.contains("留痕完整") && told.contains("the trail is whole"),
        "{told}"
    );
    let head = said(desk.path(), &["audit", "head"]);
    let exported: Value = serde_json::from_str(&head).expect("JSON");
    let (code, verdict) = verified(desk.path(), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(
        (&exported["sequence"], &exported["hash"]),
        (&verdict["records"], &verdict["hash"])
    );
    assert!(
        told.contains(exported["hash"].as_str().expect("a hash")),
        "{told}"
    );

    fs::write(desk.path().join("head.json"), head).expect("kept");
    said(desk.path(), &["keys", "rotate-tokens"]);
    said(desk.path(), &["audit", "verify", "--head", "head.json"]);
}

#[actix_web::test]
async fn what_was_changed_is_told_by_its_place_and_by_the_exit_code() {
    let desk = lived_in();
    tampered(
        desk.path(),
        "update trace set detail = 'data' where sequence = 3",
    )
    .await;
    let output = at(desk.path(), &["audit", "verify"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(
        told.contains("#3: 与前一条不衔接") && told.contains("留痕不完整"),
        "{told}"
    );
    let (code, verdict) = verified(desk.path(), &[]);
    assert_eq!(
        (code, &verdict["findings"][0]["sequence"]),
        (Some(1), &3.into())
    );
    assert_eq!(verdict["findings"][0]["broken"], "chain");
}

#[actix_web::test]
async fn a_tail_that_was_cut_off_is_found_by_the_head_that_was_kept_elsewhere() {
    let desk = lived_in();
    let head = said(desk.path(), &["audit", "head"]);
    fs::write(desk.path().join("head.json"), head).expect("kept");
    tampered(
        desk.path(),
        "delete from trace where sequence = (select max(sequence) from trace)",
    )
    .await;
    tampered(
        desk.path(),
        "update trace_head set sequence = sequence - 1, hash = (select hash from trace order by sequence desc limit 1)",
    )
    .await;
    assert_eq!(
        verified(desk.path(), &[]).0,
        Some(0),
        "nothing tells without it"
    );
    let (code, verdict) = verified(desk.path(), &["--head", "head.json"]);
    assert_eq!(
        (code, &verdict["findings"][0]["broken"]),
        (Some(1), &"cut".into())
    );
}

#[test]
fn a_head_that_is_none_is_refused_with_the_name_of_its_file() {
    let desk = lived_in();
    let verify = |file| ["audit", "verify", "--head", file];
    refused_at(desk.path(), &verify("nowhere.json"), "nowhere.json");
    fs::write(desk.path().join("odd.json"), r#"{"sequence": "many"}"#).expect("written");
    refused_at(desk.path(), &verify("odd.json"), "odd.json");
    assert_eq!(at(desk.path(), &["audit"]).status.code(), Some(2));
}
