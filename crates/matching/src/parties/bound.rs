//! An upper bound on the score of everything that keeps parties whole and places at least so many people.
//!
//! For any prices p ≥ 0 and any bonus b ≥ 0 no such assignment of k people or more scores more than
//!
//! Σ p · openings + Σ over single people of their best surplus + Σ over parties of the best *joint* surplus − b · k,
//!
//! a surplus being points + b − price, never below 0 (Lagrange). Good prices are those of the exact solve around the
//! parties as they were placed; some steps of subgradient descent (Polyak 1969) improve them. Whatever they are, the
//! bound is true.

use super::columns::Worth;
use super::{Plan, Search};
use crate::assign::optimum::{Optimum, Price, solve};
use crate::assign::pairs::Pairs;
use crate::watch::{Cancelled, Watch};
use domain::words::Objective;

/// Above the bonus that matters almost always; a larger one would only be tighter.
const MOST_BONUS: u32 = 1 << 15;

/// Halvings in the search for the bonus.
const HALVINGS: u32 = 6;

/// The most steps of descent.
const STEPS: u32 = 40;

/// The descent ends when the gap is less than one part in so many.
const ENOUGH: u64 = 10_000;

/// The bound for the plan's number of people, or for any number in score first.
pub(super) fn prove(
    search: &Search<'_>,
    plan: &Plan,
    relaxed: &Optimum,
    watch: &Watch<'_>,
) -> Result<u64, Cancelled> {
    let people = plan.optimum.people;
    let (bonus, mut bound) = match search.task.objective {
        Objective::ScoreFirst => (0, relaxed.bound),
        Objective::PeopleFirst if people == relaxed.people_bound => (MOST_BONUS, relaxed.bound),
        Objective::PeopleFirst => bonus(people, &search.relaxed(), search.task.openings, watch)?,
    };
    let raised = search.singles.raised(bonus);
    let left = search.left(plan);
    let around = solve(&raised, &left, Objective::ScoreFirst, &mut watch.quiet())?;
    let scale = around.scale;
    let mut prices: Vec<f64> = around
        .prices
        .iter()
        .map(|price| price.points as f64 / scale as f64)
        .collect();
    let credit = u64::from(bonus) * people as u64;
    let goal = (plan.optimum.score + credit) as f64;
    let mut stride = 1.0;
    for _ in 0..STEPS {
        watch.check()?;
        let dual = Dual::at(search, &prices, scale, bonus);
        let points = u64::try_from(dual.value.div_euclid(i128::from(scale))).unwrap_or(u64::MAX);
        let value = points.saturating_sub(credit);
        if value < bound {
            bound = value;
        } else {
            stride *= 0.8;
        }
        let slope: f64 = dual.excess.iter().map(|excess| excess * excess).sum();
        if bound.saturating_sub(plan.optimum.score) <= bound / ENOUGH || slope < 0.5 {
            break;
        }
        let step = stride * (points as f64 - goal) / slope;
        for (price, excess) in prices.iter_mut().zip(&dual.excess) {
            *price = (*price + step * excess).max(0.0);
        }
    }
    Ok(bound.max(plan.optimum.score))
}

/// The bonus at which the relaxation begins to place so many people, and the best bound on the way to it.
fn bonus(
    people: usize,
    pairs: &Pairs,
    openings: &[u32],
    watch: &Watch<'_>,
) -> Result<(u32, u64), Cancelled> {
    let (mut low, mut high) = (0_u32, MOST_BONUS);
    let mut bound = u64::MAX;
    for _ in 0..HALVINGS {
        let bonus = low.midpoint(high);
        let raised = pairs.raised(bonus);
        let optimum = solve(&raised, openings, Objective::ScoreFirst, &mut watch.quiet())?;
        bound = bound.min(
            optimum
                .bound
                .saturating_sub(u64::from(bonus) * people as u64),
        );
        if optimum.people >= people {
            high = bonus;
        } else {
            low = bonus;
        }
    }
    Ok((high, bound))
}

/// The Lagrange function at some prices.
struct Dual {
    /// In points times the scale.
    value: i128,
    /// For each post, people who would choose it less its openings; 0 where the price cannot fall.
    excess: Vec<f64>,
}

impl Dual {
    fn at(search: &Search<'_>, prices: &[f64], scale: i64, bonus: u32) -> Self {
        let task = search.task;
        let price = |points: &f64| Price {
            people: 0,
            points: rounded(points * scale as f64),
        };
        let prices: Vec<Price> = prices.iter().map(price).collect();
        let worth = Worth::with_bonus(&prices, scale, bonus);
        let mut value: i128 = 0;
        let mut excess = Vec::with_capacity(prices.len());
        for (price, openings) in prices.iter().zip(task.openings) {
            value += i128::from(price.points) * i128::from(*openings);
            excess.push(-f64::from(*openings));
        }
        for person in 0..search.singles.people() {
            let best = search
                .singles
                .row(person)
                .map(|pair| (worth.of(pair).points, pair.0))
                .max();
            if let Some((surplus, post)) = best
                && surplus > 0
            {
                value += i128::from(surplus);
                excess[post as usize] += 1.0;
            }
        }
        let empty = super::Room::whole(task);
        for venues in &search.venues {
            let joint = venues
                .iter()
                .filter_map(|venue| venue.most(&worth, &empty))
                .max();
            if let Some((surplus, column)) = joint
                && surplus.points > 0
            {
                value += i128::from(surplus.points);
                for post in column {
                    excess[post as usize] += 1.0;
                }
            }
        }
        for (excess, price) in excess.iter_mut().zip(&prices) {
            if price.points == 0 && *excess < 0.0 {
                *excess = 0.0;
            }
        }
        Self { value, excess }
    }
}

fn rounded(number: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and any price bounds"
    )]
    let rounded = number.round() as i64;
    rounded
}
