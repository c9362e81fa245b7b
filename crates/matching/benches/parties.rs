//! Couples among single people: how near the plan is to its bound, and what that takes.
//!
//! `cargo bench -p matching --bench parties` prints two lines a market; `-- 1000000 50000` measures one of any size, with `--plain` one
//! county as plain sheets tell of it.

#[expect(dead_code, reason = "couples have no use for rows of pairs")]
mod county;
#[expect(dead_code, reason = "nobody else places couples")]
mod peers;

use county::{County, USUALLY_ASK};
use matching::run::{Instance, Target, run};
use matching::watch::{Phase, Progress, Watch};
use std::sync::atomic::AtomicBool;

/// People, posts, share of people in couples (in 1/100).
const MARKETS: [(usize, usize, u64); 3] =
    [(1_000, 50, 20), (10_000, 500, 20), (100_000, 5_000, 20)];

/// The gap that is asked for.
const GAP: f64 = 2e-4;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is_plain = arguments.iter().any(|argument| argument == "--plain");
    let sizes: Vec<usize> = arguments
        .iter()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let markets = match sizes[..] {
        [people, posts] => vec![(people, posts, MARKETS[0].2)],
        _ => MARKETS.to_vec(),
    };
    for (people, posts, couples) in markets {
        for in_couples in [couples, 0] {
            let county = if is_plain {
                County::plain(people, posts, in_couples)
            } else {
                County::grown(people, posts, USUALLY_ASK, in_couples)
            };
            report(
                &county,
                &format!("{people} × {posts}, {in_couples} % in couples"),
            );
        }
    }
}

fn report(county: &County, name: &str) {
    let target = Target {
        gap: Some(GAP),
        seconds: None,
    };
    let instance = Instance {
        target,
        ..county.instance()
    };
    let start = peers::process_seconds();
    let (mut last, mut reasons) = (start, 0.0);
    let mut report = |progress: Progress| {
        let now = peers::process_seconds();
        if progress.phase == Phase::Reasons {
            reasons += now - last;
        }
        last = now;
    };
    let never = AtomicBool::new(false);
    let outcome = run(&instance, &mut Watch::new(&never, &mut report)).expect("nobody cancelled");
    let seconds = peers::process_seconds() - start - reasons;
    println!(
        "{name}: placed {} of {}  score {}  bound {}  gap {:.1e}  {seconds:.2} CPU s, and {reasons:.2} for reasons  peak {}",
        outcome.proposals.len(),
        outcome.people_bound,
        outcome.score,
        outcome.bound,
        outcome.gap(),
        peers::peak_memory(),
    );
}
