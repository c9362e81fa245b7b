//! Following people up: in which rounds after the start of a job, and how each of them stands.
//!
//! Nothing here is ticked off. A round is done when something shows the person at work in its time,
//! and that follows from days alone.
//!
//! ```text
//!   start        due − lead    due          due + grace     next due − lead  next due
//!     │              ├──────────┼────────────────┤ ─ ─ ─ ─ ─ ─ ─ ─ ─ ┼ ─ ─ ┤
//!                    what is shown here is the round's, in the last lead also the next one's
//! ```

pub mod sheet;

use crate::coded::coded;
use crate::division::Division;
use chrono::{Days, NaiveDate};

coded! {
    /// How a round of following somebody up stands.
    RoundState, "round_state" {
        Upcoming = "upcoming", "未到期";
        Due = "due", "待回访";
        Overdue = "overdue", "已逾期";
        Unreachable = "unreachable", "联系不上";
        Done = "done", "已回访";
        Missed = "missed", "已错过";
    }
}

coded! {
    /// What came of an attempt to reach somebody.
    ContactOutcome, "contact_outcome" {
        AtWork = "at_work", "已联系，在岗";
        Left = "left", "已联系，已离岗";
        NoAnswer = "no_answer", "无人接听";
        SwitchedOff = "switched_off", "关机或停机";
        WrongNumber = "wrong_number", "号码错误";
        SomebodyElse = "somebody_else", "他人接听";
        Refused = "refused", "拒绝答复";
    }
}

impl ContactOutcome {
    /// The outcomes that tell how the person is.
    pub const TELLING: [Self; 2] = [Self::AtWork, Self::Left];

    /// Whether the person was reached and told how things are.
    #[must_use]
    pub fn is_telling(self) -> bool {
        Self::TELLING.contains(&self)
    }
}

/// In which rounds people are followed up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rounds {
    days: Vec<u16>,
    lead: u16,
    grace: u16,
    tries: u16,
}

/// What is wrong with rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRounds {
    /// There are none, or more than twelve.
    Count,
    /// The days do not rise, or leave 1 to 3,650.
    Days,
    /// The lead is as long as the way to the first round, or from one round to the next.
    Lead,
    /// The grace is longer than a year.
    Grace,
    /// No try, or more than twenty.
    Tries,
}

impl Rounds {
    /// The rounds that hold where no division says otherwise: 7, 30, 90, 180 and 365 days after the
    /// start, three days early at most, a week of grace, unreachable after three tries in vain.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            days: vec![7, 30, 90, 180, 365],
            lead: 3,
            grace: 7,
            tries: 3,
        }
    }

    /// Rounds so many days after the start of a job, by rising days.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn new(days: Vec<u16>, lead: u16, grace: u16, tries: u16) -> Result<Self, Vec<BadRounds>> {
        let mut wrong = Vec::new();
        if !(1..=12).contains(&days.len()) {
            wrong.push(BadRounds::Count);
        }
        let in_range = days.iter().all(|day| (1..=3650).contains(day));
        if !in_range || !days.is_sorted_by(|a, b| a < b) {
            wrong.push(BadRounds::Days);
        } else {
            let steps = days.iter().scan(0, |last, day| {
                let step = day - *last;
                *last = *day;
                Some(step)
            });
            if steps.min().is_some_and(|step| lead >= step) {
                wrong.push(BadRounds::Lead);
            }
        }
        if grace > 366 {
            wrong.push(BadRounds::Grace);
        }
        if !(1..=20).contains(&tries) {
            wrong.push(BadRounds::Tries);
        }
        if wrong.is_empty() {
            Ok(Self {
                days,
                lead,
                grace,
                tries,
            })
        } else {
            Err(wrong)
        }
    }

    /// On which days after the start, rising; at least one.
    #[must_use]
    pub fn days(&self) -> &[u16] {
        &self.days
    }

    /// By how many days evidence may be early.
    #[must_use]
    pub fn lead(&self) -> u16 {
        self.lead
    }

    /// For how many days behind its day a round is due and not yet overdue.
    #[must_use]
    pub fn grace(&self) -> u16 {
        self.grace
    }

    /// After how many tries in vain somebody is unreachable.
    #[must_use]
    pub fn tries(&self) -> u16 {
        self.tries
    }

    /// Each round of a job and how it stands on a day, from what was shown and tried until then.
    ///
    /// Rounds before `known_from`, the day on which we came to know of the job, are none of ours,
    /// nor are those after its end. The last round whose day has come can still be done; those
    /// before it that were not are missed.
    #[must_use]
    pub fn of(&self, job: &Followed, today: NaiveDate) -> Vec<Round> {
        let due = |days: u16| job.started_on + Days::new(days.into());
        let opens = |days: u16| due(days) - Days::new(self.lead.into());
        let ours = |days: u16| {
            due(days) >= job.known_from && job.ended_on.is_none_or(|end| due(days) <= end)
        };
        let nexts = self.days.iter().skip(1).map(Some).chain([None]);
        let rounds = self.days.iter().zip(nexts).filter(|(days, _)| ours(**days));
        rounds
            .map(|(&days, next)| {
                let closes = next.map(|next| due(*next));
                let during = |day: &&NaiveDate| {
                    **day >= opens(days) && **day <= today && closes.is_none_or(|end| **day < end)
                };
                let shown = job.shown.iter().any(|day| during(&day));
                let tried = job.tried_in_vain.iter().filter(during).count();
                let state = if shown {
                    RoundState::Done
                } else if today < due(days) {
                    RoundState::Upcoming
                } else if next.is_some_and(|next| today >= due(*next)) {
                    RoundState::Missed
                } else if tried >= usize::from(self.tries) {
                    RoundState::Unreachable
                } else if today > due(days) + Days::new(self.grace.into()) {
                    RoundState::Overdue
                } else {
                    RoundState::Due
                };
                Round {
                    days,
                    due_on: due(days),
                    state,
                }
            })
            .collect()
    }
}

/// What is known of a job for following its person up.
#[derive(Clone, Debug)]
pub struct Followed {
    /// First day.
    pub started_on: NaiveDate,
    /// The first day on which we knew of it.
    pub known_from: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
    /// Days on which the person was shown at work.
    pub shown: Vec<NaiveDate>,
    /// Days on which somebody tried in vain to reach the person; one may stand several times.
    pub tried_in_vain: Vec<NaiveDate>,
}

/// One round of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// So many days after the start.
    pub days: u16,
    /// On this day.
    pub due_on: NaiveDate,
    /// How it stands.
    pub state: RoundState,
}

/// Homes that follow the same rounds: from the first number of a division's range to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First and last home, as [`Division::range`] numbers them.
    pub homes: (i64, i64),
    /// The rounds there.
    pub rounds: Rounds,
}

/// All homes, parted by which rounds hold there: those of the smallest division around a home that
/// has rounds of its own, the usual ones elsewhere. No two divisions are the same.
#[must_use]
pub fn stretches(own: &[(Division, Rounds)]) -> Vec<Stretch> {
    // Divisions lie within each other or apart, so ranges are like brackets: wide ones open first.
    let mut open: Vec<((i64, i64), &Rounds)> = Vec::new();
    let mut sorted: Vec<_> = own.iter().map(|(place, r)| (place.range(), r)).collect();
    sorted.sort_by_key(|((first, last), _)| (*first, -*last));
    let usual = Rounds::usual();
    let mut parted: Vec<Stretch> = Vec::new();
    let mut next = 0;
    let mut add = |from: &mut i64, to: i64, rounds: &Rounds| {
        if *from <= to {
            match parted.last_mut().filter(|before| before.rounds == *rounds) {
                Some(before) => before.homes.1 = to,
                None => parted.push(Stretch {
                    homes: (*from, to),
                    rounds: rounds.clone(),
                }),
            }
            *from = to + 1;
        }
    };
    for (range, rounds) in sorted {
        while let Some((around, of)) = open.pop_if(|(around, _)| around.1 < range.0) {
            add(&mut next, around.1, of);
        }
        let around = open.last().map_or(&usual, |(_, of)| of);
        add(&mut next, range.0 - 1, around);
        open.push((range, rounds));
    }
    while let Some((around, of)) = open.pop() {
        add(&mut next, around.1, of);
    }
    add(&mut next, i64::MAX - 1, &usual);
    parted
}

#[cfg(test)]
mod tests;
