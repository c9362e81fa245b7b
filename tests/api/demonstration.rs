//! The demonstration, told which database to fill.

use crate::database::Own;
use std::{
    path::Path,
    process::{Command, Output},
};

/// The setting that an office's own machine may have must not count.
fn played(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(["demo", "--once", "--seekers", "60", "--vacancies", "12"])
        .args(arguments)
        .current_dir(folder)
        .env("RENGANG_LOG", "warn")
        .env(
            "RENGANG_DATABASE_URL",
            "postgres://nobody@localhost:1/office",
        )
        .env("RENGANG_SMTP_HOST", "mail.office.invalid")
        .env("RENGANG_MAIL_FROM", "hall@office.invalid")
        .output()
        .expect("the binary runs")
}

#[actix_web::test]
async fn an_empty_database_is_filled_once_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Own::fresh(folder.path()).await;
    let named = ["--database-url", own.url()];

    let output = played(folder.path(), &named);
    assert!(output.status.success(), "{output:?}");
    let people = own.count("person");
    assert!(people > 60, "{people}");
    assert!(own.count("employment") > 10);

    // The first one's keys are still there, and with them what it wrote can be read.
    let keys = || std::fs::read_dir(folder.path().join("demo-data/keys")).map(Iterator::count);
    let kept = keys().expect("a folder of keys");
    let mark = folder.path().join("demo-data/of-the-first");
    std::fs::write(&mark, "").expect("a file");
    let output = played(folder.path(), &named);
    assert!(!output.status.success(), "{output:?}");
    assert!(mark.exists());
    assert_eq!(keys().expect("a folder of keys"), kept);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("演示只写入空的数据库"), "{said}");
    assert_eq!(own.count("person"), people);
}

#[actix_web::test]
async fn the_database_of_the_office_is_not_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = played(folder.path(), &[]);
    assert!(output.status.success(), "{output:?}");
    assert!(folder.path().join("demo-data/rengang.db").exists());
}
