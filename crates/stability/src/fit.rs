//! Which model follows from jobs: a multiplicative hazard, its effects shrunk one factor after the other until nothing moves
//! (backfitting, as Ohlsson 2008 does for credibility in multiplicative models).
//!
//! Each round reckons the hazard by bands from ends and days, each day weighed by the job's effects; then, factor by factor from
//! the broad to the narrow, how many ends each group had and how many were expected by everything else, and
//! [shrinks](crate::shrink) them. O(rounds · jobs · factors) time; memory holds four bytes a job and factor.

use crate::{
    hazard::Hazard,
    job::{Job, Stretch},
    model::{Effects, Model},
    shrink::{Count, Shrunk, shrink},
    traits::{Factor, Level, Traits},
};
use chrono::NaiveDate;
use domain::coded::Coded;
use std::collections::{BTreeMap, HashMap};

/// Rounds after which it is good enough; seldom are as many needed.
const MOST_ROUNDS: usize = 60;

/// An effect that moves less in a round stands still.
const STILL: f64 = 1e-4;

/// Fits a model to what was seen of jobs up to a day. Jobs of which nothing was seen by then do not count.
#[must_use]
pub fn fit(jobs: &[Job], until: NaiveDate) -> Model {
    let seen = jobs
        .iter()
        .filter_map(|job| Some((job.traits, job.until(until)?)));
    let (traits, stretches): (Vec<Traits>, Vec<Stretch>) = seen.unzip();
    let mut groups: Vec<Groups> = Factor::ALL
        .iter()
        .map(|factor| Groups::of(*factor, &traits))
        .collect();
    let mut risks = vec![1.0; stretches.len()];
    let mut hazard = Hazard::default();
    for _ in 0..MOST_ROUNDS {
        hazard = Hazard::of(stretches.iter().copied().zip(risks.iter().copied()));
        let plain: Vec<f64> = stretches
            .iter()
            .map(|s| hazard.between(s.from, s.to))
            .collect();
        let moved = groups
            .iter_mut()
            .map(|groups| groups.refit(&stretches, &plain, &mut risks));
        if moved.fold(0.0, f64::max) < STILL {
            break;
        }
    }
    let ends = stretches.iter().filter(|stretch| stretch.ended).count();
    Model {
        hazard,
        // A count of ends has the spread of a count; of none, nothing is known but that they are few.
        spread: 1.0 / (ends.max(1) as f64),
        effects: groups.into_iter().map(Groups::effects).collect(),
    }
}

/// The groups into which a factor divides the jobs.
struct Groups {
    factor: Factor,
    levels: Vec<Level>,
    /// The group of each job; none where it is not known.
    of: Vec<Option<u32>>,
    shrunk: Shrunk,
}

impl Groups {
    fn of(factor: Factor, traits: &[Traits]) -> Self {
        let mut numbers: HashMap<Level, u32> = HashMap::new();
        let mut levels = Vec::new();
        let of = traits.iter().map(|traits| {
            let level = traits.level(factor)?;
            Some(*numbers.entry(level).or_insert_with(|| {
                levels.push(level);
                u32::try_from(levels.len() - 1).unwrap_or(u32::MAX)
            }))
        });
        let of = of.collect();
        let nothing = Shrunk {
            effects: vec![shrink(&[]).unseen; levels.len()],
            ..shrink(&[])
        };
        Self {
            factor,
            levels,
            of,
            shrunk: nothing,
        }
    }

    /// Reckons the effects anew, and each job's risk with them; how far the farthest effect moved.
    fn refit(&mut self, stretches: &[Stretch], plain: &[f64], risks: &mut [f64]) -> f64 {
        let mut counts = vec![Count::default(); self.levels.len()];
        let jobs = self
            .of
            .iter()
            .zip(stretches)
            .zip(plain.iter().zip(risks.iter()));
        for ((group, stretch), (plain, risk)) in jobs {
            if let Some(group) = group {
                let group = *group as usize;
                counts[group].expected += plain * risk / self.shrunk.effects[group].mean;
                counts[group].ends += f64::from(u8::from(stretch.ended));
            }
        }
        let shrunk = shrink(&counts);
        let steps: Vec<f64> = shrunk
            .effects
            .iter()
            .zip(&self.shrunk.effects)
            .map(|(new, old)| new.mean / old.mean)
            .collect();
        for (group, risk) in self.of.iter().zip(risks) {
            if let Some(group) = group {
                *risk *= steps[*group as usize];
            }
        }
        self.shrunk = shrunk;
        steps.iter().map(|step| step.ln().abs()).fold(0.0, f64::max)
    }

    fn effects(self) -> (Factor, Effects) {
        let levels: BTreeMap<_, _> = self.levels.into_iter().zip(self.shrunk.effects).collect();
        (
            self.factor,
            Effects {
                levels,
                unseen: self.shrunk.unseen,
            },
        )
    }
}
