//! Whether a model foretold later jobs better than the plain base rate, and how well.
//!
//! Model and base rate are fitted to jobs up to a day; both foretell what is watched after it. What is compared is the logarithmic
//! score of ends and days (Good 1952), which rewards honest chances and nothing else:
//!
//! ```text
//! gain of a job = [ended] · ln(h_model/h_base) − (H_model − H_base)
//! ```
//!
//! with `h` the hazard on its last day and `H` what gathered while it was watched. Jobs at one enterprise share its fate, so the
//! gains are summed by enterprise before their spread is taken. The model is better where the lower end of
//! the 95 % interval of the sum is above 0. That asks more than to be better by chance, and it is not asked of the period the model has seen.

use crate::{
    concordance::concordance, fit::fit, hazard::Hazard, job::Job, job::Stretch, model::Model,
};
use chrono::NaiveDate;
use domain::coded;
use std::collections::BTreeMap;

/// Ends that a period needs for anything to be told from it.
pub const LEAST_ENDS: usize = 50;

/// Enterprises that the later period needs for anything to be told from it.
pub const LEAST_ENTERPRISES: usize = 5;

/// Rows of the table of calibration.
pub const TENTHS: usize = 10;

coded! {
    /// Whether a model may be used.
    Verdict, "stability_verdict" {
        /// It foretold later jobs better than the base rate: it is used.
        Better = "better", "优于总体水平，采用";
        /// It did not: the base rate is as good.
        NotBetter = "not_better", "不优于总体水平，不采用";
        /// Too few jobs ended before or after the day, or at too few enterprises.
        TooFew = "too_few", "数据太少，不采用";
    }
}

/// What a model came to on jobs after those that it was fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Whether it may be used.
    pub verdict: Verdict,
    /// What it was fitted to.
    pub learnt: Seen,
    /// What it was held against.
    pub held_out: Seen,
    /// The gain over the base rate for each job that ended, in nats; below 0 where the base rate is better.
    pub gain: f64,
    /// The 95 % interval of the gain.
    pub gain_low: f64,
    /// Its upper end.
    pub gain_high: f64,
    /// How often those who left first were thought the likelier; of the base rate it would be 0.5.
    pub concordance: Option<f64>,
    /// Ends that were observed for each that the model expected; 1 is right.
    pub observed_by_expected: Option<f64>,
    /// The same of the base rate.
    pub base_observed_by_expected: Option<f64>,
    /// Tenths of the held-out jobs by risk, the least likely to leave first; fewer where there are fewer jobs.
    pub calibration: Vec<Tenth>,
}

/// How much was seen in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Jobs of which anything was watched.
    pub jobs: usize,
    /// Those that ended.
    pub ended: usize,
    /// Days watched.
    pub days: u64,
    /// Enterprises at which they were.
    pub enterprises: usize,
}

/// A tenth of the held-out jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tenth {
    /// How many.
    pub jobs: usize,
    /// How many of them ended.
    pub ended: usize,
    /// How many the model expected to end.
    pub expected: f64,
}

/// Fits a model to what was seen up to `cut`, and holds it against what was seen from then to `until`.
///
/// What is judged is what is given back: it is not fitted again to the later period.
#[must_use]
pub fn learn(jobs: &[Job], cut: NaiveDate, until: NaiveDate) -> (Model, Judgement) {
    let model = fit(jobs, cut);
    let before = || jobs.iter().filter_map(|job| Some((job, job.until(cut)?)));
    let base = Hazard::of(before().map(|(_, stretch)| (stretch, 1.0)));
    let held_out: Vec<Foretold> = jobs
        .iter()
        .filter_map(|job| Some((job, job.after(cut, until)?)))
        .map(|(job, stretch)| Foretold::of(&model, &base, job, stretch))
        .collect();
    let learnt = seen(before());
    let later = seen(
        held_out
            .iter()
            .map(|foretold| (foretold.job, foretold.stretch)),
    );
    let (gain, reach) = gain(&held_out);
    let ends = later.ended.max(1) as f64;
    let too_few =
        learnt.ended.min(later.ended) < LEAST_ENDS || later.enterprises < LEAST_ENTERPRISES;
    let verdict = match (too_few, gain - reach > 0.0) {
        (true, _) => Verdict::TooFew,
        (false, true) => Verdict::Better,
        (false, false) => Verdict::NotBetter,
    };
    let ratio = |expected: f64| (expected > 0.0).then(|| later.ended as f64 / expected);
    let pairs: Vec<(Stretch, f64)> = held_out
        .iter()
        .map(|foretold| (foretold.stretch, foretold.risk))
        .collect();
    let judgement = Judgement {
        verdict,
        learnt,
        held_out: later,
        gain: gain / ends,
        gain_low: (gain - reach) / ends,
        gain_high: (gain + reach) / ends,
        concordance: concordance(&pairs),
        observed_by_expected: ratio(held_out.iter().map(|foretold| foretold.expected).sum()),
        base_observed_by_expected: ratio(held_out.iter().map(|foretold| foretold.base).sum()),
        calibration: tenths(held_out),
    };
    (model, judgement)
}

/// A held-out job with what was foretold of it.
struct Foretold<'j> {
    job: &'j Job,
    stretch: Stretch,
    risk: f64,
    /// Hazard gathered while it was watched, by the model and by the base rate.
    expected: f64,
    base: f64,
    gain: f64,
}

impl<'j> Foretold<'j> {
    fn of(model: &Model, base: &Hazard, job: &'j Job, stretch: Stretch) -> Self {
        let risk = model.risk(&job.traits);
        let expected = risk * model.hazard.between(stretch.from, stretch.to);
        let plain = base.between(stretch.from, stretch.to);
        let (own, other) = (risk * model.hazard.at_end(stretch), base.at_end(stretch));
        // A band in which nobody left before has no rate at all, by either.
        let surprise = if stretch.ended && own > 0.0 && other > 0.0 {
            (own / other).ln()
        } else {
            0.0
        };
        Self {
            job,
            stretch,
            risk,
            expected,
            base: plain,
            gain: surprise - (expected - plain),
        }
    }
}

fn seen<'j>(jobs: impl Iterator<Item = (&'j Job, Stretch)>) -> Seen {
    let mut seen = Seen::default();
    let mut enterprises = std::collections::BTreeSet::new();
    for (job, stretch) in jobs {
        seen.jobs += 1;
        seen.ended += usize::from(stretch.ended);
        seen.days += u64::from(stretch.to - stretch.from);
        enterprises.extend(job.traits.enterprise);
    }
    Seen {
        enterprises: enterprises.len(),
        ..seen
    }
}

/// The sum of the gains, and how far the ends of its 95 % interval are.
fn gain(held_out: &[Foretold<'_>]) -> (f64, f64) {
    let mut together: BTreeMap<Option<u128>, f64> = BTreeMap::new();
    // A job without an enterprise shares its fate with nobody.
    let mut alone = Vec::new();
    for foretold in held_out {
        match foretold.job.traits.enterprise {
            Some(enterprise) => *together.entry(Some(enterprise)).or_default() += foretold.gain,
            None => alone.push(foretold.gain),
        }
    }
    let sums: Vec<f64> = together.into_values().chain(alone).collect();
    let (number, sum) = (sums.len() as f64, sums.iter().sum::<f64>());
    if sums.len() < 2 {
        return (sum, f64::INFINITY);
    }
    let squares: f64 = sums.iter().map(|each| (each - sum / number).powi(2)).sum();
    (sum, 1.96 * (squares * number / (number - 1.0)).sqrt())
}

fn tenths(mut held_out: Vec<Foretold<'_>>) -> Vec<Tenth> {
    held_out.sort_by(|a, b| a.risk.total_cmp(&b.risk));
    let size = held_out.len().div_ceil(TENTHS).max(1);
    let tenth = |jobs: &[Foretold<'_>]| Tenth {
        jobs: jobs.len(),
        ended: jobs
            .iter()
            .filter(|foretold| foretold.stretch.ended)
            .count(),
        expected: jobs.iter().map(|foretold| foretold.expected).sum(),
    };
    held_out.chunks(size).map(tenth).collect()
}
