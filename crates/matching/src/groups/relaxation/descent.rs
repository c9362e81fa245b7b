//! Prices by subgradient descent, for groups too large to be taken apart.
//!
//! For any prices p ≥ 0 of a seat no assignment is worth more than Σ p · capacity + Σ over groups of their best worth − size · p,
//! or 0. Steps follow Polyak ("Minimization of unsmooth functionals", 1969) towards a goal somewhat below the best so far; they are taken in
//! floating point, and the bound is then reckoned in whole numbers at prices rounded down.

use super::super::options::{Choice, Options};

/// How many units of a price make one.
pub(super) const UNIT: i64 = 1 << 16;

/// How many steps are taken.
const STEPS: u32 = 100;

/// What came out: a true bound, and the prices that prove it, in units.
pub(super) struct Descent {
    pub bound: u64,
    pub prices: Vec<i64>,
}

impl Descent {
    /// Bounds the sum of what `worth` gives for each choice of a group.
    pub(super) fn of(options: &Options, worth: impl Fn(u32, Choice) -> u32) -> Self {
        let mut prices = vec![0.0; options.capacity.len()];
        let mut champion = Self::at(options, &worth, &prices);
        let mut ambition = 0.2;
        for _ in 0..STEPS {
            let (value, slope) = slope(options, &worth, &prices);
            let square: f64 = slope.iter().map(|slope| slope * slope).sum();
            if square < 0.5 {
                break;
            }
            let step = (value - champion.bound as f64 * (1.0 - ambition)).max(0.0) / square;
            for (price, slope) in prices.iter_mut().zip(slope) {
                *price = (*price + step * slope).max(0.0);
            }
            let found = Self::at(options, &worth, &prices);
            if found.bound < champion.bound {
                champion = found;
            } else {
                ambition *= 0.9;
            }
        }
        champion
    }

    fn at(options: &Options, worth: impl Fn(u32, Choice) -> u32, prices: &[f64]) -> Self {
        let prices: Vec<i64> = prices.iter().map(|price| units(*price)).collect();
        let seats = options.capacity.iter().zip(&prices);
        let mut bound: i128 = seats
            .map(|(seats, price)| i128::from(*seats) * i128::from(*price))
            .sum();
        for group in (0..).take(options.groups()) {
            let size = i128::from(options.size(group));
            let surpluses = options.of_group(group).iter().map(|choice| {
                let worth = i128::from(worth(group, *choice)) * i128::from(UNIT);
                worth - size * i128::from(prices[choice.place as usize])
            });
            bound += surpluses.max().unwrap_or(0).max(0);
        }
        Self {
            bound: u64::try_from(bound / i128::from(UNIT)).unwrap_or(u64::MAX),
            prices,
        }
    }
}

/// The value at some prices, and for each place how many people too many would choose it; 0 where its
/// price cannot fall.
fn slope(options: &Options, worth: impl Fn(u32, Choice) -> u32, prices: &[f64]) -> (f64, Vec<f64>) {
    let mut slope: Vec<f64> = options
        .capacity
        .iter()
        .map(|seats| -f64::from(*seats))
        .collect();
    let mut value: f64 = prices
        .iter()
        .zip(&slope)
        .map(|(price, slope)| -price * slope)
        .sum();
    for group in (0..).take(options.groups()) {
        let size = f64::from(options.size(group));
        let surpluses = options.of_group(group).iter().map(|choice| {
            let price = prices[choice.place as usize];
            (
                f64::from(worth(group, *choice)) - size * price,
                choice.place,
            )
        });
        let best = surpluses.max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((surplus, place)) = best.filter(|(surplus, _)| *surplus > 0.0) {
            value += surplus;
            slope[place as usize] += size;
        }
    }
    for (slope, price) in slope.iter_mut().zip(prices) {
        if *price <= 0.0 && *slope < 0.0 {
            *slope = 0.0;
        }
    }
    (value, slope)
}

fn units(price: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and any price from 0 on bounds"
    )]
    let units = (price * UNIT as f64) as i64;
    units
}
