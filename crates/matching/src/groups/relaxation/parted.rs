//! The same task when members of a group may part.
//!
//! A group of s people and w points becomes s single people of w / s points each, that is an assignment solved
//! exactly. Every assignment of whole groups is one of these, so the optimum here bounds both people and score. Points are
//! multiplied by a number that the sizes divide; where that is too large they are rounded up, which keeps the bound true.

use super::super::options::Options;
use super::super::worth::{Scale, Worth};
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Pairs;

/// Points of single people stay below this, where the assignment is exact to the unit.
const FINEST: u64 = 1 << 22;

/// The relaxed market: one row a person, groups in order.
pub(super) struct Parted {
    pub pairs: Pairs,
    /// By what the points were multiplied.
    factor: u64,
}

impl Parted {
    pub(super) fn of(options: &Options) -> Self {
        let most = u64::from(options.most_of_one()).max(1);
        let factor = options
            .sizes
            .iter()
            .try_fold(1, |factor, size| common_multiple(factor, u64::from(*size)))
            .filter(|factor| factor.saturating_mul(most) <= FINEST)
            .unwrap_or((FINEST / most).max(1));
        let mut pairs = Pairs::new(options.capacity.len());
        for group in (0..).take(options.groups()) {
            let size = u64::from(options.size(group));
            for _ in 0..members(options, group) {
                pairs.push_person(options.of_group(group).iter().map(|choice| {
                    let points = (u64::from(choice.points) * factor).div_ceil(size);
                    (choice.place, u32::try_from(points).unwrap_or(u32::MAX))
                }));
            }
        }
        Self { pairs, factor }
    }

    /// The same with a place for staying at home that only so many may use that `people` are placed elsewhere; and the
    /// openings then. Where everybody has a place, that many people are placed.
    pub(super) fn with_home(&self, capacity: &[u32], people: u64) -> (Pairs, Vec<u32>) {
        let home = capacity.len();
        let mut pairs = Pairs::new(home + 1);
        for person in 0..self.pairs.people() {
            let stays = (u32::try_from(home).unwrap_or(u32::MAX), 0);
            pairs.push_person(self.pairs.row(person).chain([stays]));
        }
        let at_home = (self.pairs.people() as u64).saturating_sub(people);
        let openings = capacity.iter().copied();
        let at_home = u32::try_from(at_home).unwrap_or(u32::MAX);
        (pairs, openings.chain([at_home]).collect())
    }

    /// No assignment of whole groups that places as many people scores more.
    pub(super) fn bound(&self, optimum: &Optimum) -> u64 {
        optimum.bound / self.factor
    }

    /// How fine prices are: units of a point.
    pub(super) fn unit(&self, optimum: &Optimum) -> i64 {
        let factor = i64::try_from(self.factor).unwrap_or(i64::MAX);
        optimum.scale.saturating_mul(factor)
    }

    /// What a seat at each place costs.
    pub(super) fn prices(&self, optimum: &Optimum, scale: Scale) -> Vec<Worth> {
        let unit = i128::from(self.unit(optimum));
        let prices = optimum.prices.iter().map(|price| {
            let points = i128::from(price.points) * i128::from(scale.unit) / unit;
            (scale.of(i64::from(price.people), 0) + points).max(0)
        });
        prices.collect()
    }
}

/// The rows of a group: one a person, none where the whole group can go nowhere.
fn members(options: &Options, group: u32) -> u32 {
    let has_any = !options.of_group(group).is_empty();
    if has_any { options.size(group) } else { 0 }
}

/// The place of each group whose members all sit at one.
pub(super) fn whole(options: &Options, optimum: &Optimum) -> Vec<Option<u32>> {
    let mut seats = optimum.post_of.iter().copied();
    let groups = (0..).take(options.groups());
    let together = groups.map(|group| {
        let mut places = seats.by_ref().take(members(options, group) as usize);
        let first = places.next()?;
        let apart = places.filter(|place| *place != first).count();
        first.filter(|_| apart == 0)
    });
    together.collect()
}

fn common_multiple(one: u64, other: u64) -> Option<u64> {
    let (mut a, mut b) = (one, other);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (one / a)
        .checked_mul(other)
        .filter(|multiple| *multiple <= FINEST)
}
