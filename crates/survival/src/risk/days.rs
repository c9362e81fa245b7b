//! Spells of whole days, as employments have them: counted by day, where others must be sorted.

use super::{Arrival, Ends, RiskTable, Step};
use crate::spell::{Cause, Spell};

/// How many left on each day for each cause, and how many entered.
pub(super) struct Days {
    /// The causes, rising; the first is none.
    causes: Vec<Option<Cause>>,
    /// By day, within it by cause.
    left: Vec<u32>,
    /// By day.
    entered: Vec<u32>,
}

/// Days that are counted however few the spells are.
const FEW: usize = 4_096;

impl Days {
    /// Counts; none where a time is no whole day, or the days are far more than the spells.
    pub fn of(spells: &[Spell]) -> Option<Self> {
        let lasting = || spells.iter().filter(|spell| spell.has_length());
        let (mut last, mut causes) = (0, vec![None]);
        for spell in lasting() {
            last = last.max(day(spell.exit())?);
            // An entry lies before its exit.
            day(spell.entry())?;
            if !causes.contains(&spell.cause()) {
                causes.push(spell.cause());
            }
        }
        let days = last + 1;
        if days.checked_mul(causes.len())? > FEW.max(4 * spells.len()) {
            return None;
        }
        causes.sort_unstable();
        let mut left = vec![0; days * causes.len()];
        let mut entered = vec![0; days];
        for spell in lasting() {
            let why = causes.iter().position(|cause| *cause == spell.cause())?;
            left[day(spell.exit())? * causes.len() + why] += 1;
            entered[day(spell.entry())?] += 1;
        }
        Some(Self {
            causes,
            left,
            entered,
        })
    }

    /// The same as if the spells had been sorted.
    pub fn table(&self) -> RiskTable {
        let (mut there, mut so_far) = (0, 0);
        let (mut steps, mut ends, mut arrivals) = (Vec::new(), Vec::new(), Vec::new());
        let leaving = self.left.chunks_exact(self.causes.len());
        for (day, (leaving, entering)) in (0_u32..).zip(leaving.zip(&self.entered)) {
            let (time, gone) = (f64::from(day), leaving.iter().sum::<u32>() as usize);
            if gone > 0 {
                let censored = leaving[0] as usize;
                for (cause, count) in self.causes.iter().zip(leaving) {
                    if let (Some(cause), count @ 1..) = (*cause, *count as usize) {
                        let step = steps.len();
                        ends.push(Ends { step, cause, count });
                    }
                }
                steps.push(Step {
                    time,
                    at_risk: there,
                    events: gone - censored,
                    censored,
                });
            }
            let entering = *entering as usize;
            if entering > 0 {
                so_far += entering;
                arrivals.push(Arrival { time, so_far });
            }
            there += entering;
            there -= gone;
        }
        RiskTable {
            steps,
            ends,
            arrivals,
        }
    }
}

/// A time as a whole day.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is cut off is seen to differ"
)]
fn day(time: f64) -> Option<usize> {
    let day = time as u32;
    ((f64::from(day) - time).abs() <= 0.0).then_some(day as usize)
}
