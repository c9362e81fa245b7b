//! Spells counted as they come: whole days, as employments have them, by day; other times are kept, to be sorted.

use super::{Arrival, Ends, RiskTable, Step, order};
use crate::spell::{Cause, Spell};

/// A group of spells on its way to its [`RiskTable`]: which spell began when is let go, only how many did is kept.
///
/// Spells of whole days take no memory of their own once there are a quarter as many as days; any others take 32 bytes each.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    spells: usize,
    /// By cause, in the order in which they were met; within it by day.
    left: Vec<(Option<Cause>, Vec<u32>)>,
    /// By day.
    entered: Vec<u32>,
    /// At no whole day, or one far beyond those that are counted.
    left_else: Vec<Together>,
    entered_else: Vec<Together>,
}

/// How many left, or entered, at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Together {
    time: u64,
    /// None also of those who enter.
    cause: Option<Cause>,
    count: u32,
}

/// How many days may be counted for each spell there is, so that memory follows the spells and not how long they last.
const DAYS_A_SPELL: usize = 4;

impl Tally {
    /// How many spells came, those of zero length with them.
    #[must_use]
    pub fn spells(&self) -> usize {
        self.spells
    }

    fn add(&mut self, spell: Spell) {
        self.spells += 1;
        if !spell.has_length() {
            return;
        }
        let most = DAYS_A_SPELL * self.spells;
        let of_cause = |(cause, _): &(_, _)| *cause == spell.cause();
        let place = self.left.iter().position(of_cause).unwrap_or_else(|| {
            self.left.push((spell.cause(), Vec::new()));
            self.left.len() - 1
        });
        let causes = self.left.len();
        match counter(&mut self.left[place].1, spell.exit(), || most / causes) {
            Some(counter) => *counter += 1,
            None => self
                .left_else
                .push(Together::one(spell.exit(), spell.cause())),
        }
        match counter(&mut self.entered, spell.entry(), || most) {
            Some(counter) => *counter += 1,
            None => self.entered_else.push(Together::one(spell.entry(), None)),
        }
    }

    /// Who was at risk when, in O(n log n) for n spells at other times than whole days.
    #[must_use]
    pub fn table(self) -> RiskTable {
        let mut leaving = self.left_else;
        for (cause, days) in &self.left {
            leaving.extend(counted(days, *cause));
        }
        leaving.sort();
        let mut entering = self.entered_else;
        entering.extend(counted(&self.entered, None));
        entering.sort();

        let (mut entered, mut left) = (0, 0);
        let mut coming = entering.iter().peekable();
        let (mut steps, mut ends) = (Vec::new(), Vec::new());
        for at_once in leaving.chunk_by(|a, b| a.time == b.time) {
            let time = at_once[0].time;
            while let Some(newcomers) = coming.next_if(|newcomers| newcomers.time < time) {
                entered += newcomers.count as usize;
            }
            let (at_risk, mut events, mut censored) = (entered - left, 0, 0);
            for alike in at_once.chunk_by(|a, b| a.cause == b.cause) {
                let count = sum(alike);
                match alike[0].cause {
                    Some(cause) => {
                        let step = steps.len();
                        ends.push(Ends { step, cause, count });
                        events += count;
                    }
                    None => censored += count,
                }
            }
            left += events + censored;
            steps.push(Step {
                time: f64::from_bits(time),
                at_risk,
                events,
                censored,
            });
        }
        RiskTable {
            steps,
            ends,
            arrivals: arrivals(&entering),
        }
    }
}

impl Extend<Spell> for Tally {
    fn extend<T: IntoIterator<Item = Spell>>(&mut self, spells: T) {
        for spell in spells {
            self.add(spell);
        }
    }
}

impl Together {
    fn one(time: f64, cause: Option<Cause>) -> Self {
        Self {
            time: order(time),
            cause,
            count: 1,
        }
    }
}

/// Where this day is counted; none where the time is no whole day, or not among so many days.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is cut off is seen to differ"
)]
fn counter(days: &mut Vec<u32>, time: f64, most: impl FnOnce() -> usize) -> Option<&mut u32> {
    let day = time as u32;
    if (f64::from(day) - time).abs() > 0.0 {
        return None;
    }
    let day = day as usize;
    if day >= days.len() {
        if day >= most() {
            return None;
        }
        days.resize(day + 1, 0);
    }
    Some(&mut days[day])
}

fn counted(days: &[u32], cause: Option<Cause>) -> impl Iterator<Item = Together> {
    let days = (0_u32..).zip(days).filter(|(_, count)| **count > 0);
    days.map(move |(day, count)| Together {
        time: order(f64::from(day)),
        cause,
        count: *count,
    })
}

fn sum(together: &[Together]) -> usize {
    together.iter().map(|some| some.count as usize).sum()
}

/// Those who enter, by rising time.
fn arrivals(entering: &[Together]) -> Vec<Arrival> {
    let mut so_far = 0;
    let at_once = entering.chunk_by(|a, b| a.time == b.time);
    at_once
        .map(|together| {
            so_far += sum(together);
            Arrival {
                time: f64::from_bits(together[0].time),
                so_far,
            }
        })
        .collect()
}
