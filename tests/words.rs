//! Closed lists of words: each one that the code declares is told to those who have to show it.

use rengang::http::codesets;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every Rust file under the sources of the workspace.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("crates")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// The names behind `coded! { … Name, "name" {`, wherever they are declared.
fn declared() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in sources() {
        let text = fs::read_to_string(file).expect("a source");
        for list in text.split("coded! {").skip(1) {
            let head = list.split('{').next().unwrap_or_default();
            let name = head.rsplit('"').nth(1);
            names.extend(name.map(str::to_owned));
        }
    }
    names
}

/// The names behind `ToSchema`: one description holds them all.
fn described() -> Vec<String> {
    let mut names = Vec::new();
    for file in sources() {
        let text = fs::read_to_string(file).expect("a source");
        let mut derives = text.split("#[derive(").skip(1);
        for behind in derives.by_ref().filter(|behind| {
            let list = behind.split(')').next().unwrap_or_default();
            list.split(", ").any(|name| name == "ToSchema")
        }) {
            let mut words = behind.split_whitespace();
            let is_kind = |word: &str| word == "struct" || word == "enum";
            let name = words.by_ref().find(|word| is_kind(word)).and(words.next());
            let name = name.unwrap_or_default();
            let own = |c: char| c == '_' || c.is_alphanumeric();
            names.extend(name.split(|c| !own(c)).next().map(str::to_owned));
        }
    }
    names
}

#[test]
fn no_two_bodies_of_the_description_have_one_name() {
    let names = described();
    assert!(names.len() > 150, "the sources were read");
    let mut seen = BTreeSet::new();
    let twice: Vec<&String> = names.iter().filter(|name| !seen.insert(*name)).collect();
    assert_eq!(twice, Vec::<&String>::new(), "one would be told for both");
}

#[test]
fn every_closed_list_can_be_asked_for() {
    let told: BTreeSet<String> = codesets::sets()
        .iter()
        .map(|set| set.name.to_owned())
        .collect();
    let missing: Vec<_> = declared().difference(&told).cloned().collect();
    assert!(declared().len() > 30, "the sources were read");
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_closed_list_stands_in_the_page_of_words() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/words.md");
    let page = fs::read_to_string(page).expect("the page");
    let row = |set: &str| format!("| `{set}` | ");
    let missing: Vec<_> = codesets::sets()
        .into_iter()
        .map(|set| set.name)
        .filter(|set| !page.contains(&row(set)))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// What is told to exist: `GET /alerts`, and the tour's `"/alerts"`.
fn addresses(file: &str, from: &str, until: char) -> Vec<(Option<String>, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(file)).expect("a page");
    let behind = text.split(from).skip(1);
    let told = behind.filter_map(|behind| behind.split([until, '?']).next());
    let parted = told.map(|told| match told.split_once(' ') {
        Some((method, path)) => (Some(method.to_lowercase()), path.to_owned()),
        None => (None, told.to_owned()),
    });
    let own = |path: &str| {
        let is_own = |c: char| c.is_ascii_lowercase() || "/-.{}_".contains(c);
        path.starts_with('/') && path.len() > 1 && path.chars().all(is_own)
    };
    let addresses = parted.filter(|(method, path)| {
        let methods = ["get", "post", "put", "patch", "delete"];
        let asks = method.as_deref().is_none_or(|one| methods.contains(&one));
        asks && own(path)
    });
    addresses.collect()
}

#[test]
fn every_address_that_the_readmes_and_the_tour_tell_of_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = fs::read_to_string(root.join("api-spec/openapi.json")).expect("the description");
    let spec: serde_json::Value = serde_json::from_str(&spec).expect("JSON");
    // Beside the API: its page, its description, and what whoever runs it asks.
    let beside = ["/docs/", "/openapi.json", "/healthz", "/readyz"];
    let mut told = addresses("src/cli/demo/tour.rs", "\"", '"');
    assert!(told.len() > 10, "the tour has its addresses: {told:?}");
    for page in ["README.md", "README.zh-CN.md"] {
        told.extend(addresses(page, "`", '`'));
    }
    let absent: Vec<_> = told
        .iter()
        .filter(|(method, path)| {
            let at = &spec["paths"][format!("/api/v1{path}")];
            let there = match method {
                Some(method) => at.get(method),
                None => at.as_object().and_then(|at| at.values().next()),
            };
            there.is_none() && !beside.contains(&path.as_str())
        })
        .collect();
    assert!(absent.is_empty(), "the API has none of {absent:?}");
}
