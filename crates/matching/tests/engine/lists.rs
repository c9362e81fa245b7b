//! How often people look through the whole market: seldom, as what they see is kept on lists that are long enough.

use domain::words::Objective;
use matching::assign::market::Market;
use matching::assign::optimum::{Optimum, Wanted};
use matching::assign::pairs::{Narrow, Pairs};
use matching::assign::solver::Solver;
use matching::watch::Watch;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A market that counts who looks through it.
struct Counted<'a> {
    pairs: &'a Pairs<Narrow>,
    looks: AtomicUsize,
}

impl Market for Counted<'_> {
    type Prices = <Pairs<Narrow> as Market>::Prices;

    fn people(&self) -> usize {
        self.pairs.people()
    }

    fn posts(&self) -> usize {
        Market::posts(self.pairs)
    }

    fn most_points(&self) -> u32 {
        Market::most_points(self.pairs)
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> Self::Prices {
        self.pairs.prepare_in(prices, scale)
    }

    fn reprice(&self, prepared: &mut Self::Prices, changed: &[(u32, i64)]) {
        self.pairs.reprice(prepared, changed);
    }

    fn better(
        &self,
        person: u32,
        prices: &Self::Prices,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        self.looks.fetch_add(1, Ordering::Relaxed);
        self.pairs.better(person, prices, than, size, list)
    }

    fn each(&self, person: u32, take: impl FnMut(u32, u32)) {
        self.pairs.each(person, take);
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        self.pairs.first_among(person, among)
    }

    fn take_among(&self, person: u32, among: &mut [u64], take: impl FnMut(u32)) {
        self.pairs.take_among(person, among, take);
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        Market::points(self.pairs, person, post)
    }
}

/// Solves to a gap of a millionth, and gives how often each person looked through the market.
fn solved(pairs: &Pairs<Narrow>, openings: &[u32]) -> (Optimum, f64) {
    let market = Counted {
        pairs,
        looks: AtomicUsize::new(0),
    };
    let wanted = Wanted {
        gap: 1e-6,
        ..Wanted::best(openings, Objective::PeopleFirst)
    };
    let never = AtomicBool::new(false);
    let mut ignore = |_| ();
    let optimum =
        Solver::<_, Narrow>::new(&market, &wanted).solve(&mut Watch::new(&never, &mut ignore));
    let looks = market.looks.into_inner() as f64;
    (optimum, looks / market.pairs.people() as f64)
}

fn dice(seed: u32) -> impl FnMut(u32) -> u32 {
    let mut state = seed;
    move |sides| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % sides
    }
}

/// A county's sheets: posts differ in place and pay, people in what they wish for, and everybody may go everywhere. So all look at the
/// same posts, and lists that stay at 64 of them are used up again and again: 71 looks a person.
#[test]
fn where_everybody_sees_the_same_posts_lists_become_longer() {
    let (people, posts) = (800_u32, 600);
    let mut throw = dice(5);
    let usual: Vec<u32> = (0..posts).map(|_| 5000 + 10 * throw(200)).collect();
    let mut pairs = Pairs::<Narrow>::new(posts as usize);
    for _ in 0..people {
        let row = usual.iter().map(|usual| usual + 500 * throw(2));
        pairs.push_person((0..posts).zip(row));
    }
    let openings: Vec<u32> = (0..posts).map(|_| throw(3)).collect();
    let (optimum, looks) = solved(&pairs, &openings);
    assert!(optimum.bound - optimum.score <= optimum.score / 1_000_000);
    assert!(looks < 10.0, "{looks} looks a person");
}
