//! A season matched week by week, beside what hindsight would have made of it.
//!
//! `cargo bench -p matching --bench season`; `PEOPLE=1000 POSTS=50 SEEDS=2` makes it smaller. Each line is a way of
//! pricing openings: its score and the people it places, as shares of the hindsight optimum (everybody matched at
//! once, the same objective), mean and worst over the seeds.
//!
//! Nobody is matched twice: whoever is left at home in their week is gone. The day stands still, what changes
//! from week to week is who comes: each county has its own weeks. No way of pricing looks at
//! people of this season before their week.

#[path = "../county/mod.rs"]
#[expect(dead_code, reason = "a season has no use for rows of pairs")]
mod county;
mod prices;
mod seasons;

use domain::words::Objective;
use prices::Way;
use seasons::{Market, Seasons};
use std::env;
use std::time::Instant;

/// Openings for a hundred people.
const OPENINGS: [u64; 3] = [80, 100, 120];

fn main() {
    let people = number("PEOPLE", 2_000);
    let posts = number("POSTS", 100);
    let seeds = number("SEEDS", 5);
    println!(
        "{people} people a season × {posts} posts, {} weeks, {seeds} seasons",
        seasons::WEEKS
    );
    let seasons = Seasons::grown(people, posts, seeds);
    for objective in [Objective::ScoreFirst, Objective::PeopleFirst] {
        for openings in OPENINGS {
            println!("\n{objective:?}, {openings} openings for 100 people");
            let markets: Vec<_> = (0..seeds)
                .map(|seed| seasons.market(seed, openings, objective))
                .collect();
            let best: Vec<_> = markets.iter().map(Market::hindsight).collect();
            for way in Way::ALL {
                let begun = Instant::now();
                let shares: Vec<_> = markets
                    .iter()
                    .zip(&best)
                    .map(|(market, best)| market.week_by_week(way).share_of(best))
                    .collect();
                let (scores, placed): (Vec<f64>, Vec<f64>) = shares.into_iter().unzip();
                println!(
                    "  {:<42} score {}   people {}   {:5.1} s",
                    way.words(),
                    mean_and_worst(&scores),
                    mean_and_worst(&placed),
                    begun.elapsed().as_secs_f64(),
                );
            }
        }
    }
}

fn number(name: &str, usual: usize) -> usize {
    env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

fn mean_and_worst(shares: &[f64]) -> String {
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let worst = shares.iter().copied().fold(f64::INFINITY, f64::min);
    format!("{:5.1} % (worst {:5.1} %)", 100.0 * mean, 100.0 * worst)
}
