//! A season matched week by week, beside what hindsight would have made of it.
//!
//! `cargo bench -p matching --bench season`; `PEOPLE=1000 POSTS=50 SEEDS=2` makes it smaller. Each line is a way of
//! pricing openings: its score and the people it places, as shares of the hindsight optimum (everybody matched at
//! once, the same objective), and its score as a share of the best for the very people whom it placed; mean and
//! worst over the seeds.
//!
//! Nobody is matched twice: whoever is left at home in their week is gone. The day stands still, what changes
//! from week to week is who comes. No way of pricing looks at people of this season before their week.

#[path = "../county/mod.rs"]
#[expect(dead_code, reason = "a season has no use for rows of pairs")]
mod county;
mod prices;
mod seasons;

use domain::words::Objective;
use prices::Way;
use seasons::{Market, Mix, Seasons};
use std::env;

/// Openings for a hundred people.
const OPENINGS: [u64; 3] = [80, 100, 120];

fn main() {
    let people = number("PEOPLE", 10_000);
    let posts = number("POSTS", 500);
    let seeds = number("SEEDS", 3);
    let weeks = seasons::WEEKS;
    println!("{people} people a season × {posts} posts, {weeks} weeks, {seeds} seasons");
    let seasons = Seasons::grown(people, posts, seeds);
    for mix in [Mix::Drifting, Mix::Steady] {
        for objective in [Objective::ScoreFirst, Objective::PeopleFirst] {
            for openings in OPENINGS {
                println!("\n{mix:?} mix, {objective:?}, {openings} openings for 100 people");
                let market = |seed| seasons.market(seed, mix, openings, objective);
                compare(&(0..seeds).map(market).collect::<Vec<_>>());
            }
        }
    }
}

fn number(name: &str, usual: usize) -> usize {
    env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// Prints a line for each way of pricing.
fn compare(markets: &[Market<'_>]) {
    let best: Vec<_> = markets.iter().map(Market::hindsight).collect();
    for way in Way::ALL {
        let shares: Vec<[f64; 3]> = markets
            .iter()
            .zip(&best)
            .map(|(market, best)| market.shares(&market.week_by_week(way), best))
            .collect();
        let told = |at: usize| mean_and_worst(shares.iter().map(|shares| shares[at]));
        println!(
            "  {:<40} score {}  people {}  same people {}",
            way.words(),
            told(0),
            told(1),
            told(2),
        );
    }
}

fn mean_and_worst(shares: impl ExactSizeIterator<Item = f64> + Clone) -> String {
    let mean = shares.clone().sum::<f64>() / shares.len() as f64;
    let worst = shares.fold(f64::INFINITY, f64::min);
    format!("{:5.1} % (worst {:5.1} %)", 100.0 * mean, 100.0 * worst)
}
