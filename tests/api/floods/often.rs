//! How often floods try.

/// How often something is tried, of how often the promise says.
pub fn often(full: usize) -> usize {
    match std::env::var("FLOOD") {
        Ok(told) if told == "full" => full,
        _ => full / 10,
    }
}
