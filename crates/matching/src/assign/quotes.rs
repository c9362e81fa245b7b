//! Prices as a market wants them, which follow the few that change.

use super::market::Market;

/// Prices prepared once and brought up to date before they are asked for.
pub(super) struct Quotes<M: Market> {
    prepared: Option<M::Prices>,
    /// Posts whose price has changed since, some more than once.
    changed: Vec<u32>,
}

impl<M: Market> Quotes<M> {
    /// Nothing is prepared.
    pub(super) fn new() -> Self {
        Self {
            prepared: None,
            changed: Vec::new(),
        }
    }

    /// Takes note that the price of a post has changed. After many changes it is quicker to begin anew.
    pub(super) fn note(&mut self, post: usize, posts: usize) {
        if self.prepared.is_some() {
            self.changed.push(u32::try_from(post).unwrap_or(u32::MAX));
            if self.changed.len() > posts {
                self.forget();
            }
        }
    }

    /// Takes note that all prices may have changed.
    pub(super) fn forget(&mut self) {
        self.prepared = None;
        self.changed.clear();
    }

    /// The prices of today; `price` tells that of a post, in units of `scale` a point.
    pub(super) fn of_today(
        &mut self,
        market: &M,
        scale: i64,
        price: impl Fn(usize) -> i64,
    ) -> &M::Prices {
        self.changed.sort_unstable();
        self.changed.dedup();
        let told = |post: &u32| (*post, price(*post as usize));
        let changed: Vec<(u32, i64)> = self.changed.drain(..).map(|post| told(&post)).collect();
        let prepared = self.prepared.get_or_insert_with(|| {
            let all: Vec<i64> = (0..market.posts()).map(&price).collect();
            market.prepare_in(&all, scale)
        });
        market.reprice(prepared, &changed);
        prepared
    }
}
