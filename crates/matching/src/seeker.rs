//! A person as the matching sees them.
//!
//! Sex, ethnicity, health, disability and register category have no field here, on
//! purpose: what the engine cannot see it cannot weigh. Unknown is `None`, never a guess.

use crate::wish::Wish;
use chrono::{Datelike, NaiveDate};
use domain::division::Division;
pub use domain::skill::{Skill, Skills};
use domain::word_set::WordSet;
use domain::words::{Certificate, Schooling, Trade, Willingness};

/// A person who may be matched. There may be millions: 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeker {
    /// Where the person lives, a county or below.
    pub home: Division,
    /// Birth date.
    pub born: NaiveDate,
    /// Highest schooling.
    pub schooling: Option<Schooling>,
    /// Trades known; empty when none is known of.
    pub skills: Skills,
    /// Certificates held. One that is not listed is not held.
    pub certificates: WordSet<Certificate>,
    /// Whether the person speaks Mandarin.
    pub mandarin: Option<bool>,
    /// How far from home the person would go.
    pub willingness: Option<Willingness>,
    /// Where the person would rather work, by the wishes of the instance.
    pub preferred: Wish,
    /// Trades wished for; empty when nothing was wished.
    pub trades: WordSet<Trade>,
    /// Trades refused: posts of them are closed to the person.
    pub refused_trades: WordSet<Trade>,
    /// Pay wished for, fen a month.
    pub pay_wish_fen: Option<i64>,
    /// The first day on which the person could start.
    pub ready_from: Option<NaiveDate>,
    /// Whether the person consents to being matched.
    pub consents: bool,
    /// Whether the person has a job that has not ended.
    pub has_open_job: bool,
}

impl Seeker {
    /// Whether any post may be proposed.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.consents && !self.has_open_job
    }

    /// Full years of age on a day; negative before birth.
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> i32 {
        let before_birthday = (day.month(), day.day()) < (self.born.month(), self.born.day());
        day.year() - self.born.year() - i32::from(before_birthday)
    }
}

#[cfg(test)]
mod tests {
    use super::Seeker;

    #[test]
    fn a_million_people_fit_into_64_megabytes() {
        assert_eq!(size_of::<Seeker>(), 64);
    }
}
