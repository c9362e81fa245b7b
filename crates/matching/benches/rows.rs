//! Neutral instances as they are solved: CPU seconds of the solve alone, peak memory, optimum and proof.
//!
//! `cargo bench -p matching --bench rows -- FILE…`; `benches/peers` makes such files and has others solve them.

#[expect(dead_code, reason = "only clock and memory are asked for")]
mod peers;

use domain::words::Objective;
use matching::neutral;
use matching::watch::{Progress, Watch};
use std::fs::File;
use std::sync::atomic::AtomicBool;

fn main() {
    let never = AtomicBool::new(false);
    for path in std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
    {
        let mut file = File::open(&path).expect("a file");
        let neutral = neutral::read(&mut file).expect("a neutral instance");
        println!("{path}: memory with the rows {}", peers::peak_memory());
        let start = peers::process_seconds();
        let mut report = |progress: Progress| {
            let seconds = peers::process_seconds() - start;
            let gap = progress.gap.unwrap_or(1.0);
            println!("  {seconds:9.3} CPU s  {:?}  gap {gap:.1e}", progress.phase);
        };
        let watch = &mut Watch::new(&never, &mut report);
        let placed = neutral.solve(Objective::PeopleFirst, 1, watch);
        let seconds = peers::process_seconds() - start;
        println!(
            "  {seconds:9.3} CPU s  placed {} of {}, score {}, bound − score {}; peak memory {}",
            placed.people,
            placed.people_bound,
            placed.score,
            placed.bound - placed.score,
            peers::peak_memory(),
        );
    }
}
