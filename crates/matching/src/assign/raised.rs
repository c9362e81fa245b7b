//! A market in which every pair is worth so many points more, and staying at home is not.

use super::market::Market;

/// The market, and the points.
pub(crate) struct Raised<'m, M> {
    pub market: &'m M,
    pub bonus: u32,
}

impl<M: Market> Market for Raised<'_, M> {
    type Prices = M::Prices;

    fn people(&self) -> usize {
        self.market.people()
    }

    fn posts(&self) -> usize {
        self.market.posts()
    }

    fn most_points(&self) -> u32 {
        self.market.most_points() + self.bonus
    }

    fn prepare(&self, prices: &[i64]) -> M::Prices {
        self.market.prepare(prices)
    }

    fn best(
        &self,
        person: u32,
        prices: &M::Prices,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        let rest = self.market.best(person, prices, size, list);
        for (_, points) in list {
            *points += self.bonus;
        }
        match rest {
            i64::MIN => rest,
            rest => rest + i64::from(self.bonus),
        }
    }

    fn each(&self, person: u32, mut take: impl FnMut(u32, u32)) {
        let raised = |post, points| take(post, points + self.bonus);
        self.market.each(person, raised);
    }

    fn each_of(&self, post: u32, mut take: impl FnMut(u32, u32)) {
        let raised = |person, points| take(person, points + self.bonus);
        self.market.each_of(post, raised);
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        self.market.first_among(person, among)
    }

    fn take_among(&self, person: u32, among: &mut [u64], take: impl FnMut(u32)) {
        self.market.take_among(person, among, take);
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        let points = self.market.points(person, post)?;
        Some(points + self.bonus)
    }
}
