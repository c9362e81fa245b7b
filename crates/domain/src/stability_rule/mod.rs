//! What "stable" means: named rules over dated jobs and dated evidence, never a tick-box.
//!
//! Offices differ in months, in whether these must be consecutive, in whether one employer is asked for, and in what
//! proves it. So a [`Rule`] is data, and the same jobs give each rule's figure by [`Rule::judge`]. The rules that
//! sources tell of come with the program ([`shipped`]); offices add their own.
//!
//! How days are counted, wherever a rule is silent:
//!
//! - Both the first and the last day of a job are days worked. A job that is not known to have ended counts up to the
//!   last day on which somebody told of it.
//! - *Consecutive*: a break of at most `gap_days` days without work does not end a stretch, and is not counted as work.
//!   `months` are those of the calendar from the stretch's first day: begun on 15 January, three months are full on
//!   14 April, and each day of a break within puts that day off by one.
//! - *Cumulative*: `months` of thirty days each, worked within any `within_days` days in a row.
//! - On a day on which two jobs overlap, the one that began first counts.
//! - Evidence serves from the first day of its job that counts: what was not met on a day does not become met on it later.
//! - What is not known meets no demand: a job without a known pay fails a pay floor.

mod judge;
mod needed;
mod shipped;
#[cfg(test)]
mod tests;

pub use judge::{Job, Judgement, Piece};
pub use needed::Needed;
pub use shipped::shipped;

use crate::{coded::coded, division::Division, words::VacancyKind};

coded! {
    /// How the months of a rule are counted.
    Counting, "stability_counting" {
        Consecutive = "consecutive", "连续";
        Cumulative = "cumulative", "累计";
    }
}

coded! {
    /// How far from home the work must lie for a rule.
    Reach, "stability_reach" {
        Anywhere = "anywhere", "不限";
        OutOfProvince = "out_of_province", "仅跨省";
        WithinProvince = "within_province", "仅省内";
    }
}

coded! {
    /// By whose effort the person must have come to the work for a rule.
    Way, "stability_way" {
        Any = "any", "不限";
        Organised = "organised", "仅组织输出";
        SelfOrganised = "self_organised", "仅自行外出";
    }
}

/// How the days of a rule are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// In one stretch, which a break of more than so many days ends.
    Consecutive {
        /// Days without work between two jobs that still count as one stretch.
        gap_days: u32,
    },
    /// Taken together, within any so many days in a row.
    Cumulative {
        /// Length of the window.
        within_days: u32,
    },
}

/// When somebody counts as stably employed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Months to be worked.
    pub months: u32,
    /// How their days are counted.
    pub days: Days,
    /// Whether only days at one and the same employer are taken together.
    pub same_employer: bool,
    /// Months for which the contract must be made, at least.
    pub contract_months: Option<u32>,
    /// Pay a month, at least, in fen.
    pub pay_floor_fen: Option<i64>,
    /// Pay over the days counted, at least, in fen: a thirtieth of the monthly pay a day.
    pub earned_floor_fen: Option<i64>,
    /// All evidence that must be there, from jobs that were counted.
    pub evidence: Vec<Needed>,
    /// How far from home.
    pub reach: Reach,
    /// By whose effort.
    pub way: Way,
    /// Only at posts of this kind.
    pub post_kind: Option<VacancyKind>,
    /// Only work in this division.
    pub workplace: Option<Division>,
}

/// A rule with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRule {
    /// Stable spelling, `a-z 0-9 _`.
    pub code: String,
    /// What an officer reads.
    pub name: String,
    /// Where it is written.
    pub source: String,
    /// The rule.
    pub rule: Rule,
}

/// What is wrong with a rule; named by its member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Months are 1 to 60.
    Months,
    /// A break is 0 to 92 days.
    Gap,
    /// A window has room for the months, and five years at most.
    Within,
    /// A contract is made for 1 to 120 months.
    ContractMonths,
    /// A floor of pay lies above nothing.
    PayFloor,
    /// The same of what was earned.
    EarnedFloor,
    /// Five demands at most, each of a kind at least and 1 to 12 months.
    Evidence,
}

/// Days that stand for a month where months are added up.
const DAYS_A_MONTH: u32 = 30;

impl Rule {
    /// So many consecutive months, and nothing else asked for.
    #[must_use]
    pub fn of_months(months: u32) -> Self {
        Self {
            months,
            days: Days::Consecutive { gap_days: 0 },
            same_employer: false,
            contract_months: None,
            pay_floor_fen: None,
            earned_floor_fen: None,
            evidence: Vec::new(),
            reach: Reach::Anywhere,
            way: Way::Any,
            post_kind: None,
            workplace: None,
        }
    }

    /// Days after the first day of work by which the rule can be met by whoever meets it at once.
    ///
    /// Whoever began later than that has not had the time, and says nothing of a share.
    #[must_use]
    pub fn ripe_after_days(&self) -> u32 {
        match self.days {
            Days::Consecutive { .. } => self.months * 31,
            Days::Cumulative { within_days } => within_days,
        }
    }

    /// Everything that is wrong with it.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let days = match self.days {
            Days::Consecutive { gap_days } => (gap_days > 92).then_some(Flaw::Gap),
            Days::Cumulative { within_days } => {
                let least = self.months.saturating_mul(DAYS_A_MONTH);
                (!(least..=1830).contains(&within_days)).then_some(Flaw::Within)
            }
        };
        let is_low = |floor: Option<i64>| floor.is_some_and(|fen| fen <= 0);
        let is_odd =
            |needed: &Needed| needed.any_of.is_empty() || !(1..=12).contains(&needed.in_months);
        let contract = self.contract_months;
        [
            (!(1..=60).contains(&self.months)).then_some(Flaw::Months),
            days,
            contract
                .is_some_and(|months| !(1..=120).contains(&months))
                .then_some(Flaw::ContractMonths),
            is_low(self.pay_floor_fen).then_some(Flaw::PayFloor),
            is_low(self.earned_floor_fen).then_some(Flaw::EarnedFloor),
            (self.evidence.len() > 5 || self.evidence.iter().any(is_odd)).then_some(Flaw::Evidence),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Days {
    /// Which way of counting it is.
    #[must_use]
    pub fn counting(self) -> Counting {
        match self {
            Self::Consecutive { .. } => Counting::Consecutive,
            Self::Cumulative { .. } => Counting::Cumulative,
        }
    }
}
