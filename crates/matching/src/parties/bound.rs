//! An upper bound on everything that keeps parties whole and places at least so many people.
//!
//! For any prices p, none below its post's reserve, and any bonus b ≥ 0, no such assignment of k people or more is worth
//! more than
//!
//! Σ p · openings + Σ over single people of their best surplus + Σ over parties of the best *joint* surplus − b · k,
//!
//! a surplus being points + b − price, never below 0 (Lagrange); its worth is Σ points and the reserves of openings left.
//! Where couple rooms are short they have prices, too, the rents: Σ rent · rooms is added, and a couple's surplus is less by its rent.
//! Floors and caps add λ to the surplus of each of a quota's members who is placed, and − λ · (what is asked) to the sum.
//! Good prices are those of the round in which parties regretted least; some steps of subgradient descent (Polyak 1969)
//! improve them. Whatever they are, the bound is true: it is reckoned in whole units, over all pairs.

use super::columns::{Gain, Worth};
use super::{Plan, Search};
use crate::assign::market::Market;
use crate::assign::optimum::Price;
use crate::assign::pairs::Entry;
use crate::threads::in_parts;
use domain::words::Objective;

/// The best pairs of a person that are reckoned to the unit; the others are bounded in whole points.
const EXACT: usize = 8;

/// The most steps of descent.
const STEPS: usize = 40;

/// So many people may be asked for their best in all.
const EFFORT: usize = 600_000;

/// Where the Lagrange function is looked at, in units.
pub(super) struct Spot {
    prices: Vec<i64>,
    rents: Vec<i64>,
    bonus: i64,
}

impl Spot {
    /// As the prices of a solve that counts no people.
    pub(super) fn priced(&self) -> Vec<Price> {
        let price = |points: &i64| Price {
            people: 0,
            points: *points,
        };
        self.prices.iter().map(price).collect()
    }
}

/// The Lagrange function at a spot.
struct Dual {
    /// In units.
    value: i128,
    /// For each post, people who would choose it less its openings.
    excess: Vec<i64>,
    /// People who would choose a post.
    placed: i64,
}

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// The bound on the score of everything that places as many people as the plan (people first), or of everything.
    ///
    /// Everybody is asked once at least; only once where `stopped`.
    pub(super) fn prove(&self, plan: &Plan, spot: Spot, relaxed: &Plan, stopped: bool) -> u64 {
        let counts = self.task.wanted.objective == Objective::PeopleFirst;
        let people = i64::try_from(plan.optimum.people).unwrap_or(i64::MAX);
        let mut proof = Proof {
            search: self,
            plan,
            credited: if counts { people } else { 0 },
            least: None,
            looks: if stopped {
                1
            } else {
                (EFFORT / self.task.market.people().max(1)).max(1)
            },
        };
        if !counts || plan.optimum.people == relaxed.optimum.people_bound {
            proof.note(i128::from(relaxed.value) + i128::from(relaxed.missing));
        }
        proof.descend(spot);
        let more = proof.least.unwrap_or(i128::MAX) - i128::from(plan.value);
        plan.optimum
            .score
            .saturating_add(u64::try_from(more.max(0)).unwrap_or(u64::MAX))
    }
}

/// The search for the least bound.
struct Proof<'s, 'a, 'h, M: Market, E> {
    search: &'s Search<'a, 'h, M, E>,
    plan: &'s Plan,
    /// The people for whom the bonus is taken off again.
    credited: i64,
    /// The least so far, in points.
    least: Option<i128>,
    /// So often may everybody be asked still.
    looks: usize,
}

impl<M: Market, E: Entry> Proof<'_, '_, '_, M, E> {
    fn scale(&self) -> i64 {
        self.plan.optimum.scale
    }

    fn note(&mut self, points: i128) {
        self.least = Some(self.least.map_or(points, |least| least.min(points)));
    }

    fn is_done(&self) -> bool {
        let value = i128::from(self.plan.value);
        let gap = self
            .least
            .map(|least| (least - value) as f64 / least.max(1) as f64);
        self.looks == 0 || gap.is_some_and(|gap| gap <= self.search.task.wanted.gap)
    }

    /// Asks everybody at a spot.
    fn look(&mut self, spot: &Spot) -> Dual {
        self.looks = self.looks.saturating_sub(1);
        let mut dual = self.search.dual(spot, self.scale());
        dual.value -= i128::from(spot.bonus) * i128::from(self.credited);
        dual.value -= self.search.lifts.asked() * i128::from(self.scale());
        self.note(dual.value.div_euclid(i128::from(self.scale())));
        dual
    }

    /// Steps against the excess.
    fn descend(&mut self, mut spot: Spot) {
        let mut dual = self.look(&spot);
        let scale = i128::from(self.scale());
        let goal = i128::from(self.plan.value) * scale;
        let mut stride = 1.0;
        let mut lowest = dual.value;
        for _ in 0..STEPS {
            let excess = |(at, excess): (usize, &i64)| {
                let is_least = spot.prices[at] <= self.search.reserve(at, self.scale());
                if is_least { (*excess).max(0) } else { *excess }
            };
            let excess: Vec<i64> = dual.excess.iter().enumerate().map(excess).collect();
            let slope = if spot.bonus == 0 {
                0
            } else {
                dual.placed - self.credited
            };
            let steepness: i64 =
                excess.iter().map(|excess| excess * excess).sum::<i64>() + slope * slope;
            if self.is_done() || steepness == 0 {
                return;
            }
            let step = stride * (dual.value - goal) as f64 / steepness as f64;
            for (at, (price, excess)) in spot.prices.iter_mut().zip(&excess).enumerate() {
                let moved = price.saturating_add(rounded(step * *excess as f64));
                *price = moved.max(self.search.reserve(at, self.plan.optimum.scale));
            }
            spot.bonus = (spot.bonus - rounded(step * slope as f64)).max(0);
            dual = self.look(&spot);
            if dual.value < lowest {
                lowest = dual.value;
            } else {
                stride *= 0.8;
            }
        }
    }
}

impl Dual {
    fn choose(&mut self, post: u32) {
        self.excess[post as usize] += 1;
        self.placed += 1;
    }
}

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// The reserve of a post, in units.
    pub(super) fn reserve(&self, post: usize, scale: i64) -> i64 {
        let reserve = self.task.wanted.reserve.get(post);
        reserve.map_or(0, |points| i64::from(*points) * scale)
    }

    /// Prices of a solve in units alone, people being worth the bonus of the rounds.
    pub(super) fn spot(&self, prices: &[Price], rents: &[i64], scale: i64) -> Spot {
        let bonus = self.bonus * scale;
        let price = |(at, price): (usize, &Price)| {
            let points = price.points.saturating_add(i64::from(price.people) * bonus);
            points.max(self.reserve(at, scale))
        };
        Spot {
            prices: prices.iter().enumerate().map(price).collect(),
            rents: rents.to_vec(),
            bonus,
        }
    }

    fn dual(&self, spot: &Spot, scale: i64) -> Dual {
        let whole: Vec<i64> = spot
            .prices
            .iter()
            .map(|price| price.div_euclid(scale))
            .collect();
        let prepared = self.task.market.prepare(&whole);
        let mut is_single = vec![true; self.task.market.people()];
        self.members
            .iter()
            .for_each(|member| is_single[*member as usize] = false);
        let singles: Vec<u32> = (0_u32..)
            .zip(is_single)
            .filter_map(|(person, is)| is.then_some(person))
            .collect();
        let prices = spot.priced();
        let worth = Worth {
            prices: &prices,
            rents: &spot.rents,
            scale,
            person: Gain {
                people: 0,
                points: spot.bonus,
            },
        };
        let mut dual = Dual {
            value: 0,
            excess: Vec::with_capacity(whole.len()),
            placed: 0,
        };
        for (price, openings) in spot.prices.iter().zip(self.room.openings()) {
            dual.value += i128::from(*price) * i128::from(*openings);
            dual.excess.push(-i64::from(*openings));
        }
        for (rent, rooms) in spot.rents.iter().zip(self.room.rooms()) {
            dual.value += i128::from(*rent) * i128::from(*rooms);
        }
        let of_single = |person: &u32, list: &mut Vec<(u32, u32)>| {
            let rest = self.task.market.best(*person, &prepared, EXACT, list);
            let listed = list.iter().map(|pair| (worth.of(*pair).points, pair.0));
            let (best, post) = listed.max_by_key(|(gain, _)| *gain)?;
            let rest = if rest == i64::MIN {
                best
            } else {
                rest.saturating_mul(scale).saturating_add(spot.bonus)
            };
            let most = best
                .max(rest)
                .saturating_add(self.lifts.of(*person) * scale);
            (most > 0).then_some((most, post))
        };
        let threads = self.task.wanted.threads;
        let of_singles = in_parts(threads, &singles, |part| {
            let mut list = Vec::with_capacity(2 * EXACT);
            part.iter()
                .filter_map(|person| of_single(person, &mut list))
                .collect()
        });
        for (surplus, post) in of_singles {
            dual.value += i128::from(surplus);
            dual.choose(post);
        }
        let of_parties = in_parts(threads, self.task.parties, |part| {
            let most = |party| {
                let (gain, column) = self.chooser.most(party, &worth, &self.room)?;
                let most = gain
                    .points
                    .saturating_add(self.lifts.of_party(party, scale));
                (most > 0).then_some((most, column))
            };
            part.iter().filter_map(most).collect()
        });
        for (surplus, column) in of_parties {
            dual.value += i128::from(surplus);
            for (post, _) in column {
                dual.choose(post);
            }
        }
        dual
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
