//! Every import points down: the floors of the house, kept by reading the `crate::` paths.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The rooms from the ground up; those of one floor do not know each other. A new room is given
/// its floor here.
const FLOORS: [&[&str]; 9] = [
    &["error", "clock", "config", "keys"],
    &["storage", "carriers"],
    &["mail"],
    &["app"],
    &["services"],
    &["gate"],
    &["http", "worker", "follower", "postman"],
    &["server"],
    &["cli"],
];

/// What a crate without I/O never lists in its `Cargo.toml`.
const FORBIDDEN_TO_THE_PURE: [&str; 15] = [
    "actix",
    "awc",
    "axum",
    "diesel",
    "hyper",
    "lettre",
    "migrations",
    "rengang",
    "reqwest",
    "rusqlite",
    "sea-orm",
    "sqlx",
    "tokio",
    "ureq",
    "utoipa",
];

/// The files of a folder and below, each as its path from there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let lines = text.lines().map(|line| line.split("//").next());
    lines.flatten().collect::<Vec<_>>().join("\n")
}

/// The first names behind each `start`, those in braces included: both of `crate::{a::x, b}`.
fn named_behind(start: &str, code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, rest) in code
        .match_indices(start)
        .map(|(at, _)| code.split_at(at + start.len()))
    {
        let mut depth = 0;
        let mut name = String::new();
        let mut is_first = true;
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => is_first = true,
                c if c == '_' || c.is_alphanumeric() => {
                    if is_first && depth <= 1 {
                        name.push(c);
                    }
                    continue;
                }
                c if c.is_whitespace() && name.is_empty() => continue,
                _ => {}
            }
            if !name.is_empty() {
                names.insert(std::mem::take(&mut name));
                is_first = c == ',' && depth == 1;
            }
            if depth <= 0 {
                break;
            }
        }
    }
    names
}

/// The room of a file: the folder or file right under `src`.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("under src");
    let first = inside.iter().next().expect("a room").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn every_import_points_down() {
    let mut offenders = Vec::new();
    for file in files(&root().join("src")) {
        let room = room(&file);
        // These two hold no room: they stand above all floors.
        if room == "main" || room == "lib" {
            continue;
        }
        let Some(own) = floor(&room) else {
            offenders.push(format!(
                "{room} has no floor: give it one in tests/floors.rs"
            ));
            continue;
        };
        for other in named_behind("crate::", &code(&file)) {
            if other != room && floor(&other).is_none_or(|below| below >= own) {
                offenders.push(format!("{} imports {other}", file.display()));
            }
        }
    }
    assert!(offenders.is_empty(), "{offenders:#?}");
}

#[test]
fn no_two_files_of_a_room_import_each_other() {
    let mut imports: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for file in files(&root().join("src")) {
        if file.ends_with("mod.rs") {
            continue;
        }
        let folder = file.parent().expect("a folder");
        let code = code(&file);
        let mut named = named_behind("super::", &code);
        named.extend(named_behind(&format!("crate::{}::", room(&file)), &code));
        let siblings = named.iter().map(|name| folder.join(format!("{name}.rs")));
        let siblings = siblings.filter(|sibling| sibling.is_file() && *sibling != file);
        imports.insert(file.clone(), siblings.collect());
    }
    // Whoever imports nothing that is left goes; what stays at the end goes round.
    while let Some(free) = imports
        .iter()
        .find(|(_, of)| !of.iter().any(|file| imports.contains_key(file)))
        .map(|(file, _)| file.clone())
    {
        imports.remove(&free);
    }
    assert!(imports.is_empty(), "they go round: {imports:#?}");
}

#[test]
fn rows_stay_inside_storage() {
    let storage = code(&root().join("src/storage/mod.rs"));
    assert!(
        storage.contains("\nmod rows;"),
        "storage/rows is not private"
    );
    assert!(!storage.contains("use rows"), "storage hands rows out");
}

#[test]
fn what_is_pure_lists_nothing_that_reaches_out() {
    for entry in fs::read_dir(root().join("crates")).expect("crates") {
        let manifest = entry.expect("a crate").path().join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        for line in text.lines() {
            let line = line.trim_start_matches("[dependencies.");
            let name = line.split(['.', '=', ' ', ']']).next();
            let name = name.unwrap_or_default();
            let reaches_out = FORBIDDEN_TO_THE_PURE
                .iter()
                .any(|forbidden| name.starts_with(forbidden));
            assert!(!reaches_out, "{} lists {name}", manifest.display());
        }
    }
}

#[test]
fn paths_are_read_out_of_every_spelling() {
    let read = |code| {
        named_behind("crate::", code)
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(read("use crate::app::App;"), ["app"]);
    assert_eq!(
        read("use crate::{\n    app::{App, x},\n    error::Error,\n    keys,\n};"),
        ["app", "error", "keys"]
    );
    assert_eq!(
        read("let x = crate::clock::now(crate::gate);"),
        ["clock", "gate"]
    );
    assert_eq!(read("use crate::{a::{b::{c, d}, e}, f};"), ["a", "f"]);
}
