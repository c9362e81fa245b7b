//! What the solver asks of a market: people, posts, and their pairs when it wants to see them.

/// Beyond anybody's means, in any units.
pub(crate) const UNAFFORDABLE: i64 = i64::MAX / 8;

/// People and posts, each numbered from 0, and the eligible pairs with their points.
///
/// The answers never change while a solver looks at them, and several threads may ask at once.
pub trait Market: Sync {
    /// Prices prepared for many questions.
    type Prices: Send + Sync;

    /// How many people there are.
    fn people(&self) -> usize;

    /// How many posts there are.
    fn posts(&self) -> usize;

    /// No pair is worth more points.
    fn most_points(&self) -> u32;

    /// Makes prices, one a post in units of which `scale` make a point, ready for [`Market::best`].
    fn prepare_in(&self, prices: &[i64], scale: i64) -> Self::Prices;

    /// The same in whole points.
    fn prepare(&self, prices: &[i64]) -> Self::Prices {
        self.prepare_in(prices, 1)
    }

    /// The same as if all other posts were beyond anybody's means; no post is told twice.
    fn prepare_some(&self, prices: &[(u32, i64)], scale: i64) -> Self::Prices {
        self.prepare_in(&spread(prices, self.posts()), scale)
    }

    /// Changes the prices of some posts, in the same units; a post may be told more than once.
    fn reprice(&self, prepared: &mut Self::Prices, changed: &[(u32, i64)]);

    /// Puts the `size` pairs of a person with the greatest surplus (points less price) into `list`, as post and
    /// points, greatest first, of equal ones the lower post; fewer only if there are no more.
    ///
    /// Gives a number, in the units of the prices, that no pair left out has more surplus than; [`i64::MIN`] if none is left out.
    fn best(
        &self,
        person: u32,
        prices: &Self::Prices,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        self.better(person, prices, i64::MIN, size, list)
    }

    /// As [`Market::best`], of the pairs that have more surplus than `than`; those that do not are left out.
    fn better(
        &self,
        person: u32,
        prices: &Self::Prices,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64;

    /// Shows every pair of a person once, as post and points.
    fn each(&self, person: u32, take: impl FnMut(u32, u32));

    /// The first post that is in a set (bit `post % 64` of word `post / 64`) and that the person may take.
    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32>;

    /// Takes all posts that the person may take out of a set, and shows each.
    fn take_among(&self, person: u32, among: &mut [u64], take: impl FnMut(u32));

    /// Takes all posts that any of some people may take out of a set.
    fn take_all_among(&self, people: &[u32], among: &mut [u64]) {
        for person in people {
            self.take_among(*person, among, |_| ());
        }
    }

    /// The points of one pair, if it is eligible.
    fn points(&self, person: u32, post: u32) -> Option<u32>;
}

/// The prices of some posts among all, the others being [`UNAFFORDABLE`].
pub(crate) fn spread(prices: &[(u32, i64)], posts: usize) -> Vec<i64> {
    let mut all = vec![UNAFFORDABLE; posts];
    for (post, price) in prices {
        all[*post as usize] = *price;
    }
    all
}
