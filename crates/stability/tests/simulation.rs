//! Worlds whose truth is known: what is estimated covers it as often as promised, and where nothing differs nothing is found.

use chrono::{Days, NaiveDate};
use domain::{coded::Coded, distance::Distance, words::Tier, words::Trade};
use stability::{
    fit::fit,
    job::Job,
    judge::{Verdict, learn},
    model::HORIZON,
    traits::Traits,
};

/// Seeded dice (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Between 0 and 1, neither included.
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        (bits as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        whole(self.share() * bound as f64).min(bound - 1)
    }

    /// With mean 0 and variance 1 (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    /// A factor with mean 1 whose logarithm spreads by `sigma`.
    fn factor(&mut self, sigma: f64) -> f64 {
        (sigma * self.normal() - sigma * sigma / 2.0).exp()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and not below 0"
)]
fn whole(number: f64) -> usize {
    number as usize
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// What drives people away in a made-up world: factors of a hazard that falls with time.
struct World {
    dice: Dice,
    enterprises: Vec<f64>,
    posts: Vec<[f64; 3]>,
    trades: Vec<f64>,
    origins: Vec<f64>,
    tiers: Vec<f64>,
    distances: Vec<f64>,
    companions: f64,
}

/// Ends a day up to day 90, and after it.
const EARLY: f64 = 0.004;
const LATE: f64 = 0.0015;

impl World {
    /// `sigma` is how much things differ; 0 is a world without differences.
    fn new(seed: u64, enterprises: usize, sigma: f64) -> Self {
        let mut dice = Dice::new(seed);
        let mut factors = |number: usize, sigma: f64| -> Vec<f64> {
            (0..number).map(|_| dice.factor(sigma)).collect()
        };
        let by_post = factors(3 * enterprises, sigma / 2.0);
        Self {
            enterprises: factors(enterprises, sigma),
            posts: by_post
                .chunks(3)
                .map(|three| [three[0], three[1], three[2]])
                .collect(),
            trades: factors(6, sigma / 2.0),
            origins: factors(12, sigma / 2.0),
            tiers: factors(5, sigma / 2.0),
            distances: factors(Distance::ALL.len(), sigma / 2.0),
            companions: 1.0 - sigma.min(1.0) / 2.0,
            dice,
        }
    }

    /// A pair, and the factor by which its hazard is truly multiplied.
    fn pair(&mut self) -> (Traits, f64) {
        let enterprise = self.dice.below(self.enterprises.len());
        let which = self.dice.below(3);
        // An enterprise has three of the trades, lies in one place, and hires from some counties more than from others.
        let trade = (enterprise + 2 * which) % self.trades.len();
        let origin = if self.dice.share() < 0.5 {
            enterprise % self.origins.len()
        } else {
            self.dice.below(self.origins.len())
        };
        let tier = (enterprise + origin) % self.tiers.len();
        let distance = (enterprise + 3 * origin) % self.distances.len();
        let has_companions = self.dice.share() < 0.3;
        let traits = Traits {
            enterprise: Some(enterprise as u128),
            trade: Some(Trade::ALL[trade]),
            origin: i64::try_from(origin).ok(),
            distance: Some(Distance::ALL[distance]),
            tier: Some(Tier::ALL[tier]),
            has_companions,
        };
        let companions = if has_companions { self.companions } else { 1.0 };
        let truth =
            self.enterprises[enterprise] * self.posts[enterprise][which] * self.trades[trade];
        (
            traits,
            truth * self.origins[origin] * self.tiers[tier] * self.distances[distance] * companions,
        )
    }

    /// A job that begins within two years from 2023 on, watched until the end of 2024; some are known late.
    fn job(&mut self) -> Option<Job> {
        let (traits, factor) = self.pair();
        let mut left = -self.dice.share().ln() / factor;
        let early = 90.0 * EARLY;
        let length = if left < early {
            left / EARLY
        } else {
            left -= early;
            90.0 + left / LATE
        };
        let began = day("2023-01-01").checked_add_days(Days::new(self.dice.below(730) as u64))?;
        let known_after = if self.dice.share() < 0.2 {
            self.dice.below(60) as u64
        } else {
            0
        };
        let watched_from = began.checked_add_days(Days::new(known_after))?;
        let last = began.checked_add_days(Days::new(whole(length.min(5_000.0)) as u64))?;
        let seen = day("2024-12-31");
        let job = Job {
            traits,
            began,
            watched_from,
            last: last.min(seen),
            ended: last <= seen,
        };
        (last >= watched_from && watched_from <= seen).then_some(job)
    }

    fn jobs(&mut self, number: usize) -> Vec<Job> {
        (0..number).filter_map(|_| self.job()).collect()
    }
}

/// The share that truly lasts longer than so many days.
fn truth(factor: f64, days: u32) -> f64 {
    let early = f64::from(days.min(90)) * EARLY;
    (-factor * (early + f64::from(days.saturating_sub(90)) * LATE)).exp()
}

#[test]
fn estimates_cover_the_truth_as_often_as_their_intervals_promise() {
    let (mut covered, mut asked) = (0u32, 0u32);
    for seed in 1..=500 {
        let mut world = World::new(seed, 40, 0.4);
        let jobs = world.jobs(1_000);
        let model = fit(&jobs, day("2024-12-31"));
        for _ in 0..20 {
            let (traits, factor) = world.pair();
            let expected = model.expected(&traits, HORIZON);
            let truth = truth(factor, HORIZON);
            covered += u32::from(expected.low <= truth && truth <= expected.high);
            asked += 1;
        }
    }
    let share = f64::from(covered) / f64::from(asked);
    println!("{covered} of {asked} covered: {share:.4}");
    assert!(share >= 0.93, "{share}");
}

#[test]
fn a_world_without_differences_shows_no_gain() {
    let (mut used, mut gains) = (0, 0.0);
    for seed in 1..=200 {
        let jobs = World::new(seed, 40, 0.0).jobs(1_500);
        let (_, judgement) = learn(&jobs, day("2024-06-30"), day("2024-12-31"));
        used += u32::from(judgement.verdict == Verdict::Better);
        gains += judgement.gain;
    }
    println!("{used} of 200 used, mean gain {:.6}", gains / 200.0);
    assert!(used <= 6 && gains / 200.0 <= 0.0, "{used}, {gains}");
}

/// The winner's curse: why no gain is ever told from a model's own predictions.
#[test]
fn the_best_of_posts_that_are_alike_looks_better_than_it_is() {
    let (mut promised, mut true_share) = (0.0, 0.0);
    for seed in 1..=50 {
        let mut world = World::new(seed, 40, 0.0);
        let jobs = world.jobs(1_000);
        let model = fit(&jobs, day("2024-12-31"));
        for _ in 0..20 {
            let offered: Vec<(Traits, f64)> = (0..10).map(|_| world.pair()).collect();
            let share = |traits: &Traits| model.expected(traits, HORIZON).share;
            let best = offered
                .iter()
                .max_by(|a, b| share(&a.0).total_cmp(&share(&b.0)));
            let (traits, factor) = best.expect("ten");
            promised += share(traits) / 1_000.0;
            true_share += truth(*factor, HORIZON) / 1_000.0;
        }
    }
    println!("promised {promised:.4}, true {true_share:.4}");
    assert!(promised > true_share + 0.01, "{promised} {true_share}");
}

#[test]
fn a_world_with_differences_is_learnt_and_ranked() {
    let mut used = 0;
    for seed in 1..=20 {
        let jobs = World::new(seed, 40, 0.6).jobs(3_000);
        let (_, judgement) = learn(&jobs, day("2024-06-30"), day("2024-12-31"));
        used += u32::from(judgement.verdict == Verdict::Better);
        let concordance = judgement.concordance.expect("pairs");
        let ratio = judgement.observed_by_expected.expect("jobs");
        assert!(
            concordance > 0.55 && (0.8..1.25).contains(&ratio),
            "{judgement:?}"
        );
    }
    assert!(used >= 19, "{used}");
}

#[test]
fn little_data_is_told_as_such_and_nothing_is_used() {
    let jobs = World::new(1, 40, 0.6).jobs(60);
    let (_, judgement) = learn(&jobs, day("2024-06-30"), day("2024-12-31"));
    assert_eq!(judgement.verdict, Verdict::TooFew);
    let (model, nothing) = learn(&[], day("2024-06-30"), day("2024-12-31"));
    assert_eq!(
        (nothing.verdict, nothing.concordance),
        (Verdict::TooFew, None)
    );
    let traits = World::new(1, 1, 0.0).pair().0;
    assert!((model.expected(&traits, HORIZON).share - 1.0).abs() < 1e-9);
}

#[test]
fn what_happened_after_the_cut_does_not_reach_the_model() {
    let mut jobs = World::new(3, 40, 0.6).jobs(2_000);
    let (cut, until) = (day("2024-06-30"), day("2024-12-31"));
    let before = learn(&jobs, cut, until).0;
    for job in jobs.iter_mut().filter(|job| job.last > cut) {
        job.ended = !job.ended;
    }
    assert_eq!(learn(&jobs, cut, until).0, before);
}
