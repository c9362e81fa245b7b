//! Takes the service's scope predicates away, one by one, and wants each to be missed.
//!
//! The switch is one for the whole process, so this test starts itself again in a process of its own. It tries the
//! code, which is the same for both databases, and takes minutes: it is for the embedded one alone.

use super::{registry::Registry, world::World};
use rengang::storage::mutation::switch_off;
use std::{fs, path::Path, process::Command};

/// Says that this is the process in which predicates go.
const ALONE: &str = "RENGANG_TEST_ALONE";

/// Predicates that hide nothing from anybody whom the table lets ask: sums are for all offices, with small cells hidden.
const EQUIVALENT: [&str; 1] = ["of_figures"];

/// Held by tests of its own (`traces::glass`): nobody in this world has broken the glass.
const ELSEWHERE: &str = "src/storage/break_glass.rs";

const NAME: &str = "matrix::mutation::each_predicate_is_missed_when_it_is_gone";

#[actix_web::test]
async fn each_predicate_is_missed_when_it_is_gone() {
    if std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty()) {
        return;
    }
    if std::env::var_os(ALONE).is_none() {
        let this = std::env::current_exe().expect("this program");
        let alone = Command::new(this)
            .args([NAME, "--exact", "--nocapture"])
            .env(ALONE, "yes")
            .output()
            .expect("this program, once more");
        let told = String::from_utf8_lossy(&alone.stdout);
        println!("{told}");
        let errors = String::from_utf8_lossy(&alone.stderr);
        assert!(alone.status.success(), "{told}\n{errors}");
        return;
    }
    let world = World::of_everybody().await;
    world.catch_up().await;
    let all = world.registry().await;
    assert_eq!(
        missed_by(&world, &all).await,
        None,
        "before anything is gone"
    );
    let places = places();
    assert!(places.len() >= 24, "{places:?}");
    let mut unmissed = Vec::new();
    for (file, line) in &places {
        switch_off(Some((file.as_str(), *line)));
        match missed_by(&world, &all).await {
            Some(by) => println!("{file}:{line} is missed: {by}"),
            None => unmissed.push(format!("{file}:{line}")),
        }
        switch_off(None);
    }
    println!("{} predicates", places.len());
    assert!(unmissed.is_empty(), "nobody misses {unmissed:?}");
}

/// What goes red, where anything does.
async fn missed_by(world: &World, all: &Registry) -> Option<String> {
    let by = match world.lists_hold_what_they_should(all, 1).await {
        Ok(_) => world.reads_are_decided(all).await.err(),
        Err(differs) => Some(differs),
    };
    by.map(|told| told.chars().take(200).collect())
}

/// Where `storage` asks a scope who it is: file and line, as the compiler tells them.
fn places() -> Vec<(String, u32)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("src/storage")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source");
            let file = path
                .strip_prefix(root)
                .expect("below it")
                .display()
                .to_string();
            let mut function = "";
            for (number, line) in (1..).zip(text.lines()) {
                if let Some((_, rest)) = line.split_once("fn ") {
                    function = rest.split(['(', '<']).next().unwrap_or_default();
                }
                let asks = line.contains("scope.inner()") && !line.trim_start().starts_with("//");
                if asks && !EQUIVALENT.contains(&function) && file != ELSEWHERE {
                    found.push((file.clone(), number));
                }
            }
        }
    }
    found.sort();
    found
}
