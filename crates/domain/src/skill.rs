//! How well somebody knows a trade, or has to.

use crate::{coded::Coded, words::Trade};

/// A trade and a level in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Skill {
    /// The trade.
    pub trade: Trade,
    /// From 1 (初级工) to 5 (高级技师).
    pub level: u8,
}

impl Skill {
    /// A skill of a level that there is; `None` of any other.
    #[must_use]
    pub fn of(trade: Trade, level: u8) -> Option<Self> {
        (1..=5).contains(&level).then_some(Self { trade, level })
    }

    /// Reads what `Display` wrote: `processing:3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (trade, level) = text.split_once(':')?;
        Self::of(Trade::from_code(trade)?, level.parse().ok()?)
    }
}

impl std::fmt::Display for Skill {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.trade.code(), self.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_reads_as_it_was_written() {
        let skill = Skill::of(Trade::Processing, 3).expect("a level that there is");
        assert_eq!(skill.to_string(), "processing:3");
        assert_eq!(Skill::parse("processing:3"), Some(skill));
        for text in ["processing", "processing:0", "processing:6", "magic:3"] {
            assert_eq!(Skill::parse(text), None, "{text}");
        }
    }
}
