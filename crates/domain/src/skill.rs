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

/// Bits of a level.
const WIDTH: usize = 3;

/// The trades that somebody knows or has to know, each with one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Skills(u64);

impl Skills {
    /// The same skills and this one; of two levels in a trade the higher stays. A level beyond
    /// those that there are is taken as the nearest.
    #[must_use]
    pub fn with(self, skill: Skill) -> Self {
        let level = self.level(skill.trade).max(skill.level.clamp(1, 5));
        let shift = skill.trade.place() * WIDTH;
        Self(self.0 & !(0b111 << shift) | u64::from(level) << shift)
    }

    /// The level in a trade, 1 to 5; 0 where it is not known.
    #[must_use]
    pub fn level(self, trade: Trade) -> u8 {
        (self.0 >> (trade.place() * WIDTH) & 0b111) as u8
    }

    /// How many of some skills are known, each at its level or a higher one.
    #[must_use]
    pub fn known_of(self, needed: Self) -> usize {
        if needed.is_empty() {
            return 0;
        }
        needed.iter().filter(|skill| self.has(*skill)).count()
    }

    /// Whether every one of `needed` is known, at its level or a higher one.
    #[must_use]
    pub fn suffice_for(self, needed: Self) -> bool {
        needed.iter().all(|skill| self.has(skill))
    }

    /// Whether a skill is known, at its level or a higher one.
    #[must_use]
    pub fn has(self, skill: Skill) -> bool {
        self.level(skill.trade) >= skill.level
    }

    /// How many trades there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there is no trade.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The skills, in the order of the trades.
    pub fn iter(self) -> impl Iterator<Item = Skill> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = (left != 0).then(|| left.trailing_zeros() as usize / WIDTH)?;
            left &= !(0b111 << (place * WIDTH));
            let trade = Trade::ALL[place];
            let level = self.level(trade);
            Some(Skill { trade, level })
        })
    }
}

impl FromIterator<Skill> for Skills {
    fn from_iter<I: IntoIterator<Item = Skill>>(skills: I) -> Self {
        skills.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_levels_in_a_trade_the_higher_stays() {
        let skill = |trade, level| Skill { trade, level };
        let (other, care) = (skill(Trade::Other, 4), skill(Trade::Care, 2));
        let known: Skills = [other, care, skill(Trade::Other, 3)].into_iter().collect();
        assert_eq!(known.iter().collect::<Vec<_>>(), [care, other]);
        assert_eq!(known.level(Trade::Planting), 0);
        assert!(known.has(skill(Trade::Care, 1)) && !known.has(skill(Trade::Care, 3)));
        let needed = Skills::default().with(care);
        assert!(known.suffice_for(needed) && !needed.suffice_for(known));
    }

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
