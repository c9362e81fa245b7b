//! What the engine is measured against, and by what clock.

use std::cmp::Reverse;

/// Best pair first, as long as the person is free and the post has an opening.
pub fn greedy(rows: &[Vec<(u32, u32)>], openings: &[u32]) -> (usize, u64) {
    let mut pairs: Vec<(Reverse<u32>, usize, u32)> = Vec::new();
    for (person, row) in rows.iter().enumerate() {
        pairs.extend(
            row.iter()
                .map(|(post, points)| (Reverse(*points), person, *post)),
        );
    }
    pairs.sort_unstable();
    let mut left = openings.to_vec();
    let mut is_placed = vec![false; rows.len()];
    let (mut placed, mut score) = (0, 0);
    for (Reverse(points), person, post) in pairs {
        if !is_placed[person] && left[post as usize] > 0 {
            is_placed[person] = true;
            left[post as usize] -= 1;
            placed += 1;
            score += u64::from(points);
        }
    }
    (placed, score)
}

/// Seconds that the main thread has run, from the kernel's nanoseconds.
pub fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = told
        .split_whitespace()
        .next()
        .and_then(|first| first.parse().ok())
        .unwrap_or(0.0);
    nanoseconds / 1e9
}

/// Seconds that all threads of the process have run, those that ended included, in hundredths.
pub fn process_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// The most memory this process ever held, as the kernel words it.
pub fn peak_memory() -> String {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |peak| peak.trim().to_owned())
}
