//! Ten million spells in a thousand groups: reading them from a file, all curves, and the log-rank test.
//!
//! `cargo bench -p survival` makes a seeded file; `-- FILE` reads one that is there, such as the one that
//! `benches/peers/survival_speed.py` gives to lifelines, too. Seconds are those of the processor.

use rustix::time::{ClockId, clock_gettime};
use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
use survival::{Curve, Level, LogRank, Tally, read};

const SPELLS: u32 = 10_000_000;
const GROUPS: u32 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let named = env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let file = named.map_or_else(made, |file| Ok(PathBuf::from(file)))?;

    let begun = seconds();
    let groups = read::read::<Tally>(File::open(&file)?).map_err(|unread| unread.to_string())?;
    let read = seconds();
    let spells: usize = groups.iter().map(|group| group.spells.spells()).sum();
    let curves: Vec<Curve> = groups
        .into_iter()
        .map(|group| Curve::over(group.spells.table(), Level::P95))
        .collect();
    let drawn = seconds();
    let test = LogRank::of(&curves.iter().map(Curve::risk).collect::<Vec<_>>());
    let compared = seconds();

    println!("{spells} spells, {} groups", curves.len());
    println!("read      {:>7.3} s", read - begun);
    println!("curves    {:>7.3} s", drawn - read);
    println!("log-rank  {:>7.3} s", compared - drawn);
    println!(
        "together  {:>7.3} s, {:.0} MiB at most",
        compared - begun,
        peak_mebibytes()
    );
    if let Some(test) = test {
        println!("chi2 {} on {}", test.chi2, test.df);
    }
    Ok(())
}

/// A file of whole days; a third of the spells enter late.
fn made() -> Result<PathBuf, Box<dyn Error>> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spells.csv");
    let mut out = BufWriter::new(File::create(&file)?);
    writeln!(out, "entry,exit,event,group")?;
    let (mut state, mut row) = (1u64, String::new());
    let mut below = |bound: u64| {
        // Marsaglia's xorshift: seeded, and good enough for days.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % bound
    };
    for _ in 0..SPELLS {
        let group = below(GROUPS.into());
        let entry = if below(3) == 0 { below(200) } else { 0 };
        let length = 1 + below(400 + 50 * (group % 5)).min(below(1_500));
        row.clear();
        if entry > 0 {
            write!(row, "{entry}")?;
        }
        writeln!(row, ",{},{},{group}", entry + length, below(10).min(1))?;
        out.write_all(row.as_bytes())?;
    }
    out.flush()?;
    Ok(file)
}

fn seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn peak_mebibytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kibibytes.unwrap_or_default() / 1024.0
}
