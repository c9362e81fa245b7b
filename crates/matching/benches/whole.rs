//! The solver over all eligible pairs of a made-up region: CPU seconds, wall, peak memory and the proven gap.
//!
//! `cargo bench -p matching --bench whole` measures 100,000 people and 5,000 posts to the unit;
//! `-- 1000000 50000` any other size, with
//!
//! - `--gap 1e-6` to stop at a gap, `--threads 2` to share the work;
//! - `--changes 5000` to solve again, on the same lists, after so many people have come and gone; with `--times 5` others
//!   come and go so often, one after the other;
//! - `--plain` for one county as plain sheets tell of it, where hundreds of pairs are worth the same;
//! - `--list FILE` to write everybody's 32 best pairs as a neutral instance, for `benches/peers`.
//!
//! Each line stands beside the one before: how CPU seconds grow with eligible pairs, and how much less a solve
//! after changes takes than one from nothing.

#[expect(
    dead_code,
    reason = "the other benches list all pairs and have couples"
)]
mod county;
#[expect(
    dead_code,
    reason = "greedy and one thread's clock are for the engine's bench"
)]
mod peers;

use county::{County, USUALLY_ASK};
use domain::words::Objective;
use matching::assign::market::Market;
use matching::assign::optimum::{Optimum, Wanted, fits};
use matching::assign::pairs::{Entry, Narrow, Wide};
use matching::assign::solver::Solver;
use matching::field::Field;
use matching::watch::{Progress, Watch};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// How many pairs of each person a list for the peers has.
const LISTED: usize = 32;

/// What is asked on the command line.
struct Asked {
    people: usize,
    posts: usize,
    gap: f64,
    threads: usize,
    changes: usize,
    times: usize,
    is_plain: bool,
    list: Option<String>,
}

impl Asked {
    fn read() -> Self {
        let mut asked = Self {
            people: 100_000,
            posts: 5_000,
            gap: 0.0,
            threads: 1,
            changes: 0,
            times: 1,
            is_plain: false,
            list: None,
        };
        let mut sizes = Vec::new();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value");
            match argument.as_str() {
                "--bench" => {}
                "--gap" => asked.gap = value().parse().expect("a gap"),
                "--threads" => asked.threads = value().parse().expect("a number of threads"),
                "--changes" => asked.changes = value().parse().expect("a number of people"),
                "--times" => asked.times = value().parse().expect("a number"),
                "--plain" => asked.is_plain = true,
                "--list" => asked.list = Some(value()),
                size => sizes.push(size.parse().expect("a number of people or posts")),
            }
        }
        if let [people, posts] = sizes[..] {
            (asked.people, asked.posts) = (people, posts);
        }
        asked
    }
}

fn main() {
    let asked = Asked::read();
    let county = if asked.is_plain {
        County::plain(asked.people, asked.posts, 0)
    } else {
        County::grown(asked.people, asked.posts, USUALLY_ASK, 0).by_home()
    };
    let instance = county.instance();
    let field = Field::new(&instance);
    println!("{} people × {} posts", asked.people, asked.posts);
    if let Some(path) = &asked.list {
        list(&field, &openings(&county), path).expect("a file");
    }
    if fits::<Narrow, _>(&field) {
        measure::<Narrow>(&asked, &field, &county);
    } else {
        measure::<Wide>(&asked, &field, &county);
    }
    let pairs = eligible(&field);
    println!(
        "  eligible    {pairs} pairs; peak memory {}",
        peers::peak_memory()
    );
}

fn openings(county: &County) -> Vec<u32> {
    let instance = county.instance();
    instance.posts.iter().map(|post| post.openings).collect()
}

fn measure<E: Entry>(asked: &Asked, field: &Field<'_>, county: &County) {
    let openings = openings(county);
    let wanted = Wanted {
        gap: asked.gap,
        threads: asked.threads,
        ..Wanted::best(&openings, Objective::PeopleFirst)
    };
    let mut solver = Solver::<_, E>::new(field, &wanted);
    // Those who come later are not there at first.
    let step = (asked.people / asked.changes.max(1)).max(2);
    let some = |from: usize| {
        let people = (0..).skip(from).step_by(step).take(asked.changes / 2);
        people.collect::<Vec<u32>>()
    };
    let mut away = some(0);
    solver.withdraw(&away, true);
    let cold = timed("from nothing", || solved(&mut solver));
    let times = if asked.changes > 0 { asked.times } else { 0 };
    for time in 1..=times {
        let go = some(time);
        solver.withdraw(&std::mem::replace(&mut away, go), false);
        solver.withdraw(&away, true);
        let warm = timed("after changes", || solved(&mut solver));
        println!("  ratio       {:.1} × less", cold / warm);
    }
}

fn solved<M: Market, E: Entry>(solver: &mut Solver<'_, M, E>) -> Optimum {
    let never = AtomicBool::new(false);
    let start = peers::process_seconds();
    let mut report = |progress: Progress| {
        if let Some(gap) = progress.gap {
            let seconds = peers::process_seconds() - start;
            println!("    {seconds:9.2} CPU s  gap {gap:.1e}");
        }
    };
    solver.solve(&mut Watch::new(&never, &mut report))
}

/// Solves, prints, and gives the CPU seconds.
fn timed(name: &str, solve: impl FnOnce() -> Optimum) -> f64 {
    let (start, wall) = (peers::process_seconds(), Instant::now());
    let optimum = solve();
    let seconds = peers::process_seconds() - start;
    println!(
        "  {name:13} {seconds:8.2} CPU s, {:.2} s wall; placed {} of {}, score {}, bound − score {}, gap {:.1e}",
        wall.elapsed().as_secs_f64(),
        optimum.people,
        optimum.people_bound,
        optimum.score,
        optimum.bound - optimum.score,
        (optimum.bound - optimum.score) as f64 / optimum.bound.max(1) as f64,
    );
    seconds
}

fn eligible(field: &Field<'_>) -> u64 {
    let mut pairs = 0;
    for person in (0..).take(field.people()) {
        field.each(person, |_, _| pairs += 1);
    }
    pairs
}

/// Writes everybody's best pairs as `rengang solve` reads them.
fn list(field: &Field<'_>, openings: &[u32], path: &str) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "p assign {} {}", field.people(), field.posts())?;
    for (post, openings) in (1..).zip(openings) {
        writeln!(file, "v {post} {openings}")?;
    }
    let free = field.prepare(&vec![0; field.posts()]);
    let mut best = Vec::new();
    for person in (0..).take(field.people()) {
        field.best(person, &free, LISTED, &mut best);
        for (post, points) in &best {
            writeln!(file, "e {} {} {points}", person + 1, post + 1)?;
        }
    }
    file.flush()
}
