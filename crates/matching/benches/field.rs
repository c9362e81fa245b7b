//! What it takes to find pairs: all of a person's, the best at some prices, and the best people for a post.
//!
//! `cargo bench -p matching --bench field`; `-- large` adds half a million posts.

#[expect(dead_code, reason = "pairs are listed for the peers of the engine")]
mod county;
#[expect(dead_code, reason = "only the clock is looked at")]
mod peers;

use county::{County, USUALLY_ASK};
use matching::assign::market::Market;
use matching::field::Field;
use matching::run::Instance;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many people are asked for.
const ASKED: u32 = 20_000;

/// How long a list is.
const SIZE: usize = 20;

/// Rounds of a rough tâtonnement that lead to prices like an optimum's.
const ROUNDS: i64 = 40;

fn main() {
    let is_large = std::env::args().any(|argument| argument == "large");
    let markets = [(100_000, 5_000), (1_000_000, 50_000), (2_000_000, 500_000)];
    for (people, posts) in &markets[..if is_large { 3 } else { 2 }] {
        let begun = Instant::now();
        let county = County::grown(*people, *posts, USUALLY_ASK, 0);
        let instance = county.instance();
        println!(
            "{people} people × {posts} posts, grown in {:.2?}",
            begun.elapsed()
        );
        let begun = Instant::now();
        let field = Field::new(&instance);
        println!("  field made in {:.2?}", begun.elapsed());
        best_people(&field);
        each(&field);
        best(&field, "prices of zero", &vec![0; *posts]);
        best(
            &field,
            "prices near an optimum",
            &cleared(&field, &instance),
        );
    }
}

/// What a question takes, the least of three times: others may use the machine meanwhile.
fn least(mut ask: impl FnMut()) -> Duration {
    let once = |_| {
        let begun = Instant::now();
        ask();
        begun.elapsed()
    };
    (0..3).map(once).min().unwrap_or_default()
}

fn best_people(field: &Field<'_>) {
    let begun = Instant::now();
    black_box(field.best_people(0, SIZE, None));
    let sorted = begun.elapsed();
    let posts = (0_u32..).take(field.posts()).step_by(field.posts() / 1000);
    let mut times: Vec<Duration> = posts
        .map(|post| {
            least(|| {
                black_box(field.best_people(post, SIZE, None));
            })
        })
        .collect();
    times.sort_unstable();
    println!(
        "  best {SIZE} people for a post: p50 {:.1?}, p99 {:.1?}; people sorted in {sorted:.2?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
    );
}

fn each(field: &Field<'_>) {
    let begun = peers::cpu_seconds();
    let (mut pairs, mut points) = (0_u64, 0_u64);
    for person in 0..ASKED {
        field.each(person, |_, worth| {
            pairs += 1;
            points += u64::from(worth);
        });
    }
    let taken = peers::cpu_seconds() - begun;
    black_box(points);
    println!(
        "  each: {:.2} CPU µs a person, {:.2} ns a pair, {:.2} % of all pairs are eligible",
        taken * 1e6 / f64::from(ASKED),
        taken * 1e9 / pairs as f64,
        100.0 * pairs as f64 / f64::from(ASKED) / field.posts() as f64,
    );
}

fn best(field: &Field<'_>, called: &str, prices: &[i64]) {
    let begun = Instant::now();
    let prices = field.prepare(prices);
    let prepared = begun.elapsed();
    let mut list = Vec::new();
    let mut times: Vec<Duration> = (0..ASKED)
        .map(|person| {
            least(|| {
                black_box(field.best(person, &prices, SIZE, &mut list));
            })
        })
        .collect();
    times.sort_unstable();
    let mean = times.iter().sum::<Duration>().as_secs_f64() * 1e6 / f64::from(ASKED);
    let at = |share: usize| times[times.len() * share / 1000].as_secs_f64() * 1e6;
    println!(
        "  best {SIZE} at {called}: p50 {:.2} µs, p99 {:.2} µs, mean {mean:.2} µs; prepared in {prepared:.2?}",
        at(500),
        at(990),
    );
}

/// Raises the prices of posts that more of the people asked want than there are openings for them, and lowers the others'.
fn cleared(field: &Field<'_>, instance: &Instance<'_>) -> Vec<i64> {
    let people = i64::try_from(field.people()).expect("a number");
    let mut prices = vec![0; field.posts()];
    for round in 0..ROUNDS {
        let prepared = field.prepare(&prices);
        let mut wanted = vec![0; prices.len()];
        let mut list = Vec::new();
        for person in 0..ASKED {
            field.best(person, &prepared, 1, &mut list);
            for (post, _) in &list {
                wanted[*post as usize] += 1000;
            }
        }
        let step = 800 / (1 + round / 4);
        for ((price, wanted), post) in prices.iter_mut().zip(wanted).zip(instance.posts) {
            let offered = 1000 * i64::from(post.openings) * i64::from(ASKED) / people;
            let excess = 1000 * (wanted - offered) / (offered + 500);
            *price = (*price + step * excess.clamp(-1000, 1000) / 1000).max(0);
        }
    }
    prices
}
