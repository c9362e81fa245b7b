//! A simulated year with known truth, five thousand times: do the figures cover the truth as often as they promise, and
//! what do reports say where some of them are false?
//!
//! People begin through half a year at posts where work ends at a constant rate, for one of two causes; some were away
//! already when they became known; some are lost from sight. Some reports are of people who never came: whoever made
//! these up goes on reporting. Days are whole, as the service counts them.

use audit::{Frame, Size, UnitId, Visited, rate};
use survival::{Cause, Curve, Incidence, Level, LogRank, RestrictedMean, RiskTable, Spell};

/// Five hundred years tell a coverage of 95 % to two points either way: whether they pass is a matter of the seed. Of
/// five thousand the standard error is 0.31 points, so that figures that keep their promise pass whatever the seed.
const YEARS: u64 = 5_000;
/// What 95 % intervals must do at least.
const PROMISED: f64 = 0.93;

/// A seeded generator (`SplitMix64`, Steele, Lea & Flood 2014): a year is the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in (0, 1).
    fn share(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Days until something that happens at a rate a day.
    fn wait(&mut self, rate: f64) -> f64 {
        -self.share().ln() / rate
    }
}

/// Rates a day: going home, finding something better, being lost from sight.
struct World {
    home: f64,
    better: f64,
    lost: f64,
    /// Share of people who were away already when they became known.
    away: f64,
    people: usize,
}

const WORLD: World = World {
    home: 0.003,
    better: 0.0015,
    lost: 0.001,
    away: 0.3,
    people: 200,
};

impl World {
    fn rate(&self) -> f64 {
        self.home + self.better
    }

    fn survival(&self, days: f64) -> f64 {
        (-self.rate() * days).exp()
    }

    fn incidence(&self, cause: f64, days: f64) -> f64 {
        cause / self.rate() * (1.0 - self.survival(days))
    }

    /// Days worked of the first ones on average, where leaving counts at the end of the day.
    fn mean(&self, days: u32) -> f64 {
        (0..days).map(|day| self.survival(f64::from(day))).sum()
    }

    /// One person's spell, seen until the end of the year.
    fn spell(&self, dice: &mut Dice) -> Option<Spell> {
        let (home, better) = (dice.wait(self.home), dice.wait(self.better));
        let leaves = home.min(better).ceil();
        let was_away = dice.share() < self.away;
        let (entry, end) = if was_away {
            let known = (dice.share() * 200.0).floor();
            (known, known + 365.0)
        } else {
            (0.0, 365.0 + (dice.share() * 180.0).floor() - 180.0)
        };
        let seen = (entry + dice.wait(self.lost).ceil()).min(end);
        // Whoever left before becoming known was never seen.
        if leaves <= entry {
            return None;
        }
        let cause = Cause::new(if home < better { 1 } else { 2 });
        let (exit, cause) = if leaves <= seen {
            (leaves, cause)
        } else {
            (seen, None)
        };
        Spell::by_cause(entry, exit, cause).ok()
    }

    fn year(&self, seed: u64) -> Vec<Spell> {
        let mut dice = Dice(seed);
        std::iter::repeat_with(|| self.spell(&mut dice))
            .flatten()
            .take(self.people)
            .collect()
    }
}

/// How often each of some things holds over all the years.
fn how_often<const N: usize>(holds: impl Fn(u64) -> [bool; N]) -> [f64; N] {
    let mut times = [0_u32; N];
    for year in 0..YEARS {
        let held = holds(20_160_712 + year * 7_919);
        for (times, held) in times.iter_mut().zip(held) {
            *times += u32::from(held);
        }
    }
    times.map(|times| f64::from(times) / YEARS as f64)
}

/// Asserts that intervals cover as often as they must.
fn covers<const N: usize>(what: &str, covered: [f64; N]) {
    println!("{what}: {covered:?}");
    assert!(
        covered.iter().all(|share| *share >= PROMISED),
        "{what}: {covered:?}"
    );
}

#[test]
fn the_share_that_stays_is_covered() {
    let covered = how_often(|year| {
        let curve = Curve::of(&WORLD.year(year));
        [30.0, 90.0, 180.0, 300.0].map(|days| {
            let truth = WORLD.survival(days);
            let at = curve.at(days).expect("watched as long");
            at.low <= truth && truth <= at.high
        })
    });
    covers("after 30, 90, 180 and 300 days", covered);
}

#[test]
fn the_share_that_leaves_for_one_cause_is_covered() {
    let asked = [
        (1, WORLD.home, 90.0),
        (1, WORLD.home, 180.0),
        (2, WORLD.better, 90.0),
        (2, WORLD.better, 180.0),
    ];
    let covered = how_often(|year| {
        let risk = RiskTable::of(&WORLD.year(year));
        let by_cause =
            [1, 2].map(|cause| Incidence::of(&risk, Cause::new(cause).expect("a cause")));
        asked.map(|(cause, rate, days)| {
            let truth = WORLD.incidence(rate, days);
            let at = by_cause[cause - 1].at(days).expect("watched as long");
            (at.value - truth).abs() <= 1.96 * at.std_error
        })
    });
    covers("by cause, after 90 and 180 days", covered);
}

#[test]
fn the_days_worked_on_average_are_covered() {
    let truths = [90, 180, 300].map(|days| (f64::from(days), WORLD.mean(days)));
    let covered = how_often(|year| {
        let curve = Curve::of(&WORLD.year(year));
        truths.map(|(days, truth)| {
            let mean = RestrictedMean::of(&curve, days, Level::P95).expect("watched as long");
            mean.low <= truth && truth <= mean.high
        })
    });
    covers("of 90, 180 and 300 days", covered);
}

#[test]
fn posts_that_do_not_differ_are_seldom_told_apart() {
    let [told_apart] = how_often(|year| {
        let posts: Vec<RiskTable> = (0..4)
            .map(|post| RiskTable::of(&WORLD.year(year.wrapping_mul(31) + post * 1_000_003)))
            .collect();
        let test = LogRank::of(&posts.iter().collect::<Vec<_>>()).expect("four groups");
        [test.p < 0.05]
    });
    println!("told apart: {told_apart}");
    assert!((0.04..=0.06).contains(&told_apart), "{told_apart}");
}

/// An enterprise, and the share of its reports that is made up.
const ENTERPRISES: [(usize, f64); 4] = [(120, 0.0), (60, 0.25), (40, 0.7), (25, 0.1)];
/// The day of the audit: all began half a year before.
const DAY: f64 = 180.0;

/// Who is reported to be at work on the day, by enterprise, and whether it is true; and how many had begun.
fn reported(seed: u64) -> (Vec<(usize, UnitId, bool)>, usize, usize) {
    let mut dice = Dice(seed);
    let (mut reported, mut begun, mut at_work) = (Vec::new(), 0, 0);
    for (enterprise, (people, made_up)) in ENTERPRISES.iter().enumerate() {
        for _ in 0..*people {
            begun += 1;
            let id =
                UnitId(((u128::from(dice.next()) << 64) | u128::from(dice.next())).to_be_bytes());
            let never_came = dice.share() < *made_up;
            let stays = dice.wait(WORLD.rate()) > DAY;
            let is_true = stays && !never_came;
            at_work += usize::from(is_true);
            if never_came || stays {
                reported.push((enterprise, id, is_true));
            }
        }
    }
    (reported, begun, at_work)
}

#[test]
fn where_reports_are_made_up_the_verified_rate_covers_the_truth_and_the_reported_one_does_not() {
    let truth_of = |seed| {
        let (reported, begun, at_work) = reported(seed);
        let frame = Frame::new(reported.iter().map(|unit| (unit.0, unit.1)).collect());
        let drawn = frame.draw(seed, Size::Total(60));
        let is_true = |unit: &UnitId| reported.iter().any(|one| one.1 == *unit && one.2);
        let visited: Vec<Visited> = drawn
            .iter()
            .map(|drawn| Visited {
                size: drawn.size as u64,
                visited: drawn.units.len() as u64,
                confirmed: drawn.units.iter().filter(|unit| is_true(unit)).count() as u64,
            })
            .collect();
        let reported_rate = reported.len() as f64 / begun as f64;
        let verified = rate::stratified(&visited)
            .expect("visits")
            .times(reported_rate);
        (reported_rate, verified, at_work as f64 / begun as f64)
    };
    let [covered, flattered] = how_often(|seed| {
        let (reported, verified, truth) = truth_of(seed);
        [
            verified.low <= truth && truth <= verified.high,
            reported > truth + 0.05 && reported > verified.high,
        ]
    });
    covers("verified", [covered]);
    assert!(flattered > 0.9, "reported: {flattered}");
}
