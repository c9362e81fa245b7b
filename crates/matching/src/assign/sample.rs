//! Every so many-th person of a market, and the openings that would be theirs.

use super::market::Market;

/// Every `stride`-th person.
pub(super) struct Sample<'m, M> {
    pub market: &'m M,
    pub stride: u32,
}

impl<M> Clone for Sample<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Sample<'_, M> {}

/// What is left of openings when only every `stride`-th person comes: their sum is kept, rounded.
pub(super) fn thinned(openings: &[u32], stride: u32) -> Vec<u32> {
    let mut carried = 0;
    let share = |openings: &u32| {
        let sum = openings.saturating_add(carried);
        carried = sum % stride;
        sum / stride
    };
    openings.iter().map(share).collect()
}

impl<M: Market> Market for Sample<'_, M> {
    type Prices = M::Prices;

    fn people(&self) -> usize {
        self.market.people().div_ceil(self.stride as usize)
    }

    fn posts(&self) -> usize {
        self.market.posts()
    }

    fn most_points(&self) -> u32 {
        self.market.most_points()
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> M::Prices {
        self.market.prepare_in(prices, scale)
    }

    fn prepare_some(&self, prices: &[(u32, i64)], scale: i64) -> M::Prices {
        self.market.prepare_some(prices, scale)
    }

    fn reprice(&self, prepared: &mut M::Prices, changed: &[(u32, i64)]) {
        self.market.reprice(prepared, changed);
    }

    fn better(
        &self,
        person: u32,
        prices: &M::Prices,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        self.market
            .better(person * self.stride, prices, than, size, list)
    }

    fn each(&self, person: u32, take: impl FnMut(u32, u32)) {
        self.market.each(person * self.stride, take);
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        self.market.first_among(person * self.stride, among)
    }

    fn take_among(&self, person: u32, among: &mut [u64], take: impl FnMut(u32)) {
        self.market.take_among(person * self.stride, among, take);
    }

    fn take_all_among(&self, people: &[u32], among: &mut [u64]) {
        if self.stride == 1 {
            self.market.take_all_among(people, among);
        } else {
            let people: Vec<u32> = people.iter().map(|person| person * self.stride).collect();
            self.market.take_all_among(&people, among);
        }
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        self.market.points(person * self.stride, post)
    }
}
