//! The whole engine on made-up counties, beside greedy and a textbook min-cost flow in the same run.
//!
//! `cargo bench -p matching` prints one line a market: CPU seconds in all and by phase, the score
//! with its proven gap, and how the others fare on the same pairs. `-- quick` leaves out the largest.

#[expect(
    dead_code,
    reason = "the order of people matters to large regions only"
)]
mod county;
#[path = "../tests/engine/twins/min_cost_flow.rs"]
mod min_cost_flow;
#[expect(dead_code, reason = "one thread needs no clock of the process")]
mod peers;

use county::{County, USUALLY_ASK};
use matching::outcome::Outcome;
use matching::run::run;
use matching::watch::{Phase, Progress, Watch};
use std::sync::atomic::AtomicBool;

/// People, posts, share of posts that ask for a skill (in 1/100), share of people in couples (in 1/100).
const MARKETS: [(usize, usize, u64, u64); 9] = [
    (1_000, 50, 0, 0),
    (1_000, 50, USUALLY_ASK, 0),
    (1_000, 50, 0, 20),
    (10_000, 500, 0, 0),
    (10_000, 500, USUALLY_ASK, 0),
    (10_000, 500, USUALLY_ASK, 20),
    (100_000, 5_000, USUALLY_ASK, 0),
    (100_000, 5_000, USUALLY_ASK, 20),
    (100_000, 5_000, 0, 0),
];

/// The kernel's clock ticks in milliseconds: small markets are solved as often as makes so many people.
const ENOUGH_PEOPLE: usize = 30_000;

/// Above this, greedy and the textbook are not asked.
const PEERS_UP_TO: usize = 10_000;

/// Above this, the textbook is not asked.
const TEXTBOOK_UP_TO: usize = 1_000;

fn main() {
    let quick = std::env::args().any(|argument| argument == "quick");
    for (people, posts, asking, couples) in MARKETS {
        if quick && people > PEERS_UP_TO {
            continue;
        }
        let county = County::grown(people, posts, asking, couples);
        let repeats = (ENOUGH_PEOPLE / people).max(1);
        let (outcome, phases, seconds) = timed(&county, repeats);
        println!(
            "{people} people × {posts} posts, {} pairs ({:.0} %), {couples} % in couples",
            outcome.eligible_pairs,
            100.0 * outcome.eligible_pairs as f64 / (people * posts) as f64,
        );
        println!(
            "  engine      {seconds:8.3} CPU s  placed {} of {}  score {}  gap {:.1e}  [{phases}]",
            outcome.proposals.len(),
            outcome.people_bound,
            outcome.score,
            outcome.gap(),
        );
        if people <= PEERS_UP_TO && couples == 0 {
            peers(&county, &outcome, people <= TEXTBOOK_UP_TO);
        }
    }
    println!("peak memory {}", peers::peak_memory());
}

/// The outcome, CPU seconds by phase in words, and CPU seconds in all, each a mean over the repeats.
fn timed(county: &County, repeats: usize) -> (Outcome, String, f64) {
    let never = AtomicBool::new(false);
    let start = peers::cpu_seconds();
    let mut by_phase: Vec<(Phase, f64)> = Vec::new();
    let mut last = start;
    let mut report = |progress: Progress| {
        let now = peers::cpu_seconds();
        if by_phase.iter().all(|(phase, _)| *phase != progress.phase) {
            by_phase.push((progress.phase, 0.0));
        }
        if let Some((_, seconds)) = by_phase
            .iter_mut()
            .find(|(phase, _)| *phase == progress.phase)
        {
            *seconds += now - last;
        }
        last = now;
    };
    let mut outcome = None;
    for _ in 0..repeats {
        let watch = &mut Watch::new(&never, &mut report);
        outcome = Some(run(&county.instance(), watch).expect("nobody cancelled"));
    }
    let mean = |seconds: f64| seconds / repeats as f64;
    let seconds = mean(peers::cpu_seconds() - start);
    let phases: Vec<String> = by_phase
        .into_iter()
        .map(|(phase, seconds)| format!("{phase:?} {:.3}", mean(seconds)))
        .collect();
    (outcome.expect("one run"), phases.join(", "), seconds)
}

fn peers(county: &County, outcome: &Outcome, textbook: bool) {
    let (rows, openings) = county.rows();
    let start = peers::cpu_seconds();
    let (placed, score) = peers::greedy(&rows, &openings);
    let seconds = peers::cpu_seconds() - start;
    println!(
        "  greedy      {seconds:8.3} CPU s  placed {:.4}  score {:.4} of the engine's",
        placed as f64 / outcome.proposals.len() as f64,
        score as f64 / outcome.score as f64,
    );
    if textbook {
        let start = peers::cpu_seconds();
        let found = min_cost_flow::best(&rows, &openings, true);
        let seconds = peers::cpu_seconds() - start;
        assert_eq!(
            found,
            (outcome.proposals.len(), outcome.score),
            "the same optimum"
        );
        println!("  textbook    {seconds:8.3} CPU s  the same optimum");
    }
}
