//! No log tells of a person: what the service logged while `tests/api` ran is looked through, line by line.
//!
//! `./test` runs this last, with `LOGS=needed`; alone it looks at whatever the latest runs have left.

use domain::citizen_id::CitizenId;
use std::{fs, path::Path};

/// Names, passwords and the beginning of every token, as the tests of the service use them.
const TOLD: [&str; 8] = [
    "王小明",
    "联系人",
    "李队长",
    "李<b>队长",
    "王经理",
    "four plain words here",
    "apple trees on the hill",
    "eyJ",
];

/// What a line tells that it must not.
fn told(line: &str) -> Option<&'static str> {
    let runs = line.split(|c: char| !c.is_ascii_alphanumeric());
    for run in runs {
        if run.len() == 18 && CitizenId::read(run).is_ok() {
            return Some("a citizen ID");
        }
        let is_number = run.len() == 11 && run.bytes().all(|c| c.is_ascii_digit());
        if is_number && run.starts_with('1') && !run.starts_with("10") {
            return Some("a phone number");
        }
    }
    TOLD.into_iter().find(|known| line.contains(known))
}

#[test]
fn no_line_tells_of_a_person() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("logs");
    let mut lines = 0;
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a log");
        for (number, line) in (1..).zip(String::from_utf8_lossy(&bytes).lines()) {
            lines += 1;
            if let Some(what) = told(line) {
                found.push(format!("{what} in {} line {number}", path.display()));
            }
        }
    }
    println!("{lines} lines looked through");
    let is_needed = std::env::var_os("LOGS").is_some();
    assert!(
        lines > 0 || !is_needed,
        "no log in {}: run the tests of the api first",
        folder.display()
    );
    assert!(
        found.is_empty(),
        "{} lines tell too much: {:?}",
        found.len(),
        &found[..found.len().min(20)]
    );
}

#[test]
fn what_would_hurt_is_found_in_a_line() {
    let seen = |line| told(line).is_some();
    assert!(seen("looked for 11010519491231002X"));
    assert!(seen("called 15400000001, nobody there"));
    assert!(seen("authorization: Bearer eyJhbGciOi"));
    assert!(!seen(
        "run 01a2271c-6933-7776-9197-cbe625f07101 took 10000000000 ns"
    ));
}
