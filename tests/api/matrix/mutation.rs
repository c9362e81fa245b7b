//! Takes the service's scope predicates away, one by one, and wants each to be missed.
//!
//! The switch is one for the whole process, so this test starts itself again in a process of its own. It tries the
//! code, which is the same for both databases, and takes long: it is for the embedded one alone. What asks a predicate is
//! found out first, so that only this is asked again without it.

use super::{
    listed::{LISTS, List},
    registry::Registry,
    walk::Asked,
    world::World,
};
use crate::{
    alone,
    operations::{Operation, operations},
};
use actix_web::http::Method;
use rengang::storage::mutation::{Place, asked, switch_off};
use std::{collections::BTreeMap, fs, path::Path};

/// Predicates that hide nothing from anybody whom the table lets ask: sums are for all offices, with small cells hidden.
const EQUIVALENT: [&str; 1] = ["of_figures"];

const NAME: &str = "matrix::mutation::each_predicate_is_missed_when_it_is_gone";

#[actix_web::test]
async fn each_predicate_is_missed_when_it_is_gone() {
    if std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty()) {
        return;
    }
    if !alone::is_alone() {
        return alone::again(NAME).await;
    }
    let world = World::of_everybody().await;
    world.catch_up().await;
    let all = world.registry().await;
    let operations = operations();
    let mut missing: BTreeMap<Place, Vec<Part<'_>>> = BTreeMap::new();
    for part in parts(&operations) {
        asked();
        assert_eq!(part.missed_in(&world, &all).await, None, "nothing is gone");
        for place in asked() {
            missing.entry(place).or_default().push(part);
        }
    }
    let places = places();
    assert!(places.len() >= 24, "{places:?}");
    let mut unmissed = Vec::new();
    for (file, line) in &places {
        switch_off(Some((file.as_str(), *line)));
        let mut by = None;
        for part in missing.get(&(file.clone(), *line)).into_iter().flatten() {
            by = part.missed_in(&world, &all).await;
            if by.is_some() {
                break;
            }
        }
        switch_off(None);
        match by {
            Some(by) => println!("{file}:{line} is missed: {by}"),
            None => unmissed.push(format!("{file}:{line}")),
        }
    }
    println!("{} predicates", places.len());
    assert!(unmissed.is_empty(), "nobody misses {unmissed:?}");
}

/// What is asked as everybody, and may go red.
#[derive(Clone, Copy)]
enum Part<'a> {
    List(&'static List),
    Sums,
    Reads(&'a Operation),
}

fn parts(operations: &[Operation]) -> impl Iterator<Item = Part<'_>> {
    let reads = operations.iter().filter(|one| one.method == Method::GET);
    let of_things = reads.filter(|one| Asked::of(one).names_a_thing());
    let lists = LISTS.iter().map(Part::List).chain([Part::Sums]);
    lists.chain(of_things.map(Part::Reads))
}

impl Part<'_> {
    /// What goes red, where anything does.
    async fn missed_in(self, world: &World, all: &Registry) -> Option<String> {
        let told = match self {
            Self::List(list) => world.list_holds_what_it_should(all, Some(list)).await.err(),
            Self::Sums => world.list_holds_what_it_should(all, None).await.err(),
            Self::Reads(operation) => world.reads_are_decided(all, operation).await.err(),
        };
        told.map(|told| told.chars().take(200).collect())
    }
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
                if asks && !EQUIVALENT.contains(&function) {
                    found.push((file.clone(), number));
                }
            }
        }
    }
    found.sort();
    found
}
