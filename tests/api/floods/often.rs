//! How often floods try.

/// How often something is tried, of how often the promise says: all of it by `FLOOD=full`, a third by `FLOOD=3`, and so on.
pub fn often(full: usize) -> usize {
    match std::env::var("FLOOD") {
        Ok(told) if told == "full" => full,
        Ok(part) => full / part.parse().unwrap_or(10).max(1),
        Err(_) => full / 10,
    }
}
