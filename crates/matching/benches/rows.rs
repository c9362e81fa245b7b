//! Neutral instances as they are read and solved: CPU seconds of both, peak memory, optimum and proof.
//!
//! `cargo bench -p matching --bench rows -- FILE…`; `benches/peers` makes such files and has others solve them.

#[expect(dead_code, reason = "only clock and memory are asked for")]
mod peers;

use domain::words::Objective;
use matching::neutral::{self, Neutral};
use matching::watch::{Progress, Watch};
use std::fs::File;
use std::sync::atomic::AtomicBool;

/// The clock ticks in hundredths: small instances are solved as often as makes so many people.
const ENOUGH_PEOPLE: u32 = 1_000_000;

fn main() {
    let paths = std::env::args().skip(1);
    for path in paths.filter(|argument| argument != "--bench") {
        let mut file = File::open(&path).expect("a file");
        let start = peers::process_seconds();
        let neutral = neutral::read(&mut file).expect("a neutral instance");
        let seconds = peers::process_seconds() - start;
        let memory = peers::peak_memory();
        println!("{path}: read in {seconds:.2} CPU s; memory with the rows {memory}");
        measure(&neutral);
    }
}

fn measure(neutral: &Neutral) {
    let never = AtomicBool::new(false);
    let repeats = (ENOUGH_PEOPLE / neutral.groups.max(1)).max(1);
    let start = peers::process_seconds();
    let mut gaps = Vec::new();
    let solve = |report: &mut dyn FnMut(Progress)| {
        neutral.solve(Objective::PeopleFirst, 1, &mut Watch::new(&never, report))
    };
    let placed = solve(&mut |progress| gaps.extend(progress.gap));
    for _ in 1..repeats {
        assert_eq!(solve(&mut |_| ()), placed, "the same answer");
    }
    let seconds = (peers::process_seconds() - start) / f64::from(repeats);
    let gaps: Vec<String> = gaps.iter().map(|gap| format!("{gap:.0e}")).collect();
    println!("  gaps on the way {}", gaps.join(", "));
    println!(
        "  {seconds:.4} CPU s  placed {} of {}, score {}, bound − score {}; peak memory {}",
        placed.people,
        placed.people_bound,
        placed.score,
        placed.bound - placed.score,
        peers::peak_memory(),
    );
}
