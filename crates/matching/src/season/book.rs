//! Bid prices of posts that none was learnt for: what posts like them cost.

use domain::division::{Division, Level};
use domain::words::Trade;
use std::collections::HashMap;
use std::hash::Hash;

/// What makes posts alike; `E` names an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind<E> {
    /// The employer.
    pub enterprise: E,
    /// Where the work is, a prefecture or below.
    pub workplace: Division,
    /// The occupation.
    pub trade: Trade,
}

impl<E> Kind<E> {
    /// Circles of posts like this one, the closest first.
    fn circles(self) -> [Circle<E>; 5] {
        let city = self.workplace.up_to(Level::Prefecture);
        let province = self.workplace.up_to(Level::Province);
        [
            Circle::Employer(self.trade, city, self.enterprise),
            Circle::Place(self.trade, city),
            Circle::Place(self.trade, province),
            Circle::Trade(self.trade),
            Circle::All,
        ]
    }
}

/// Posts that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Circle<E> {
    Employer(Trade, Division, E),
    Place(Trade, Division),
    Trade(Trade),
    All,
}

/// Learnt prices, averaged over posts that are alike.
///
/// A new post costs the mean, weighted by openings, over the posts of its occupation with the same employer in
/// the same city; where there are none, over those of its occupation in the city, in the province, anywhere; at
/// last over all posts.
#[derive(Clone, Debug)]
pub struct Book<E> {
    /// Σ openings · price, and Σ openings.
    sums: HashMap<Circle<E>, (u64, u64)>,
}

impl<E: Copy + Eq + Hash> Book<E> {
    /// Posts with their openings and the prices in points that were learnt for them. A post without
    /// openings counts as one.
    pub fn new(learnt: impl IntoIterator<Item = (Kind<E>, u32, u32)>) -> Self {
        let mut sums: HashMap<Circle<E>, (u64, u64)> = HashMap::new();
        for (kind, openings, price) in learnt {
            let openings = u64::from(openings.max(1));
            for circle in kind.circles() {
                let (prices, weight) = sums.entry(circle).or_default();
                *prices = prices.saturating_add(openings * u64::from(price));
                *weight += openings;
            }
        }
        Self { sums }
    }

    /// What a new post costs, in points; 0 where nothing was learnt at all.
    pub fn price(&self, kind: Kind<E>) -> u32 {
        let known = kind.circles();
        let mean = known.iter().find_map(|circle| self.sums.get(circle));
        mean.map_or(0, |(prices, weight)| {
            u32::try_from(prices / weight).unwrap_or(u32::MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONGGUAN: Division = Division::of_six(441_900);
    const GUANGZHOU: Division = Division::of_six(440_106);
    const SUZHOU: Division = Division::of_six(320_505);

    fn kind(enterprise: u32, workplace: Division, trade: Trade) -> Kind<u32> {
        Kind {
            enterprise,
            workplace,
            trade,
        }
    }

    #[test]
    fn a_new_post_costs_what_the_closest_posts_cost() {
        let sewing = |enterprise, place| kind(enterprise, place, Trade::Manufacturing);
        let book = Book::new([
            (sewing(1, DONGGUAN), 1, 900),
            (sewing(2, DONGGUAN), 3, 100),
            (sewing(3, SUZHOU), 4, 500),
        ]);
        assert_eq!(book.price(sewing(1, DONGGUAN)), 900, "the same employer");
        assert_eq!(book.price(sewing(9, DONGGUAN)), 300, "the same city");
        assert_eq!(book.price(sewing(9, GUANGZHOU)), 300, "the same province");
        assert_eq!(
            book.price(sewing(9, Division::of_six(330_106))),
            400,
            "the same occupation"
        );
        assert_eq!(
            book.price(kind(1, DONGGUAN, Trade::Construction)),
            400,
            "any post"
        );
    }

    #[test]
    fn nothing_learnt_costs_nothing() {
        let book = Book::new([]);
        assert_eq!(book.price(kind(1, DONGGUAN, Trade::Construction)), 0);
    }
}
