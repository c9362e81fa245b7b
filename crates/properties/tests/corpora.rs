//! Every file of `fuzz/corpus`, and bytes near it: what fuzzing asks for an hour, asked for a second.

use properties::ALL;
use std::{
    collections::BTreeSet,
    fs, panic,
    path::{Path, PathBuf},
};

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a corpus");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort_unstable();
    let read = |path: &PathBuf| fs::read(path).expect("a file");
    paths.iter().map(read).collect()
}

/// The file with bytes cut out, doubled and changed, the same each time.
fn near(file: &[u8], round: u64) -> Vec<u8> {
    let mut state = round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most.max(1) as u64).expect("below a length")
    };
    let mut bent = file.to_vec();
    for _ in 0..=below(4) {
        let at = below(bent.len());
        match below(4) {
            0 => bent.truncate(at.max(1)),
            1 => {
                let piece = bent[at..bent.len().min(at + 8)].to_vec();
                bent.splice(at..at, piece);
            }
            2 => {
                let byte = u8::try_from(below(256)).expect("a byte");
                bent[at] = byte;
            }
            _ => drop(bent.drain(at..bent.len().min(at + 4))),
        }
        if bent.is_empty() {
            bent.push(b',');
        }
    }
    bent
}

#[test]
fn what_is_sent_in_is_read_or_refused_and_never_more_than_that() {
    for (name, holds) in ALL {
        let files = files(&corpora().join(name));
        assert!(files.len() >= 3, "{name} has a corpus");
        for (number, file) in (1..).zip(files) {
            for round in 0..=12 {
                let tried = if round == 0 {
                    file.clone()
                } else {
                    near(&file, round)
                };
                let held = panic::catch_unwind(|| holds(&tried));
                assert!(held.is_ok(), "{name}, file {number}, round {round}");
            }
        }
    }
}

#[test]
fn every_property_has_a_target_and_a_corpus() {
    let names: BTreeSet<String> = ALL.map(|(name, _)| name.to_owned()).into();
    let folder = |path: &Path| -> BTreeSet<String> {
        let entries = fs::read_dir(path).expect("a folder");
        let stem = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into());
        entries
            .filter_map(|entry| stem(entry.expect("an entry").path()))
            .collect()
    };
    assert_eq!(folder(&corpora()), names);
    assert_eq!(folder(&corpora().join("../fuzz_targets")), names);
}
